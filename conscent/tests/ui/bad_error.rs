use conscent::conscent_handler;
use conscent::v2::PurchasePass;

struct Failed;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchasePass) -> Result<(), Failed> {
    Err(Failed)
}

fn main() {}
