//! The documentation of Conscent, as its hints describe it.

use conscent_import::Site;
use test_support::folder;

pub(crate) const HINTS: &str = r#"
[envelope.v2]
event = "event"
payload = "payload"

[site]
sections = { "New Webhooks" = "v2", "Old Webhooks" = "v1" }
flat = "v1"
"#;

#[allow(dead_code, reason = "each test uses what it needs")]
pub(crate) fn site() -> Site {
    Site::read(folder(&[("hints.toml", HINTS)]).path(), &Site::default()).unwrap()
}
