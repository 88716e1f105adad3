//! Converts headers to bytes and back: `[["content-type","application/json"],["x-name",{"base64":"/w=="}]]`.
//!
//! The bytes are JSON, so that people can read them. The values of a repeated name keep their order. A value that is
//! not UTF-8 is in base64.

use base64::prelude::{BASE64_STANDARD, Engine};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

/// Encodes headers as bytes.
pub(crate) fn encode(headers: &HeaderMap) -> Vec<u8> {
    let pair = |(name, value): (&HeaderName, &HeaderValue)| match str::from_utf8(value.as_bytes()) {
        Ok(text) => json!([name.as_str(), text]),
        Err(_) => json!([name.as_str(), {"base64": BASE64_STANDARD.encode(value)}]),
    };
    headers.iter().map(pair).collect::<Value>().to_string().into_bytes()
}

/// Decodes bytes to headers. `None` if [`encode`] did not write them.
pub(crate) fn decode(bytes: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for pair in serde_json::from_slice::<Vec<[Value; 2]>>(bytes).ok()? {
        let [Value::String(name), value] = pair else { return None };
        let value = match value {
            Value::String(text) => text.into_bytes(),
            other => BASE64_STANDARD.decode(other.get("base64")?.as_str()?).ok()?,
        };
        // `append` would panic if there were too many headers.
        headers.try_append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?).ok()?;
    }
    Some(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn headers_are_readable() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        headers.append("x-name", HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append("x-name", HeaderValue::from_bytes("é".as_bytes()).unwrap());
        let bytes = encode(&headers);
        let text = r#"[["content-type","application/json"],["x-name",{"base64":"/w=="}],["x-name","é"]]"#;
        assert_eq!(str::from_utf8(&bytes).unwrap(), text);
        assert_eq!(decode(&bytes), Some(headers));
        assert_eq!(encode(&HeaderMap::new()), b"[]");
    }

    #[test]
    fn other_bytes_are_no_headers() {
        for text in [
            "",
            "{}",
            "[[]]",
            r#"[["a"]]"#,
            r#"[["a","b","c"]]"#,
            r#"[["a",1]]"#,
            r#"[["a b","c"]]"#,
            r#"[["a","\n"]]"#,
            r#"[["a",{"base64":"?"}]]"#,
            r#"[["a",{"base64":"Cg=="}]]"#,
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
        let many: Value = (0..40_000).map(|n| json!([format!("x{n}"), ""])).collect();
        assert_eq!(decode(many.to_string().as_bytes()), None);
    }

    proptest! {
        #[test]
        fn headers_come_back(
            pairs in vec(("[a-zA-Z][a-zA-Z0-9-]{0,3}", vec(any::<u8>().prop_filter("visible", |byte| *byte >= 32 && *byte != 127), 0..12)), 0..20),
        ) {
            let mut headers = HeaderMap::new();
            for (name, value) in &pairs {
                headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_bytes(value).unwrap());
            }
            prop_assert_eq!(decode(&encode(&headers)), Some(headers));
        }

        #[test]
        fn no_bytes_cause_a_panic(bytes in vec(any::<u8>(), 0..40)) {
            let _ = decode(&bytes);
        }
    }
}
