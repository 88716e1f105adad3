//! Decodes every documented payload with the generated types, encodes it again, and tells what came of it.

#![expect(clippy::print_stdout, reason = "a program that shows something")]

use conscent::{DecodeError, Drift, Sample, samples, v1, v2};
use serde_json::Value;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("api  event                    documented as              sample     drift  comes back equal");
    let mut lost = 0;
    for sample in samples::ALL {
        let Sample { api, event, heading, fidelity, text, .. } = sample;
        let (drift, encoded) = match *api {
            "v1" => told(v1::AnyEvent::decode(event, text.as_bytes()), v1::AnyEvent::drift)?,
            _ => told(v2::AnyEvent::decode(event, text.as_bytes()), v2::AnyEvent::drift)?,
        };
        let equal = encoded == serde_json::from_str::<Value>(text)?;
        lost += usize::from(!equal);
        let (drift, equal) = (drift.len(), if equal { "yes" } else { "NO" });
        println!("{api:<5}{event:<25}{heading:<27}{fidelity:<11}{drift:<7}{equal}");
    }
    if lost > 0 {
        return Err(format!("{lost} samples did not come back equal").into());
    }
    println!("\nPut another payload into samples/<api>/<event>/ and run `cargo build`: that build has its type.");
    Ok(())
}

/// What the types did not know of an event, and the event as JSON again.
fn told<E: serde::Serialize>(
    event: Result<E, DecodeError>,
    drift: impl Fn(&E) -> Vec<Drift>,
) -> Result<(Vec<Drift>, Value), Box<dyn Error>> {
    let event = event?;
    Ok((drift(&event), serde_json::to_value(&event)?))
}
