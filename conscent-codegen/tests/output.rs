//! What is true of all output, whatever the samples are.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::emit::{File, MARK};
use conscent_codegen::package::Package;
use conscent_codegen::{generate, sample};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use sample_folder::with;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Samples by their paths in the folder.
fn output(samples: &BTreeMap<String, String>) -> Vec<File> {
    let files: Vec<(&str, &str)> = samples.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    generate(with(&files).path(), &Package::new("vendor")).unwrap_or_else(|errors| panic!("{errors}"))
}

fn is_source(file: &File) -> bool {
    Path::new(&file.path).extension().is_some_and(|extension| extension == "rs")
}

/// Bodies of the sort that webhooks have: few keys, in any combination, with values of any kind.
fn body() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![json!(1), json!(1.5), json!(-3)]),
        prop::sample::select(vec!["PAID", "OPEN_NOW", "x", "", "2024-03-04T10:28:47Z"]).prop_map(Value::from),
    ];
    let value = scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from), object(inner),]
    });
    object(value)
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key =
        prop::sample::select(vec!["id", "user", "users", "address", "type", "paymentMode", "data", "a*/", "größe"]);
    prop::collection::vec((key, value), 0..5)
        .prop_map(|entries| Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The samples of an event are read by name: other names are another order, and must not matter but where they are shown.
    #[test]
    fn the_order_of_samples_does_not_change_a_byte(
        events in prop::collection::vec(prop::collection::vec(body(), 1..5), 1..4),
        seed in any::<prop::sample::Index>(),
    ) {
        let named = |rotation: usize| -> BTreeMap<String, String> {
            let samples = events.iter().enumerate().flat_map(|(e, bodies)| bodies.iter().enumerate().map(move |(n, body)| {
                (format!("v1/event{e}/s{}.json", (n + rotation) % bodies.len()), body.to_string())
            }));
            samples.collect()
        };
        // These show the samples themselves, by their names, or the hash of all.
        let apart = ["src/generated/samples.rs", "src/lib.rs", "schemas/openapi.json", "schemas/asyncapi.json"];
        let shown_apart = |file: &File| file.path.starts_with("samples/") || apart.contains(&file.path.as_str());
        let (mut first, mut other) = (output(&named(0)), output(&named(seed.index(4) + 1)));
        first.retain(|file| !shown_apart(file));
        other.retain(|file| !shown_apart(file));
        prop_assert_eq!(first, other);
    }

    #[test]
    fn equal_samples_give_equal_bytes_and_every_source_is_marked_rust(bodies in prop::collection::vec(body(), 1..5)) {
        let samples = bodies.iter().zip(0..).map(|(body, n)| (format!("v1/event{}/s{n}.json", n % 2), body.to_string())).collect();
        let files = output(&samples);
        prop_assert_eq!(&files, &output(&samples));
        for file in files.iter().filter(|file| is_source(file)) {
            prop_assert_eq!(file.text.lines().next(), Some(MARK), "{}", file.path);
            prop_assert!(syn::parse_file(&file.text).is_ok(), "{}", file.path);
        }
        let paths: BTreeSet<_> = files.iter().map(|file| &file.path).collect();
        prop_assert_eq!(paths.len(), files.len());
        for path in ["Cargo.toml", "README.md", "src/lib.rs", "src/generated.rs", "schemas/v1/event0.json", "samples/v1/event0/s0.json"] {
            prop_assert!(paths.contains(&path.to_owned()), "{}", path);
        }
    }
}

