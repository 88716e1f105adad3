//! The hints `tag` and `no_tag`, and what a run says about tags.
mod decided;
use conscent_codegen::samples::read;
use conscent_codegen::{interface, interface_from};
use decided::{check, decide, shown};
use serde_json::json;
use test_support::relative;

fn hint(at: &str, kind: &str) -> String {
    format!("[[hint]]\napi = \"v1\"\nat = \"{at}\"\nkind = \"{kind}\"\nreason = \"known\"\n")
}

/// Payments of two kinds. Both `type` and `class` identify the kind.
fn samples() -> Vec<(&'static str, String)> {
    let card = json!({ "type": "CARD", "class": "CLASS_A", "id": 1, "number": "4111", "holder": "Jo" });
    let transfer = json!({ "type": "TRANSFER", "class": "CLASS_B", "id": 2, "iban": "DE", "bank": "GLS" });
    vec![("e", json!({ "pay": card }).to_string()), ("f", json!({ "pay": transfer, "note": "a b" }).to_string())]
}

/// The views of the struct `Pay`.
fn views(hints: &str) -> String {
    let samples = samples();
    let samples: Vec<(&str, &str)> = samples.iter().map(|(event, text)| (*event, text.as_str())).collect();
    let module = decide(&format!("min_samples = 1\n{hints}"), &samples);
    module.structs[0].views.as_ref().map_or("none".to_owned(), shown)
}

/// The errors for invalid hints.
#[track_caller]
fn refused(hints: &str, samples: &[(&str, String)]) -> String {
    let samples: Vec<(&str, &str)> = samples.iter().map(|(event, text)| (*event, text.as_str())).collect();
    let folder = decided::samples(hints, &samples);
    relative(folder.path(), interface(folder.path(), None).unwrap_err())
}

/// The notes of a run.
fn notes(hints: &str) -> Vec<String> {
    let samples = samples();
    let samples: Vec<(&str, &str)> = samples.iter().map(|(event, text)| (*event, text.as_str())).collect();
    let folder = decided::samples(hints, &samples);
    interface_from(&read(folder.path()).unwrap(), None).unwrap().1
}

#[test]
fn a_hint_chooses_the_tag() {
    let card = "Card(CardPay { class, holder, id, number, type })";
    let transfer = "Transfer(TransferPay { bank, class, iban, id, type })";
    assert_eq!(views(""), format!("by_type(): CARD={card} TRANSFER={transfer}"));
    let by_class = views(&hint("/pay/class", "tag"));
    assert_eq!(
        by_class,
        "by_class(): CLASS_A=ClassA(ClassAPay { class, holder, id, number, type }) \
         CLASS_B=ClassB(ClassBPay { bank, class, iban, id, type })"
    );
    // It needs no evidence, and `name` and `rename` go with it.
    let renamed = hint("/pay/type", "tag")
        + "[[hint]]\napi = \"v1\"\nat = \"/pay\"\nname = \"Payment\"\nreason = \"known\"\n"
        + "[[hint]]\napi = \"v1\"\nat = \"/pay/type\"\nrename = \"way\"\nreason = \"known\"\n";
    assert!(views(&renamed).starts_with("by_way(): CARD=Card(CardPayment "), "{}", views(&renamed));
}

