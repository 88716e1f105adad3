//! Signing, for tests and for programs that deliver.

use std::time::{SystemTime, UNIX_EPOCH};

use conscent_core::signature::{Scheme, SchemeError, TimestampSource};
use http::{HeaderName, HeaderValue};

use super::AuthError;
use super::received::is_id;
use super::secret::{Message, WebhookSecret, encode};

/// The header that holds Conscent.ai's signature: `x-conscent-signature`.
pub const SIGNATURE_HEADER: &str = Scheme::CONSCENT.header;

/// Signs a body as Conscent.ai does for `X-Conscent-Signature`: 64 lower-case hex digits.
///
/// ```
/// let signature = conscent::auth::sign("Jefe", b"what do ya want for nothing?"); // RFC 4231, test case 2
/// assert_eq!(signature, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
/// ```
#[must_use]
pub fn sign(secret: impl AsRef<[u8]>, body: &[u8]) -> String {
    let message = Message { timestamp: "", id: "", body };
    encode(Scheme::CONSCENT.encoding, &WebhookSecret::keyed(secret.as_ref()).sign(&Scheme::CONSCENT, &message))
}

/// Creates the headers of a signed request, as a vendor with this scheme would. The time and the id are used only if
/// the scheme signs them.
///
/// ```
/// use std::time::SystemTime;
///
/// use conscent::Auth;
/// use conscent::auth::{Scheme, signed_headers};
///
/// let headers = signed_headers(Scheme::STRIPE, "secret", b"{}", SystemTime::now(), "")?;
/// let auth = Auth::signature(Scheme::STRIPE, "secret")?;
/// auth.check_headers(&headers.into_iter().collect())?.check_body(b"{}")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AuthError`]: the secret does not have the form that the scheme requires, the fields of the scheme contradict each other, the time is
/// before 1970, or the id cannot be sent.
pub fn signed_headers(
    scheme: Scheme,
    secret: impl AsRef<[u8]>,
    body: &[u8],
    timestamp: SystemTime,
    id: &str,
) -> Result<Vec<(HeaderName, HeaderValue)>, AuthError> {
    scheme.check().map_err(AuthError::Scheme)?;
    let secret = WebhookSecret::new(scheme.secret, secret.as_ref())?;
    let timestamp = match scheme.timestamp {
        Some(_) => timestamp.duration_since(UNIX_EPOCH).map_err(|_| AuthError::Before1970)?.as_secs().to_string(),
        None => String::new(),
    };
    let id = if scheme.id.is_some() { id } else { "" };
    if scheme.id.is_some() && (id.is_empty() || !is_id(&scheme, id)) {
        return Err(AuthError::Id);
    }

    let signature = encode(scheme.encoding, &secret.sign(&scheme, &Message { timestamp: &timestamp, id, body }));
    let mut signature = format!("{}{signature}", scheme.prefix);
    let mut headers = Vec::new();
    match (scheme.timestamp, scheme.separator) {
        (Some(TimestampSource::Item(prefix)), Some(separator)) => {
            signature = format!("{prefix}{timestamp}{separator}{signature}");
        }
        (Some(TimestampSource::Header(name)), _) => headers.push((name, timestamp)),
        _ => {}
    }
    headers.extend(scheme.id.map(|name| (name, id.to_owned())));
    headers.push((scheme.header, signature));
    headers.into_iter().map(header).collect()
}

/// A header whose value is shown neither in `Debug` nor in the tables of HTTP/2.
fn header((name, value): (&str, String)) -> Result<(HeaderName, HeaderValue), AuthError> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| AuthError::Scheme(SchemeError::HeaderName))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| AuthError::Id)?;
    value.set_sensitive(true);
    Ok((name, value))
}
