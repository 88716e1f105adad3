//! How vendors sign their requests, as plain data. The crate `conscent` verifies these signatures, and creates them for
//! tests.

use std::fmt;
use std::time::Duration;

/// How a vendor signs its requests with HMAC-SHA256.
///
/// ```
/// use conscent_core::signature::Scheme;
///
/// // A vendor that signs like GitHub, but in another header.
/// const SHOP: Scheme = Scheme { header: "x-shop-signature", ..Scheme::GITHUB };
/// assert_eq!(SHOP.prefix, "sha256=");
/// assert_eq!(SHOP.check(), Ok(()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The header that holds the signature, in lower case: `x-hub-signature-256`.
    pub header: &'static str,
    /// The separator between the items of that header: `,` in `t=1492774577,v1=5257a8…`. `None`: the header is one
    /// item.
    pub separator: Option<char>,
    /// The prefix of items that are signatures: `sha256=`, `v1=`, often empty. Other items are ignored, because they
    /// may be signatures of future schemes.
    pub prefix: &'static str,
    /// How the signature is written.
    pub encoding: Encoding,
    /// The signed content: a text with `{body}` and, if the vendor signs them too, `{timestamp}` and `{id}`.
    /// [`segments`](Self::segments) splits it.
    pub signed: &'static str,
    /// Where the request carries the time of signing, in seconds since 1970, if the time is signed.
    pub timestamp: Option<TimestampSource>,
    /// The header with the id of the message, if the id is signed.
    pub id: Option<&'static str>,
    /// How far the time of signing may be before or after the receiver's clock.
    pub tolerance: Duration,
    /// How the vendor writes the secret.
    pub secret: SecretForm,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// 64 lower-case hex digits.
    Hex,
    /// Base64 of 32 bytes: 44 characters, with padding.
    Base64,
}

