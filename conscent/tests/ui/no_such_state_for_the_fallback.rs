use conscent::{Router, State, conscent_handler};

#[derive(Clone)]
struct Db;

#[conscent_handler(fallback)]
async fn other(State(_db): State<Db>) {}

fn main() {
    let _ = Router::with_fallback(other).build();
}
