//! Finds quotes that JSON does not allow, but that stand for those that it has.

use super::lenient::{Deviation, DeviationKind};
use crate::scan::lexer::{Kind, Quote, Token};

/// How `'` is written in single-quoted text of a shell.
const SHELL_QUOTE: &str = r"'\''";

/// The quotes of a text that a word processor set, if it set all of them; and the quotes that a shell needs in strings.
pub(super) fn deviations(text: &str, tokens: &[Token]) -> Vec<Deviation> {
    let strings = || tokens.iter().filter(|token| matches!(token.kind, Kind::String { .. }));
    let is_smart =
        |token: &Token| token.kind == Kind::String { quote: Quote::Smart, ends: true } && !token.of(text).contains('"');
    if strings().all(is_smart) {
        let quotes = strings().flat_map(|token| {
            let ends = |c: Option<char>| c.map_or(0, char::len_utf8);
            let (first, last) = (ends(token.of(text).chars().next()), ends(token.of(text).chars().next_back()));
            [token.span.start..token.span.start + first, token.span.end - last..token.span.end]
        });
        return quotes.map(|span| Deviation { kind: DeviationKind::SmartQuote, span }).collect();
    }
    let plain = strings().filter(|token| token.kind == Kind::String { quote: Quote::Plain, ends: true });
    let quotes = plain.flat_map(|token| {
        let found = token.of(text).match_indices(SHELL_QUOTE);
        found.map(|(at, quote)| token.span.start + at..token.span.start + at + quote.len())
    });
    quotes.map(|span| Deviation { kind: DeviationKind::ShellQuote, span }).collect()
}