/// Where a request carries the time of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampSource {
    /// In a header of this name, in lower case.
    Header(&'static str),
    /// In the item of the signature's header that starts with this prefix: `t=`.
    Item(&'static str),
}

/// How the vendor writes the secret, which is the key of the HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretForm {
    /// The bytes of the text are the key.
    Text,
    /// The key is written in base64 with padding, after this prefix: `whsec_`. The prefix may be missing.
    Base64(&'static str),
}

/// Five minutes, as Stripe, Slack and Standard Webhooks recommend.
const TOLERANCE: Duration = Duration::from_secs(300);

impl Scheme {
    /// Conscent.ai: `X-Conscent-Signature`, lower-case hex of the body's HMAC.
    pub const CONSCENT: Self = Self::of_body("x-conscent-signature", "", Encoding::Hex);
    /// GitHub: `X-Hub-Signature-256`, `sha256=` and hex.
    pub const GITHUB: Self = Self::of_body("x-hub-signature-256", "sha256=", Encoding::Hex);
    /// Shopify: `X-Shopify-Hmac-Sha256`, base64.
    pub const SHOPIFY: Self = Self::of_body("x-shopify-hmac-sha256", "", Encoding::Base64);
    /// Razorpay: `X-Razorpay-Signature`, hex.
    pub const RAZORPAY: Self = Self::of_body("x-razorpay-signature", "", Encoding::Hex);
    /// Stripe: `Stripe-Signature`, `t=…,v1=…`, over the time and the body.
    pub const STRIPE: Self = Self {
        separator: Some(','),
        signed: "{timestamp}.{body}",
        timestamp: Some(TimestampSource::Item("t=")),
        ..Self::of_body("stripe-signature", "v1=", Encoding::Hex)
    };
    /// Paddle: `Paddle-Signature`, `ts=…;h1=…`, over the time and the body. Paddle's own libraries tolerate only five
    /// seconds.
    pub const PADDLE: Self = Self {
        separator: Some(';'),
        signed: "{timestamp}:{body}",
        timestamp: Some(TimestampSource::Item("ts=")),
        tolerance: Duration::from_secs(5),
        ..Self::of_body("paddle-signature", "h1=", Encoding::Hex)
    };
    /// Slack: `X-Slack-Signature`, `v0=` and hex, over the time in `X-Slack-Request-Timestamp` and the body.
    pub const SLACK: Self = Self {
        signed: "v0:{timestamp}:{body}",
        timestamp: Some(TimestampSource::Header("x-slack-request-timestamp")),
        ..Self::of_body("x-slack-signature", "v0=", Encoding::Hex)
    };
    /// Standard Webhooks: `webhook-signature`, a list of `v1,…` in base64, over `webhook-id`, `webhook-timestamp` and
    /// the body.
    pub const STANDARD_WEBHOOKS: Self = Self {
        separator: Some(' '),
        signed: "{id}.{timestamp}.{body}",
        timestamp: Some(TimestampSource::Header("webhook-timestamp")),
        id: Some("webhook-id"),
        secret: SecretForm::Base64("whsec_"),
        ..Self::of_body("webhook-signature", "v1,", Encoding::Base64)
    };

    /// The presets, by their names in `hints.toml`.
    pub const PRESETS: &[(&'static str, Self)] = &[
        ("conscent", Self::CONSCENT),
        ("github", Self::GITHUB),
        ("paddle", Self::PADDLE),
        ("razorpay", Self::RAZORPAY),
        ("shopify", Self::SHOPIFY),
        ("slack", Self::SLACK),
        ("standard_webhooks", Self::STANDARD_WEBHOOKS),
        ("stripe", Self::STRIPE),
    ];

    /// A scheme whose header holds one signature, over the body alone.
    const fn of_body(header: &'static str, prefix: &'static str, encoding: Encoding) -> Self {
        Self {
            header,
            separator: None,
            prefix,
            encoding,
            signed: "{body}",
            timestamp: None,
            id: None,
            tolerance: TOLERANCE,
            secret: SecretForm::Text,
        }
    }

    /// The pieces of the signed content, in order.
    ///
    /// ```
    /// use conscent_core::signature::{Scheme, Segment};
    ///
    /// let pieces: Vec<_> = Scheme::SLACK.segments().collect();
    /// assert_eq!(pieces, [Segment::Text("v0:"), Segment::Timestamp, Segment::Text(":"), Segment::Body]);
    /// ```
    pub fn segments(&self) -> impl Iterator<Item = Segment> {
        let mut rest = self.signed;
        std::iter::from_fn(move || {
            let (segment, length) = Segment::first(rest)?;
            rest = &rest[length..];
            Some(segment)
        })
    }

    /// Checks that the fields do not contradict each other.
    ///
    /// # Errors
    /// [`SchemeError`]: requests cannot be signed like this, or the signature would protect less than it seems to.
    pub fn check(&self) -> Result<(), SchemeError> {
        let signs = |segment| self.segments().any(|signed| signed == segment);
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_of_header_name);
        let mut names = [Some(self.header), self.id, None];
        if let Some(TimestampSource::Header(name)) = self.timestamp {
            names[2] = Some(name);
        }
        let item = match self.timestamp {
            Some(TimestampSource::Item(prefix)) => Some(prefix),
            _ => None,
        };
        let wrong = [
            (!names.into_iter().flatten().all(is_name), SchemeError::HeaderName),
            (!signs(Segment::Body), SchemeError::BodyNotSigned),
            (
                self.segments().any(|segment| matches!(segment, Segment::Text(text) if text.contains(['{', '}']))),
                SchemeError::Placeholder,
            ),
            (signs(Segment::Timestamp) != self.timestamp.is_some(), SchemeError::Timestamp),
            (signs(Segment::Id) != self.id.is_some(), SchemeError::Id),
            (
                item.is_some_and(|item| self.separator.is_none() || item.is_empty() || self.prefix.starts_with(item)),
                SchemeError::TimestampItem,
            ),
        ];
        wrong.into_iter().find(|(is_wrong, _)| *is_wrong).map_or(Ok(()), |(_, error)| Err(error))
    }
}

/// A piece of the signed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Literal text.
    Text(&'static str),
    /// The time of signing, as written in the request.
    Timestamp,
    /// The id of the message.
    Id,
    /// The body, as it arrived.
    Body,
}

impl Segment {
    /// The first piece of a text, and its length in the text.
    fn first(text: &'static str) -> Option<(Self, usize)> {
        let placeholder = |text: &str| {
            [("{timestamp}", Self::Timestamp), ("{id}", Self::Id), ("{body}", Self::Body)]
                .into_iter()
                .find_map(|(name, segment)| text.starts_with(name).then_some((segment, name.len())))
        };
        let text_ends = || text.char_indices().find(|(at, _)| placeholder(&text[*at..]).is_some());
        match placeholder(text) {
            None if text.is_empty() => None,
            None => {
                let length = text_ends().map_or(text.len(), |(at, _)| at);
                Some((Self::Text(&text[..length]), length))
            }
            found => found,
        }
    }
}

/// The characters of header names in lower case (RFC 9110, `token`).
fn is_of_header_name(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9') || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The fields of a [`Scheme`] contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeError {
    /// A header name is empty, is not in lower case, or contains a character that header names cannot have.
    HeaderName,
    /// The signature does not cover the body.
    BodyNotSigned,
    /// The signed content has a `{` or `}` that does not belong to a placeholder.
    Placeholder,
    /// A time is signed but the request does not carry it, or it is carried but not signed, which proves nothing.
    Timestamp,
    /// An id is signed but the request does not carry it, or it is carried but not signed, which proves nothing.
    Id,
    /// The item of the header that has the time could be mistaken for another item.
    TimestampItem,
}

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HeaderName => "header names must be in lower case, without spaces",
            Self::BodyNotSigned => "the signed content lacks `{body}`",
            Self::Placeholder => "the signed content may only have the placeholders `{timestamp}`, `{id}` and `{body}`",
            Self::Timestamp => {
                "the signed content must have `{timestamp}` if the scheme says where the time is, and only then"
            }
            Self::Id => "the signed content must have `{id}` if the scheme has a header for the id, and only then",
            Self::TimestampItem => {
                "a timestamp in the signature header needs a separator, and a prefix that signatures do not have"
            }
        })
    }
}

