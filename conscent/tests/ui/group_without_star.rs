use conscent::conscent_handler;
use conscent::v2::PurchaseEvent;

#[conscent_handler(event = "purchase")]
async fn any_purchase(_event: PurchaseEvent) {}

fn main() {}
