use conscent::v2::PurchasePass;
use conscent::{BoxError, conscent_handler};

#[conscent_handler(event = "purchase.pass")]
async fn on_purchase_pass(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    println!("{purchase:?}");
    Ok(())
}
