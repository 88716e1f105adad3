use conscent::conscent_handler;

#[conscent_handler(event = "purchase.pass")]
struct OnPass;

fn main() {}
