//! The deliveries of a batch.

use bytes::Bytes;
use conscent_core::{Undecodable, from_json};
use serde::de::IgnoredAny;

/// The items of a body that is a list, each byte for byte as it arrived.
///
/// `serde_json::value::RawValue` would do this, but its feature changes how the whole program reads some keys.
pub(super) fn items(body: &Bytes) -> Result<Vec<Bytes>, Undecodable> {
    from_json::<Vec<IgnoredAny>>(body).map_err(|_| Undecodable::NotAList)?;
    // From here on, the body is known to be a list: `[`, items separated by `,`, `]`.
    let mut items = Vec::new();
    let mut at = body.iter().position(|byte| *byte == b'[').map_or(body.len(), |start| start + 1);
    while let Some(rest) = body.get(at..) {
        let start = at + rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        let mut values =
            serde_json::Deserializer::from_slice(body.get(start..).unwrap_or_default()).into_iter::<IgnoredAny>();
        let Some(Ok(IgnoredAny)) = values.next() else { break };
        at = start + values.byte_offset();
        items.push(body.slice(start..at));
    }
    Ok(items)
}
