//! The metadata of a delivery.

use std::fmt;
use std::time::SystemTime;

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION};

/// The metadata of a delivery: the time of its arrival, and the headers of its request. A handler can take it as a
/// parameter.
///
/// It holds no credentials, and `Debug` shows names of headers without their values.
#[derive(Clone)]
pub struct Meta {
    received_at: SystemTime,
    headers: HeaderMap,
}

/// Headers with credentials, which go no further than the endpoint.
const CREDENTIALS: [HeaderName; 4] =
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, HeaderName::from_static("x-conscent-signature")];

impl Meta {
    pub(super) fn new(headers: &HeaderMap) -> Self {
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

    /// The value of a header of the request, such as `user-agent`. `None` if it is missing, or is not visible ASCII.
    ///
    /// The vendor documents only headers with credentials, which are never here. Proxies add others.
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
