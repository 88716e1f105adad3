//! Families: enums of the events whose names share their first part.
use conscent_codegen::{Package, generate};
use test_support::{folder, put};

/// The generated module of the API `v1`.
fn module(events: &[&str]) -> String {
    let folder = folder(&[]);
    for event in events {
        put(folder.path(), &format!("v1/{event}/sample.json"), r#"{"id": 1}"#);
    }
    let files = generate(folder.path(), &Package::new("webhooks")).unwrap();
    files.into_iter().find(|file| file.path == "src/generated/v1.rs").unwrap().text
}

/// The enums of a module: the name of each, then its variants except the last.
fn enums(module: &str) -> Vec<Vec<&str>> {
    let is_name = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase()) && !word.contains('<');
    module
        .split("pub enum ")
        .skip(1)
        .map(|text| text.split(['(', ' ', '\n']).take_while(|word| *word != "Any").filter(is_name).collect())
        .collect()
}

#[test]
fn events_that_share_their_first_part_are_a_family() {
    let module = module(&["order.paid", "order.lost.again", "parcel.sent", "ping"]);
    let enums = enums(&module);
    assert_eq!(enums[0], ["AnyEvent", "OrderLostAgain", "OrderPaid", "ParcelSent", "Ping"]);
    assert_eq!(enums[1..], [vec!["OrderEvent", "OrderLostAgain", "OrderPaid"], vec!["ParcelEvent", "ParcelSent"]]);
    assert!(module.contains("const EVENT: &'static str = \"order.*\";"));
}

#[test]
fn events_without_a_family_have_one_enum() {
    assert_eq!(enums(&module(&["ping", ".hidden"])).len(), 1);
}

#[test]
fn a_payload_keeps_its_name_and_the_family_gives_way() {
    let module = module(&["order.paid", "order_event", "any.x", "any_event"]);
    let names: Vec<_> = enums(&module).into_iter().map(|words| words[0]).collect();
    assert_eq!(names, ["AnyEvent", "AnyAnyEvent", "AnyOrderEvent"]);
}
