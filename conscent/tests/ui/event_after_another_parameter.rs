use conscent::v2::{PurchaseBundle, PurchasePass};
use conscent::{Delivery, FromDeliveryParts, conscent_handler};

struct Shop;

impl<States> FromDeliveryParts<States, ()> for Shop {
    fn extract(_: &States, _: &Delivery) -> Self {
        Self
    }
}

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchasePass, _shop: Shop, _other: PurchaseBundle) {}

fn main() {}
