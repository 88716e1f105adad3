//! Decodes the payloads of all versions of the documentation with the types of this version, both unchanged and changed in every place.

use build_script_example::webhooks::v1::AnyEvent;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    for path in env::args().skip(1) {
        let event = Path::new(&path).parent().and_then(Path::file_name).ok_or("no event")?.to_string_lossy();
        let payload: Value = serde_json::from_slice(&fs::read(&path)?)?;
        for body in variations(&payload) {
            let decoded = AnyEvent::decode(&event, body.to_string().as_bytes())?;
            assert_eq!(serde_json::to_value(&decoded)?, body, "{path} comes back as it was");
        }
        for drift in AnyEvent::decode(&event, payload.to_string().as_bytes())?.drift() {
            println!("{path}: {drift}");
        }
    }
    Ok(())
}

/// The object, and for each place in it, the object without that place and with a value of each kind there.
fn variations(object: &Value) -> Vec<Value> {
    let mut all = vec![object.clone()];
    for place in places(object, "") {
        let (above, key) = place.rsplit_once('/').unwrap_or_default();
        let others = [json!(null), json!(true), json!(1.50), json!("x"), json!([]), json!([{}]), json!({"new": 1})];
        for other in others {
            let mut changed = object.clone();
            if let Some(slot) = changed.pointer_mut(&place) {
                *slot = other;
            }
            all.push(changed);
        }
        let mut without = object.clone();
        if let Some(Value::Object(entries)) = without.pointer_mut(above) {
            entries.remove(key);
        }
        all.push(without);
    }
    all
}

/// The JSON pointer of every key, at any depth.
fn places(value: &Value, above: &str) -> Vec<String> {
    let Value::Object(entries) = value else { return Vec::new() };
    let below = |(key, value): (&String, &Value)| {
        let place = format!("{above}/{key}");
        let deeper = places(value, &place);
        [place].into_iter().chain(deeper)
    };
    entries.iter().flat_map(below).collect()
}
