use conscent::conscent_handler;
use conscent::v2::PurchaseEvent;

#[conscent_handler(event = "refund.*")]
async fn on_refund(_event: PurchaseEvent) {}

fn main() {}
