use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(event = "Purchase.pass")]
async fn on_pass(_event: PurchasePass) {}

fn main() {}
