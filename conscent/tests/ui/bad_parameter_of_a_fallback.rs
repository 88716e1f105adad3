use conscent::conscent_handler;
use conscent::Raw;

#[conscent_handler(fallback)]
async fn other(_raw: Raw, _reason: String) {}

fn main() {}
