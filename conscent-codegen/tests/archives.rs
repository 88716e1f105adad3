//! Shape files in a samples folder are evidence, next to the payloads or without any.
mod decided;
mod shapes;

use conscent_codegen::diff;
use conscent_codegen::interface::{Field, Interface, Module};
use conscent_codegen::samples::read;
use conscent_codegen::{Package, generate, interface};
use decided::check_module;
use shapes::put_shape;
use std::path::Path;
use test_support::{TempDir, folder, relative};

/// A samples folder with payloads and shape files of the event `e`. The documents of a shape file are one per line.
fn with(hints: &str, payloads: &[&str], archives: &[&str]) -> TempDir {
    let payloads: Vec<_> = payloads.iter().map(|text| ("e", *text)).collect();
    let folder = decided::samples(hints, &payloads);
    for (n, documents) in archives.iter().enumerate() {
        put_shape(folder.path(), &format!("v1/e/a{n}.shape"), documents);
    }
    folder
}

#[track_caller]
fn decide(samples: &Path) -> Interface {
    interface(samples, None).unwrap_or_else(|errors| panic!("{errors}"))
}

#[track_caller]
fn module(hints: &str, payloads: &[&str], archives: &[&str]) -> Module {
    decide(with(hints, payloads, archives).path()).modules.remove(0)
}

/// Checks the decisions, in the notation of `decided`.
#[track_caller]
fn check(hints: &str, payloads: &[&str], archives: &[&str], expected: &str) {
    check_module(&module(hints, payloads, archives), expected);
}

#[track_caller]
fn field<'m>(module: &'m Module, key: &str) -> &'m Field {
    module.events[0].payload.fields.iter().find(|field| field.key == key).unwrap()
}

#[track_caller]
fn seen(module: &Module, key: &str) -> String {
    field(module, key).occurrence.to_string()
}

