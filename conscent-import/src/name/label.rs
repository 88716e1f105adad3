//! Reads a label as a name: without markup, anchors, punctuation and the words around it.

use super::words;
use crate::scan::lexer::is_invisible;
use crate::site::Site;
use html5gum::{Token, Tokenizer};

/// The maximum number of words in a name. Names such as `Micro Payment JSON` are shorter, and lines of prose are
/// longer.
const MAX_WORDS: usize = 6;

/// How many characters of a label are read. A name ends earlier.
const MAX_LENGTH: usize = 400;

/// The maximum number of introductions before a name: `Webhook: Event: order.paid`.
const MAX_INTRODUCTIONS: usize = 4;

/// The content of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) name: String,
    /// Whether a description follows it, after a colon or a dash.
    pub(crate) is_described: bool,
    /// Whether it is bold.
    pub(crate) is_bold: bool,
}

/// The kind of text that may contain a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    /// A heading, or the title of a block. It may contain other words besides the event's name.
    Label,
    /// A line of prose, which may be about something other than its event.
    Line,
}

/// Reads a label. `None` if it is a sentence, or contains no name.
pub(crate) fn read(raw: &str) -> Option<Reading> {
    named(cleaned(raw, In::Label))
}

/// Reads a line of prose as a label.
pub(crate) fn read_line(raw: &str) -> Option<Reading> {
    named(cleaned(raw, In::Line))
}

fn named(reading: Reading) -> Option<Reading> {
    let name = &reading.name;
    let is_short = name.split_whitespace().count() <= MAX_WORDS;
    let is_sentence = name.ends_with(['.', '?', '!', ',', ';']);
    (name.contains(char::is_alphanumeric) && is_short && !is_sentence).then_some(reading)
}

/// The name in a label, in its original spelling.
pub(crate) fn clean(raw: &str) -> String {
    cleaned(raw, In::Label).name
}

fn cleaned(raw: &str, place: In) -> Reading {
    let raw = raw.char_indices().nth(MAX_LENGTH).map_or(raw, |(end, _)| &raw[..end]);
    let plain = plain(raw);
    let text = without_hex(trimmed(without_number(trimmed(&plain))));
    Reading { is_bold: raw.contains("**") || raw.contains("__"), ..described(text, place) }
}

/// The part of a text that is a name, judged by its colons and dashes.
fn described(text: &str, place: In) -> Reading {
    let mut text = text;
    for _ in 0..MAX_INTRODUCTIONS {
        let Some((before, after)) = at_colon(text) else { break };
        let introduces =
            words_of(before).all(|word| words::has(words::INTRODUCTIONS, &word) || words::is_generic(&word));
        let is_followed = !after.is_empty() && (is_introduction(before) || is_event(after.trim_matches('`')));
        if !introduces || !is_followed {
            return Reading { name: undescribed(before, place), is_described: true, is_bold: false };
        }
        text = after;
    }
    for dash in [" — ", " – ", " | ", " - "] {
        let Some((before, after)) = text.split_once(dash) else { continue };
        let [first, second] = [before, after].map(|side| undescribed(trimmed(side), place));
        if is_event(&first) || dash != " - " && !is_event(&second) {
            return Reading { name: first, is_described: true, is_bold: false };
        }
        if is_event(&second) {
            return Reading { name: second, is_described: false, is_bold: false };
        }
    }
    Reading { name: undescribed(text, place), is_described: false, is_bold: false }
}

/// Splits a text at the first colon that ends a word.
fn at_colon(text: &str) -> Option<(&str, &str)> {
    let mut colons = text.match_indices(':').map(|(at, _)| text.split_at(at));
    let (before, after) = colons.find(|(_, after)| after.chars().nth(1).is_none_or(char::is_whitespace))?;
    Some((before, trimmed(after)))
}

/// Whether a text before a colon introduces a name.
fn is_introduction(before: &str) -> bool {
    words_of(before).any(|word| words::has(words::INTRODUCTIONS, &word))
}

