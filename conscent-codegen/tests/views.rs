//! Which structs have views, which fields the views have, and what everything is called.
mod decided;
use conscent_codegen::interface::{Interface, Struct};
use decided::{check, decide, samples, shown};
use serde_json::{Value, json};
use std::path::Path;
use test_support::put;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

fn texts(bodies: &[Value]) -> Vec<String> {
    bodies.iter().map(Value::to_string).collect()
}

fn of_event<'t>(event: &'t str, texts: &'t [String]) -> Vec<(&'t str, &'t str)> {
    texts.iter().map(|text| (event, text.as_str())).collect()
}

/// The views of the payload of the event `e`.
fn views(hints: &str, bodies: &[Value]) -> String {
    let module = decide(&format!("{ONE}{hints}"), &of_event("e", &texts(bodies)));
    module.events[0].payload.views.as_ref().map_or("none".to_owned(), shown)
}

fn card() -> Value {
    json!({ "type": "CARD", "id": 1, "number": "4111", "holder": "Jo" })
}

fn transfer() -> Value {
    json!({ "type": "BANK_TRANSFER", "id": 2, "iban": "DE", "bank": "GLS" })
}

#[test]
fn a_payload_and_a_shared_struct_have_views() {
    check(
        ONE,
        &of_event("paid", &texts(&[json!({ "payment": card() }), json!({ "payment": transfer() })])),
        "event paid: Paid { payment: Payment }
         Payment at payment: { bank?: string, holder?: string, iban?: string, id: number, number?: string, type: string }
         PaymentByType of Payment.by_type(): BANK_TRANSFER=BankTransfer(BankTransferPayment { bank, iban, id, type }) \
         CARD=Card(CardPayment { holder, id, number, type })",
    );
    assert_eq!(
        views("", &[card(), transfer()]),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { bank, iban, id, type }) CARD=Card(CardE { holder, id, number, type })"
    );
}

/// The items of a list, at any depth, and the values of a map.
#[test]
fn items_have_views() {
    let blocks = json!({ "blocks": [[card()], [transfer(), card()]] });
    let module = decide(ONE, &[("e", &blocks.to_string())]);
    assert_eq!(module.structs[0].views.as_ref().unwrap().name, "BlockByType");
}

#[test]
fn a_view_requires_what_its_variant_always_has() {
    let (mut short, mut null) = (card(), card());
    short.as_object_mut().unwrap().remove("holder");
    null["number"] = Value::Null;
    null["cvc"] = json!(1);
    assert_eq!(
        views("", &[card(), short, transfer(), null]),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { bank, iban, id, type }) \
         CARD=Card(CardE { cvc?, holder?, id, number?, type })"
    );
    // Three samples are enough for the second variant. One is not enough for the first.
    let bodies: Vec<Value> = [card(), transfer()].into_iter().chain((1..3).map(with_id)).collect();
    let module = decide("", &of_event("e", &texts(&bodies)));
    assert_eq!(
        shown(module.events[0].payload.views.as_ref().unwrap()),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { bank?, iban?, id?, type? }) \
         CARD=Card(CardE { holder, id, number, type })"
    );
}

fn with_id(n: usize) -> Value {
    let mut card = card();
    card["id"] = json!(n + 5);
    card
}

/// Tags that change case, missing tags, null tags and empty ones.
#[test]
fn objects_without_a_known_tag_are_in_no_view() {
    let (mut lower, mut null, mut empty) = (card(), transfer(), transfer());
    lower["type"] = json!("card");
    null["type"] = Value::Null;
    empty["type"] = json!("");
    let missing = json!({ "id": 3, "gift": true });
    assert_eq!(
        views("", &[card(), transfer(), lower, null, empty, missing, transfer(), card()]),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { bank, iban, id, type }) CARD|card=Card(CardE { holder, id, number, type })"
    );
}

#[test]
fn odd_values_of_a_tag_leave_the_other_variants_alone() {
    let plain = views("", &[card(), transfer()]);
    for odd in [json!("my own type"), json!("1-click"), json!(7), json!(true), json!({})] {
        let mut object = transfer();
        object["type"] = odd.clone();
        // If the tag also has values of other kinds, it is a union. In each variant, the tag has only texts.
        assert_eq!(views("", &[card(), transfer(), object]).replace(": Text", ""), plain, "{odd}");
    }
}

#[test]
fn a_view_narrows_a_union() {
    let bodies = [
        json!({ "type": "count", "value": 1, "unit": "kg", "precision": 2 }),
        json!({ "type": "list", "value": ["a"], "separator": "b", "order": "c" }),
        json!({ "type": "any", "value": "x", "first": 1, "second": 2 }),
        json!({ "type": "any", "value": null, "first": 1, "second": 2 }),
        json!({ "type": "any", "value": true, "first": 1, "second": 2 }),
    ];
    assert_eq!(
        views("", &bodies),
        "by_type(): any=Any(AnyE { first, second, type, value? }) count=Count(CountE { precision, type, unit, value: Number }) \
         list=List(ListE { order, separator, type, value: List })"
    );
}

