//! Finds placeholders for values, and marks for omitted parts. They never get into a sample.

use super::Located;
use crate::account::Why;
use crate::scan::lexer::{Kind, Token};

/// Names of types. In a schema, they are the values of keys for types; in an example, they replace values.
const TYPES: [&str; 14] = [
    "string",
    "number",
    "integer",
    "boolean",
    "str",
    "int",
    "float",
    "double",
    "decimal",
    "bool",
    "uuid",
    "datetime",
    "date-time",
    "timestamp",
];

/// HTML elements that may be a whole text in a payload.
const ELEMENTS: [&str; 14] = ["b", "br", "div", "em", "hr", "i", "img", "li", "ol", "p", "span", "strong", "u", "ul"];

/// Keys whose values may be names of types.
const TYPE_KEYS: [&str; 6] = ["type", "format", "dataType", "data_type", "kind", "datatype"];

/// This many names of types are not values. An object may have one or two by chance.
const MANY_TYPES: usize = 3;

/// A placeholder, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    at: usize,
    /// `None`: something is omitted.
    shown: Option<String>,
}

impl Found {
    pub(super) fn why(self, text: Located<'_>) -> Why {
        let line = text.line(self.at);
        self.shown.map_or(Why::Shortened(line), |shown| Why::Placeholder(shown, line))
    }
}

/// The first placeholder that is not JSON.
pub(super) fn in_tokens(text: &str, tokens: &[Token]) -> Option<Found> {
    let significant: Vec<_> = tokens.iter().filter(|token| token.is_significant()).collect();
    let around = |index: usize| Some((significant.get(index.checked_sub(1)?)?, significant.get(index + 1)?));
    let is_value = |token: &Token| {
        matches!(token.kind, Kind::String { .. } | Kind::Number | Kind::Literal | Kind::Word | Kind::Placeholder)
    };
    let of_token = |(index, token): (usize, &&Token)| {
        let shown = |at: usize, shown: &str| Some(Found { at, shown: Some(shown.to_owned()) });
        match token.kind {
            Kind::Ellipsis => Some(Found { at: token.span.start, shown: None }),
            // `true | false`
            Kind::Other if token.of(text) == "|" => {
                let (before, after) = around(index).filter(|(before, after)| is_value(before) && is_value(after))?;
                shown(before.span.start, text.get(before.span.start..after.span.end)?)
            }
            Kind::Placeholder => shown(token.span.start, token.of(text)),
            Kind::Word if TYPES.contains(&token.of(text)) => {
                around(index).filter(|(before, _)| before.kind == Kind::Colon)?;
                shown(token.span.start, token.of(text))
            }
            _ => None,
        }
    };
    significant.iter().enumerate().filter_map(of_token).min_by_key(|found| found.at)
}

/// The first placeholder in JSON: a string that consists of it, or a comment instead of members.
pub(super) fn in_values(text: &str, tokens: &[Token]) -> Option<Found> {
    let mut types = Vec::new();
    let significant: Vec<_> = tokens.iter().filter(|token| token.is_significant()).collect();
    for (index, token) in significant.iter().enumerate() {
        let before = |count: usize| index.checked_sub(count).and_then(|index| significant.get(index));
        let Some(content) = content(text, token).filter(|content| TYPES.contains(&content.as_str())) else { continue };
        let key = before(2).and_then(|key| self::content(text, key)).unwrap_or_default();
        if before(1).is_some_and(|before| before.kind == Kind::Colon) && !TYPE_KEYS.contains(&key.as_str()) {
            types.push(Found { at: token.span.start, shown: Some(content) });
        }
    }
    let is_many = types.len() >= MANY_TYPES;
    let first_type = types.into_iter().next().filter(|_| is_many);
    let in_token = |token: &Token| {
        let is_ellipsis = |text: &str| matches!(text.trim_matches(['.', ' ']), "" | "\u{2026}") && text.len() > 2;
        if token.kind == Kind::Comment {
            let words = token.of(text).trim_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '*' | '#'));
            let is_left_out = words.starts_with("...") || words.starts_with('\u{2026}');
            return is_left_out.then_some(Found { at: token.span.start, shown: None });
        }
        let content = content(text, token)?;
        let shown = if is_ellipsis(&content) { None } else { Some(Some(content.clone()).filter(|c| is_whole(c))?) };
        Some(Found { at: token.span.start, shown })
    };
    tokens.iter().find_map(in_token).into_iter().chain(first_type).min_by_key(|found| found.at)
}

/// The offsets of strings that may be shortened: they end with an ellipsis.
pub(super) fn shortened(text: &str, tokens: &[Token]) -> Vec<usize> {
    let is_shortened = |token: &&Token| {
        content(text, token).is_some_and(|content| content.ends_with("...") || content.ends_with('\u{2026}'))
    };
    tokens.iter().filter(is_shortened).map(|token| token.span.start).collect()
}

/// The content of a string, unescaped.
fn content(text: &str, token: &Token) -> Option<String> {
    let Kind::String { .. } = token.kind else { return None };
    let mut inside = token.of(text).chars();
    inside.next()?;
    inside.next_back()?;
    let inside = inside.as_str();
    Some(serde_json::from_str(&format!("\"{inside}\"")).unwrap_or_else(|_| inside.to_owned()))
}

