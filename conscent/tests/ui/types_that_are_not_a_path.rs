use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(types = "shop", event = "purchase.pass")]
async fn on_pass(_event: PurchasePass) {}

#[conscent_handler(crate, event = "purchase.pass")]
async fn on_another(_event: PurchasePass) {}

fn main() {}
