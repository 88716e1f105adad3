//! Webhooks of a made-up parcel service, typed by this package's build script.
//!
//! ```
//! use build_script_example::webhooks::v1::AnyEvent;
//!
//! let body = br#"{"kind": "parcel.sent", "data": {"parcel": {"id": "p-3"}}}"#;
//! if let AnyEvent::ParcelSent(event) = AnyEvent::decode("parcel.sent", body)? {
//!     assert_eq!(event.require_data()?.parcel().and_then(|parcel| parcel.id()), Some("p-3"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The code that the build script generated: a module for each api, here `v1`.
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
pub mod webhooks {
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}

#[cfg(test)]
mod tests {
    use super::webhooks::v1::{AnyEvent, Envelope, ParcelLost, ParcelService};
    use serde_json::Value;

    const LOST: &str = include_str!("../samples/v1/parcel.lost/example.json");

    #[test]
    fn a_sample_has_typed_fields() {
        let lost: Envelope<ParcelLost> = conscent_core::decode(LOST.as_bytes()).unwrap();
        let parcel = lost.data().unwrap().parcel().unwrap();
        assert_eq!(parcel.grams().unwrap().as_f64(), Some(400.5));
        assert_eq!(*parcel.service().unwrap(), ParcelService::Economy);
        assert_eq!(lost.data().unwrap().last_seen().unwrap().require_city(), Ok("Odense"));
    }

    #[test]
    fn a_sample_comes_back_as_it_was() {
        let event = AnyEvent::decode("parcel.lost", LOST.as_bytes()).unwrap();
        assert!(event.drift().is_empty());
        assert_eq!(serde_json::to_value(&event).unwrap(), serde_json::from_str::<Value>(LOST).unwrap());
    }
}
