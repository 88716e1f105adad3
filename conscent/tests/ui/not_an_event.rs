use conscent::conscent_handler;

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: String) {}

fn main() {}
