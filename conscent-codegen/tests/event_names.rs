//! Event names that cannot be folder names.
use conscent_codegen::samples::{self, Sample, name};
use conscent_codegen::{File, Package, generate};
use std::collections::BTreeSet;
use test_support::{folder, relative};

const HINTS: (&str, &str) = ("hints.toml", "[envelope.v1]\nevent = \"topic\"\n");

/// A sample of each event, and the full names that they need.
fn vendor(events: &[&str]) -> test_support::TempDir {
    let mut names = name::FullNames::default();
    let mut files = vec![(HINTS.0.to_owned(), HINTS.1.to_owned())];
    for event in events {
        let folder = names.claim("v1", event);
        files.push((format!("v1/{folder}/a.json"), serde_json::json!({"topic": event}).to_string()));
    }
    if !names.is_empty() {
        files.push((name::EVENTS.to_owned(), names.to_text().unwrap()));
    }
    folder(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn file<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

#[test]
fn an_event_may_have_any_name() {
    let (long, longer) = ("a".repeat(300), "a".repeat(299) + "b");
    let events = [
        "jira:issue_created",
        "orders/create",
        "orders.create",
        "Orders.create",
        "ORDERS.CREATE",
        "!!!",
        "???",
        "..",
        "名前",
        "a \"b\"`\n",
        "1",
        &long,
        &longer,
    ];
    let vendor = vendor(&events);
    let read = samples::read(vendor.path()).unwrap().all;
    assert_eq!(read.iter().map(|sample| sample.event.as_str()).collect::<BTreeSet<_>>(), events.into_iter().collect());
    assert!(read.iter().any(|sample| sample.key() == "v1/jira%3Aissue_created/a.json"));

    let interface = conscent_codegen::interface(vendor.path(), None).unwrap();
    let events = &interface.modules[0].events;
    let types: BTreeSet<&str> = events.iter().map(|event| event.payload.name.as_str()).collect();
    assert_eq!(types.len(), events.len());
    for name in ["JiraIssueCreated", "OrdersCreate", "SignSignSign", "DotDot", "MingQian", "N1"] {
        assert!(types.contains(name), "{name}: {types:?}");
    }
    assert!(types.iter().all(|name| name.len() <= 80), "{types:?}");

    let files = generate(vendor.path(), &Package::new("vendor")).unwrap();
    // Some file systems ignore the case of names.
    let paths: BTreeSet<_> = files.iter().map(|file| file.path.to_lowercase()).collect();
    assert_eq!(paths.len(), files.len());
    let source = file(&files, "src/generated/v1/events.rs");
    assert!(source.contains(r#"const NAME: &'static str = "a \"b\"`\n";"#), "{source}");
    assert!(source.contains("/// The payload of `a \"b\"'\\n`, in 1 sample."), "{source}");
    file(&files, "schemas/v1/orders%2Fcreate.json");
    file(&files, "samples/v1/orders%2Fcreate/a.json");
    file(&files, &format!("schemas/v1/{}.json", name::folder(&long)));
    assert!(file(&files, "schemas/openapi.json").contains("\"v1/orders%2Fcreate\""));
}

#[test]
fn a_folder_is_the_encoding_of_its_event() {
    for (path, error) in [
        ("v1/orders:create/a.json", "the folder of the event \"orders:create\" is \"orders%3Acreate\"; rename it"),
        ("v1/orders%2fcreate/a.json", "the folder of the event \"orders/create\" is \"orders%2Fcreate\"; rename it"),
        ("v1/%6Frders/a.json", "the folder of the event \"orders\" is \"orders\"; rename it"),
        ("v1/50%/a.json", "the folder of the event \"50%\" is \"50%25\"; rename it"),
        ("v1/aux/a.json", "the folder of the event \"aux\" is \"%61ux\"; rename it"),
        ("v1/a\u{202e}b/a.json", "the folder of the event \"a\\u{202e}b\" is \"a%E2%80%AEb\"; rename it"),
        ("v1/abc~12/a.json", "it has only the start of the name; add the full name to events.toml, under [v1]"),
    ] {
        let folder = folder(&[(path, "{}")]);
        let said = relative(folder.path(), samples::read(folder.path()).unwrap_err());
        let place = path.strip_suffix("/a.json").unwrap().replace('\u{202e}', " ");
        assert_eq!(said, format!("{place}: not the name of an event: {error}"));
    }
}

#[test]
fn a_full_name_belongs_to_its_folder() {
    let names = "[v1]\n\"abc~12\" = \"abc\"\n";
    let folder = folder(&[("v1/a/a.json", "{}"), ("events.toml", names)]);
    assert_eq!(
        relative(folder.path(), samples::read(folder.path()).unwrap_err()),
        "events.toml:2:12: \"abc~12\" is not the folder of this event: its folder is \"abc\", or \"abc~ba7816bf8f01cfea\" where that is taken"
    );
    // A name may outlive its samples.
    let long = "x".repeat(200);
    let names = format!("[v1]\n{:?} = {long:?}\n", name::folder(&long));
    let folder = test_support::folder(&[("v1/a/a.json", "{}"), ("events.toml", &names)]);
    assert_eq!(samples::read(folder.path()).unwrap().all.iter().map(Sample::key).collect::<Vec<_>>(), ["v1/a/a.json"]);
}
