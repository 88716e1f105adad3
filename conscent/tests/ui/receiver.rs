use conscent::conscent_handler;
use conscent::v2::PurchasePass;

struct Shop;

impl Shop {
    #[conscent_handler(event = "purchase.pass")]
    async fn on_pass(&self, _event: PurchasePass) {}
}

fn main() {}
