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
/// How many objects under different keys may be nested before the values inside have no type.
const MAX_OBJECTS: usize = 32;
/// How many arrays may be nested before the values inside have no type.
const MAX_LISTS: usize = 8;

/// How many fields the structs have that events share.
fn fields(module: &Module) -> usize {
    module.structs.iter().map(|one| one.fields.len()).sum()
}

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
        "event e: E { items?: [EItem] }
         EItem at items: { a?: number }",
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
fn different_objects_under_one_key_get_names_from_their_path() {
    check(
        ONE,
        &[
            ("order.created", r#"{"data": {"price": 1, "quantity": 2, "currency": "x", "total": 2, "country": "x"}}"#),
            ("order.paid", r#"{"data": {"price": 1, "quantity": 2, "currency": "x", "total": 2}}"#),
            ("user.created", r#"{"data": {"mail": "x", "name": "x", "phone": "x"}, "user": {"data": {"level": 1}}}"#),
        ],
        "event order.created: OrderCreated { data: OrderCreatedData }
         event order.paid: OrderPaid { data: OrderPaidData }
         event user.created: UserCreated { data: UserCreatedData, user: User }
         OrderCreatedData at data: { country: string, currency: string, price: number, quantity: number, total: number }
         OrderPaidData at data: { currency: string, price: number, quantity: number, total: number }
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
fn every_event_keeps_its_payload_and_an_object_its_name() {
    check(
        ONE,
        &[
            ("a.paid", r#"{"x": 1, "y": 2}"#),
            ("b.paid", r#"{"x": 1, "y": 2}"#),
            ("c", r#"{"a.paid": {"x": 1, "y": 2}}"#),
        ],
        "event a.paid: APaidEvent { x: number, y: number }
         event b.paid: BPaid { x: number, y: number }
         event c: C { a.paid: APaid }
         APaid at a.paid: { x: number, y: number }",
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

/// Samples of an event `e`: each value of a column with a number, so that all differ.
fn rows(keys: &[&str], rows: &[&[&str]]) -> Vec<String> {
    let row = |(n, values): (usize, &&[&str])| {
        let entries = keys.iter().zip(*values).map(|(key, value)| ((*key).to_owned(), json!(value)));
        Value::Object(entries.chain([("n".to_owned(), json!(n))]).collect()).to_string()
    };
    rows.iter().enumerate().map(row).collect()
}

fn of_one_event(bodies: &[String]) -> Vec<(&str, &str)> {
    bodies.iter().map(|body| ("e", body.as_str())).collect()
}

#[test]
fn words_that_repeat_are_an_enum() {
    let bodies = rows(
        &["country", "gap", "mixed", "payment_mode", "state", "status", "title"],
        &[
            &["IN", "PAID", "Paid", "CARD", "NOT_PAID", "open", "SALE"],
            &["INR", "", "paid", "UPI", "PAID", "closed", "SALE"],
            &["IN", "PAID", "Paid", "UPI", "PAID", "open", "SALE"],
            &["IN", "", "PAID", "CARD", "NOT_PAID", "open", "RENT"],
        ],
    );
    check(
        ONE,
        &of_one_event(&bodies),
        "event e: E { country: string, gap: string, mixed: string, n: number, payment_mode: PaymentMode, state: EState, \
         status: EStatus, title: string }
         EState at E.state: enum NotPaid=NOT_PAID Paid=PAID
         EStatus at E.status: enum Closed=closed Open=open
         PaymentMode at E.payment_mode: enum Card=CARD Upi=UPI",
    );
}

#[test]
fn words_that_do_not_repeat_are_text() {
    let bodies = rows(&["status", "state"], &[&["open", "PAID"], &["closed", "NOT_PAID"], &["lost", "PAID"]]);
    check(ONE, &of_one_event(&bodies), "event e: E { n: number, state: string, status: string }");
    // The same object in another place does not count as a repetition.
    let order = r#"{"order": {"status": "open", "n": 1}}"#;
    let bodies = ["a", "b", "c", "d"].map(|event| (event, order));
    let api = decide(ONE, &bodies);
    assert_eq!(types(&api), ["Order"]);
}

#[test]
fn names_of_people_and_accounts_are_never_enums() {
    let keys = ["account_id", "author_login", "city", "coupon_code", "customer_name", "email", "title", "tax_id"];
    let values = ["acct_new", "jo_doe", "delhi", "save_ten", "ANNA_SMITH", "jo", "SALE", "de_tax"];
    let bodies = rows(&keys, &[&values[..]; 8]);
    let api = decide(ONE, &of_one_event(&bodies));
    assert_eq!(types(&api), [""; 0]);
}

#[test]
fn the_items_of_lists_are_an_enum_too() {
    check(
        ONE,
        &[
            ("e", r#"{"scopes": ["read", "write"], "n": 1}"#),
            ("e", r#"{"scopes": ["read"], "n": 2}"#),
            ("e", r#"{"scopes": ["read", "write"], "n": 3}"#),
        ],
        "event e: E { n: number, scopes: [EScope] }
         EScope at E.scopes: enum Read=read Write=write",
    );
}

#[test]
fn too_many_words_are_strings() {
    let codes = |count: usize| {
        let bodies = (0..2 * count).map(|n| json!({ "status": format!("CODE_{}", n % count), "n": n }).to_string());
        decide(ONE, &of_one_event(&bodies.collect::<Vec<_>>())).enums.len()
    };
    assert_eq!((codes(MAX_CODES), codes(MAX_CODES + 1)), (1, 0));
}

#[test]
fn a_specific_key_has_one_enum_everywhere() {
    check(
        ONE,
        &[
            ("a", r#"{"n": 1, "payment_mode": "CARD", "type": "PASS"}"#),
            ("a", r#"{"n": 2, "payment_mode": "CARD", "type": "PASS"}"#),
            ("b", r#"{"n": 1, "payment_mode": "UPI_LITE", "type": "CONTENT"}"#),
            ("b", r#"{"n": 2, "payment_mode": "UPI_LITE", "type": "CONTENT"}"#),
        ],
        "event a: AEvent { n: number, payment_mode: PaymentMode, type: AEventType }
         event b: B { n: number, payment_mode: PaymentMode, type: BType }
         AEventType at AEvent.type: enum Pass=PASS
         BType at B.type: enum Content=CONTENT
         PaymentMode at AEvent.payment_mode B.payment_mode: enum Card=CARD UpiLite=UPI_LITE",
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
    check(ONE, &[("e", &nested(100))], &lists("[json]"));

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
            ("e", r#"{"postcode": "x", "holder": {"a": 1}, "list": [1, "x", null, {"b": 1}], "status": "PAID"}"#),
            ("e", r#"{"postcode": 1, "holder": [{"a": 1}, {"c": 1}], "list": [], "status": true}"#),
            ("e", r#"{"postcode": 2, "holder": {"a": 2}, "list": [], "status": "PAID"}"#),
        ],
        "event e: E { holder: EHolder, list: [EList|null], postcode: EPostcode, status: EStatusValue }
         EHolder at E.holder: [Holder] or boxed Holder
         EList at E.list: number or string or boxed List
         EPostcode at E.postcode: number or string
         EStatus at E.status: enum Paid=PAID
         EStatusValue at E.status: bool or EStatus
         Holder at holder: { a?: number, c?: number }
         List at list: { b: number }",
    );
}

#[test]
fn equal_unions_of_one_key_are_one() {
    check(
        ONE,
        &[
            ("a", r#"{"order": {"zip_code": "x", "p": 1}, "user": {"zip_code": 1, "q": 1}}"#),
            ("a", r#"{"order": {"zip_code": 2, "p": 1}, "user": {"zip_code": "y", "q": 1}}"#),
        ],
        "event a: AEvent { order: Order, user: User }
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
    assert_eq!(fields(&decide(ONE, &[("e", &entries(Fields::BOUND))])), Fields::BOUND + 1);
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
