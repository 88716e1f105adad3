//! A handler for each documented event. Each writes one line into the ledger; a real handler would use a database.

use conscent::v1::{Login, MicroPayment, PassPayment, SignUp};
use conscent::v2::{
    CancelledSubscription, Envelope, MeterBannerClose, PaymentGatewayClose, PaymentGatewayView, PaywallExit, Purchase,
    PurchaseBundle, PurchasePass, PurchasePayPerUse, PurchaseSubscription, RefundedPayPerUse, Transaction,
    TransactionComplete, TransactionFailed,
};
use conscent::{Ack, BoxError, Raw, State, Unrouted, conscent_handler};
use std::sync::{Arc, Mutex, PoisonError};

/// What the handlers share: the lines they write.
#[derive(Clone, Default)]
pub(crate) struct Ledger(Arc<Mutex<Vec<String>>>);

impl Ledger {
    fn write(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    /// Takes the lines that were written since the last call.
    pub(crate) fn read(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).join("; ")
    }
}

/// `SUBSCRIPTION for 854.05 INR`: every documented purchase has these, so one without them is an error.
fn sale(purchase: Option<&Purchase>) -> Result<String, BoxError> {
    let purchase = purchase.ok_or("no purchase")?;
    let currency = purchase.require_price_details()?.require_currency()?;
    Ok(format!("{} for {} {currency}", purchase.require_kind()?, purchase.require_buying_price()?))
}

/// `COMPLETE: 120 INR by CARD`. The samples are too few to rely on any of these fields.
fn payment(transaction: Option<&Transaction>) -> String {
    let Some(transaction) = transaction else { return "no transaction".to_owned() };
    let status = transaction.status().map_or("?", |status| status.as_str());
    let amount = transaction.amount().map_or("?".to_owned(), ToString::to_string);
    let mode = transaction.payment_mode().map_or("?", |mode| mode.as_str());
    format!("{status}: {amount} {} by {mode}", transaction.currency().unwrap_or("?"))
}

#[conscent_handler(event = "purchase.pass")]
pub(crate) async fn pass(event: PurchasePass, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    ledger.write(sale(event.purchase())?);
    Ok(())
}

#[conscent_handler(event = "purchase.subscription")]
pub(crate) async fn subscription(event: PurchaseSubscription, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    ledger.write(sale(event.purchase())?);
    Ok(())
}

#[conscent_handler(event = "purchase.pay_per_use")]
pub(crate) async fn pay_per_use(event: PurchasePayPerUse, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    ledger.write(sale(event.purchase())?);
    Ok(())
}

#[conscent_handler(event = "purchase.bundle")]
pub(crate) async fn bundle(event: Envelope<PurchaseBundle>, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    let sold = sale(event.require_payload()?.purchase())?;
    ledger.write(format!("{sold}, at {}", event.require_created_at()?));
    Ok(())
}

#[conscent_handler(event = "payment_gateway.view")]
pub(crate) fn view(event: PaymentGatewayView, State(ledger): State<Ledger>) {
    let content = event.action().and_then(|action| action.content_id());
    ledger.write(format!("about {}", content.unwrap_or("no content")));
}

#[conscent_handler(event = "payment_gateway.close")]
pub(crate) fn close(event: PaymentGatewayClose, State(ledger): State<Ledger>) {
    let click = event.action().and_then(|action| action.click_action());
    ledger.write(click.map_or("no click", |click| click.as_str()));
}

#[conscent_handler(event = "transaction.complete")]
pub(crate) fn complete(event: TransactionComplete, State(ledger): State<Ledger>) {
    ledger.write(payment(event.transaction()));
}

#[conscent_handler(event = "transaction.failed")]
pub(crate) fn failed(event: TransactionFailed, State(ledger): State<Ledger>) {
    ledger.write(payment(event.transaction()));
}

#[conscent_handler(event = "cancelled.subscription")]
pub(crate) fn cancelled(event: CancelledSubscription, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    let renewal = event.require_renewal()?;
    ledger.write(format!(
        "{}: {} {}",
        renewal.require_status()?,
        renewal.require_price()?,
        renewal.require_currency()?
    ));
    Ok(())
}

#[conscent_handler(event = "refunded.pay_per_use")]
pub(crate) fn refunded(event: RefundedPayPerUse, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    let refund = event.require_refund()?;
    let access = if refund.require_cancel_access()? { "ends" } else { "stays" };
    ledger.write(format!("{} {} back; access {access}", refund.require_amount()?, refund.require_currency()?));
    Ok(())
}

#[conscent_handler(event = "meter_banner.close")]
pub(crate) fn banner(event: MeterBannerClose, State(ledger): State<Ledger>) {
    let name = event.metering_banner().and_then(|banner| banner.name());
    ledger.write(format!("the banner {}", name.unwrap_or("without a name")));
}

#[conscent_handler(event = "paywall.exit")]
pub(crate) fn paywall(event: PaywallExit, State(ledger): State<Ledger>) {
    let country = event.user().and_then(|user| user.country());
    ledger.write(format!("a reader in {}", country.unwrap_or("no known country")));
}

#[conscent_handler(event = "login")]
pub(crate) fn login(event: Login, State(ledger): State<Ledger>) {
    ledger.write(format!("a reader with {}", event.browser().unwrap_or("no known browser")));
}

#[conscent_handler(event = "sign_up")]
pub(crate) fn sign_up(event: SignUp, State(ledger): State<Ledger>) {
    let trial = if event.free_trial() == Some(true) { "with" } else { "without" };
    ledger.write(format!("a new reader, {trial} a free trial"));
}

#[conscent_handler(event = "micro_payment")]
pub(crate) fn micro_payment(event: MicroPayment, State(ledger): State<Ledger>) {
    let price = event.buying_price().map_or("?".to_owned(), ToString::to_string);
    ledger.write(format!("content for {price}"));
}

#[conscent_handler(event = "pass_payment")]
pub(crate) fn pass_payment(event: PassPayment, State(ledger): State<Ledger>) {
    ledger.write(event.pass_title().map_or("no title", |_| "a pass with a title"));
}

/// Receives every event without a handler. An unknown event may be a payment, so it is kept, never rejected.
#[conscent_handler(fallback)]
pub(crate) fn other(raw: Raw, why: Unrouted, State(ledger): State<Ledger>) -> Ack {
    ledger.write(format!("{why} ({} bytes kept)", raw.len()));
    Ack::OK
}