impl std::error::Error for SchemeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sound_and_sorted() {
        assert!(Scheme::PRESETS.is_sorted_by_key(|(name, _)| name));
        for (name, scheme) in Scheme::PRESETS {
            assert_eq!(scheme.check(), Ok(()), "{name}");
        }
    }

    #[test]
    fn presets_sign_what_vendors_document() {
        let (item, header) = (TimestampSource::Item, TimestampSource::Header);
        for (scheme, separator, signed, timestamp, tolerance) in [
            (Scheme::GITHUB, None, "{body}", None, 300),
            (Scheme::PADDLE, Some(';'), "{timestamp}:{body}", Some(item("ts=")), 5),
            (Scheme::SLACK, None, "v0:{timestamp}:{body}", Some(header("x-slack-request-timestamp")), 300),
            (Scheme::STANDARD_WEBHOOKS, Some(' '), "{id}.{timestamp}.{body}", Some(header("webhook-timestamp")), 300),
            (Scheme::STRIPE, Some(','), "{timestamp}.{body}", Some(item("t=")), 300),
        ] {
            let found = (scheme.separator, scheme.signed, scheme.timestamp, scheme.tolerance);
            assert_eq!(found, (separator, signed, timestamp, Duration::from_secs(tolerance)), "{scheme:?}");
        }
        let standard = Scheme::STANDARD_WEBHOOKS;
        assert_eq!((standard.id, standard.secret), (Some("webhook-id"), SecretForm::Base64("whsec_")));
    }

    #[test]
    fn contradictions_are_errors() {
        assert_eq!(SchemeError::BodyNotSigned.to_string(), "the signed content lacks `{body}`");
        for (scheme, expected) in [
            (Scheme { header: "X-Signature", ..Scheme::GITHUB }, SchemeError::HeaderName),
            (Scheme { header: "", ..Scheme::GITHUB }, SchemeError::HeaderName),
            (Scheme { id: Some("webhook id"), ..Scheme::STANDARD_WEBHOOKS }, SchemeError::HeaderName),
            (Scheme { timestamp: Some(TimestampSource::Header("")), ..Scheme::SLACK }, SchemeError::HeaderName),
            (Scheme { signed: "", ..Scheme::GITHUB }, SchemeError::BodyNotSigned),
            (Scheme { signed: "{timestamp}", ..Scheme::STRIPE }, SchemeError::BodyNotSigned),
            (Scheme { signed: "{url}{body}", ..Scheme::GITHUB }, SchemeError::Placeholder),
            (Scheme { signed: "{{body}}", ..Scheme::GITHUB }, SchemeError::Placeholder),
            (Scheme { signed: "{timestamp}.{body}", ..Scheme::GITHUB }, SchemeError::Timestamp),
            (Scheme { signed: "{body}", ..Scheme::STRIPE }, SchemeError::Timestamp),
            (Scheme { signed: "{id}.{body}", ..Scheme::GITHUB }, SchemeError::Id),
            (Scheme { signed: "{timestamp}.{body}", ..Scheme::STANDARD_WEBHOOKS }, SchemeError::Id),
            (Scheme { separator: None, ..Scheme::STRIPE }, SchemeError::TimestampItem),
            (Scheme { timestamp: Some(TimestampSource::Item("")), ..Scheme::STRIPE }, SchemeError::TimestampItem),
            (Scheme { prefix: "t=v1=", ..Scheme::STRIPE }, SchemeError::TimestampItem),
        ] {
            assert_eq!(scheme.check(), Err(expected), "{scheme:?}");
        }
    }
}
