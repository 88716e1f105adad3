//! `docs/src/operations/capture.md`

// ANCHOR: observer
use std::path::Path;

use conscent::capture::{Capture, Options};
use conscent::{Ack, BoxError, Router};

/// A router that writes deliveries which go beyond the samples to a file. Keep the [`Capture`] to ask for its status.
///
/// # Errors
/// The file cannot be opened.
pub fn learning(file: &Path) -> Result<(Router, Capture), BoxError> {
    let capture = Capture::create(file, Options::default())?;
    let router = Router::with_fallback(|| Ack::OK).observe(capture.observer()).build()?;
    Ok((router, capture))
}
// ANCHOR_END: observer

#[cfg(test)]
mod tests {
    use super::learning;

    #[tokio::test]
    async fn an_unknown_event_is_captured_without_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("capture.jsonl");
        let (router, capture) = learning(&file).unwrap();
        let body = r#"{"event": "gift.sent", "payload": {"gift": {"to": "jo@mail.in"}}}"#;
        let delivery = conscent::Delivery::parse(body.into(), &axum::http::HeaderMap::new()).unwrap();
        router.dispatch(delivery).await.unwrap();
        assert_eq!(capture.status().captured, 1);
        let line = std::fs::read_to_string(file).unwrap();
        assert!(line.contains("gift.sent") && !line.contains("jo@mail.in"), "{line}");
    }
}
