use conscent::conscent_handler;
use conscent::v2::{Envelope, PurchaseBundle};

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: Envelope<PurchaseBundle>) {}

fn main() {}
