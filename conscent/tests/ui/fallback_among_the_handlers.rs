use conscent::{Router, conscent_handler, handlers};

#[conscent_handler(fallback)]
async fn other() {}

fn main() {
    let _ = Router::with_fallback(other).handlers(handlers![other]).build();
}
