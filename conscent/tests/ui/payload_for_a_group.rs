use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(event = "purchase.*")]
async fn any_purchase(_event: PurchasePass) {}

fn main() {}
