//! Custom verification of requests.

use std::time::SystemTime;

use http::HeaderMap;

use super::Rejected;

/// Checks requests in a way that no [`Scheme`](super::Scheme) describes, such as another algorithm, a public key or a
/// token.
///
/// ```
/// use std::time::SystemTime;
///
/// use conscent::Auth;
/// use conscent::auth::{Rejected, Verifier};
/// use http::HeaderMap;
/// use sha2::{Digest, Sha256};
/// use subtle::ConstantTimeEq;
///
/// /// GitLab sends the secret itself, in `X-Gitlab-Token`.
/// struct Token([u8; 32]);
///
/// impl Verifier for Token {
///     fn check_headers(&self, headers: &HeaderMap) -> Result<(), Rejected> {
///         let given = headers.get("x-gitlab-token").ok_or(Rejected::because("no_token"))?;
///         // Hashes have one length and are compared in constant time, so the response time reveals nothing about the secret.
///         let same: [u8; 32] = Sha256::digest(given.as_bytes()).into();
///         if same.ct_eq(&self.0).into() { Ok(()) } else { Err(Rejected::because("wrong_token")) }
///     }
///
///     fn verify(&self, _: &HeaderMap, _body: &[u8], _now: SystemTime) -> Result<(), Rejected> {
///         Ok(()) // this token does not depend on the body
///     }
/// }
///
/// let auth = Auth::verifier(Token(Sha256::digest("secret").into()));
/// let mut headers = HeaderMap::new();
/// assert_eq!(auth.check_headers(&headers).unwrap_err().cause().as_str(), "no_token");
/// headers.insert("x-gitlab-token", "secret".parse()?);
/// auth.check_headers(&headers)?.check_body(b"{}")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Verifier: Send + Sync {
    /// Checks what can be checked before the body is read, so that a stranger cannot make the server read one. By
    /// default it accepts all requests.
    ///
    /// # Errors
    /// [`Rejected`]: the request is not authorized.
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Rejected> {
        let _ = headers;
        Ok(())
    }

    /// Checks the request once its body has been read. `now` is the time of [`Auth::clock`](super::Auth::clock).
    ///
    /// # Errors
    /// [`Rejected`]: the request is not authorized.
    fn verify(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<(), Rejected>;
}
