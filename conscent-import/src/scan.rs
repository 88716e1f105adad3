//! Finds every JSON-like text of a document.
//!
//! An object may start anywhere: on a line after another, after `const x =`, in a cell. It starts at a bracket that is
//! followed by a quoted key and a colon. It ends at the closing bracket, or where the surrounding text continues; then
//! it is cut off. A valid JSON object is either completely in a candidate, or not at all.
//!
//! | module | purpose |
//! |---|---|
//! | `lexer` | splits a text into the tokens of JSON, and of the things that people write instead |
//! | `whole` | finds the end of valid JSON |

pub(crate) mod lexer;
pub(crate) mod whole;

use crate::document::{Block, BlockKind, Document, Hidden};
use crate::text::Text;
use lexer::{Kind, Source, Token, is_space};
use std::ops::Range;

/// The maximum number of lists around the first object of a list. This many brackets are read after each bracket.
const DEEPEST_LIST: usize = 4;

/// A text that looks like a JSON object, or like a list of objects. Candidates are never nested.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The index of its block in the document.
    pub(crate) block: usize,
    /// Its range in the block's text.
    pub(crate) span: Range<usize>,
    /// Its text, from the opening bracket. A block of JSON without an object is a candidate as a whole.
    pub(crate) text: Text,
    /// Whether the text ends before the closing bracket.
    pub(crate) is_cut: bool,
    /// Whether it is the value of a key whose object is missing: `"user": {…}`.
    pub(crate) is_fragment: bool,
}

impl Candidate {
    /// The range of the page that it spans.
    pub(crate) fn on_page(&self) -> Range<usize> {
        self.text.on_page()
    }
}

/// All candidates, in order of their blocks.
pub(crate) fn candidates(document: &Document) -> Vec<Candidate> {
    let in_blocks = document.blocks.iter().enumerate().flat_map(|(index, block)| {
        in_block(block).into_iter().map(move |found| Candidate {
            block: index,
            text: block.text.part(found.span.clone()),
            span: found.span,
            is_cut: found.is_cut,
            is_fragment: found.is_fragment,
        })
    });
    once(document, in_blocks.collect())
}

/// Removes duplicate candidates, because code in a line is also part of the prose around it.
fn once(document: &Document, all: Vec<Candidate>) -> Vec<Candidate> {
    let is = |candidate: &Candidate, kind: &BlockKind| {
        document.blocks.get(candidate.block).is_some_and(|block| block.kind == *kind)
    };
    let mut prose: Vec<_> = all.iter().enumerate().filter(|(_, candidate)| is(candidate, &BlockKind::Prose)).collect();
    prose.sort_by_key(|(_, candidate)| candidate.on_page().start);
    let mut is_twice = vec![false; all.len()];
    for (index, inline) in all.iter().enumerate().filter(|(_, candidate)| is(candidate, &BlockKind::Inline)) {
        let span = inline.on_page();
        let first = prose.partition_point(|(_, prose)| prose.on_page().end <= span.start);
        let overlapping = prose.iter().skip(first).take_while(|(_, prose)| prose.on_page().start < span.end);
        for (other, prose) in overlapping {
            let around = prose.on_page();
            // Code contains no markup. But the prose may contain more than the code.
            let says_more = around.start < span.start || around.end > span.end && (inline.is_cut || !prose.is_cut);
            if let Some(twice) = is_twice.get_mut(if says_more { index } else { *other }) {
                *twice = true;
            }
        }
    }
    all.into_iter().zip(is_twice).filter(|(_, is_twice)| !is_twice).map(|(candidate, _)| candidate).collect()
}

/// A candidate in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) span: Range<usize>,
    pub(crate) is_cut: bool,
    pub(crate) is_fragment: bool,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rules {
    /// Whether it is JSON, where a key without quotes counts too.
    pub(crate) is_json: bool,
    /// Whether it is code, where a line may start with a word.
    pub(crate) is_code: bool,
}

fn in_block(block: &Block) -> Vec<Found> {
    let text = block.text.as_str();
    let content = text.trim();
    let language = match &block.kind {
        BlockKind::Code(language) => language.as_deref(),
        _ => None,
    };
    let says_json = language.is_some_and(|language| language.contains("json"));
    let is_code = matches!(block.kind, BlockKind::Code(_) | BlockKind::Inline | BlockKind::Hidden(Hidden::Script));
    let is_bare = block.kind == BlockKind::Code(None) && content.starts_with('{');
    let mut found = in_text(&Source::new(text), Rules { is_json: says_json || is_bare, is_code });
    if found.is_empty() && says_json && !content.is_empty() {
        let start = text.len() - text.trim_start().len();
        found.push(Found { span: start..start + content.len(), is_cut: false, is_fragment: false });
    }
    found
}