/// Whether a string as a whole is a placeholder.
fn is_whole(content: &str) -> bool {
    let content = content.trim();
    let between = |open: &str, close: &str| {
        let inside = content.strip_prefix(open)?.strip_suffix(close)?;
        (!inside.is_empty() && !inside.contains(['{', '}', '<', '>', '[', ']', '\n'])).then_some(inside)
    };
    let is_words = |inside: &str| {
        let words = inside.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '\''));
        words && inside.starts_with(char::is_alphabetic)
    };
    // HTML elements that are whole texts.
    let is_element = |inside: &str| ELEMENTS.contains(&inside.to_ascii_lowercase().as_str());
    let is_name = |inside: &str| inside.chars().all(|c| c.is_alphabetic() || c == '_');
    between("{{", "}}").is_some()
        || between("${", "}").is_some()
        || between("{%", "%}").is_some()
        || between("<", ">").is_some_and(|inside| is_words(inside) && !is_element(inside))
        || between("[", "]").is_some_and(is_words)
        // An id in braces contains digits.
        || between("{", "}").is_some_and(is_name)
        || is_yours(content)
        || is_crosses(content)
}

/// `YOUR_API_KEY`, `your-id`. A sentence may begin with the word too.
fn is_yours(content: &str) -> bool {
    let Some(rest) = content.get(..4).filter(|start| start.eq_ignore_ascii_case("your")).and(content.get(4..)) else {
        return false;
    };
    let is_upper = !content.contains(char::is_lowercase);
    rest.starts_with(['_', '-']) && !rest.contains(char::is_whitespace) || is_upper && rest.starts_with(' ')
}

/// `xxxx-xxxx`
fn is_crosses(content: &str) -> bool {
    let is_cross = |c: char| matches!(c, 'x' | 'X');
    content.chars().filter(|c| is_cross(*c)).count() > 2
        && content.chars().all(|c| is_cross(c) || matches!(c, '-' | '_' | ' ' | '.'))
}

#[cfg(test)]
mod tests {
    use super::{Found, in_tokens, in_values, is_whole, shortened};
    use crate::scan::lexer::{Source, Token};

    fn tokens(text: &str) -> Vec<Token> {
        Source::new(text).tokens(0).collect()
    }

    #[test]
    fn strings_that_are_placeholders() {
        for text in [
            "<string>",
            "<your id>",
            "{{amount}}",
            "{{ order.id }}",
            "${ID}",
            "[x]",
            "[YOUR NAME]",
            "YOUR_ID",
            "your-key",
            "YOUR NAME",
            "xxx",
            "XXXX-XXXX",
            "{id}",
            "{order_id}",
            "{% id %}",
        ] {
            assert!(is_whole(text), "{text}");
        }
        for text in [
            "<b>bold</b>",
            "<br>",
            "<b>",
            "<a@b.c>",
            "<https://a.b>",
            "<@U1>",
            "a {{b}}",
            "[1, 2]",
            "[]",
            "{}",
            "{a1-b2}",
            "Your order is paid",
            "your turn",
            "xx",
            "xxxx1234",
            "string",
            "",
            "abc...",
            "{\"a\": 1}",
            "yourself",
            "[a](b)",
        ] {
            assert!(!is_whole(text), "{text}");
        }
    }

    #[test]
    fn the_first_one_is_named() {
        let bare = |text| in_tokens(text, &tokens(text));
        let found = |at, shown: &str| Some(Found { at, shown: Some(shown.to_owned()) });
        assert_eq!(bare(r#"{"a": {{id}}, "b": ...}"#), found(6, "{{id}}"));
        assert_eq!(bare(r#"{"a": true | false}"#), found(6, "true | false"));
        assert_eq!(bare(r#"{"a": "x" | "y"}"#), found(6, r#""x" | "y""#));
        assert_eq!(bare(r#"{"a": string}"#), found(6, "string"));
        assert_eq!(bare(r#"{"a": 1, ...}"#), Some(Found { at: 9, shown: None }));
        assert_eq!(bare(r#"{"a": 1 2}"#), None);

        let whole = |text| in_values(text, &tokens(text));
        assert_eq!(whole(r#"{"a": "\u003cid>", "b": "..."}"#), found(6, "<id>"));
        assert_eq!(whole(r#"{"a": ["…"]}"#), Some(Found { at: 7, shown: None }));
        assert_eq!(whole("{\"a\": 1 // ... and more\n}"), Some(Found { at: 8, shown: None }));
        assert_eq!(whole(r#"{"a": "string", "b": "number", "c": "boolean"}"#), found(6, "string"));
        assert_eq!(whole(r#"{"a": "string", "b": "number", "c": ["boolean"], "type": "string"}"#), None);

        let text = r#"{"a": "abc...", "b": "..d"}"#;
        assert_eq!((whole(text), shortened(text, &tokens(text))), (None, vec![6]));
    }
}
