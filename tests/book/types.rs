//! Code in `guide/types.md`.

use conscent::v2::{AnyEvent, ClickAction, Purchase, PurchaseBundle};
use conscent::{BoxError, Field, Number, samples};

#[test]
fn accessors() -> Result<(), BoxError> {
    // ANCHOR: accessors
    let body = br#"{"payload": {"purchase": {"price": 854.05, "country": null, "city": 7}}}"#;
    let AnyEvent::PurchaseBundle(event) = AnyEvent::decode("purchase.bundle", body)? else {
        return Err("another".into());
    };
    let purchase = event.require_payload()?.require_purchase()?;

    assert_eq!(purchase.price().and_then(Number::as_f64), Some(854.05)); // an Option
    assert_eq!(purchase.require_price()?.to_string(), "854.05"); // a Result
    assert_eq!(purchase.device(), None); // absent
    let error = purchase.require_city().unwrap_err().to_string();
    assert!(error.contains("/city"), "{error}"); // names the field, and what arrived instead
    // ANCHOR_END: accessors

    // ANCHOR: field
    assert_eq!(purchase.device, Field::Absent);
    assert_eq!(purchase.country, Field::Null);
    assert_eq!(purchase.city.mismatch(), Some(&7.into())); // a value of another kind, unchanged
    // ANCHOR_END: field
    Ok(())
}

#[test]
fn nothing_is_lost() -> Result<(), BoxError> {
    // ANCHOR: lossless
    let body = r#"{"payload": {"purchase": {"price": 1.50, "type": "GIFT", "coupon": null}}, "created_at": "soon"}"#;
    let event = AnyEvent::decode("purchase.bundle", body.as_bytes())?;
    let (before, after): (serde_json::Value, _) = (serde_json::from_str(body)?, serde_json::to_value(&event)?);
    assert_eq!(before, after);
    // ANCHOR_END: lossless

    // ANCHOR: drift
    let drift: Vec<_> = event.drift().iter().map(ToString::to_string).collect();
    assert_eq!(
        drift,
        [
            "/created_at: the value is not one that the samples show",
            "/payload/purchase/type: the value is not one that the samples show",
            "/payload/purchase/coupon: no sample has this key",
        ]
    );
    // ANCHOR_END: drift
    Ok(())
}

#[test]
fn values() -> Result<(), BoxError> {
    // ANCHOR: money
    let event = samples::purchase_bundle().decode()?;
    let purchase = event.require_payload()?.require_purchase()?;
    let price = purchase.require_buying_price()?;
    assert_eq!(price.to_string(), "854.05"); // as it arrived
    assert_eq!(price.as_f64(), Some(854.05)); // may round
    // ANCHOR_END: money

    // ANCHOR: time
    assert!(purchase.require_expiry_date()?.is_rfc3339());
    let created = event.require_created_at()?; // seconds since 1970
    assert!(created.to_system_time().is_some());
    // ANCHOR_END: time

    // ANCHOR: enum
    let clicked = ClickAction::from("PAYMENT_GATEWAY_CROSS_BTN");
    let is_cancelled = match &clicked {
        ClickAction::PaymentGatewayCrossBtn => true,
        ClickAction::Unknown(text) => text.ends_with("_CANCEL"), // arrived, but no sample has it
        _ => false,                                              // a later version of the types may know more
    };
    assert!(is_cancelled && clicked.is_known());
    // ANCHOR_END: enum
    Ok(())
}

#[test]
fn built() {
    // ANCHOR: build
    let purchase = Purchase::default().with(|purchase| {
        purchase.id = "p-1".into();
        purchase.price = 99.into();
        purchase.bundle = true.into();
    });
    let event = PurchaseBundle::default().with(|event| event.purchase = purchase.into());
    assert_eq!(event.purchase().and_then(|purchase| purchase.id()), Some("p-1"));
    // ANCHOR_END: build

    // ANCHOR: debug
    assert!(!format!("{event:?}").contains("p-1")); // for logs
    assert!(format!("{:?}", event.debug_unredacted()).contains("p-1")); // for a debugger
    // ANCHOR_END: debug
}