/// The name in a text without a description: the only name with the form of an event name, or the words.
fn undescribed(text: &str, place: In) -> String {
    let spans = text.split('`').skip(1).step_by(2).map(trimmed);
    if let Some(name) = only(spans.filter(|span| is_event(span))).filter(|_| place == In::Label) {
        return name.to_owned();
    }
    let text = text.replace('`', "");
    let text = trimmed(&text);
    let outside = match text.rsplit_once(" (") {
        Some((outside, inside)) => match inside.strip_suffix(')').map(trimmed) {
            Some(inside) if is_event(inside) => return inside.to_owned(),
            Some(_) => trimmed(outside),
            None => text,
        },
        None => text,
    };
    let is_around = |word: &str| words::is_around_a_name(&lower(word)) && !is_event(word);
    if let Some(name) = only(outside.split_whitespace().map(trimmed).filter(|word| !is_around(word)))
        && is_event(name)
    {
        return name.to_owned();
    }
    let outside = outside.strip_suffix(".json").unwrap_or(outside);
    let the = ["The ", "the "].iter().find_map(|the| outside.strip_prefix(the));
    let inside = the.and_then(|rest| rest.strip_suffix(" event").or_else(|| rest.strip_suffix(" webhook")));
    inside.unwrap_or(outside).to_owned()
}

/// The only name, if there is exactly one.
fn only<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.next().filter(|_| names.next().is_none())
}

/// The event that a sentence announces: `order.paid is sent first:`, `This is the body of order.paid:`. Any other
/// sentence may name an event that does not follow: `After order.paid, we send:`.
pub(crate) fn read_lead(raw: &str) -> Option<String> {
    let raw = raw.char_indices().nth(MAX_LENGTH).map_or(raw, |(end, _)| &raw[..end]);
    let plain = plain(raw).replace('`', "");
    let sentence = without_number(trimmed(&plain)).strip_suffix(':')?;
    let sentence = sentence.rsplit_once(". ").map_or(sentence, |(_, last)| last);
    let words: Vec<&str> = sentence.split_whitespace().map(trimmed).collect();
    let name = only(words.iter().copied().filter(|word| is_event(word)))?;
    let at = words.iter().position(|word| *word == name)?;
    let (before, after) = (words.get(..at)?, words.get(at + 1..)?);
    let is_around = |word: &&&str| matches!(lower(word).as_str(), "a" | "an" | "event" | "the" | "webhook");
    let leads = before
        .iter()
        .rev()
        .find(|word| !is_around(word))
        .is_some_and(|word| matches!(lower(word).as_str(), "for" | "of"));
    let is_last = after.iter().all(|word| words::has(words::TRAILERS, &lower(word)));
    (before.iter().all(|word| is_around(&word)) || leads && is_last).then(|| name.to_owned())
}

/// Whether a name has the form of an event name: `purchase.pass`, `orders/create`, `repo:push`, `issue_created`.
/// Versions, files and hosts have that form too, but are not events.
pub(crate) fn is_event(name: &str) -> bool {
    let parts: Vec<String> = name.split(['.', '/', ':', '_']).map(lower).collect();
    let is_word =
        |part: &String| part.contains(char::is_alphabetic) && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_version =
        |part: &String| part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()));
    let is_dotted = name.rfind(['.', '/', ':', '_']).is_some_and(|at| name[at..].starts_with(['.', '/']));
    let [first, .., last] = parts.as_slice() else { return false };
    let is_other = is_dotted && words::has(words::ENDINGS, last);
    parts.iter().all(is_word) && !is_version(first) && !is_other && !words::has(words::PHRASES, &lower(name))
}

/// Whether a name contains several events: `order.paid, order.void`.
pub(crate) fn is_several(name: &str) -> bool {
    let words = name.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| is_event(word)).count() > 1
}

/// Whether a name consists of plain words, without a file, host, version or path.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.split_whitespace().map(trimmed).any(|word| word.contains(['.', '/', ':', '@', '\\', '=']))
}

