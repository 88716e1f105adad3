use conscent::conscent_handler;
use conscent::v1::PassPayment;

#[conscent_handler(event = "PASS PAYMENT JSON")]
async fn on_pass(_event: PassPayment) {}

fn main() {}
