//! `interface.json` survives a round trip, and the interface agrees with the generated sources.
mod bodies;

use conscent_codegen::interface::{ENVELOPE, FILE, Module};
use conscent_codegen::{Interface, Package, generate, interface};
use proptest::prelude::*;
use std::path::Path;
use test_support::{TempDir, folder, put, relative};

/// Samples with every kind of type, in two APIs.
fn every_kind() -> TempDir {
    folder(&[
        (
            "hints.toml",
            r#"
                [envelope.b]
                event = "kind"
                payload = "data"
                [delivery]
                title = "A shop"
                basic = true
                signature = { header = "X-Proof", description = "it proves" }
                answers = { 200 = "taken" }
                [[hint]]
                api = "a"
                at = "/map"
                kind = "map"
                reason = "r"
                [[hint]]
                api = "a"
                at = "/codes/*"
                kind = "enum"
                reason = "r"
            "#,
        ),
        (
            "a/first/one.json",
            r#"{"list": [], "nulls": [null], "lists": [[1, null]], "map": {"x": {"y": null}}, "node": {"name": "x", "node": {"name": "y", "node": null}}}"#,
        ),
        (
            "a/first/two.json",
            r#"{"two": 1, "code": "ACTIVE", "codes": ["NEW", null], "time": "2024-01-01T00:00:00Z", "null": null}"#,
        ),
        (
            "a/first/three.json",
            r#"{"two": "one", "code": null, "objects": [{"a": 1}, null], "time": null, "\"`quoted`\"": true}"#,
        ),
        ("a/second.of/one.json", r#"{"two": [1], "objects": [{"a": "b"}]}"#),
        ("b/SALE_NEW/one.json", r#"{"kind": "SALE_NEW", "data": {"price": 1}, "at": null}"#),
        ("b/SALE_OLD/one.json", r#"{"kind": "SALE_OLD", "data": {"price": 2}, "at": 1}"#),
        ("provenance.toml", "[\"a/first/one.json\"]\npage = \"p.txt\"\nline = 7\nheading = \"First\"\n"),
        (
            "corrections.toml",
            r#"
                [[correction]]
                sample = "a/first/one.json"
                pointer = "/lists/0/0"
                from = 1
                to = 1.50
                reason = "r"
            "#,
        ),
    ])
}

/// Writes an interface, and reads it.
fn read_back(interface: &Interface) -> Interface {
    let folder = folder(&[(FILE, &interface.to_text())]);
    Interface::read(&folder.path().join(FILE)).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn check_read_back(samples: &Path) {
    let written = interface(samples, None).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(read_back(&written), written);
}

#[test]
fn the_documented_samples_are_read_back() {
    check_read_back(Path::new("../samples"));
}

#[test]
fn every_kind_of_type_is_read_back() {
    let samples = every_kind();
    check_read_back(samples.path());
    let Interface { delivery, modules, .. } = interface(samples.path(), None).unwrap();
    assert_eq!(delivery.title.as_deref(), Some("A shop"));
    let [a, b] = modules.as_slice() else { panic!("two apis") };
    assert!(!a.structs.is_empty() && !a.enums.is_empty() && !a.unions.is_empty() && !a.families.is_empty());
    assert!(b.envelope.is_some());
    let text = read_back(&interface(samples.path(), None).unwrap()).to_text();
    for kind in ["any", "bool", "number", "string", "timestamp", "payload"] {
        assert!(text.contains(&format!("\"{kind}\"")), "no type is {kind}");
    }
    for kind in ["named", "vec", "option", "map", "box", "heading"] {
        assert!(text.contains(&format!("\"{kind}\": ")), "no type is a {kind}");
    }
}

#[test]
fn the_generated_file_is_the_interface() {
    let samples = every_kind();
    let files = generate(samples.path(), &Package::new("vendor")).unwrap();
    let file = files.iter().find(|file| file.path == format!("schemas/{FILE}")).unwrap();
    assert_eq!(file.text, interface(samples.path(), None).unwrap().to_text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_interface_is_read_back(bodies in prop::collection::vec(bodies::body(), 1..6)) {
        let samples = folder(&[]);
        for (n, body) in bodies.iter().enumerate() {
            put(samples.path(), &format!("v1/event.{}/s{n}.json", n % 3), body.to_string());
        }
        let written = interface(samples.path(), None).unwrap();
        prop_assert_eq!(read_back(&written), written);
    }
}

/// An interface with a struct, an enum, a union, and an event that refers to them.
const SMALL: &str = r#"{
  "format": 3,
  "snapshot": "sha256:0",
  "modules": [
    {
      "api": "a",
      "ident": "a",
      "events": [
        {
          "name": "e",
          "variant": "E",
          "payload": {
            "name": "E",
            "occurrence": { "samples": 1, "of": 1 },
            "fields": [
              {
                "key": "list",
                "ident": "list",
                "type": { "vec": { "named": "One" } },
                "required": true,
                "occurrence": { "samples": 1, "of": 1 }
              }
            ]
          },
          "samples": []
        }
      ],
      "structs": [
        { "name": "One", "keys": ["list"], "occurrence": { "samples": 1, "of": 1 }, "fields": [] }
      ],
      "enums": [
        { "name": "Two", "keys": ["E.two"], "values": [{ "text": "NEW", "variant": "New" }] }
      ],
      "unions": [
        { "name": "Three", "keys": ["E.three"], "variants": [{ "variant": "Object", "type": { "named": "Two" } }] }
      ]
    }
  ]
}"#;

/// The error of a file with this text.
#[track_caller]
fn refused(text: &str) -> String {
    let folder = folder(&[(FILE, text)]);
    let error = Interface::read(&folder.path().join(FILE)).unwrap_err();
    assert_eq!(error.location.file, folder.path().join(FILE));
    relative(folder.path(), error)
}

/// [`SMALL`] with one text replaced.
#[track_caller]
fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1)
}

#[test]
fn a_file_by_hand_is_read_if_it_is_whole() {
    let small = folder(&[(FILE, SMALL)]);
    let interface = Interface::read(&small.path().join(FILE)).unwrap();
    assert_eq!((interface.events(), interface.modules[0].enums[0].values[0].variant.as_str()), (1, "New"));
}

#[test]
fn a_file_that_does_not_exist_cannot_be_read() {
    let empty = folder(&[]);
    let message = relative(empty.path(), Interface::read(&empty.path().join(FILE)).unwrap_err());
    assert!(message.starts_with("interface.json: cannot be read: "), "{message}");
}

#[test]
fn other_files_are_refused() {
    const HELP: &str = "; generate the crate again, or restore the file from its release";
    for (text, location, why) in [
        ("", "1:1", "EOF while parsing a value"),
        ("not JSON", "1:2", "expected ident"),
        ("{\n  \"format\": 1,\n}", "3:1", "trailing comma"),
        ("[]", "1:2", "invalid length 0"),
        ("{}", "1:2", "missing field `format`"),
        (r#"{"type": "object"}"#, "1:18", "missing field `format`"),
        (r#"{"format": 3}"#, "1:13", "missing field `snapshot`"),
        (&changed("\"enums\"", "\"codes\""), "31:13", "unknown field `codes`"),
        (&changed("\"required\": true", "\"required\": 1"), "20:29", "invalid type: integer `1`"),
        (&changed("\"vec\"", "\"set\""), "19:31", "unknown variant `set`"),
    ] {
        let message = refused(text);
        assert!(message.starts_with(&format!("interface.json:{location}: not an interface: {why}")), "{message}");
        assert!(message.ends_with(HELP), "{message}");
    }
}

#[test]
fn other_formats_are_refused() {
    assert_eq!(
        refused(&changed("\"format\": 3", "\"format\": 4")),
        "interface.json: unsupported interface format 4, expected 3: a newer generator wrote it; update this one"
    );
    assert_eq!(
        refused(&changed("\"format\": 3", "\"format\": 2")),
        "interface.json: unsupported interface format 2, expected 3: an older generator wrote it; generate the crate again; if it belongs to a release, remove it and give the next version by hand"
    );
    // The rest of the file does not matter.
    assert!(refused(r#"{"format": 4, "things": []}"#).contains("a newer generator wrote it"));
}

#[test]
fn wrong_names_are_refused() {
    const HELP: &str = "the file was changed by hand; generate the crate again, or restore the file";
    let names = [("\"name\": \"One\"", "E"), ("\"name\": \"Two\"", "One"), ("\"name\": \"Three\"", "Two")];
    let wrong = ["no name", "fn", "", "1", "A<B>"];
    let twice = names.iter().map(|(from, name)| (*from, *name, format!("two types are named {name:?}")));
    let not_rust = names
        .iter()
        .flat_map(|(from, _)| wrong.map(|name| (*from, name, format!("{name:?} cannot be a name in Rust"))));
    for (from, name, what) in twice.chain(not_rust) {
        let text = changed(from, &format!("\"name\": {name:?}"));
        assert_eq!(refused(&text), format!("interface.json: {what}: {HELP}"));
    }
    for named in ["{ \"named\": \"One\" }", "{ \"named\": \"Two\" }"] {
        let text = changed(named, "{ \"map\": { \"option\": { \"named\": \"Four\" } } }");
        assert_eq!(refused(&text), format!("interface.json: no type is named \"Four\": {HELP}"));
    }
}

/// Checks that the sources declare every field and accessor of the interface. Returns their number.
fn check_sources(samples: &Path) -> usize {
    let files = generate(samples, &Package::new("vendor")).unwrap();
    let mut checked = 0;
    for module in interface(samples, None).unwrap().modules {
        let folder = format!("src/generated/{}/", module.ident);
        let sources = files.iter().filter(|file| file.path.starts_with(&folder)).map(|file| file.text.as_str());
        checked += check_module(&module, &sources.collect::<String>());
    }
    checked
}

fn check_module(module: &Module, source: &str) -> usize {
    // An item from its first line to the brace that closes it, however it is laid out.
    let plain = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
    let item = |first: &str| {
        let rest = source.split_once(&format!("\n{first} {{\n")).unwrap_or_else(|| panic!("no {first}")).1;
        plain(rest.split_once("\n}\n").unwrap().0)
    };
    let mut checked = 0;
    for one in module.all_structs() {
        let name = &one.name;
        let (bounds, generics) = if name == ENVELOPE { ("<P: conscent_core::Payload>", "<P>") } else { ("", "") };
        for field in &one.fields {
            let (ident, ty, output) = (&field.ident, &field.ty, field.borrowed_type());
            let fields = item(&format!("pub struct {name}{generics}"));
            assert!(fields.contains(&plain(&format!("pub {ident}: Field<{ty}>,"))), "{name}.{ident}: {ty}");
            let accessors = item(&format!("impl{bounds} {name}{generics}"));
            for accessor in [
                format!("pub fn {ident}(&self) -> Option<{output}> {{"),
                format!("pub fn require_{ident}(&self) -> Result<{output}, FieldError> {{"),
            ] {
                assert!(accessors.contains(&plain(&accessor)), "{name}: {accessor}");
            }
            checked += 1;
        }
    }
    checked
}

#[test]
fn sources_of_the_documented_samples_agree() {
    assert!(check_sources(Path::new("../samples")) > 200);
}

#[test]
fn sources_of_every_kind_of_type_agree() {
    let samples = folder(&[
        ("hints.toml", "min_samples = 1\n[[hint]]\napi = \"a\"\nat = \"/map\"\nkind = \"map\"\nreason = \"r\"\n"),
        (
            "a/first/one.json",
            r#"{"list": [], "map": {"x": {"y": 1}}, "self": {"self": {"self": null}}, "lists": [[null, 1]], "two": 1}"#,
        ),
        (
            "a/first/two.json",
            r#"{"list": ["x"], "flag": true, "code": "ACTIVE", "two": "one", "at": "2024-01-01T00:00:00Z"}"#,
        ),
        ("a/empty/one.json", "{}"),
    ]);
    assert_eq!(check_sources(samples.path()), 11);
    assert!(check_sources(every_kind().path()) > 15);
}
