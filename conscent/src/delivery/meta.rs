//! The metadata of a delivery.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use conscent_core::Api;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION};

/// The metadata of a delivery: the time of its arrival, and the headers of its request. A handler can take it as a
/// parameter.
///
/// It holds no credentials. `Debug` shows the names of headers without their values.
#[derive(Clone)]
pub struct Meta {
    received_at: SystemTime,
    headers: Arc<HeaderMap>,
}

/// Headers with credentials, which the endpoint does not pass on.
const CREDENTIALS: [HeaderName; 3] = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];

impl Meta {
    pub(super) fn new(api: &Api, headers: &HeaderMap) -> Self {
        Self::restore(api, headers, SystemTime::now())
    }

    pub(super) fn restore(api: &Api, headers: &HeaderMap, received_at: SystemTime) -> Self {
        let mut headers = headers.clone();
        for name in CREDENTIALS {
            headers.remove(name);
        }
        if let Some(scheme) = api.signature {
            headers.remove(scheme.header);
        }
        Self { received_at, headers: Arc::new(headers) }
    }

    /// Removes a header with credentials.
    pub(super) fn forget(&mut self, name: &str) {
        Arc::make_mut(&mut self.headers).remove(name);
    }

    /// The headers of the request, without those with credentials.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The time of arrival, by this machine's clock.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The value of a header of the request, such as `user-agent`. `None` if it is missing, or is not visible ASCII.
    ///
    /// Headers with credentials are never included: those of HTTP authentication, cookies, and the signature of the api
    /// and of the endpoint.
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
