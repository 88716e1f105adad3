//! The decisions of `schema`, one by one: samples in, types out.
mod decided;
use conscent_codegen::interface::Module;
use conscent_shape::Fields;
use decided::{check, decide};
use serde_json::{Value, json};

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

/// How many codes an open enum has at most.
const MAX_CODES: usize = 32;
/// How many objects under different keys nest before what is inside has no type.
const MAX_OBJECTS: usize = 32;
/// How many arrays nest before what is inside has no type.
const MAX_LISTS: usize = 8;

/// The names of the types that payloads are made of.
fn types(module: &Module) -> Vec<&str> {
    let structs = module.structs.iter().map(|one| &one.name);
    let others = module.enums.iter().map(|one| &one.name).chain(module.unions.iter().map(|one| &one.name));
    structs.chain(others).map(String::as_str).collect()
}

#[test]
fn enough_samples_make_a_key_required() {
    let samples = [
        ("e", r#"{"always": 1, "absent": 1, "null": 1}"#),
        ("e", r#"{"always": 2, "absent": 2, "null": null}"#),
        ("e", r#"{"always": 3, "null": 3}"#),
    ];
    check("", &samples, "event e: E { absent?: number, always: number, null?: number|null }");
    check("", &samples[..2], "event e: E { absent?: number, always?: number, null?: number|null }");
    check(ONE, &samples[2..], "event e: E { always: number, null: number }");
    check("min_samples = 4", &samples, "event e: E { absent?: number, always?: number, null?: number|null }");
}

#[test]
fn an_array_of_objects_counts_as_one_sample() {
    check(
        "min_samples = 2",
        &[("e", r#"{"items": [{"a": 1}, {"a": 2}, {"a": 3}]}"#)],
        "event e: E { items?: [Item] }
         Item at items: { a?: number }",
    );
}

#[test]
fn objects_under_one_key_are_one_struct() {
    check(
        "",
        &[
            ("one", r#"{"user": {"id": 1, "name": "x", "mail": "y"}}"#),
            ("two", r#"{"user": {"id": 2, "name": "x"}}"#),
            ("three", r#"{"more": {"users": [{"id": 2, "name": "x", "age": 3}], "user": {}}}"#),
            ("four", r#"{"user": {"id": 3}}"#),
        ],
        "event four: Four { user?: User }
         event one: One { user?: User }
         event three: Three { more?: More }
         event two: Two { user?: User }
         More at more: { user?: User, users?: [User] }
         User at user users: { age?: number, id?: number, mail?: string, name?: string }",
    );
}

#[test]
fn similar_objects_under_other_keys_are_one_struct() {
    let address = json!({ "street": "x", "city": "x", "zip": "x", "state": "x", "country": "x" });
    let mut longer = address.clone();
    longer["floor"] = json!(1);
    let body = json!({ "address": address, "billing": [longer], "home": { "street": "x", "city": "x" } });
    check(
        ONE,
        &[("e", &body.to_string())],
        "event e: E { address: Address, billing: [Address], home: Home }
         Address at address billing: { city: string, country: string, floor?: number, state: string, street: string, zip: string }
         Home at home: { city: string, street: string }",
    );
    // A key with another kind of value separates them; one common key is not enough.
    check(
        ONE,
        &[("e", r#"{"net": {"a": 1, "b": 2}, "tax": {"a": 1, "b": "2"}, "one": {"x": 1}, "two": {"x": 1}}"#)],
        "event e: E { net: Net, one: One, tax: Tax, two: Two }
         Net at net: { a: number, b: number }
         One at one: { x: number }
         Tax at tax: { a: number, b: string }
         Two at two: { x: number }",
    );
}

#[test]
fn different_objects_under_one_key_are_named_after_their_path() {
    check(
        ONE,
        &[
            ("order.created", r#"{"data": {"price": 1, "quantity": 2, "currency": "x"}}"#),
            ("order.paid", r#"{"data": {"price": 1, "quantity": 2}}"#),
            ("user.created", r#"{"data": {"mail": "x", "name": "x", "phone": "x"}, "user": {"data": {"level": 1}}}"#),
        ],
        "event order.created: OrderCreated { data: Data }
         event order.paid: OrderPaid { data: Data }
         event user.created: UserCreated { data: UserCreatedData, user: User }
         Data at data: { currency?: string, price: number, quantity: number }
         User at user: { data: UserData }
         UserCreatedData at data: { mail: string, name: string, phone: string }
         UserData at data: { level: number }",
    );
}

#[test]
fn no_name_is_numbered_while_its_path_is_unique() {
    let events: Vec<String> = (0..12).map(|n| format!("thing{}.changed", char::from(b'a' + n))).collect();
    let bodies: Vec<String> = (0..12)
        .map(|n| {
            json!({ "data": { format!("p{n}"): 1, format!("q{n}"): "x", format!("s{n}"): 1, "meta": { format!("r{n}"): 1 } } }).to_string()
        })
        .collect();
    let samples: Vec<(&str, &str)> =
        events.iter().zip(&bodies).map(|(event, body)| (event.as_str(), body.as_str())).collect();
    let api = decide(ONE, &samples);
    assert_eq!(types(&api).len(), 24);
    for name in types(&api) {
        assert!(!name.ends_with(|c: char| c.is_ascii_digit()), "{name}");
    }
}

#[test]
fn every_event_keeps_its_payload() {
    check(
        ONE,
        &[
            ("a.paid", r#"{"x": 1, "y": 2}"#),
            ("b.paid", r#"{"x": 1, "y": 2}"#),
            ("c", r#"{"a.paid": {"x": 1, "y": 2}}"#),
        ],
        "event a.paid: APaid { x: number, y: number }
         event b.paid: BPaid { x: number, y: number }
         event c: C { a.paid: CAPaid }
         CAPaid at a.paid: { x: number, y: number }",
    );
}

#[test]
fn every_number_is_a_number() {
    check(
        ONE,
        &[
            ("e", r#"{"price": 108, "big": 18446744073709551616, "at": 1709548128}"#),
            ("e", r#"{"price": 854.05, "big": -1e300, "at": 0}"#),
        ],
        "event e: E { at: number, big: number, price: number }",
    );
}

#[test]
fn a_time_is_rfc_3339_or_empty() {
    check(
        ONE,
        &[
            (
                "e",
                r#"{"at": "2024-03-04T10:28:47.967Z", "old": "0222-03-12T00:00:00Z", "day": "2024-03-04", "mixed": "2024-03-04T10:28:47Z", "no": ""}"#,
            ),
            ("e", r#"{"at": "", "old": "2024-03-04T10:28:47+05:30", "day": "", "mixed": "soon", "no": ""}"#),
        ],
        "event e: E { at: time, day: string, mixed: string, no: string, old: time }",
    );
}

#[test]
fn codes_are_an_enum() {
    check(
        ONE,
        &[
            (
                "e",
                r#"{"status": "NOT_PAID", "paymentMode": "CARD", "country": "IN", "mixed": "PAID", "gap": "PAID", "list": ["NEW", "USED"]}"#,
            ),
            (
                "e",
                r#"{"status": "PAID", "paymentMode": "UPI", "country": "INR", "mixed": "Paid", "gap": "", "list": []}"#,
            ),
        ],
        "event e: E { country: string, gap: string, list: [EList], mixed: string, paymentMode: PaymentMode, status: EStatus }
         EList at E.list: enum New=NEW Used=USED
         EStatus at E.status: enum NotPaid=NOT_PAID Paid=PAID
         PaymentMode at E.paymentMode: enum Card=CARD Upi=UPI",
    );
}

#[test]
fn too_many_codes_are_strings() {
    let codes =
        |count: usize| json!({ "code": (0..count).map(|n| format!("CODE_{n}")).collect::<Vec<_>>() }).to_string();
    let api = decide(ONE, &[("e", &codes(MAX_CODES))]);
    assert_eq!(types(&api).len(), 1);
    check(ONE, &[("e", &codes(MAX_CODES + 1))], "event e: E { code: [string] }");
}

#[test]
fn a_specific_key_has_one_enum_everywhere() {
    check(
        ONE,
        &[
            ("a", r#"{"paymentMode": "CARD", "type": "PASS"}"#),
            ("b", r#"{"paymentMode": "UPI_LITE", "type": "CONTENT"}"#),
        ],
        "event a: AEvent { paymentMode: PaymentMode, type: AEventType }
         event b: B { paymentMode: PaymentMode, type: BType }
         AEventType at AEvent.type: enum Pass=PASS
         BType at B.type: enum Content=CONTENT
         PaymentMode at AEvent.paymentMode B.paymentMode: enum Card=CARD UpiLite=UPI_LITE",
    );
}

#[test]
fn an_array_has_the_type_of_its_items() {
    check(
        ONE,
        &[
            ("e", r#"{"none": [], "some": [], "gaps": [null, 1], "nulls": [null], "deep": [[], [1]], "null": null}"#),
            ("e", r#"{"none": [], "some": [true], "gaps": [2], "nulls": [], "deep": [[null]], "null": null}"#),
        ],
        "event e: E { deep: [[number|null]], gaps: [number|null], none: [any], null?: any|null, nulls: [any|null], some: [bool] }",
    );
}

#[test]
fn deep_nesting_ends_in_any() {
    let nested = |depth: usize| format!("{{\"l\": {}1{}}}", "[".repeat(depth), "]".repeat(depth));
    let lists = |inner: &str| format!("event e: E {{ l: {}{inner}{} }}", "[".repeat(MAX_LISTS), "]".repeat(MAX_LISTS));
    check(ONE, &[("e", &nested(MAX_LISTS))], &lists("number"));
    check(ONE, &[("e", &nested(100))], &lists("[any]"));

    let nested = |depth: usize, key: fn(usize) -> String| {
        (0..depth).fold(json!(1), |inner, n| json!({ key(n): inner })).to_string()
    };
    let other = |depth| decide(ONE, &[("e", &nested(depth, |n| format!("k{n}")))]);
    assert_eq!(types(&other(MAX_OBJECTS + 1)).len(), MAX_OBJECTS);
    assert_eq!(types(&other(100)).len(), MAX_OBJECTS);
    // Equal keys indicate an object that contains itself, which has a type at every depth.
    let same = nested(100, |n| if n == 0 { "leaf" } else { "same" }.to_owned());
    check(ONE, &[("e", &same)], "event e: E { same: Same }\nSame at same: { leaf?: number, same?: boxed Same }");
}

#[test]
fn two_kinds_at_one_place_are_a_union() {
    check(
        ONE,
        &[
            ("e", r#"{"postcode": "x", "data": {"a": 1}, "list": [1, "x", null, {"b": 1}], "code": "PAID"}"#),
            ("e", r#"{"postcode": 1, "data": [{"a": 1}, {"c": 1}], "list": [], "code": true}"#),
        ],
        "event e: E { code: ECodeValue, data: EData, list: [EList|null], postcode: EPostcode }
         Data at data: { a?: number, c?: number }
         ECode at E.code: enum Paid=PAID
         ECodeValue at E.code: bool or ECode
         EData at E.data: [Data] or boxed Data
         EList at E.list: number or string or boxed List
         EPostcode at E.postcode: number or string
         List at list: { b: number }",
    );
}

#[test]
fn equal_unions_of_one_key_are_one() {
    check(
        ONE,
        &[
            ("a", r#"{"order": {"zip_code": "x", "p": 1}, "user": {"zip_code": 1, "q": 1}}"#),
            ("b", r#"{"order": {"zip_code": 2, "p": 1}, "user": {"zip_code": "y", "q": 1}}"#),
        ],
        "event a: AEvent { order: Order, user: User }
         event b: B { order: Order, user: User }
         Order at order: { p: number, zip_code: ZipCode }
         User at user: { q: number, zip_code: ZipCode }
         ZipCode at Order.zip_code User.zip_code: number or string",
    );
}

#[test]
fn an_object_with_too_many_keys_is_a_map() {
    let entries = |count: usize| {
        let entries = (0..count).map(|n| (format!("k{n}"), json!({ "v": n })));
        json!({ "m": Value::Object(entries.collect()) }).to_string()
    };
    check(
        ONE,
        &[("e", &entries(Fields::BOUND + 1))],
        "event e: E { m: map of M }
         M at m: { v: number }",
    );
    assert_eq!(types(&decide(ONE, &[("e", &entries(Fields::BOUND))])).len(), Fields::BOUND + 1);
}

#[test]
fn an_object_may_contain_itself() {
    check(
        ONE,
        &[("e", r#"{"node": {"name": "x", "node": {"name": "y", "nodes": [{"name": "z"}]}}}"#)],
        "event e: E { node: Node }
         Node at node nodes: { name: string, node?: boxed Node, nodes?: [Node] }",
    );
}

#[test]
fn an_envelope_surrounds_every_payload() {
    check(
        &format!("{ONE}[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n"),
        &[
            ("a", r#"{"event": "a", "at": 1, "data": {"x": 1}}"#),
            ("b", r#"{"event": "b", "data": {"envelope": {"y": 1}}}"#),
        ],
        "envelope { at?: number, data: payload, event: string }
         event a: AEvent { x: number }
         event b: B { envelope: BEnvelope }
         BEnvelope at envelope: { y: number }",
    );
}
