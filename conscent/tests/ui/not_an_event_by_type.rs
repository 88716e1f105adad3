use conscent::conscent_handler;

#[conscent_handler]
async fn on_pass(_event: String) {}

fn main() {}
