use conscent::conscent_handler;
use conscent::v2::PurchaseEvent;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchaseEvent) {}

fn main() {}
