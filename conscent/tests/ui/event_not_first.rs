use conscent::conscent_handler;
use conscent::{Meta, v2::PurchasePass};

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_meta: Meta, _event: PurchasePass) {}

fn main() {}
