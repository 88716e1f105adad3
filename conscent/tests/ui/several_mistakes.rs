use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(event = "purchase.pas", colour = "red")]
async fn on_pass<T>(_event: PurchasePass) {}

fn main() {}
