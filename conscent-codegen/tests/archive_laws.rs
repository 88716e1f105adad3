//! What holds for all payloads and the shapes of payloads.
mod bodies;
mod shapes;
mod vendor;

use conscent_codegen::diff::{self, Action, Cause, Change, SemverImpact};
use conscent_codegen::interface::{Interface, Module, RustType, Struct};
use conscent_codegen::samples::name;
use proptest::prelude::*;
use serde_json::Value;
use shapes::put_shape;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use test_support::{TempDir, folder, put};
use vendor::Vendor;

/// Bodies, each with its event.
type Bodies = Vec<(String, Value)>;

/// The first bodies of a random vendor.
fn of_vendor(vendor: &Vendor, seeds: &[u64]) -> Bodies {
    seeds.iter().map(|seed| vendor.sample(*seed)).map(|(event, body)| (event.to_owned(), body)).collect()
}

fn put_samples(folder: &Path, bodies: &[(String, Value)]) {
    for (n, (event, body)) in bodies.iter().enumerate() {
        put(folder, &format!("v1/{}/s{n}.json", name::folder(event)), body.to_string());
    }
}

/// Puts the shape of the bodies of each event, under this name.
fn put_archives(folder: &Path, file: &str, bodies: &[(String, Value)]) {
    let mut events = BTreeMap::<&str, String>::new();
    for (event, body) in bodies {
        let documents = events.entry(event).or_default();
        documents.push_str(&body.to_string());
        documents.push('\n');
    }
    for (event, documents) in events {
        put_shape(folder, &format!("v1/{}/{file}.shape", name::folder(event)), &documents);
    }
}

fn samples(hints: &str, bodies: &[(String, Value)]) -> TempDir {
    let folder = folder(&[("hints.toml", hints)]);
    put_samples(folder.path(), bodies);
    folder
}

fn decide(samples: &Path, previous: Option<&Interface>) -> Interface {
    conscent_codegen::interface(samples, previous).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The types of an interface, without what shows strings, names of types, or how often something was seen: each place in
/// payloads with its kind.
fn types(interface: &Interface) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for module in &interface.modules {
        for event in &module.events {
            match &event.value {
                Some(ty) => kind(module, &event.name, ty, 0, &mut places),
                None => fields(module, &event.name, &event.payload, 0, &mut places),
            }
        }
    }
    places
}

fn fields(module: &Module, place: &str, one: &Struct, depth: usize, places: &mut BTreeSet<String>) {
    // Objects may contain themselves.
    if depth > 6 {
        return;
    }
    for field in &one.fields {
        let place = format!("{place}/{}", field.key);
        places.insert(format!("{place} required={} nullable={}", field.required, field.nullable));
        kind(module, &place, &field.ty, depth, places);
    }
}

fn kind(module: &Module, place: &str, ty: &RustType, depth: usize, places: &mut BTreeSet<String>) {
    let mut add = |kind: &str| {
        places.insert(format!("{place} {kind}"));
    };
    match ty {
        RustType::Vec(item) => {
            add("list");
            kind(module, &format!("{place}/*"), item, depth, places);
        }
        RustType::Map(values) => {
            add("map");
            kind(module, &format!("{place}/*"), values, depth, places);
        }
        RustType::Option(inner) => {
            add("or null");
            kind(module, place, inner, depth, places);
        }
        RustType::Box(inner) => kind(module, place, inner, depth, places),
        RustType::Named(name) => {
            let is = |one: &&Struct| one.name == *name;
            if let Some(one) = module.structs.iter().find(is) {
                add("object");
                fields(module, place, one, depth + 1, places);
            } else if let Some(union) = module.unions.iter().find(|one| one.name == *name) {
                union.variants.iter().for_each(|variant| kind(module, place, &variant.ty, depth, places));
            } else if let Some(one) = module.enums.iter().find(|one| one.name == *name) {
                add("enum");
                one.values.iter().for_each(|value| add(&format!("= {}", value.text)));
            }
        }
        other => add(&other.to_string()),
    }
}

/// Removes what an archive does not keep: under keys whose names do not suggest a set of codes, whether strings are an
/// enum, and its values.
fn comparable(types: &BTreeSet<String>) -> BTreeSet<String> {
    let asks = |place: &str| {
        let key = place.trim_end_matches("/*").rsplit('/').next().unwrap_or_default();
        conscent_shape::asks_for_set(key)
    };
    let line = |line: &String| match line.split_once(' ') {
        Some((place, "enum")) if !asks(place) => Some(format!("{place} String")),
        Some((place, rest)) if rest.starts_with("= ") && !asks(place) => None,
        _ => Some(line.clone()),
    };
    types.iter().filter_map(line).collect()
}

/// The breaking changes that no evidence explains.
fn unexplained(old: &Interface, new: &Interface) -> Vec<String> {
    let changes = diff::diff(old, new).into_iter();
    let unexplained = changes.filter(|change| change.impact() == SemverImpact::Major && change.cause.is_none());
    unexplained.map(|change| change.text).collect()
}