/// Whether no word of a name identifies an event.
pub(crate) fn is_generic(name: &str, site: &Site) -> bool {
    let is_stop_word = |word: &str| site.is_generic(word) || is_stop_word(word, site);
    let lower = lower(name);
    let starts_an_example = lower.starts_with("example ") || lower.starts_with("sample ");
    // The parts of `a.b` have no meaning alone, and `request_body` never has one.
    let mut parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    lower.split_whitespace().all(|word| words::is_generic(word) || is_stop_word(word))
        || parts.all(|part| words::is_listed(part) || is_stop_word(part))
        || starts_an_example && !is_event(name)
        || is_status(name)
}

/// Whether one of the words of a name describes a page: `Webhook guide`.
pub(crate) fn is_about_pages(name: &str) -> bool {
    words_of(name).any(|word| words::has(words::PAGES, &word))
}

/// Whether a name in words describes what happened: `Order created`.
pub(crate) fn is_happening(name: &str) -> bool {
    words_of(name).count() > 1 && words_of(name).last().is_some_and(|word| words::has(words::HAPPENINGS, &word))
}

/// Whether a name in words means several events: `Order events`.
pub(crate) fn is_plural(name: &str) -> bool {
    words_of(name).last().is_some_and(|word| matches!(word.as_str(), "events" | "notifications" | "webhooks"))
}

/// Whether a label is an HTTP status code: `200`, `200 OK`, `4XX`.
pub(crate) fn is_status(name: &str) -> bool {
    let code = name.split_whitespace().next().unwrap_or_default().as_bytes();
    matches!(code, [b'1'..=b'5', b, c] if [b, c].into_iter().all(|c| c.is_ascii_digit() || matches!(c, b'x' | b'X')))
}

/// Whether one of the words of a name is a stop word of the site.
pub(crate) fn has_stop_word(name: &str, site: &Site) -> bool {
    words_of(name).any(|word| is_stop_word(&word, site))
}

/// Whether a word in lower case is a stop word of the site, or one with swapped letters, because people write `JOSN`.
fn is_stop_word(word: &str, site: &Site) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_misspelt = |stop_word: &String| {
        word.len() == stop_word.len()
            && word.chars().next() == stop_word.chars().next()
            && letters(word) == letters(stop_word)
    };
    site.is_stop_word(word) || word.len() >= SHORTEST_MISSPELT && site.stop_words.iter().any(is_misspelt)
}

/// In shorter words, swapped letters too often form another word.
const SHORTEST_MISSPELT: usize = 4;

/// The name in the spelling of events: `Purchase.pass` → `purchase.pass`, `PASS PAYMENT JSON` → `pass_payment`. Capital
/// letters inside a word belong to the event: `order.paymentFailed`.
pub(crate) fn event(name: &str, site: &Site) -> String {
    if is_event(name) {
        let is_hump = |pair: &[char]| matches!(pair, [a, b] if a.is_lowercase() && b.is_uppercase());
        let letters: Vec<char> = name.chars().collect();
        return if letters.windows(2).any(is_hump) { name.to_owned() } else { lower(name) };
    }
    let mut words: Vec<String> = lower(name)
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !is_stop_word(word, site))
        .map(str::to_owned)
        .collect();
    while words.len() > 1 && words.last().is_some_and(|word| words::has(words::TRAILERS, word)) {
        words.pop();
    }
    words.join("_")
}

/// Whether two names differ only in case, dashes and underscores.
pub(crate) fn is_same(a: &str, b: &str) -> bool {
    let letters = |name: &str| lower(name).replace(['_', '-'], "");
    letters(a) == letters(b)
}

/// Whether two names mean one event: they are equal, or one is the other without its first words, which people omit
/// from `com.shop.order.paid`.
pub(crate) fn is_of_same(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let (start, tail) = long.split_at_checked(long.len() - short.len()).unwrap_or(("", long));
    is_same(tail, short) && (start.is_empty() || start.ends_with(['.', '/', ':'])) || is_same(a, b)
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(|word| lower(trimmed(word)))
}

