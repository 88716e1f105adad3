#[conscent_handler(event = "purchase.bundle")]
async fn on_bundle(event: conscent::v2::PurchaseBundle, tx: Tx<Sqlite>) -> Result<(), BoxError> {
    book(event.require_purchase()?, tx).await
}
