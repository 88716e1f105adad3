use conscent::conscent_handler;

#[conscent_handler(fallback)]
async fn other() -> &'static str {
    "thanks"
}

fn main() {}