/// Removes punctuation and emoji at both ends. The end of a sentence stays, since a sentence is not a name.
fn trimmed(text: &str) -> &str {
    let is_start = |c: char| !c.is_alphanumeric() && c != '`' && c != '.';
    let is_end = |c: char| !c.is_alphanumeric() && !matches!(c, '`' | ')' | '.' | '?' | '!' | ':' | ',' | ';');
    text.trim_start_matches(is_start).trim_end_matches(is_end)
}

/// Removes the number of a heading: `1. `, `2.3 `, `4) `, `Step 5: `.
fn without_number(text: &str) -> &str {
    let Some((number, rest)) = text.split_once(char::is_whitespace) else { return text };
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ')')
        && number.contains(['.', ')'])
        && number.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ')');
    if is_number { rest } else { text }
}

/// Removes the id that an export adds to the title of a page.
fn without_hex(text: &str) -> &str {
    let Some((rest, id)) = text.rsplit_once([' ', '-']) else { return text };
    if id.len() == 32 && id.bytes().all(|c| c.is_ascii_hexdigit()) { trimmed(rest) } else { text }
}

/// The text of a label without its markup, except for backquotes around code.
fn plain(raw: &str) -> String {
    let text: String = Tokenizer::new(raw)
        .map(|token| {
            let Ok(token) = token;
            match token {
                Token::String(text) => String::from_utf8_lossy(&text).into_owned(),
                _ => String::new(),
            }
        })
        .collect();
    let mut plain = String::new();
    markdown(text.trim().trim_start_matches('#'), &mut plain, 0);
    let words: Vec<&str> = plain.split_whitespace().map(|word| word.trim_matches('_')).collect();
    words.join(" ")
}

/// The maximum depth of links in links. Pages have images in links, but nothing deeper.
const MAX_DEPTH: usize = 8;

/// Adds the text of Markdown. A character after a backslash is not markup.
fn markdown(text: &str, plain: &mut String, depth: usize) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' => match after.chars().next().filter(char::is_ascii_punctuation) {
                Some(sign) => {
                    plain.push(sign);
                    &after[sign.len_utf8()..]
                }
                None => after,
            },
            '`' => {
                let inside = after.trim_start_matches('`');
                match inside.split_once('`') {
                    Some((code, after)) => {
                        plain.extend(["`", code, "`"]);
                        after.trim_start_matches('`')
                    }
                    None => inside,
                }
            }
            '!' if after.starts_with('[') => link(after).map_or(after, |(_, after)| after),
            '[' => {
                if let Some((inside, after)) = link(rest) {
                    if depth < MAX_DEPTH && !inside.starts_with(['[', '^', '#']) {
                        markdown(inside, plain, depth + 1);
                    }
                    after
                } else {
                    plain.push(c);
                    after
                }
            }
            '{' if after.starts_with(['#', ':', '.']) => after.split_once('}').map_or(after, |(_, after)| after),
            '*' => after,
            '~' if after.starts_with('~') => &after[1..],
            _ if is_invisible(c) || is_formatting(c) => after,
            _ => {
                plain.push(if c.is_whitespace() { ' ' } else { c });
                after
            }
        };
    }
}

/// The text of a link, or of an anchor `[[…]]` or `[#…]`, at the start of a text, and the rest of the text.
fn link(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    let end = text.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let (inside, after) = (text.get(1..end)?, text.get(end + 1..)?);
    let target = |open: char, close: char| Some(after.strip_prefix(open)?.split_once(close)?.1);
    match target('(', ')').or_else(|| target('[', ']')) {
        Some(after) => Some((inside, after)),
        None => inside.starts_with(['[', '^', '#']).then_some((inside, after)),
    }
}

/// Whether a character is invisible: it sets the direction of a text, or the look of the emoji before it.
fn is_formatting(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests;
