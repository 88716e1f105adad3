//! What a receiver does with a body.
#![expect(clippy::print_stdout, reason = "a program that shows something")]

use conscent::v2::AnyEvent;

fn receive(event: &str, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let event = AnyEvent::decode(event, body)?; // an error only if this isn't a JSON object
    if let AnyEvent::PurchaseBundle(bundle) = &event {
        let purchase = bundle.require_payload()?.purchase().ok_or("no purchase")?;
        println!("{} for {}", purchase.require_kind()?, purchase.require_price()?); // an error if this body does not have it
        println!("client: {:?}", purchase.client_name()); // an Option
    }
    event.drift().iter().for_each(|new| println!("{new}")); // what is not documented: where, and in which way
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    receive("purchase.bundle", br#"{"payload": {"purchase": {"price": 854.05, "type": "GIFT", "coupon": null}}}"#)
}
