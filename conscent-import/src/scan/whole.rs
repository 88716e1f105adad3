//! Finds the end of valid JSON.

use super::lexer::{Source, is_space};
use serde_json::Value;
use std::ops::Range;

/// The end of the JSON value that starts at an offset. `None` if it is not valid JSON, or is nested deeper than
/// `serde_json` reads.
pub(crate) fn end(source: &Source<'_>, start: usize) -> Option<usize> {
    let text = source.text.get(start..)?;
    // `IgnoredAny` would check neither the depth nor all escapes.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?;
    source.count_parsed(text, value.as_ref().map_or_else(Err, |_| Ok(values.byte_offset())));
    value.ok().map(|_| start + values.byte_offset())
}

/// The valid JSON objects that start in a range of a text, without those inside others.
///
/// `serde_json` stops at a depth of 128, so no byte is read more often than that, and the time is linear.
pub(crate) fn objects(source: &Source<'_>, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = range.start;
    std::iter::from_fn(move || {
        while let Some(rest) = source.text.get(from..range.end) {
            let start = from + rest.find('{')?;
            from = start + 1;
            let has_key = source.text.get(from..)?.trim_start_matches(is_space).starts_with('"');
            if let Some(end) = has_key.then(|| end(source, start)).flatten() {
                from = end;
                return Some(start..end);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{Source, end, objects};

    #[test]
    fn it_ends_where_the_value_ends() {
        let value = r#"{"a": [1, -2.5, 1e3, true, null, "\ud83d\ude00"]}"#;
        assert_eq!(end(&Source::new(&format!("{value} rest")), 0), Some(value.len()));
        assert_eq!(end(&Source::new("[1, 2]]"), 0), Some(6));
        for text in [r#"{"a": "\ud83d"}"#, r#"{"a": 1e999}"#, r#"{"a": 1,}"#] {
            assert_eq!(end(&Source::new(text), 0), None, "{text}");
        }
        assert_eq!(end(&Source::new(&"[".repeat(1_000_000)), 0), None);
    }

    #[test]
    fn whole_objects_of_a_broken_one() {
        let text = r#"{"a": x, "b": {"c": {}}, {"d"}, { "e": "}"}{"f":1}"#;
        let found: Vec<_> =
            objects(&Source::new(text), 0..text.len() - 1).filter_map(|range| text.get(range)).collect();
        assert_eq!(found, [r#"{"c": {}}"#, r#"{ "e": "}"}"#, r#"{"f":1}"#]);
    }
}
