//! Finds the start and the end of HTML in Markdown.

/// Inline elements. With one of them, only its line is HTML.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "br", "code", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "u", "var",
];

/// Starts of elements and comments whose lines stay unchanged, with their ends.
const VERBATIM: [(&str, &str); 6] = [
    ("<!--", "-->"),
    ("<pre", "</pre"),
    ("<script", "</script"),
    ("<style", "</style"),
    ("<textarea", "</textarea"),
    ("<code", "</code"),
];

/// Whether a line starts with a tag or a comment.
pub(super) fn is_start(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !['-', '.', '_'].contains(&c));
    let after = end.and_then(|end| name.get(end..)).unwrap_or_default();
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && (after.is_empty() || after.starts_with(['>', '/']) || after.starts_with(char::is_whitespace));
    rest.starts_with("!--") || is_tag
}

/// HTML that is being read, line by line.
#[derive(Debug)]
pub(super) struct Scan {
    /// Whether it ends at a blank line, not with its line.
    is_block: bool,
    /// The end of the element or comment whose lines stay unchanged.
    verbatim: Option<&'static str>,
    is_in_tag: bool,
    quote: Option<char>,
    braces: usize,
}

impl Scan {
    /// Starts with the first line of the HTML.
    pub(super) fn new(line: &str) -> Self {
        let name = line.trim_start().trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_component = name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_block = !is_component && !name.is_empty() && !INLINE.contains(&name.to_ascii_lowercase().as_str());
        let mut scan = Self { is_block, verbatim: None, is_in_tag: false, quote: None, braces: 0 };
        scan.read(line);
        scan
    }

    /// Whether the next line belongs to it.
    pub(super) fn goes_on(&self, line: &str) -> bool {
        let shown = line.trim_start();
        match self.verbatim {
            Some("</code") => !shown.is_empty(),
            Some(_) => true,
            None => !shown.is_empty() && (self.is_in_tag || self.is_block && super::fence::Fence::open(line).is_none()),
        }
    }

    pub(super) fn read(&mut self, line: &str) {
        let mut from = 0;
        while let Some((index, c)) = line.get(from..).and_then(|rest| rest.chars().next()).map(|c| (from, c)) {
            from += c.len_utf8();
            let rest = line.get(index..).unwrap_or_default();
            if let Some(end) = self.verbatim {
                let Some(found) =
                    rest.char_indices().find(|(at, _)| rest.get(*at..).is_some_and(|rest| starts(rest, end)))
                else {
                    return;
                };
                self.verbatim = None;
                from = index + found.0 + end.len();
                continue;
            }
            if let Some((start, end)) = VERBATIM.iter().find(|(start, _)| c == '<' && starts(rest, start)) {
                self.verbatim = Some(end);
                from = index + start.len();
            } else if self.is_in_tag {
                self.read_in_tag(c);
            } else if c == '<' {
                self.is_in_tag = is_start(rest);
            }
        }
    }

    fn read_in_tag(&mut self, c: char) {
        match (self.quote, c) {
            (Some(quote), _) if quote == c => self.quote = None,
            (None, '"' | '\'' | '`') => self.quote = Some(c),
            (None, '{') => self.braces += 1,
            (None, '}') => self.braces = self.braces.saturating_sub(1),
            (None, '>') if self.braces == 0 => self.is_in_tag = false,
            _ => {}
        }
    }
}

/// Whether a text starts with a tag, in any case, and not with a longer one.
fn starts(text: &str, tag: &str) -> bool {
    let text = text.as_bytes();
    let is_longer = tag.ends_with(|c: char| c.is_ascii_alphabetic())
        && text.get(tag.len()).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'-');
    !is_longer && text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
}
