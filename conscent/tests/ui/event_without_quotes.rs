use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(event = purchase.pass)]
async fn on_pass(_event: PurchasePass) {}

fn main() {}
