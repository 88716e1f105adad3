use conscent::conscent_handler;
use conscent::v2::PurchaseBundle as Bought;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: Bought) {}

fn main() {}