#[test]
fn names_never_collide() {
    let bodies = [
        json!({ "type": "other", "by_type": 1, "a": 1, "b": 1, "sub": { "other_e": { "x": 1 }, "e_by_type": { "y": 1 } } }),
        json!({ "type": "self", "require_by_type": 1, "c": 1, "d": 1, "sub": { "selfE": { "z": 1 } } }),
        json!({ "type": "big_e", "f": 1, "g": 1 }),
    ];
    assert_eq!(
        views("", &bodies),
        "by_type_tag(): big_e=BigE(BigE { f, g, type }) \
         other=OtherVariant(EByTypeViewOtherVariant { a, b, by_type, sub, type }) \
         self=SelfVariant(EByTypeViewSelfVariant { c, d, require_by_type, sub, type })"
    );
}

/// Two structs would both call a view `CardPaymentPurchase`, so neither does: otherwise the name would depend on their
/// order.
#[test]
fn a_name_that_two_views_want_goes_to_neither() {
    let body = json!({
        "purchase": [
            { "type": "card_payment", "number": 1, "holder": 1, "cvc": 1 },
            { "type": "bank_transfer", "iban": 1, "bank": 1, "bic": 1 },
        ],
        "payment_purchase": [
            { "type": "card", "embossed": 1, "color": 1, "size": 1 },
            { "type": "cash", "given": 1, "till": 1, "desk": 1 },
        ],
    });
    let module = decide(ONE, &[("e", &body.to_string())]);
    let views = module.structs.iter().filter_map(|one| one.views.as_ref()).flat_map(|views| &views.variants);
    let names: Vec<&str> = views.map(|view| view.name.as_str()).collect();
    assert_eq!(
        names,
        ["PaymentPurchaseByTypeCard", "CashPaymentPurchase", "BankTransferPurchase", "PurchaseByTypeCardPayment"]
    );
}

/// The payload of `e`, as the release that follows a release of the first bodies.
struct Released {
    folder: test_support::TempDir,
    released: Interface,
}

impl Released {
    fn new(hints: &str, bodies: &[Value]) -> Self {
        let texts = texts(bodies);
        let folder = samples(&format!("{ONE}{hints}"), &of_event("e", &texts));
        let released = interface(folder.path(), None);
        Self { folder, released }
    }

    fn add(&self, bodies: &[Value]) -> Struct {
        for (n, body) in bodies.iter().enumerate() {
            put(self.folder.path(), &format!("v1/e/t{n}.json"), body.to_string());
        }
        self.now()
    }

    fn now(&self) -> Struct {
        interface(self.folder.path(), Some(&self.released)).modules.remove(0).events.remove(0).payload
    }
}

fn interface(samples: &Path, previous: Option<&Interface>) -> Interface {
    conscent_codegen::interface(samples, previous).unwrap_or_else(|errors| panic!("{errors}"))
}

fn shown_of(one: &Struct) -> String {
    one.views.as_ref().map_or("none".to_owned(), shown)
}

#[test]
fn a_release_keeps_its_views_and_gains_more() {
    let released = Released::new("", &[card(), transfer()]);
    let cash = json!({ "type": "CASH", "id": 4, "given": 1, "back": 2, "by_type": 1 });
    let lower = json!({ "type": "card", "id": 4, "number": "x", "holder": "y", "cvc": 1 });
    let now = released.add(&[cash, lower]);
    assert_eq!(
        shown_of(&now),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { bank, iban, id, type }) \
         CARD|card=Card(CardE { cvc?, holder, id, number, type }) CASH=Cash(CashE { back, by_type, given, id, type })"
    );
    // The method has its name already.
    let field = now.fields.iter().find(|field| field.key == "by_type").unwrap();
    assert_eq!(field.ident, "by_type_");
}

#[test]
fn a_release_keeps_views_that_no_sample_shows() {
    let released = Released::new("", &[card(), transfer()]);
    std::fs::remove_file(released.folder.path().join("v1/e/s1.json")).unwrap();
    assert_eq!(
        shown_of(&released.now()),
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { id?, type? }) CARD=Card(CardE { holder, id, number, type })"
    );
    // Too many codes for the key to be a tag.
    let codes = ('a'..='z').flat_map(|letter| [format!("{letter}_one"), format!("{letter}_two")]);
    let many: Vec<Value> = codes.map(|code| json!({ "type": code, "id": 1 })).collect();
    let now = shown_of(&released.add(&many));
    assert_eq!(
        now,
        "by_type(): BANK_TRANSFER=BankTransfer(BankTransferE { id?, type? }) CARD=Card(CardE { holder?, id?, number?, type? })"
    );
}

#[test]
fn a_sample_contradicts_the_kind_of_a_released_view() {
    let list = json!({ "type": "list", "value": ["a"], "separator": "b", "order": "c" });
    let count = |value: Value| json!({ "type": "count", "value": value, "unit": "kg", "precision": 2 });
    let released = Released::new("", &[list, count(json!(1))]);
    let now = released.add(&[count(json!(true))]);
    assert_eq!(
        shown_of(&now),
        "by_type(): count=Count(CountE { precision, type, unit, value }) list=List(ListE { order, separator, type, value: List })"
    );
}

#[test]
fn the_envelope_has_no_views() {
    let hints = "[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n";
    let body = |object: Value| {
        let mut body = object;
        body["event"] = json!("e");
        body["data"] = json!({ "n": 1 });
        body.to_string()
    };
    let bodies = [body(card()), body(transfer())];
    let module = decide(hints, &of_event("e", &bodies));
    assert!(module.all_structs().all(|one| one.views.is_none()));
}