/// The changes that do more than add names or change docs, without types that new evidence first reveals.
fn more_than_added(old: &Interface, new: &Interface) -> Vec<String> {
    let only_adds = |change: &Change| {
        matches!(change.action, Action::Added | Action::DocsOnly) || change.cause == Some(Cause::Revealed)
    };
    diff::diff(old, new).into_iter().filter(|change| !only_adds(change)).map(|change| change.text).collect()
}

fn seeds(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(0..5000_u64, count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// One sample and the shape of all payloads give the types that the payloads give.
    #[test]
    fn a_shape_counts_like_its_payloads(vendor in any::<u64>(), seeds in seeds(3..24)) {
        let vendor = Vendor::new(vendor);
        // Equal samples count once, but an archive cannot know which of its documents are equal.
        let seeds: BTreeSet<u64> = seeds.into_iter().collect();
        let bodies = of_vendor(&vendor, &Vec::from_iter(seeds));
        // Both prove the same keys: the number of samples is not the number of archived objects.
        let hints = format!("min_samples = 1\n{}", vendor.hints());
        let alone = samples(&hints, &bodies);
        let archived = samples(&hints, &bodies[..1]);
        put_archives(archived.path(), "all", &bodies);
        let (alone, archived) = (decide(alone.path(), None), decide(archived.path(), None));
        let (alone, archived) = (comparable(&types(&alone)), comparable(&types(&archived)));
        prop_assert_eq!(alone.symmetric_difference(&archived).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    /// It does not matter how payloads are spread over shape files.
    #[test]
    fn archives_may_be_split(vendor in any::<u64>(), seeds in seeds(2..24), at in any::<prop::sample::Index>()) {
        let vendor = Vendor::new(vendor);
        let bodies = of_vendor(&vendor, &seeds);
        let (some, others) = bodies.split_at(at.index(bodies.len()));
        let (one, two) = (samples(vendor.hints(), &bodies[..1]), samples(vendor.hints(), &bodies[..1]));
        put_archives(one.path(), "all", &bodies);
        put_archives(two.path(), "some", some);
        put_archives(two.path(), "others", others);
        let (mut one, mut two) = (decide(one.path(), None), decide(two.path(), None));
        one.snapshot.clear();
        two.snapshot.clear();
        prop_assert_eq!(one, two);
    }

    /// Law 2: what is added after a release breaks nothing, unless it contradicts a type or first reveals it.
    #[test]
    fn a_release_is_remembered(
        vendor in any::<u64>(),
        seeds in seeds(1..8),
        more in prop::collection::vec(seeds(1..8), 1..4),
    ) {
        let vendor = Vendor::new(vendor);
        let samples = samples(vendor.hints(), &of_vendor(&vendor, &seeds));
        let mut released = decide(samples.path(), None);
        for (n, seeds) in more.iter().enumerate() {
            put_archives(samples.path(), &format!("more{n}"), &of_vendor(&vendor, seeds));
            let now = decide(samples.path(), Some(&released));
            prop_assert_eq!(unexplained(&released, &now), [""; 0]);
            prop_assert_eq!(&decide(samples.path(), Some(&now)), &now);
            released = now;
        }
    }

    /// The same for any bodies, even unrelated to the known ones.
    #[test]
    fn a_release_is_remembered_for_any_bodies(
        vendor in any::<u64>(),
        seeds in seeds(1..6),
        others in prop::collection::vec((0..8_usize, bodies::body()), 1..6),
    ) {
        let vendor = Vendor::new(vendor);
        let samples = samples(vendor.hints(), &of_vendor(&vendor, &seeds));
        let mut released = decide(samples.path(), None);
        for (n, (event, payload)) in others.into_iter().enumerate() {
            let event = vendor.event(event);
            let body = vendor.body(event, payload);
            put_archives(samples.path(), &format!("more{n}"), &[(event.to_owned(), body)]);
            let now = decide(samples.path(), Some(&released));
            prop_assert_eq!(unexplained(&released, &now), [""; 0]);
            released = now;
        }
    }

    /// Without a release, the shape of the very samples only adds. Strings may turn out to be codes, because an archive
    /// repeats an object only if it was delivered more than once.
    #[test]
    fn the_shape_of_the_same_samples_only_adds(vendor in any::<u64>(), seeds in seeds(1..16)) {
        let vendor = Vendor::new(vendor);
        let (event, body) = vendor.everything();
        let mut bodies = of_vendor(&vendor, &seeds);
        bodies.push((event.to_owned(), body));
        let samples = samples(vendor.hints(), &bodies);
        let before = decide(samples.path(), None);
        put_archives(samples.path(), "same", &bodies);
        prop_assert_eq!(more_than_added(&before, &decide(samples.path(), None)), [""; 0]);
    }

    /// The same for any bodies.
    #[test]
    fn the_shape_of_any_samples_only_adds(payloads in prop::collection::vec((0..3_usize, bodies::body()), 1..8)) {
        let bodies: Bodies = payloads.into_iter().map(|(event, body)| (format!("event.{event}"), body)).collect();
        let samples = samples("", &bodies);
        let before = decide(samples.path(), None);
        put_archives(samples.path(), "same", &bodies);
        prop_assert_eq!(more_than_added(&before, &decide(samples.path(), None)), [""; 0]);
    }
}