#[test]
fn archived_objects_are_counted_separately() {
    let module = module(
        "",
        &[r#"{"all": 1, "new": 1}"#, r#"{"all": 2, "docs": 1}"#, r#"{"all": 3}"#],
        &["{\"all\": 1, \"old\": 1}\n{\"all\": 1, \"new\": 1}", "{\"all\": 1}"],
    );
    assert_eq!(seen(&module, "all"), "in all 3 samples, and in all 3 archived objects");
    assert_eq!(seen(&module, "new"), "in 1 of 3 samples, and in 1 of 3 archived objects: e");
    assert_eq!(seen(&module, "docs"), "in 1 of 3 samples, and in none of 3 archived objects: e");
    assert_eq!(seen(&module, "old"), "in no sample of 3, but in 1 of 3 archived objects: e");
}

#[test]
fn an_event_may_have_only_a_shape() {
    let documents = "{\"id\": \"x\", \"status\": \"paid\"}\n".repeat(2) + "{\"id\": \"y\", \"status\": \"void\"}";
    let folder = with("", &[], &[&documents]);
    let interface = decide(folder.path());
    let module = &interface.modules[0];
    check_module(
        module,
        "event e: E { id: string, status: EStatus }
         EStatus at E.status: enum Paid=paid Void=void",
    );
    assert_eq!(seen(module, "id"), "in all 3 archived objects");
    assert!(module.events[0].samples.is_empty());
    assert_eq!((interface.samples(), interface.archived()), (0, 3));

    let files = generate(folder.path(), &Package::new("shop")).unwrap_or_else(|errors| panic!("{errors}"));
    let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text.clone();
    let readme = text("README.md");
    assert!(readme.contains("generated from 3 archived payloads of 1 event"), "{readme}");
    assert!(readme.contains("| v1 | `e` | 3 archived | `v1::E` |"), "{readme}");
    let code = text("src/generated/v1/events.rs");
    assert!(code.contains("The payload of `e`, in 3 archived objects."), "{code}");
    assert!(files.iter().all(|file| !file.path.starts_with("samples/")));
    for document in ["schemas/openapi.json", "schemas/asyncapi.json"] {
        assert!(!text(document).contains("\"examples\": {}") && !text(document).contains("\"examples\": []"));
    }
}

#[test]
fn an_archive_shows_more_than_the_samples() {
    check(
        "",
        &[r#"{"a": null, "list": [], "n": 1, "sub": {"x": 1}}"#],
        &[r#"{"a": "2024-03-04T10:28:47Z", "list": [{"b": true}], "n": "1", "sub": {"x": 1, "y": [1]}}"#],
        "event e: E { a?: time|null, list?: [List], n?: EN, sub?: Sub }
         EN at E.n: number or string
         List at list: { b?: bool }
         Sub at sub: { x?: number, y?: [number] }",
    );
}

#[test]
fn archived_objects_may_prove_that_a_key_is_always_there() {
    check("", &[r#"{"a": 1}"#], &["{\"a\": 1}\n{\"a\": 2}"], "event e: E { a: number }");
    check("", &[r#"{"a": 1}"#], &["{\"a\": 1}\n{}"], "event e: E { a?: number }");
}

#[test]
fn only_documented_numbers_are_examples() {
    let archive = "{\"n\": 41, \"m\": 41}";
    let module = module("", &[r#"{"n": 55}"#], &[archive]);
    assert_eq!(field(&module, "n").example.as_deref(), Some("55"));
    assert_eq!(field(&module, "m").example, None);
}

/// An archive keeps strings only under keys whose names suggest a set of codes. It keeps the forms of all strings.
#[test]
fn codes_of_samples_are_an_enum_unless_the_archive_contradicts_them() {
    let payloads = ["ready", "ready", "waiting", "waiting"].map(|code| format!("{{\"c\": {{\"lane\": {code:?}}}}}"));
    let payloads: Vec<String> =
        payloads.iter().enumerate().map(|(n, text)| text.replace("}}", &format!(", \"n\": {n}}}}}"))).collect();
    let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
    let ty = |archive: &str| {
        let module = module("", &payloads, &[archive]);
        let lane = module.structs[0].fields.iter().find(|field| field.key == "lane").unwrap().ty.to_string();
        (lane, module.enums.first().map_or(0, |one| one.values.len()))
    };
    assert_eq!(ty(r#"{"c": {"lane": "stopped", "n": 1}}"#), ("CLane".to_owned(), 2));
    assert_eq!(ty(r#"{"c": {"lane": "not a code", "n": 1}}"#), ("String".to_owned(), 0));
}

#[test]
fn archived_maps_are_maps() {
    let ids = |n: usize| format!("{{\"prices\": {{\"65a1f0c2b7d3e4f5a6b7c8d{n}\": {{\"amount\": {n}}}}}}}\n");
    let archive: String = (0..8).map(ids).collect();
    let expected = "event e: E { prices: map of Price }\nPrice at prices: { amount: number }";
    check("", &[], &[&archive], expected);
    check("", &[&ids(9)], &[&archive], expected);
    // A sample alone shows no data.
    let sample = r#"{"prices": {"first": {"amount": 1}}}"#;
    let structs = "event e: E { prices?: Prices }
         First at first: { amount?: number }
         Prices at prices: { first?: First }";
    decided::check("", &[("e", sample)], structs);
    check("", &[sample], &[&archive], expected);
    let hint = |kind: &str| format!("[[hint]]\napi = \"v1\"\nat = \"/prices\"\nkind = {kind:?}\nreason = \"known\"\n");
    check(
        &hint("struct"),
        &[sample],
        &[&archive],
        "event e: E { prices: Prices }
         First at first: { amount?: number }
         Prices at prices: { first?: First }",
    );
}

/// The keys of a payload are fields, even if an archive takes them for data.
#[test]
fn an_archive_without_keys_says_nothing_about_fields() {
    let text = r#"{"*/*": 1, "text/html": 2}"#;
    let module = module("min_samples = 1", &[text], &[text]);
    assert_eq!(seen(&module, "*/*"), "in the only sample");
    assert!(field(&module, "*/*").required);
}

#[test]
fn hints_apply_to_archives() {
    let hint = |at: &str, what: &str| format!("[[hint]]\napi = \"v1\"\nat = {at:?}\n{what}\nreason = \"known\"\n");
    let hints = [
        hint("/at", "kind = \"epoch_seconds\""),
        hint("/list/*", "name = \"Line\""),
        hint("/any", "kind = \"ignore\""),
        hint("/status", "kind = \"text\""),
    ];
    let archive = "{\"at\": 1700000000, \"list\": [{\"n\": 1}], \"any\": {\"x\": 1}, \"status\": \"paid\"}\n".repeat(3);
    check(
        &hints.concat(),
        &[],
        &[&archive],
        "event e: E { any: json, at: seconds, list: [Line], status: string }\nLine at list: { n: number }",
    );
    let error = |hint: &str, archive: &str| {
        let folder = with(hint, &[], &[archive]);
        relative(folder.path(), interface(folder.path(), None).unwrap_err())
    };
    assert_eq!(
        error(&hint("/missing", "kind = \"text\""), &archive),
        "hints.toml:3:6: hint for `/missing` does not apply: no sample of v1 has a string there; correct the pointer or \
         remove the hint"
    );
    // The archive has a string there, but does not keep it.
    assert_eq!(
        error(&hint("/lane", "kind = \"enum\""), "{\"lane\": \"fast\"}"),
        "hints.toml:4:8: hint for `/lane` does not apply: no sample of v1 has one of a few short strings there; correct \
         the pointer or remove the hint"
    );
}

/// Under most keys, an archive has no groups of objects by their strings.
#[test]
fn a_tag_of_samples_stays() {
    let payloads = [
        r#"{"pay": {"__variant": "card", "digits": 1, "holder": "x"}}"#,
        r#"{"pay": {"__variant": "cash", "till": 1, "given": 1}}"#,
    ];
    let hint = "[[hint]]\napi = \"v1\"\nat = \"/pay/__variant\"\nkind = \"tag\"\nreason = \"known\"\n";
    let alone = decided::decide(hint, &payloads.map(|text| ("e", text)));
    let views = |module: &Module| module.structs.iter().find_map(|one| one.views.clone()).unwrap();
    let shown = |module: &Module| decided::shown(&views(module)).replace('?', "");
    let archive = [payloads[0], payloads[1]].join("\n").repeat(20);
    for archive in [archive.as_str(), r#"{"pay": {"__variant": "not a code", "digits": 1}}"#] {
        assert_eq!(shown(&module(hint, &payloads, &[archive])), shown(&alone));
    }
    let conventional = |text: &str| text.replace("__variant", "type");
    let payloads: Vec<String> = payloads.iter().map(|text| conventional(text)).collect();
    let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
    let alone = module("", &payloads, &[]);
    assert_eq!(shown(&alone).matches("card").count(), 1);
    let other = r#"{"pay": {"type": "not a code", "digits": 1}}"#;
    assert_eq!(shown(&module("", &payloads, &[other])), shown(&alone));
    let with = module("", &payloads, &[&conventional(&archive)]);
    assert_eq!(
        views(&with).variants[0].occurrence.to_string(),
        "in 1 of 2 samples, and in 20 of 40 archived objects: e"
    );
}

#[test]
fn the_snapshot_and_the_diff_know_archives() {
    let folder = with("", &[r#"{"n": 1}"#], &[]);
    let released = decide(folder.path());
    put_shape(folder.path(), "v1/e/more.shape", "{\"n\": \"1\", \"m\": 1}\n{\"n\": \"2\", \"m\": 2}");
    let now = interface(folder.path(), Some(&released)).unwrap();
    assert_ne!(released.snapshot, now.snapshot);
    let texts: Vec<_> = diff::diff(&released, &now).into_iter().map(|change| change.text).collect();
    assert_eq!(
        texts,
        [
            "v1 e: n: number → number or string: Field<Number> → Field<EN> (an archive contradicts it)",
            "v1 e: + m (seen in 0 of 1, and in 2 of 2 archived objects)",
            "v1 e: + type EN (n)",
            "v1 e: n: sometimes → always seen",
            "v1 e: docs: 2 places were seen in other samples, or have other examples",
        ]
    );
    let text = serde_json::to_string(&now).unwrap();
    assert_eq!(serde_json::from_str::<Interface>(&text).unwrap(), now);
}

#[test]
fn an_archive_may_grow_an_enum_of_a_release() {
    let payloads = ["paid", "void", "paid", "void"].map(|code| format!("{{\"status\": {code:?}}}"));
    let payloads: Vec<String> =
        payloads.iter().enumerate().map(|(n, text)| text.replace('}', &format!(", \"n\": {n}}}"))).collect();
    let folder = with("", &payloads.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    let released = decide(folder.path());
    put_shape(folder.path(), "v1/e/a.shape", "{\"n\": 1, \"status\": \"lost\"}");
    let now = interface(folder.path(), Some(&released)).unwrap();
    let values = |interface: &Interface| {
        let values = &interface.modules[0].enums[0].values;
        values.iter().map(|value| value.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(&now), ["lost", "paid", "void"]);
    // A text that is not a code contradicts an enum only without a release.
    put_shape(
        folder.path(),
        "v1/e/b.shape",
        "{\"n\": 1, \"status\": \"not a code, and longer than the codes of an enum should ever be\"}",
    );
    let now = interface(folder.path(), Some(&released)).unwrap();
    assert_eq!(values(&now), ["paid", "void"]);
    assert!(diff::diff(&released, &now).iter().all(|change| change.impact() != diff::SemverImpact::Major));
}

#[test]
fn files_belong_into_the_folders_of_events() {
    let folder = folder(&[("v1/e/x.json", "{}")]);
    for path in ["top.shape", "v1/stray.shape", "v1/e/deep/a.shape"] {
        put_shape(folder.path(), path, "{}");
    }
    put_shape(folder.path(), "v1/e/x.shape", "{}");
    put_shape(folder.path(), "v1/e/:.shape", "{}");
    let errors = relative(folder.path(), read(folder.path()).unwrap_err());
    let help = "out of place: a samples folder holds <api>/<event>/<name>.json and .shape; move or remove this";
    let expected = ["top.shape", "v1/e/deep", "v1/stray.shape"].map(|path| format!("{path}: {help}"));
    let others: Vec<_> = errors.lines().filter(|line| !line.contains("unsafe name")).collect();
    assert_eq!(others, expected);
    assert_eq!(errors.lines().count(), 4);
}
