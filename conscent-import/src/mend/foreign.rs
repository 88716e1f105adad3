//! Recognizes objects of JavaScript and Python, which look like JSON.

use crate::scan::lexer::{Kind, Quote, Token};

/// Why a text is not JSON, in words, and where.
pub(super) fn find(text: &str, tokens: &[Token]) -> Option<(String, usize)> {
    let mut significant = tokens.iter().filter(|token| token.is_significant()).peekable();
    let mut before = None;
    let mut smart = None;
    let mut has_plain = false;
    while let Some(token) = significant.next() {
        let is_key = significant.peek().is_some_and(|next| next.kind == Kind::Colon);
        let is_foreign = match (token.kind, before) {
            (Kind::String { quote: Quote::Escaped, .. }, _) => {
                let reason = r#"it is in a string literal, with `\"` instead of each quote"#;
                return Some((reason.to_owned(), token.span.start));
            }
            (Kind::String { quote, .. }, _) => {
                has_plain |= quote == Quote::Plain;
                smart = smart.or((quote == Quote::Smart).then_some(token.span.start));
                quote == Quote::Single
            }
            (Kind::Word, Some(Kind::Open | Kind::Comma)) => is_key,
            (Kind::Word, Some(Kind::Colon)) => !is_misspelt(token.of(text)),
            _ => false,
        };
        if is_foreign {
            return Some(("this is JavaScript or Python, not JSON".to_owned(), token.span.start));
        }
        before = Some(token.kind);
    }
    let reason = "only some of its quotes are typographic (“)";
    smart.filter(|_| has_plain).map(|at| (reason.to_owned(), at))
}

/// Whether a word is the start of `true`, `false` or `null`.
fn is_misspelt(word: &str) -> bool {
    ["true", "false", "null"].iter().any(|literal| literal.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::scan::lexer::{Source, Token};

    #[test]
    fn what_only_other_languages_have() {
        for (text, at) in [
            ("{'a': 1}", Some(1)),
            (r#"{"a": 'b'}"#, Some(6)),
            (r#"{"a": 1, b: 2}"#, Some(9)),
            (r#"{"a": None}"#, Some(6)),
            (r#"{"a": new Date()}"#, Some(6)),
            (r#"{“a”: "b"}"#, Some(1)),
            (r#"{\"a\": 1}"#, Some(1)),
            (r#"{"a": nul}"#, None),
            (r#"{"a": 1 b}"#, None),
            (r#"{"a" "b"}"#, None),
        ] {
            let tokens: Vec<Token> = Source::new(text).tokens(0).collect();
            assert_eq!(find(text, &tokens).map(|(_, at)| at), at, "{text}");
        }
    }
}
