use conscent::v2::PurchasePass;
use conscent::{Router, conscent_handler, handlers};

#[conscent_handler(event = "purchase.pas")]
async fn on_pass(_event: PurchasePass) {}

fn main() {
    // The function can be called, and the handler named, although its event is wrong.
    drop(on_pass(PurchasePass::default()));
    let _ = Router::with_fallback(|| ()).handlers(handlers![on_pass]).build();
}
