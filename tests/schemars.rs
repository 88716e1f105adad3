//! The schemas that the types give to the crate schemars have the same meaning as the checked-in schemas.
mod meaning;

use conscent_types::v2::{AnyEvent, Envelope, Purchase, PurchaseEvent};
use conscent_types::{Event, Field, Sample, samples, v1, v2};
use jsonschema::{Validator, draft202012};
use meaning::meaning;
use proptest::prelude::*;
use proptest::sample::Index;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// An event with both of its schemas.
struct Told {
    api: &'static str,
    event: &'static str,
    by_type: Value,
    checked_in: Value,
}

fn told<P: Event>() -> Told
where
    P::Body: JsonSchema,
{
    let file = format!("conscent-types/schemas/{}/{}.json", P::API, P::NAME);
    let checked_in = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    Told {
        api: P::API.name,
        event: P::NAME,
        by_type: schema_for!(P::Body).to_value(),
        checked_in: serde_json::from_str(&checked_in).unwrap(),
    }
}

static ALL: LazyLock<Vec<Told>> = LazyLock::new(|| {
    vec![
        told::<v1::Login>(),
        told::<v1::MicroPayment>(),
        told::<v1::PassPayment>(),
        told::<v1::SignUp>(),
        told::<v2::CancelledSubscription>(),
        told::<v2::MeterBannerClose>(),
        told::<v2::PaymentGatewayClose>(),
        told::<v2::PaymentGatewayView>(),
        told::<v2::PaywallExit>(),
        told::<v2::PurchaseBundle>(),
        told::<v2::PurchasePass>(),
        told::<v2::PurchasePayPerUse>(),
        told::<v2::PurchaseSubscription>(),
        told::<v2::RefundedPayPerUse>(),
        told::<v2::TransactionComplete>(),
        told::<v2::TransactionFailed>(),
    ]
});

#[test]
fn the_schema_of_a_type_means_what_is_checked_in() {
    for Told { api, event, by_type, checked_in } in ALL.iter() {
        let [by_type, checked_in] = [by_type, checked_in].map(|schema| meaning(schema, schema));
        assert_eq!(by_type, checked_in, "{api} {event}");
    }
    let events = |api| ALL.iter().filter(|told| told.api == api).map(|told| told.event).collect::<Vec<_>>();
    assert_eq!((events("v1"), events("v2")), (v1::EVENTS.to_vec(), v2::EVENTS.to_vec()));
}

#[test]
fn what_is_compared_is_all_that_a_schema_demands() {
    let one = json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/A" } }, "required": ["a"], "$defs": { "A": { "type": "string" } } });
    let other = |pointer: &str, value: Value| {
        let mut other = one.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        meaning(&other, &other) == meaning(&one, &one)
    };
    assert!(other("/properties/a", json!({ "type": "string", "description": "x", "x-seen": 1 })));
    assert!(!other("/properties/a", json!({ "type": ["string", "null"] })));
    assert!(!other("/$defs/A/type", json!("number")));
    assert!(!other("/$defs/A", json!({ "type": "string", "format": "date-time" })));
    assert!(!other("/required", json!([])));
}

#[test]
fn an_enum_of_events_allows_each_of_them_and_unknown_ones() {
    let any = schema_for!(AnyEvent);
    let names: Vec<_> = any.pointer("/anyOf").unwrap().as_array().unwrap().iter().collect();
    assert_eq!(names.len(), v2::EVENTS.len() + 1);
    assert_eq!(names.last().unwrap(), &&json!({ "type": "object" }));
    let purchases = schema_for!(PurchaseEvent);
    let first = purchases.pointer("/anyOf/0/$ref").unwrap();
    assert_eq!(first, "#/$defs/Envelope_for_PurchaseBundle");
    let event = purchases.pointer("/$defs/Envelope_for_PurchaseBundle/properties/event").unwrap();
    assert_eq!(event["const"], "purchase.bundle");
}

#[test]
fn a_type_of_the_user_may_hold_types_of_both_apis() {
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Booking {
        purchase: Field<Purchase>,
        body: Envelope<v2::PurchaseBundle>,
        new: Option<v2::Address>,
        old: v1::Address,
    }

    let schema = schema_for!(Booking);
    let at = |pointer: &str| schema.pointer(pointer).unwrap();
    assert_eq!(at("/properties/purchase/$ref"), "#/$defs/Purchase");
    assert_eq!(at("/properties/body/$ref"), "#/$defs/Envelope_for_PurchaseBundle");
    // Two types with one name are not mixed up: the second one gets a number.
    assert_ne!(at("/properties/new/anyOf/0/$ref"), at("/properties/old/$ref"));
    draft202012::meta::validate(schema.as_value()).unwrap();
}

/// The validators of an event's two schemas.
static VALIDATORS: LazyLock<Vec<[Validator; 2]>> = LazyLock::new(|| {
    let validator = |schema| draft202012::options().should_validate_formats(true).build(schema).unwrap();
    ALL.iter().map(|told| [&told.by_type, &told.checked_in].map(validator)).collect()
});

/// Pointers to all parts of a value.
fn parts(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut part = |key: &dyn std::fmt::Display, value| {
        let at = format!("{at}/{key}");
        parts(value, &at, found);
        found.push(at);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| part(&n, item)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| part(key, value)),
        _ => {}
    }
}

/// Removes a part, or replaces it.
fn change(body: &mut Value, at: Index, to: Option<Value>) {
    let mut all = Vec::new();
    parts(body, "", &mut all);
    if all.is_empty() {
        return;
    }
    let pointer = at.get(&all);
    match (to, pointer.rsplit_once('/')) {
        (Some(value), _) => *body.pointer_mut(pointer).unwrap() = value,
        (None, Some((above, key))) => match body.pointer_mut(above).unwrap() {
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            above => drop(above.as_object_mut().unwrap().remove(key)),
        },
        (None, None) => {}
    }
}

fn values() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(854.05),
        json!(""),
        json!("SUBSCRIPTION"),
        json!("2024-03-04T10:28:47.967Z"),
        json!([]),
        json!([null]),
        json!(["NEW"]),
        json!({}),
        json!({ "_id": "x" }),
    ])
}

fn any_sample() -> impl Strategy<Value = &'static Sample> {
    prop::sample::select(samples::ALL.iter().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_body_is_valid_under_both_schemas_or_under_neither(
        sample in any_sample(),
        changes in prop::collection::vec((any::<Index>(), prop::option::of(values())), 0..4),
        event in any::<Index>(),
    ) {
        let mut body: Value = serde_json::from_str(sample.text).unwrap();
        for (at, to) in changes {
            change(&mut body, at, to);
        }
        let own = ALL.iter().position(|told| (told.api, told.event) == (sample.api, sample.event)).unwrap();
        for n in [own, event.index(ALL.len())] {
            let [by_type, checked_in] = VALIDATORS[n].each_ref().map(|validator| validator.is_valid(&body));
            prop_assert_eq!(by_type, checked_in, "{} {}: {}", ALL[n].api, ALL[n].event, body);
        }
    }
}
