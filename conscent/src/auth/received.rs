//! The signature of a request as it arrived. It is read before the body, and checked once the body has arrived.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use conscent_core::signature::{Scheme, Segment, TimestampSource};
use http::HeaderMap;
use subtle::{Choice, ConstantTimeEq};

use super::Cause;
use super::secret::{Message, Signature, WebhookSecret, decode};

/// The maximum number of items read from a header. A vendor sends a signature for each secret during a rotation, and
/// for each version.
const MAX_ITEMS: usize = 32;

/// The signature of a request, not yet compared.
pub(super) struct Received<'a> {
    signatures: Vec<Signature>,
    timestamp: &'a str,
    id: &'a str,
}

impl<'a> Received<'a> {
    /// Reads the signature of a request, if it has one. The time that it needs must be within the tolerance, and the
    /// id must be present.
    pub(super) fn of(
        headers: &'a HeaderMap,
        scheme: &Scheme,
        tolerance: Duration,
        now: impl FnOnce() -> SystemTime,
    ) -> Result<Option<Self>, Cause> {
        let Some(value) = single(headers, scheme.header, Cause::MalformedSignature)? else { return Ok(None) };
        let items = || value.split(|c| Some(c) == scheme.separator);
        if items().nth(MAX_ITEMS).is_some() {
            return Err(Cause::MalformedSignature);
        }
        let timestamp = match scheme.timestamp {
            None => "",
            Some(TimestampSource::Header(name)) => {
                single(headers, name, Cause::MalformedTimestamp)?.ok_or(Cause::NoTimestamp)?
            }
            Some(TimestampSource::Item(prefix)) => {
                let mut times = items().filter_map(|item| item.strip_prefix(prefix));
                let time = times.next().ok_or(Cause::NoTimestamp)?;
                times.next().map_or(Ok(time), |_| Err(Cause::MalformedTimestamp))?
            }
        };
        if scheme.timestamp.is_some() {
            check_time(timestamp, tolerance, now())?;
        }
        let is_time =
            |item: &str| matches!(scheme.timestamp, Some(TimestampSource::Item(prefix)) if item.starts_with(prefix));
        let signatures: Vec<Signature> = items()
            .filter(|item| !is_time(item))
            .filter_map(|item| item.strip_prefix(scheme.prefix))
            .map(|text| decode(scheme.encoding, text).ok_or(Cause::MalformedSignature))
            .collect::<Result<_, _>>()?;
        if signatures.is_empty() {
            return Err(Cause::MalformedSignature);
        }
        let id = match scheme.id {
            None => "",
            Some(name) => single(headers, name, Cause::MalformedId)?.filter(|id| !id.is_empty()).ok_or(Cause::NoId)?,
        };
        if !is_id(scheme, id) {
            return Err(Cause::MalformedId);
        }
        Ok(Some(Self { signatures, timestamp, id }))
    }

    /// Whether any of the signatures was made with any of the secrets. All pairs are compared, even after a match.
    pub(super) fn is_made_by(&self, secrets: &[WebhookSecret], scheme: &Scheme, body: &[u8]) -> Choice {
        let message = Message { timestamp: self.timestamp, id: self.id, body };
        let mut found = Choice::from(0);
        for secret in secrets {
            let right = secret.sign(scheme, &message);
            for signature in &self.signatures {
                found |= signature.ct_eq(&right);
            }
        }
        found
    }
}

/// Whether the end of the id in the signed content is unambiguous. Otherwise the id `a.1` with a body `2` would have
/// the same signature as the id `a` with a body `1.2`.
pub(super) fn is_id(scheme: &Scheme, id: &str) -> bool {
    let after = scheme.segments().skip_while(|segment| *segment != Segment::Id).nth(1);
    let is_ambiguous = matches!(after, Some(Segment::Text(separator)) if id.contains(separator));
    !is_ambiguous && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The time consists of decimal digits only: no sign, no fraction, no space. It is compared in whole seconds, as
/// vendors do.
fn check_time(text: &str, tolerance: Duration, now: SystemTime) -> Result<(), Cause> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Cause::MalformedTimestamp);
    }
    let signed: u64 = text.parse().map_err(|_| Cause::MalformedTimestamp)?; // the number overflows
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    if Duration::from_secs(now.abs_diff(signed)) > tolerance { Err(Cause::StaleTimestamp) } else { Ok(()) }
}

/// The only value of a header, in visible ASCII. `None` if the header is missing; an error if it is repeated or not
/// visible ASCII.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str, malformed: Cause) -> Result<Option<&'a str>, Cause> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| malformed),
        (Some(_), Some(_)) => Err(malformed),
    }
}
