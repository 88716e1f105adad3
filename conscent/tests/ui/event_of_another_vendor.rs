use conscent::{Raw, conscent_handler};

mod shop {
    macro_rules! __events {
        ({ $($callback:tt)+ } $($input:tt)*) => {
            $($callback)+! {
                {
                    { "2024-01" v2024_01 named { "order.paid" OrderPaid OrderEvent [] } { "order.sent" OrderSent OrderEvent [] } }
                    { "2025-01" v2025_01 named { "order.paid" OrderPaid OrderEvent [] } }
                }
                $($input)*
            }
        };
    }
    pub(crate) use __events;
}

struct OrderPaid;
struct OrderSent;

#[conscent_handler(types = shop, event = "order.payd")]
async fn misspelt(_event: OrderPaid) {}

#[conscent_handler(types = crate::shop, event = "order.paid")]
async fn in_two_apis(_event: OrderPaid) {}

#[conscent_handler(types = shop, event = "order.sent")]
async fn of_another_event(_event: OrderPaid) {}

#[conscent_handler(types = shop, raw_event = "order.lost")]
async fn of_which_api(_raw: Raw) {}

#[conscent_handler(types = shop, event = "purchase.pass")]
async fn of_another_vendor(_event: OrderSent) {}

fn main() {}
