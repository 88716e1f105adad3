//! The model that an expert would draw: which objects are one type, which are separate types, and which are maps.
mod decided;
use conscent_codegen::samples::read;
use conscent_codegen::{Package, generate_from};
use decided::{check, decide};
use serde_json::json;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";
const ENVELOPE: &str = "min_samples = 1\n[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n";

/// All generated files except the samples, and the notes.
fn generated(samples: &[(&str, &str)]) -> (String, Vec<String>) {
    let folder = decided::samples(ONE, samples);
    let all = generate_from(&read(folder.path()).unwrap(), &Package::new("vendor")).unwrap();
    let is_type =
        |path: &str| path.starts_with("src/") || path == "schemas/interface.json" || path.starts_with("schemas/v1/");
    let texts = all.files.iter().filter(|file| is_type(&file.path)).map(|file| file.text.as_str());
    (texts.collect(), all.notes)
}

#[test]
fn a_payload_may_be_a_list_a_scalar_or_null() {
    let samples = [
        ("counted", r#"{"event": "counted", "data": 7}"#),
        ("listed", r#"{"event": "listed", "data": [{"id": 1, "title": "x"}]}"#),
        ("listed", r#"{"event": "listed", "data": null}"#),
        ("silent", r#"{"event": "silent", "data": null}"#),
        ("said", r#"{"event": "said", "data": "hello there"}"#),
    ];
    check(
        ENVELOPE,
        &samples,
        "envelope { data: payload, event: string }
         event counted: Counted = number
         event listed: Listed = [ListedData]|null
         event said: Said = string
         event silent: Silent = any
         ListedData at data: { id: number, title: string }",
    );
}

#[test]
fn a_tag_tells_things_under_one_key_apart() {
    let charge = r#"{"object": {"id": "x", "object": "charge", "paid": true, "card": "x", "amount": 1}}"#;
    let refund = r#"{"object": {"id": "x", "object": "refund", "reason": "x", "amount": 1}}"#;
    let payout = r#"{"object": {"id": "x", "object": "payout", "arrival": 1, "bank": "x", "amount": 1}}"#;
    check(
        ONE,
        &[("charge.paid", charge), ("charge.failed", charge), ("refund.done", refund), ("payout.sent", payout)],
        "event charge.failed: ChargeFailed { object: Charge }
         event charge.paid: ChargePaid { object: Charge }
         event payout.sent: PayoutSent { object: Payout }
         event refund.done: RefundDone { object: Refund }
         Charge at object: { amount: number, card: string, id: string, object: string, paid: bool }
         Payout at object: { amount: number, arrival: number, bank: string, id: string, object: string }
         Refund at object: { amount: number, id: string, object: string, reason: string }",
    );
}

#[test]
fn links_under_one_key_are_one_type() {
    let body = r#"{"order": {"id": 1, "_links": {"self": {"href": "x"}, "next": {"href": "y"}, "up": {"href": "z"}}}}"#;
    check(
        ONE,
        &[("e", body)],
        "event e: E { order: Order }
         Link at next self up: { href: string }
         Links at _links: { next: Link, self: Link, up: Link }
         Order at order: { _links: Links, id: number }",
    );
}

#[test]
fn a_reference_is_not_the_thing() {
    let whole =
        json!({ "id": 1, "name": "x", "url": "x", "size": 1, "owner": "x", "fork": true, "wiki": true, "stars": 1 });
    let api = decide(
        ONE,
        &[
            ("a", &json!({ "repository": whole }).to_string()),
            (
                "b",
                &json!({ "repository": whole, "check": { "repository": { "id": 1, "url": "x", "sha": "x" } } })
                    .to_string(),
            ),
        ],
    );
    let whole = api.structs.iter().find(|one| one.name == "Repository").unwrap();
    assert_eq!(whole.fields.len(), 8, "{whole:#?}");
}

#[test]
fn the_author_of_a_commit_is_no_account() {
    let account = json!({ "id": 1, "login": "x", "avatar": "x", "is_admin": false, "url": "x" });
    let identity = json!({ "name": "x", "email": "x", "date": "2024-03-04T10:28:47Z" });
    let api = decide(
        ONE,
        &[
            ("issue", &json!({ "author": account, "note": "x" }).to_string()),
            (
                "push",
                &json!({ "commit": { "author": identity, "committer": identity }, "sender": account }).to_string(),
            ),
        ],
    );
    assert!(api.structs.iter().all(|one| one.fields.len() <= 5), "{:#?}", api.structs);
    let holders: Vec<_> = api.structs.iter().filter(|one| one.keys.contains("author")).collect();
    assert_eq!(holders.len(), 2, "{holders:#?}");
}

#[test]
fn containers_of_different_things_stay_separate() {
    let container = |items: serde_json::Value| json!({ "total": 1, "has_more": false, "entries": items });
    let orders = container(json!([{ "id": 1, "price": 2, "lines": 3 }]));
    let users = container(json!([{ "id": "x", "mail": "x", "phone": "x", "since": "x" }]));
    let api = decide(ONE, &[("e", &json!({ "orders": orders, "users": users }).to_string())]);
    let names: Vec<_> = api.structs.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
}

#[test]
fn objects_with_data_keys_are_maps_and_keys_stay_out_of_the_sources() {
    for keys in [
        ["0b7e4f0e-7a0e-4b0b-9c3e-000000000001", "0b7e4f0e-7a0e-4b0b-9c3e-000000000002"],
        ["jo.doe@mail.example", "ann@mail.example"],
        ["2024-03-04", "2024-03-05"],
        ["65e5a2571ab0e5a1f39b7f41", "65e5a2571ab0e5a1f39b7f42"],
        ["cus_Nffr6m1x8yyZ9q", "cus_9s6XKzkNRiz8i3"],
        ["918273645", "5647382910"],
        ["192.168.0.1", "10.0.0.7"],
        ["+919876543210", "+4915112345678"],
        ["jo@mail", "ann@mail"],
        ["@jo:server.example", "@ann:server.example"],
        ["!room:server.example", "!hall:server.example"],
        ["DE123456789", "FR987654321"],
    ] {
        let [one, other] = keys;
        let body = json!({ "by_key": { one: { "count": 1 }, other: { "count": 2 } } }).to_string();
        let api = decide(ONE, &[("e", &body)]);
        assert!(format!("{:?}", api.events[0].payload.fields[0].ty).starts_with("Map("), "{keys:?}: {api:#?}");
        let (texts, notes) = generated(&[("e", &body)]);
        for key in keys {
            assert!(!texts.contains(key), "{key} is in the output");
        }
        assert!(notes.iter().any(|note| note.contains("/by_key")), "{keys:?}: {notes:?}");
    }
}

#[test]
fn a_key_that_is_data_among_names_has_no_field() {
    let body = json!({ "user": { "name": "x", "plan": "y", "level": 1, "jo.doe@mail.example": true } }).to_string();
    let (texts, notes) = generated(&[("e", &body)]);
    assert!(!texts.contains("jo.doe"));
    assert!(notes.iter().any(|note| note.contains("/user")), "{notes:?}");
}

#[test]
fn values_of_people_reach_no_source() {
    let body = |n: usize| {
        json!({
            "n": n, "name": "Ann Smith", "email": "ann@mail.example", "phone": "+919876543210", "ip": "192.168.7.9",
            "tax_id": "DE123456789", "coupon_id": "Z4OV52SU", "iban": "DE89370400440532013000", "account": 918_273_645,
            "title": "Cannot log in", "city": "Faridabad", "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "owner": "annsmith"
        })
        .to_string()
    };
    let bodies: Vec<String> = (0..6).map(body).collect();
    let samples: Vec<(&str, &str)> = bodies.iter().map(|body| ("e", body.as_str())).collect();
    let (texts, _) = generated(&samples);
    for value in [
        "Ann",
        "ann@",
        "+9198",
        "192.168",
        "DE1234",
        "De1234",
        "Z4OV",
        "Z4ov",
        "DE8937",
        "918273645",
        "Cannot",
        "Faridabad",
        "eyJhb",
        "annsmith",
        "Annsmith",
    ] {
        assert!(!texts.contains(value), "{value} is in the output");
    }
}

#[test]
fn unknown_fields_take_the_type_of_the_same_key_elsewhere() {
    check(
        ONE,
        &[(
            "a",
            r#"{"order": {"coupon": null, "lines": [], "id": 1}, "cart": {"coupon": "x", "lines": [1], "open": true}}"#,
        )],
        "event a: AEvent { cart: Cart, order: Order }
         Cart at cart: { coupon: string, lines: [number], open: bool }
         Order at order: { coupon?: string|null, id: number, lines: [number] }",
    );
    // Not if it has two types elsewhere.
    let api = decide(ONE, &[("a", r#"{"x": {"k": null, "a": 1}, "y": {"k": 1, "b": 1}, "z": {"k": "t", "c": 1}}"#)]);
    let x = api.structs.iter().find(|one| one.name == "X").unwrap();
    assert_eq!(x.fields[1].ty.to_string(), "Value");
}

#[test]
fn the_events_of_a_family_share_the_keys_at_the_top() {
    let order = json!({ "id": 1, "total": 2 });
    let bodies = [
        ("order.created", json!({ "order": order, "by": "x" })),
        ("order.lost", json!({ "order": order })),
        ("order.paid", json!({ "order": order })),
        ("order.purged", json!({ "ids": [1] })),
        ("user.seen", json!({ "user": { "mail": "x" } })),
    ];
    let texts: Vec<_> = bodies.iter().map(|(event, body)| (*event, body.to_string())).collect();
    let samples: Vec<_> = texts.iter().map(|(event, body)| (*event, body.as_str())).collect();
    check(
        ONE,
        &samples,
        "event order.created: OrderCreated { by: string, order: Order }
         event order.lost: OrderLost { order: Order }
         event order.paid: OrderPaid { order: Order }
         event order.purged: OrderPurged { ids: [number], order?: Order }
         event user.seen: UserSeen { user: User }
         Order at order: { id: number, total: number }
         User at user: { mail: string }",
    );
    let shared: Vec<_> = decide(ONE, &samples).shared.into_iter().map(|field| field.key).collect();
    assert_eq!(shared, ["order"]);
}

#[test]
fn a_shared_key_may_be_null_if_it_was_null_in_any_event() {
    check(
        ONE,
        &[
            ("order.lost", r#"{"by": "x"}"#),
            ("order.made", r#"{"by": "x"}"#),
            ("order.paid", r#"{"by": null}"#),
            ("order.paid", r#"{"by": "x"}"#),
            ("order.seen", "{}"),
        ],
        "event order.lost: OrderLost { by: string }
         event order.made: OrderMade { by: string }
         event order.paid: OrderPaid { by?: string|null }
         event order.seen: OrderSeen { by?: string|null }",
    );
}
