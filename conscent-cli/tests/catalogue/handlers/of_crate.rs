use conscent::{BoxError, conscent_handler};
use my_types::v2::PurchasePass;

#[conscent_handler(types = my_types, event = "purchase.pass")]
async fn on_purchase_pass(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    println!("{purchase:?}");
    Ok(())
}
