//! Each test shows one way to test handlers. They need the feature `test` of `conscent`.

use std::error::Error;

use conscent::test::request;
use conscent::v2::{Purchase, PurchasePass};
use conscent::{BoxError, Delivery, Sample, State, samples};
use http::HeaderMap;
use http_body_util::Full;
use testing_example::{Books, endpoint, on_pass, router};
use tower::ServiceExt;

// ANCHOR: documented
#[tokio::test]
async fn the_documented_payload_is_booked() -> Result<(), BoxError> {
    let books = Books::default();
    router(books.clone())?.test_dispatch(&samples::purchase_pass()).await?;
    assert_eq!(books.lines(), ["67a33168b06ceb81ad1a0dbf 120"]);
    Ok(())
}
// ANCHOR_END: documented

// ANCHOR: changed
#[tokio::test]
async fn a_pass_without_a_price_is_an_error() -> Result<(), BoxError> {
    let body = Sample::with(&samples::purchase_pass(), "/payload/purchase/price", ())?; // null
    let delivery = Delivery::parse(body.to_string().into(), &HeaderMap::new())?;

    let books = Books::default();
    let error = router(books.clone())?.dispatch(delivery).await.unwrap_err();
    assert!(error.source().is_some_and(|error| error.to_string().contains("/price")), "{error:?}");
    assert!(books.lines().is_empty());
    Ok(())
}
// ANCHOR_END: changed

// ANCHOR: built
#[test]
fn a_handler_is_still_a_function() -> Result<(), BoxError> {
    let purchase = Purchase::default().with(|purchase| {
        purchase.id = "p-1".into();
        purchase.price = 99.into();
    });
    let event = PurchasePass::default().with(|event| event.purchase = purchase.into());

    let books = Books::default();
    on_pass(event, State(books.clone()))?;
    assert_eq!(books.lines(), ["p-1 99"]);
    Ok(())
}
// ANCHOR_END: built

// ANCHOR: request
#[tokio::test]
async fn a_request_needs_the_right_credentials() -> Result<(), BoxError> {
    let door = endpoint(Books::default(), "key", "secret")?;
    for (secret, status) in [("secret", 200), ("another", 401)] {
        let request = request(&samples::purchase_pass()).basic("key", secret).unsigned();
        assert_eq!(door.clone().oneshot(request.map(Full::new)).await?.status(), status);
    }
    Ok(())
}
// ANCHOR_END: request

// ANCHOR: all
#[tokio::test]
async fn every_documented_event_is_acknowledged() -> Result<(), BoxError> {
    let books = Books::default();
    let router = router(books.clone())?;
    for sample in samples::ALL {
        router.test_dispatch(sample).await?;
    }
    assert_eq!(books.lines().len(), samples::ALL.len());
    Ok(())
}
// ANCHOR_END: all
