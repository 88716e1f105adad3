//! Every form of a handler.
#![deny(warnings)]

use conscent::v1::PassPayment;
use conscent::v2::{self, Envelope, PurchaseBundle as Bundle, PurchaseEvent, PurchasePass};
use conscent::{Ack, BoxError, Delivery, Meta, Raw, Router, State, Unrouted, conscent_handler, handlers};

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct Mailer;

type Bundled = Envelope<Bundle>;

#[conscent_handler(event = "purchase.pass")]
async fn by_name(event: PurchasePass, State(_db): State<Db>) -> Result<(), BoxError> {
    event.purchase().ok_or("no purchase")?;
    Ok(())
}

#[conscent_handler(event = "purchase.bundle")]
fn renamed(_event: Bundled, _raw: Raw, _: State<Mailer>, _: State<Db>, _delivery: Delivery, _meta: Meta) -> Ack {
    Ack::ACCEPTED
}

#[conscent_handler(event = "purchase.*")]
async fn group(_event: PurchaseEvent) -> Result<Ack, std::io::Error> {
    Ok(Ack::OK)
}

#[conscent_handler]
async fn by_type(_event: conscent::v2::Envelope<v2::TransactionFailed>) {}

#[conscent_handler]
fn group_by_type(_event: v2::PaymentGatewayEvent) {}

#[conscent_handler(event = "pass_payment", api = "v1")]
async fn old(_event: PassPayment) {}

#[conscent_handler(raw_event = "gift.sent")]
async fn gift(_raw: Raw) {}

mod shop {
    use conscent::{Delivery, conscent_handler};

    /// A handler with other attributes.
    #[conscent_handler(raw_event = "refunded.pass", crate = ::conscent)]
    #[expect(clippy::needless_pass_by_value, unused_variables)]
    pub(crate) fn refund(delivery: Delivery) {}

    #[conscent_handler(raw_event = "never.compiled")]
    #[cfg(any())]
    pub(crate) fn never(_delivery: Delivery) {}
}

#[conscent_handler(fallback)]
async fn other(_raw: Raw, why: Unrouted, State(_db): State<Db>) -> Result<Ack, BoxError> {
    if why == Unrouted::UnknownEvent { Err("unheard of".into()) } else { Ok(Ack::OK) }
}

fn main() {
    let router = Router::with_fallback(other)
        .handlers(handlers![shop::refund, self::gift])
        .state(Db)
        .state(Mailer)
        .handlers(handlers![by_name, renamed, crate::group, by_type, group_by_type, old])
        .handlers(handlers![])
        .build()
        .unwrap();
    assert_eq!(
        router.registered_events(),
        [
            "gift.sent",
            "pass_payment",
            "payment_gateway.*",
            "purchase.*",
            "purchase.bundle",
            "purchase.pass",
            "refunded.pass",
            "transaction.failed"
        ]
    );

    // A handler can still be called as a function.
    assert_eq!(renamed(Bundled::default(), Raw(Vec::new().into()), State(Mailer), State(Db), delivery(), delivery().meta().clone()), Ack::ACCEPTED);
    drop(by_name(PurchasePass::default(), State(Db)));
}

fn delivery() -> Delivery {
    Delivery::v1("pass_payment", "{}".into())
}