#[test]
fn a_hint_forbids_a_tag() {
    let both = hint("/pay/type", "no_tag") + &hint("/pay/class", "no_tag");
    let (one, other) = (r#"{"type": "card", "a": 1, "b": 1}"#, r#"{"type": "cash", "c": 1, "d": 1}"#);
    check(
        &format!("min_samples = 1\n{}", hint("/type", "no_tag")),
        &[("e", one), ("e", other)],
        "event e: E { a?: number, b?: number, c?: number, d?: number, type: string }",
    );
    assert_eq!(views(&both), "none");
    assert!(views(&hint("/pay/type", "no_tag")).starts_with("by_class()"));
}

#[test]
fn a_run_says_what_it_concludes() {
    let [note] = notes("").try_into().unwrap();
    assert!(
        note.starts_with("v1: /pay/type of 2 events identifies the variant of Pay, which by_type() returns: "),
        "{note}"
    );
    assert!(note.contains("The hint `no_tag` "), "{note}");
    assert!(note.ends_with("`class` would identify the same variants: the hint `tag` chooses it"), "{note}");
    assert_eq!(notes(&hint("/pay/type", "tag")), [""; 0]);
    assert_eq!(notes(&(hint("/pay/type", "no_tag") + &hint("/pay/class", "no_tag"))), [""; 0]);
}

#[test]
fn a_hint_against_a_release_changes_it() {
    let samples = samples();
    let samples: Vec<(&str, &str)> = samples.iter().map(|(event, text)| (*event, text.as_str())).collect();
    let folder = decided::samples("", &samples);
    let released = interface(folder.path(), None).unwrap();
    let now = |hints: String| {
        test_support::put(folder.path(), "hints.toml", hints);
        let mut now = interface(folder.path(), Some(&released)).unwrap();
        now.modules.remove(0).structs.remove(0).views
    };
    assert!(now(hint("/pay/class", "tag")).is_some_and(|views| views.tag == "class" && views.variants.len() == 2));
    assert_eq!(now(hint("/pay/type", "no_tag") + &hint("/pay/class", "no_tag")), None);
    assert_eq!(now(hint("/pay/class", "no_tag")), released.modules[0].structs[0].views);
}

#[test]
fn a_hint_that_does_not_apply_is_an_error() {
    let stale = |at: &str, kind: &str| refused(&hint(at, kind), &samples());
    assert_eq!(
        stale("/pay/kind", "tag"),
        "hints.toml:3:6: hint for `/pay/kind` does not apply: no sample of v1 has a field with one of a few short strings there; correct the pointer or remove the hint"
    );
    for at in ["/pay/id", "/pay", "/e"] {
        let said = stale(at, "no_tag");
        assert!(said.contains(&format!("hint for `{at}` does not apply: ")), "{said}");
        assert!(said.contains("has a field with a string there"), "{said}");
    }
    assert_eq!(
        stale("/note", "tag"),
        "hints.toml:4:8: hint for `/note` does not apply: none of its values is a code of at most 32 letters \
         (`card`, `bank_transfer`), or there are more than 32; remove the hint"
    );
    let item = stale("/pay/*", "tag");
    assert!(item.starts_with("hints.toml:3:6: ") && item.contains("not the place of a field"), "{item}");
}

/// An envelope's struct contains the payload of any event, so it has no variants.
#[test]
fn an_envelope_has_no_tag() {
    let hints = "[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n".to_owned()
        + &hint("/event", "tag").replace("at =", "envelope = true\nat =");
    let said = refused(&hints, &[("e", json!({ "event": "e", "data": {} }).to_string())]);
    assert!(said.contains("hint for `/event` does not apply: no sample of v1 (envelope) has "), "{said}");
}

#[test]
fn hints_about_one_object_contradict_each_other() {
    let both = |a: (&str, &str), b: (&str, &str)| refused(&(hint(a.0, a.1) + &hint(b.0, b.1)), &samples());
    assert_eq!(
        both(("/pay/type", "tag"), ("/pay/class", "tag")),
        "hints.toml:6:1: hints contradict each other: an object has one tag, and hints.toml:1:1 says that it is `/pay/type`, not \
         `/pay/class`; keep one"
    );
    let said = both(("/pay/type", "tag"), ("/pay/type", "no_tag"));
    assert!(
        said.starts_with(
            "hints.toml:6:1: hints contradict each other: this hint says kind = \"no_tag\" of `/pay/type`"
        )
    );
    assert!(both(("/pay/type", "tag"), ("/pay/type", "tag")).starts_with("hints.toml:6:1: hint given twice"));
    assert!(
        both(("/pay/type", "tag"), ("/pay", "ignore")).starts_with("hints.toml:6:1: hints contradict each other: ")
    );
}

/// Two places whose objects are one struct.
#[test]
fn hints_about_one_struct_contradict_each_other() {
    let mut samples = samples();
    samples.push(("g", samples[0].1.replace("pay", "second_pay")));
    let both = |a: (&str, &str), b: (&str, &str)| refused(&(hint(a.0, a.1) + &hint(b.0, b.1)), &samples);
    assert_eq!(
        both(("/pay/type", "tag"), ("/second_pay/class", "tag")),
        "hints.toml:9:8: hints contradict each other: this hint says kind = \"tag\" of `/second_pay/class`, and hints.toml:4:8 says \
         kind = \"tag\" of `/pay/type`, but both are fields of the type Pay, which has one tag; keep one"
    );
    let said = both(("/pay/type", "no_tag"), ("/second_pay/type", "tag"));
    assert!(
        said.contains("this hint says kind = \"tag\" of `/second_pay/type`, and hints.toml:4:8 says kind = \"no_tag\""),
        "{said}"
    );
}
