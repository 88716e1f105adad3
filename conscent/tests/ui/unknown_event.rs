use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(event = "purchase.gift")]
async fn on_gift(_event: PurchasePass) {}

fn main() {}
