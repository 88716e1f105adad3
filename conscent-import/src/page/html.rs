//! HTML as Markdown. Headings, emphasis, code blocks, tabs and numbered lists become markup, all other tags disappear.
//!
//! Navigation becomes items of a menu, as in a browser's copy. They are not headings.

mod region;

use super::heading::MENU_ITEM;
use super::text::Text;
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use region::{Regions, Role};

/// Writes the text of a page as Markdown.
#[derive(Default)]
struct MarkdownWriter<'a> {
    source: &'a str,
    /// The byte up to which lines are counted, and the line it is on.
    counted: (usize, usize),
    markdown: String,
    /// For each line of `markdown`, the number of the line in `source` that it was made from.
    numbers: Vec<usize>,
    /// How many of the open elements keep white space.
    verbatim: usize,
    /// How many of the open elements have no visible text.
    hidden: usize,
    /// For each open list, whether it is numbered. The innermost list is last.
    lists: Vec<bool>,
    regions: Regions,
}

/// Elements that start and end a line.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "tr",
    "ul",
];

/// Elements whose text a browser does not show on the page.
const HIDDEN: [&str; 5] = ["noscript", "script", "style", "template", "title"];

pub(super) fn to_markdown(source: &str) -> Text {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Otherwise the tokenizer would read the content of scripts, which may hold JSON, as text.
    emitter.naively_switch_states(true);
    let mut writer = MarkdownWriter { source, counted: (0, 1), ..MarkdownWriter::default() };
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => writer.start(&tag),
            Token::EndTag(tag) => writer.end(&String::from_utf8_lossy(&tag.name), tag.span.start),
            Token::String(text) => writer.text(&String::from_utf8_lossy(&text.value), text.span.start),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    Text::numbered(writer.markdown, writer.numbers)
}

impl MarkdownWriter<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name);
        let attribute =
            |name: &str| tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned());
        if let Some(title) = self.regions.open(&name, attribute) {
            let number = self.number(tag.span.start);
            self.end_line(number);
            self.push(&format!("{{% tab title=\"{title}\" %}}\n"), number);
        }
        self.open(&name, tag.span.start);
    }

    fn end(&mut self, tag: &str, offset: usize) {
        self.close(tag, offset);
        for _ in 0..self.regions.close(tag) {
            let number = self.number(offset);
            self.end_line(number);
            self.push("{% endtab %}\n", number);
        }
    }

    fn open(&mut self, tag: &str, offset: usize) {
        let number = self.number(offset);
        match tag {
            _ if HIDDEN.contains(&tag) => self.hidden += 1,
            "br" => self.push("\n", number),
            "pre" => {
                self.end_line(number);
                self.push("```\n", number);
                self.verbatim += 1;
            }
            "code" => self.verbatim += 1,
            "b" | "strong" if self.verbatim == 0 => self.push("**", number),
            _ if BLOCKS.contains(&tag) => self.end_line(number),
            _ => {}
        }
        match tag {
            "ol" | "ul" => self.lists.push(tag == "ol"),
            "li" if self.lists.last() == Some(&true) => self.push("1. ", number),
            "h1" => self.push("# ", number),
            "h2" | "h3" | "h4" | "h5" | "h6" => self.push("## ", number),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str, offset: usize) {
        let number = self.number(offset);
        match tag {
            _ if HIDDEN.contains(&tag) => self.hidden = self.hidden.saturating_sub(1),
            "pre" => {
                self.verbatim = self.verbatim.saturating_sub(1);
                self.end_line(number);
                self.push("```\n", number);
            }
            "code" => self.verbatim = self.verbatim.saturating_sub(1),
            "b" | "strong" if self.verbatim == 0 => self.push("**", number),
            "ol" | "ul" => {
                self.lists.pop();
                self.end_line(number);
            }
            _ if BLOCKS.contains(&tag) => self.end_line(number),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, offset: usize) {
        if let Some(title) = self.regions.title() {
            title.push_str(text);
            return;
        }
        let first = self.number(offset);
        if self.verbatim > 0 {
            for (index, line) in text.split_inclusive('\n').enumerate() {
                self.push(line, first + index);
            }
            return;
        }
        // As a browser shows it: white space is one space, and none at the start of a line.
        if text.starts_with(char::is_whitespace) {
            self.space(first);
        }
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 {
                self.space(first);
            }
            self.push(word, first);
        }
        if text.ends_with(char::is_whitespace) {
            self.space(first);
        }
    }

    fn space(&mut self, number: usize) {
        if !self.markdown.is_empty() && !self.markdown.ends_with(char::is_whitespace) {
            self.push(" ", number);
        }
    }

    fn end_line(&mut self, number: usize) {
        if !self.markdown.is_empty() && !self.markdown.ends_with('\n') {
            self.push("\n", number);
        }
    }

    fn push(&mut self, text: &str, number: usize) {
        if self.hidden > 0 {
            return;
        }
        if self.markdown.is_empty() || self.markdown.ends_with('\n') {
            self.numbers.push(number);
            let is_item = self.regions.is_in(Role::Navigation) && !self.regions.is_in(Role::Code);
            if is_item && !text.starts_with("1. ") {
                self.markdown.push(MENU_ITEM);
            }
        }
        self.markdown.push_str(text);
    }

    /// The line of a byte. Offsets come in ascending order, so lines are counted from the previous offset.
    fn number(&mut self, offset: usize) -> usize {
        let (from, line) = self.counted;
        let between = self.source.get(from..offset).unwrap_or_default();
        self.counted = (offset.max(from), line + between.matches('\n').count());
        self.counted.1
    }
}
