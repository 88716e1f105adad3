use conscent::v2::PurchasePass;
use conscent::{Router, handlers};

async fn on_pass(_event: PurchasePass) {}

fn main() {
    let _ = Router::with_fallback(|| ()).handlers(handlers![on_pass]).build();
}
