//! Finds the header that names an event, if a page shows it near a payload: `X-Shop-Topic: orders/create`.

/// Characters that may surround the name and the value.
const QUOTES: [char; 5] = ['`', '*', '"', '\'', ' '];

/// The value of the header, from the nearest line above a payload that shows it.
pub(super) fn value(above: &[&str], header: &str) -> Option<String> {
    above.iter().find_map(|line| in_line(line, header))
}

fn in_line(line: &str, header: &str) -> Option<String> {
    // ASCII letters keep their offsets in lower case.
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

/// The event in a header of a message, recognized by the header's name, if nothing is known about its API:
/// `X-Event: order.paid`. The message precedes its body, line by line.
pub(super) fn said(message: &str) -> Option<&str> {
    let mut said = message.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let words: Vec<&str> = name.split(['-', '_']).collect();
        // The id of an event is not its name, and neither are the types that a browser accepts.
        let says_event = matches!(
            words.as_slice(),
            [_, .., "event" | "topic"] | [.., "event" | "topic" | "webhook" | "hook", "type" | "name" | "key"]
        );
        let is_name =
            value.contains(char::is_alphabetic) && !value.contains(|c: char| c.is_whitespace() || "{<$[".contains(c));
        (says_event && is_name).then_some(value)
    });
    said.next().filter(|_| said.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::{in_line, said};

    #[test]
    fn event_headers_are_recognized_by_their_name() {
        for line in
            ["X-Event: a.b", "x-shop-topic:a.b", "X_Webhook_Event: a.b", "X-Event-Type: a.b", "Webhook-Type: a.b"]
        {
            assert_eq!(said(&format!("POST / HTTP/1.1\nHost: c.test\n{line}\n\n")), Some("a.b"), "{line}");
        }
        for line in [
            "X-Event-Id: a.b",
            "Content-Type: text/plain",
            "Event: a.b",
            "X-Event: {name}",
            "X-Event: 12",
            "X-Event:",
            "X-Event",
            "X-Event: a.b\nX-Topic: c.d",
            "",
        ] {
            assert_eq!(said(line), None, "{line}");
        }
    }

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
