use conscent::v2::PurchasePass;
use conscent::{Router, State, conscent_handler, handlers};

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct Mailer;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchasePass, State(_db): State<Db>) {}

#[conscent_handler(fallback)]
async fn other() {}

fn main() {
    let _ = Router::with_fallback(other).state(Mailer).handlers(handlers![on_pass]).build();
}
