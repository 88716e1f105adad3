use conscent::conscent_handler;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass() {}

fn main() {}
