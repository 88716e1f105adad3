//! Added samples change a type only if they contradict it or first reveal it. The names and types of a release stay.
mod bodies;
mod vendor;

use conscent_codegen::diff::{self, Change, SemverImpact};
use conscent_codegen::interface::{Event, Interface, Module, Struct, View, Views};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use test_support::{TempDir, folder, put};
use vendor::Vendor;

/// A samples folder that grows.
struct Growing {
    folder: TempDir,
    count: usize,
}

impl Growing {
    fn new(hints: &str) -> Self {
        Self { folder: folder(&[("hints.toml", hints)]), count: 0 }
    }

    fn add(&mut self, event: &str, body: &Value) {
        put(self.folder.path(), &format!("v1/{event}/s{}.json", self.count), body.to_string());
        self.count += 1;
    }

    fn decide(&self, previous: Option<&Interface>) -> Interface {
        decide(self.folder.path(), previous)
    }
}

fn decide(samples: &Path, previous: Option<&Interface>) -> Interface {
    conscent_codegen::interface(samples, previous).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The breaking changes that no sample causes.
fn unexplained(old: &Interface, new: &Interface) -> Vec<String> {
    let is_unexplained = |change: &Change| change.impact() == SemverImpact::Major && change.cause.is_none();
    diff::diff(old, new).into_iter().filter(is_unexplained).map(|change| change.text).collect()
}

/// The names that users of the old interface may use, and that the new one lacks.
fn gone(old: &Interface, new: &Interface) -> Vec<String> {
    let (old, new) = (surface(old), surface(new));
    old.difference(&new).cloned().collect()
}

/// Every name that users can write, except the types of fields.
fn surface(interface: &Interface) -> BTreeSet<String> {
    interface.modules.iter().flat_map(of_module).collect()
}

fn of_module(module: &Module) -> Vec<String> {
    let at = |what: String| format!("{} = {}: {what}", module.api, module.ident);
    let mut all = vec![at("module".to_owned())];
    for one in module.all_structs() {
        all.push(at(format!("struct {}", one.name)));
        all.extend(one.fields.iter().map(|field| at(format!("field {}.{} = {}", one.name, field.key, field.ident))));
        all.extend(one.views.iter().flat_map(|views| of_views(one, views)).map(at));
    }
    all.extend(module.shared.iter().map(|field| at(format!("shared {} = {}", field.key, field.ident))));
    for one in &module.enums {
        all.extend(one.values.iter().map(|value| at(format!("enum {}::{} = {}", one.name, value.variant, value.text))));
    }
    for one in &module.unions {
        all.extend(one.variants.iter().map(|variant| at(format!("union {}::{}", one.name, variant.variant))));
    }
    all.extend(module.families.iter().map(|family| at(format!("family {} = {}", family.name, family.ident))));
    for Event { name, variant, payload, samples, .. } in &module.events {
        all.push(at(format!("event {name} = {variant}({})", payload.name)));
        all.extend(samples.iter().map(|sample| at(format!("sample {name}/{} = {}", sample.name, sample.ident))));
    }
    all
}

/// Every name of the views of a struct.
fn of_views(one: &Struct, views: &Views) -> Vec<String> {
    let mut all = vec![format!("views {} by {} = {}() -> {}", one.name, views.tag, views.method, views.name)];
    for View { texts, variant, name, fields, .. } in &views.variants {
        all.push(format!("view {}::{variant}({name})", views.name));
        all.extend(texts.iter().map(|text| format!("view {name} of {text}")));
        all.extend(fields.iter().map(|field| format!("field {name}.{}", field.key)));
    }
    all
}

/// The interface without the parts that show file names.
fn types(mut interface: Interface) -> Interface {
    interface.snapshot.clear();
    let events = interface.modules.iter_mut().flat_map(|module| &mut module.events);
    events.for_each(|event| event.samples.clear());
    interface
}

/// A vendor whose tags have several spellings, or are null.
fn careless(seed: u64) -> Vendor {
    let mut vendor = Vendor::new(seed);
    vendor.is_careless = true;
    vendor
}

/// The seeds of a vendor's samples.
fn seeds(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(0..5000_u64, count)
}

/// Older versions named the functions of captures after their whole hash.
#[test]
fn capture_functions_keep_their_released_names() {
    let origin = |hash: &str| format!("[\"v1/e/capture-{hash}.json\"]\npage = \"seen.jsonl\"\nline = 1\n");
    let body = |key: &str| format!("{{\"{key}\": 1}}");
    let samples = folder(&[
        ("v1/e/a.json", &body("a")),
        ("v1/e/capture-feb0000000000001.json", &body("b")),
        ("provenance.toml", &origin("feb0000000000001")),
    ]);
    let mut released = decide(samples.path(), None);
    let functions = |interface: &Interface| {
        let samples = &interface.modules[0].events[0].samples;
        samples.iter().map(|sample| sample.ident.clone()).collect::<Vec<_>>()
    };
    assert_eq!(functions(&released), ["e", "e_captured_feb0"]);
    released.modules[0].events[0].samples[1].ident = "e_capture_feb0000000000001".into();
    put(samples.path(), "v1/e/capture-feb0000000000002.json", body("c"));
    put(samples.path(), "v1/e/capture-feb1.json", body("d"));
    let origins = ["feb0000000000001", "feb0000000000002", "feb1"].map(origin).concat();
    put(samples.path(), "provenance.toml", origins);
    let now = decide(samples.path(), Some(&released));
    assert_eq!(functions(&now), ["e", "e_capture_feb0000000000001", "e_captured_feb0", "e_capture_feb1"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_release_is_remembered(vendor in any::<u64>(), seeds in seeds(2..16), releases in prop::collection::vec(any::<bool>(), 16)) {
        let vendor = careless(vendor);
        let mut samples = Growing::new(vendor.hints());
        let mut released = None;
        for (seed, is_released) in seeds.into_iter().zip(releases) {
            let (event, body) = vendor.sample(seed);
            samples.add(event, &body);
            let now = samples.decide(released.as_ref());
            if let Some(released) = &released {
                prop_assert_eq!(unexplained(released, &now), [""; 0]);
                prop_assert_eq!(gone(released, &now), [""; 0]);
            }
            if is_released || released.is_none() {
                released = Some(now);
            }
        }
    }

    /// After every entity was seen under its own key. Without an earlier release, an entity that was only seen under a
    /// longer key is named after that key.
    #[test]
    fn names_are_stable_without_a_release(vendor in any::<u64>(), seeds in seeds(1..16)) {
        let vendor = Vendor::new(vendor);
        let mut samples = Growing::new(vendor.hints());
        let (event, body) = vendor.everything();
        samples.add(event, &body);
        let mut before = samples.decide(None);
        for seed in seeds {
            let (event, body) = vendor.sample(seed);
            samples.add(event, &body);
            let now = samples.decide(None);
            prop_assert_eq!(unexplained(&before, &now), [""; 0]);
            before = now;
        }
    }

    /// For any bodies, even unrelated to the known ones.
    #[test]
    fn nothing_of_a_release_is_ever_gone(
        vendor in any::<u64>(),
        seeds in seeds(1..8),
        others in prop::collection::vec((0..8_usize, bodies::body()), 1..6),
    ) {
        let vendor = careless(vendor);
        let mut samples = Growing::new(vendor.hints());
        for seed in seeds {
            let (event, body) = vendor.sample(seed);
            samples.add(event, &body);
        }
        let mut released = samples.decide(None);
        for (event, payload) in others {
            let event = vendor.event(event);
            samples.add(event, &vendor.body(event, payload));
            let now = samples.decide(Some(&released));
            prop_assert_eq!(gone(&released, &now), [""; 0]);
            prop_assert_eq!(unexplained(&released, &now), [""; 0]);
            released = now;
        }
    }

    #[test]
    fn names_of_files_change_no_type(vendor in any::<u64>(), seeds in seeds(2..12), rotation in 1..12_usize) {
        let vendor = careless(vendor);
        let (mut some, mut others) = (Growing::new(vendor.hints()), Growing::new(vendor.hints()));
        let rotation = rotation % seeds.len();
        for seed in &seeds {
            let (event, body) = vendor.sample(*seed);
            some.add(event, &body);
        }
        for seed in seeds[rotation..].iter().chain(&seeds[..rotation]).rev() {
            let (event, body) = vendor.sample(*seed);
            others.add(event, &body);
        }
        prop_assert_eq!(types(some.decide(None)), types(others.decide(None)));
    }

    #[test]
    fn an_interface_remembers_itself(vendor in any::<u64>(), seeds in seeds(1..16)) {
        let vendor = careless(vendor);
        let mut samples = Growing::new(vendor.hints());
        for seed in seeds {
            let (event, body) = vendor.sample(seed);
            samples.add(event, &body);
        }
        let now = samples.decide(None);
        prop_assert_eq!(&samples.decide(Some(&now)), &now);
    }

    #[test]
    fn regenerating_from_an_interface_changes_nothing(bodies in prop::collection::vec((0..3_usize, bodies::body()), 1..8)) {
        let mut samples = Growing::new("");
        for (event, body) in bodies {
            samples.add(&format!("event.{event}"), &body);
        }
        let now = samples.decide(None);
        prop_assert_eq!(&samples.decide(Some(&now)), &now);
    }
}

/// The random vendors have views, or nothing would be tested about them.
#[test]
fn random_vendors_have_variants() {
    let have_views = |seed: &u64| {
        let vendor = Vendor::new(*seed);
        let mut samples = Growing::new(vendor.hints());
        for seed in 0..16 {
            let (event, body) = vendor.sample(seed);
            samples.add(event, &body);
        }
        samples.decide(None).modules.iter().flat_map(Module::all_structs).any(|one| one.views.is_some())
    };
    assert!((0..12).filter(have_views).count() >= 6);
}

#[test]
fn documented_vendors_remember_themselves() {
    for samples in ["../samples", "tests/golden/samples"] {
        let now = decide(Path::new(samples), None);
        assert_eq!(decide(Path::new(samples), Some(&now)), now, "{samples}");
    }
}
