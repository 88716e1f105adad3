use conscent::conscent_handler;
use conscent::v2::PurchaseBundle;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchaseBundle) {}

fn main() {}
