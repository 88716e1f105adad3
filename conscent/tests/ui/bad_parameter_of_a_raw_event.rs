use conscent::conscent_handler;
use conscent::v2::PurchasePass;

#[conscent_handler(raw_event = "gift.sent")]
async fn on_gift(_event: PurchasePass) {}

fn main() {}