/// Text that would end a comment, a string, an attribute or a line, if it could.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "*/",
        "/*",
        "//",
        "\"",
        "\"#",
        "#\"",
        "'",
        "`",
        "```",
        "\n",
        "\r",
        "\\",
        "\\\"",
        "\u{202e}",
        "\u{2066}",
        "\u{2028}",
        "\u{0}",
        "]",
        "}",
        "{",
        "#[",
        "pub fn evil() {}",
        "é",
        "名",
        "x",
        "1",
    ]);
    let part = prop_oneof![4 => parts.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// Samples in which these texts stand everywhere a text can: as keys and values of every kind, and as an event.
fn samples(event: &str, keys: &[String], values: &[String]) -> BTreeMap<String, String> {
    let [number, text, object, list, code] = keys else { panic!("five keys") };
    let body = |value: &String| {
        let entries = [
            (number, json!(1)),
            // Neither a code nor a time, whatever follows.
            (text, json!(format!("x{value}"))),
            (object, json!({ "inner": format!("x{value}") })),
            (list, json!([format!("x{value}")])),
            (code, json!(value)),
        ];
        Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), value)).collect::<Map<_, _>>()).to_string()
    };
    let hint = |kind: &str| {
        let at = toml_string(&format!("/{}", code.replace('~', "~0").replace('/', "~1")));
        format!("[[hint]]\napi = \"v1\"\nat = {at}\nkind = \"{kind}\"\nreason = \"known\"\n")
    };
    let mut samples: BTreeMap<_, _> =
        values.iter().zip(0..).map(|(value, n)| (format!("v1/{event}/s{n}.json"), body(value))).collect();
    samples.insert("hints.toml".to_owned(), hint("enum"));
    samples
}

/// A JSON string is a TOML string, but for DEL.
fn toml_string(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}

/// What a file is made of: its items with what they have, without names and texts, in any order.
fn structure(file: &File) -> Vec<String> {
    let shape = |item: &syn::Item| match item {
        syn::Item::Const(one) => format!("const {}", one.attrs.len()),
        syn::Item::Enum(one) => format!("enum {} {}", one.attrs.len(), one.variants.len()),
        syn::Item::Fn(one) => format!("fn {} {}", one.attrs.len(), one.block.stmts.len()),
        syn::Item::Impl(one) => format!("impl {} {}", one.attrs.len(), one.items.len()),
        syn::Item::Macro(one) => format!("macro {}", one.attrs.len()),
        syn::Item::Mod(one) => format!("mod {}", one.attrs.len()),
        syn::Item::Static(one) => format!("static {}", one.attrs.len()),
        syn::Item::Struct(one) => format!("struct {} {}", one.attrs.len(), one.fields.len()),
        syn::Item::Use(_) => "use".to_owned(),
        _ => panic!("{} has an item that no generated file has", file.path),
    };
    let parsed = syn::parse_file(&file.text).unwrap();
    let mut found: Vec<_> = parsed.items.iter().map(shape).collect();
    found.push(format!("file {}", parsed.attrs.len()));
    found.sort();
    found
}

/// All string literals of the sources.
fn literals(files: &[File]) -> BTreeSet<String> {
    fn walk(tokens: TokenStream, found: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => walk(group.stream(), found),
                TokenTree::Literal(literal) => {
                    found.extend(syn::parse_str::<syn::LitStr>(&literal.to_string()).map(|text| text.value()));
                }
                TokenTree::Punct(_) | TokenTree::Ident(_) => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    files.iter().filter(|file| is_source(file)).for_each(|file| walk(file.text.parse().unwrap(), &mut found));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn nothing_breaks_out_of_a_comment_or_a_string(
        keys in prop::collection::btree_set(hostile(), 5),
        values in prop::collection::btree_set(hostile().prop_filter("an enum has texts", |text| !text.is_empty()), 2),
        event in hostile().prop_map(|event| event.chars().take(30).collect::<String>()),
    ) {
        let event = if sample::is_name(&event) { event } else { "event".to_owned() };
        let (keys, values): (Vec<_>, Vec<_>) = (keys.into_iter().collect(), values.into_iter().collect());
        let plain = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let files = output(&samples(&event, &keys, &values));
        // An event with a dot in its name is one of a group, which has an enum.
        let plain_event = if event.contains('.') { "plain.event" } else { "plain" };
        let benign = output(&samples(plain_event, &plain(&["a", "b", "c", "d", "e"]), &plain(&["one", "two"])));

        let structures = |files: &[File]| {
            let sources = files.iter().filter(|file| is_source(file));
            sources.map(|file| (file.path.clone(), structure(file))).collect::<BTreeMap<_, _>>()
        };
        prop_assert_eq!(structures(&files), structures(&benign));
        let literals = literals(&files);
        for text in keys.iter().chain(&values).chain([&event]) {
            prop_assert!(literals.contains(text), "{:?} is lost", text);
        }
        for file in files.iter().filter(|file| file.path.starts_with("schemas/")) {
            prop_assert!(serde_json::from_str::<Value>(&file.text).is_ok());
        }
    }
}
