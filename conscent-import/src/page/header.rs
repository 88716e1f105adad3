//! The header that names an event, where a page shows it near a payload: `X-Shop-Topic: orders/create`.

use super::text::Text;
use std::ops::Range;

/// What may be around the name and the value.
const QUOTES: [char; 5] = ['`', '*', '"', '\'', ' '];

/// The value of the header, in the last of these lines that shows it.
pub(super) fn value(text: &Text, lines: Range<usize>, header: &str) -> Option<String> {
    let shown = text.lines().skip(lines.start).take_while(|(index, _)| *index < lines.end);
    shown.filter_map(|(_, line)| in_line(line, header)).last()
}

fn in_line(line: &str, header: &str) -> Option<String> {
    // ASCII letters keep their places in lower case.
    let lower = line.to_ascii_lowercase();
    let mut found = lower.match_indices(header);
    found.find_map(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if lower.get(..at)?.ends_with(is_part) {
            return None;
        }
        let rest = line.get(at + header.len()..)?.trim_start_matches(QUOTES);
        let value = rest.strip_prefix([':', '|', '='])?.trim_start_matches(QUOTES);
        let end =
            value.find(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '"' | '\'' | '|' | ',' | ';' | '<'));
        let value = value.get(..end.unwrap_or(value.len()))?;
        (!value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::in_line;

    #[test]
    fn a_header_is_found_as_pages_write_it() {
        for line in [
            "X-Topic: orders/create",
            "> x-topic:orders/create",
            "| `X-Topic` | `orders/create` | the topic |",
            "**X-TOPIC:** orders/create",
            "curl -H 'X-Topic: orders/create' -d @-",
            "\"X-Topic\": \"orders/create\",",
        ] {
            assert_eq!(in_line(line, "x-topic").as_deref(), Some("orders/create"), "{line}");
        }
        for line in ["the header X-Topic says which", "My-X-Topic: a", "X-Topic-Two: a", "X-Topic:", "X-Topi", ""] {
            assert_eq!(in_line(line, "x-topic"), None, "{line}");
        }
    }
}
