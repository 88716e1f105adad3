use conscent::conscent_handler;
use conscent::v2::PurchaseEvent;

#[conscent_handler(event = "gift.*")]
async fn on_gift(_event: PurchaseEvent) {}

fn main() {}
