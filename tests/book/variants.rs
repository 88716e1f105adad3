//! Code in `guide/variants.md`.

#![expect(clippy::print_stdout, clippy::unused_async, reason = "a user's handler may look like this")]

use conscent::v2::{Purchase, PurchaseByType, SubscriptionPurchase};
use conscent::{BoxError, Field, FieldError, conscent_handler, samples, v2};

// ANCHOR: match
/// What a customer has bought.
fn title(purchase: &Purchase) -> Result<&str, FieldError> {
    match purchase.by_type() {
        PurchaseByType::Subscription(subscription) => subscription.require_subscription_title(),
        PurchaseByType::Content(content) => content.require_content_id(),
        _ => Ok("something new"),
    }
}
// ANCHOR_END: match

// ANCHOR: handler
#[conscent_handler(event = "purchase.subscription")]
async fn subscribed(event: v2::PurchaseSubscription) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    if let PurchaseByType::Subscription(subscription) = purchase.by_type() {
        welcome(subscription)?;
    }
    Ok(())
}

fn welcome(subscription: SubscriptionPurchase<'_>) -> Result<(), FieldError> {
    println!("{} for {:?}", subscription.require_subscription_title()?, subscription.price());
    Ok(())
}
// ANCHOR_END: handler

#[tokio::test]
async fn a_match_reads_the_fields_of_a_variant() -> Result<(), BoxError> {
    let event = samples::purchase_subscription().decode()?;
    subscribed(event.require_payload()?.clone()).await?;
    let purchase = event.require_payload()?.require_purchase()?;
    assert_eq!(title(purchase)?, purchase.require_subscription_title()?);
    let event = samples::purchase_pay_per_use().decode()?;
    let purchase = event.require_payload()?.require_purchase()?;
    assert_eq!(title(purchase)?, purchase.require_content_id()?);
    Ok(())
}

#[test]
fn other() {
    // ANCHOR: other
    let gift = Purchase::default().with(|purchase| purchase.kind = "GIFT".into());
    assert!(matches!(gift.by_type(), PurchaseByType::Other(_))); // a value that no sample has
    let lower = Purchase::default().with(|purchase| purchase.kind = "content".into());
    assert!(matches!(lower.by_type(), PurchaseByType::Other(_))); // another spelling
    let missing = Purchase::default();
    assert_eq!(missing.by_type(), PurchaseByType::Other(&missing)); // the struct itself, with all of its fields
    // ANCHOR_END: other
    let null = Purchase::default().with(|purchase| purchase.kind = Field::Null);
    assert_eq!(null.by_type(), PurchaseByType::Other(&null));
}

#[test]
fn the_whole_object() -> Result<(), BoxError> {
    // ANCHOR: whole
    let event = samples::purchase_subscription().decode()?;
    let purchase = event.require_payload()?.require_purchase()?;
    let PurchaseByType::Subscription(subscription) = purchase.by_type() else { return Err("another".into()) };
    assert_eq!(subscription.price(), purchase.price());
    assert_eq!(subscription.0.content_id(), purchase.content_id()); // `0` is the whole object
    assert!(subscription.0.drift().is_empty());
    // ANCHOR_END: whole
    Ok(())
}