/// The candidates of a text, in order.
pub(crate) fn in_text(source: &Source<'_>, rules: Rules) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(at) = source.text.get(from..).and_then(|rest| rest.find(['{', '['])) {
        let start = from + at;
        from = start + 1;
        if starts(source, start, rules, 0) {
            let (end, is_cut) = end(source, start, rules);
            let is_fragment = is_fragment(source.text.get(..start).unwrap_or_default(), all.last());
            all.push(Found { span: start..end, is_cut, is_fragment });
            from = end;
        }
    }
    all
}

/// Whether a bracket opens an object, or a list of objects.
fn starts(source: &Source<'_>, at: usize, rules: Rules, depth: usize) -> bool {
    let mut tokens = source.tokens(at);
    let Some(open) = tokens.next().filter(|token| token.kind == Kind::Open) else { return false };
    let mut is_line_start = false;
    let mut tokens = tokens.filter(|token| {
        // Line numbers are not values.
        let is_number = is_line_start && matches!(token.kind, Kind::Number) || token.of(source.text) == "|";
        is_line_start |= token.kind == Kind::Space && token.of(source.text).contains('\n');
        is_line_start &= is_number || !token.is_significant();
        token.is_significant() && !is_number && token.kind != Kind::Callout
    });
    let Some(first) = tokens.next() else { return false };
    let is_list = open.of(source.text) == "[";
    match first.kind {
        Kind::Open if is_list => depth < DEEPEST_LIST && starts(source, first.span.start, rules, depth + 1),
        _ if is_list => false,
        Kind::Ellipsis => true,
        Kind::Close => rules.is_json,
        Kind::String { ends: true, .. } => tokens.next().is_some_and(|next| next.kind == Kind::Colon),
        Kind::Word => rules.is_json && tokens.next().is_some_and(|next| next.kind == Kind::Colon),
        _ => false,
    }
}

/// The end of the object at an offset, and whether it is before the closing bracket.
fn end(source: &Source<'_>, start: usize, rules: Rules) -> (usize, bool) {
    if let Some(end) = whole::end(source, start) {
        return (end, false);
    }
    let (end, is_cut) = tolerant_end(source, start, rules);
    // A surplus quote may end it inside another object. Valid JSON belongs to one candidate.
    let last = whole::objects(source, start + 1..end).last();
    (last.map_or(end, |last| last.end.max(end)), is_cut)
}

fn tolerant_end(source: &Source<'_>, start: usize, rules: Rules) -> (usize, bool) {
    let mut depth = 0_usize;
    let mut is_line_start = false;
    let mut before: Option<Token> = None;
    for token in source.tokens(start) {
        if !token.is_significant() {
            is_line_start |= token.of(source.text).contains('\n');
            continue;
        }
        if let Some(before) = &before
            && is_line_start
            && goes_on_without(source.text, before, &token, rules)
        {
            return (before.span.end, true);
        }
        is_line_start = false;
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (token.span.end, false);
        }
        before = Some(token);
    }
    (before.map_or(start + 1, |before| before.span.end), true)
}

/// Whether the line that starts with a token is not part of the object, so that the object is cut off.
fn goes_on_without(text: &str, before: &Token, token: &Token, rules: Rules) -> bool {
    let after = text.get(token.span.end..).unwrap_or_default().trim_start_matches(' ');
    let follows = matches!(before.kind, Kind::Open | Kind::Comma | Kind::Colon);
    match token.kind {
        // A line that ends inside a string is where a page was cut off.
        Kind::Open => matches!(before.kind, Kind::String { ends: false, .. }),
        Kind::Word if rules.is_code => !follows,
        Kind::Word => !(matches!(before.kind, Kind::Open | Kind::Comma) && after.starts_with(':')),
        _ if rules.is_code => false,
        Kind::Placeholder => token.of(text).starts_with("</"),
        Kind::Other => match token.of(text) {
            "*" | "#" | "=" | ">" | "•" | "`" | "~" | "|" | "!" => true,
            // A list item. The lines of a diff start like this too, but before a quote.
            "-" | "+" => after.starts_with(|c: char| c.is_alphabetic() || c == '*'),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the text before an object makes it part of another one.
fn is_fragment(before: &str, last: Option<&Found>) -> bool {
    let before = before.trim_end_matches(is_space);
    if let Some(before) = before.strip_suffix(':') {
        return before.trim_end_matches(is_space).ends_with(['"', '\'', '\u{201d}']);
    }
    last.is_some_and(|last| last.is_cut) && before.ends_with([',', '['])
}

#[cfg(test)]
pub(crate) mod tests;
