//! What is known of a delivery besides its body.

use std::fmt;
use std::time::SystemTime;

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION};

/// What is known of a delivery besides its body. A handler can take it as a parameter.
///
/// Credentials are not in it, and `Debug` shows names of headers without their values.
#[derive(Clone)]
pub struct Meta {
    received_at: SystemTime,
    headers: HeaderMap,
}

/// Headers with credentials: they end at the door.
const CREDENTIALS: [HeaderName; 4] =
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HeaderName::from_static("x-conscent-signature")];

impl Meta {
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        let mut headers = headers.clone();
        for name in CREDENTIALS {
            headers.remove(name);
        }
        Self { received_at: SystemTime::now(), headers }
    }

    /// When the delivery arrived, by this machine's clock.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The value of a header of the request, such as `user-agent`. `None` if there is none, or if it is not visible ASCII.
    ///
    /// The vendor documents no headers but those with credentials, which are never here. Proxies add others.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Meta").field("received_at", &self.received_at).field("headers", &names).finish()
    }
}
