use conscent::conscent_handler;

#[conscent_handler(types = std, event = "order.paid")]
async fn on_paid(_event: String) {}

fn main() {}
