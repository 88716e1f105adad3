//! Reads the line that opens a block of code: its language and its title.

/// The language and the title of a block of code.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    /// In lower case.
    pub(crate) language: Option<String>,
    pub(crate) title: Option<String>,
}

/// Words that describe how code is shown.
const FLAGS: [&str; 16] = [
    "copy",
    "expandable",
    "focus",
    "icon",
    "linenos",
    "linenumbers",
    "linenums",
    "lines",
    "live",
    "nocopy",
    "noline",
    "nolinenumbers",
    "numberlines",
    "showlinenumbers",
    "twoslash",
    "wrap",
];

/// Keys for the title.
const TITLES: [&str; 6] = ["title", "name", "label", "filename", "file", "caption"];

impl Info {
    /// Reads the rest of a fence's line: `json title="order.paid" {1,3}`.
    pub(crate) fn read(line: &str) -> Self {
        let mut info = Self::default();
        let mut free = Vec::new();
        for word in words(line) {
            info.word(word, &mut free);
        }
        if info.title.is_none() && !free.is_empty() {
            info.title = Some(free.join(" "));
        }
        info
    }

    fn word<'a>(&mut self, word: &'a str, free: &mut Vec<&'a str>) {
        let within = |open, close| word.strip_prefix(open).and_then(|word| word.strip_suffix(close));
        if let Some(inside) = within('{', '}') {
            // Attributes, a directive of the documentation system, or lines to highlight. Only attributes are relevant.
            let is_attribute = |word: &&str| !word.starts_with('{') && (word.contains('=') || word.starts_with('.'));
            let attributes = words(inside).filter(is_attribute);
            attributes.for_each(|word| self.word(word, &mut Vec::new()));
        } else if let Some(title) = within('[', ']') {
            self.title.get_or_insert_with(|| title.to_owned());
        } else if let Some((key, value)) = word.split_once('=') {
            if TITLES.contains(&key.trim_start_matches(':').to_ascii_lowercase().as_str()) {
                self.title.get_or_insert_with(|| unquoted(value).to_owned());
            }
        } else if self.language.is_none() && !word.starts_with(['"', '\'']) {
            let word = word.trim_start_matches('.');
            let (language, rest) = word.split_once([':', ',', '{', '[']).unwrap_or((word, ""));
            self.language = Some(language.to_ascii_lowercase()).filter(|language| !language.is_empty());
            if word.as_bytes().get(language.len()) == Some(&b':') {
                // `json:order.json`
                free.push(rest);
            } else {
                // `json{1,3}`, `json[order.paid]{1,3}`
                let groups = word.get(language.len()..).unwrap_or_default().split_inclusive(['}', ']']);
                let is_whole = |group: &&str| {
                    let closes = if group.starts_with('{') { '}' } else { ']' };
                    group.starts_with(['{', '[']) && group.ends_with(closes)
                };
                groups.filter(is_whole).for_each(|group| self.word(group, free));
            }
        } else if !FLAGS.contains(&word.to_ascii_lowercase().as_str()) {
            free.push(unquoted(word));
        }
    }
}

/// A value without its quotes, or the braces of JSX around them.
pub(crate) fn unquoted(value: &str) -> &str {
    let value = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')).unwrap_or(value).trim();
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\'', '`'].into_iter().find_map(inside).unwrap_or(value)
}

/// The value of an attribute in a tag such as `tab title="order.paid"`.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    words(tag).find_map(|word| Some(unquoted(word.strip_prefix(name)?.strip_prefix('=')?)))
}

/// The texts in a JSX list: `['order.paid', "order.void"]`. Empty if the list contains anything else.
pub(crate) fn texts(list: &str) -> Vec<String> {
    let mut rest = list.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    let mut all = Vec::new();
    while let Some(quote) = rest.chars().next() {
        let after = &rest[quote.len_utf8()..];
        if quote == ',' || quote.is_whitespace() {
            rest = after;
            continue;
        }
        let text = after.split_once(quote).filter(|_| ['"', '\'', '`'].contains(&quote));
        let Some((text, after)) = text else { return Vec::new() };
        all.push(text.to_owned());
        rest = after;
    }
    all
}

/// The words of a line. Quotes and brackets keep words together.
pub(crate) fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (mut quote, mut open) = (None, 0_usize);
        let mut end = rest.len();
        for (index, c) in rest.char_indices() {
            match (quote, c) {
                (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != c),
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '{' | '[') => open += 1,
                (None, '}' | ']') => open = open.saturating_sub(1),
                (None, _) if c.is_whitespace() && open == 0 => {
                    end = index;
                    break;
                }
                _ => {}
            }
        }
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_titles() {
        for (line, language, title) in [
            ("", None, None),
            ("json", Some("json"), None),
            ("JSON5 title=\"order.paid\" lineNumbers", Some("json5"), Some("order.paid")),
            ("json {title='a b.json'}", Some("json"), Some("a b.json")),
            ("json order.paid theme={null} lines", Some("json"), Some("order.paid")),
            ("java Hello World icon=java expandable theme={\"a b\"}", Some("java"), Some("Hello World")),
            ("json [order.paid]", Some("json"), Some("order.paid")),
            ("json[order.paid]{1,3}", Some("json"), Some("order.paid")),
            ("json{1,3}", Some("json"), None),
            ("json {1,3} name=order.paid", Some("json"), Some("order.paid")),
            ("json:order.json", Some("json"), Some("order.json")),
            ("json \"An order\"", Some("json"), Some("An order")),
            ("{.json title=\"x y\" #id}", Some("json"), Some("x y")),
            ("{code-block} json", Some("json"), None),
            ("title=x", None, Some("x")),
            ("title=", None, Some("")),
            ("{\"a [b]c", None, None),
            ("json \"never closed", Some("json"), Some("\"never closed")),
        ] {
            let expected = Info { language: language.map(String::from), title: title.map(String::from) };
            assert_eq!(Info::read(line), expected, "{line}");
        }
    }

    #[test]
    fn braces_may_be_as_deep_as_they_like() {
        let line = format!("{}={}", "{".repeat(50_000), "}".repeat(50_000));
        assert_eq!(Info::read(&line), Info::default());
        assert_eq!(Info::read(&format!("a.{line}")).title, None);
    }

    #[test]
    fn lists_of_texts() {
        for (list, found) in [
            ("['order.paid', \"order, void\",`c`,]", &["order.paid", "order, void", "c"][..]),
            ("['a', b]", &[]),
            ("['a', 'b]", &[]),
            ("'a'", &[]),
            ("", &[]),
        ] {
            assert_eq!(texts(list), found, "{list}");
        }
    }

    #[test]
    fn attributes_of_tags() {
        let tag = "tab title=\"A b\" id='c d' open";
        assert_eq!(
            (attribute(tag, "title"), attribute(tag, "id"), attribute(tag, "open")),
            (Some("A b"), Some("c d"), None)
        );
    }
}
