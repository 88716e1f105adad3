use conscent::conscent_handler;
use conscent::v2::PurchasePayPerUse;

#[conscent_handler(event = "Purchase.Pay-Per-Use")]
async fn on_content(_event: PurchasePayPerUse) {}

fn main() {}
