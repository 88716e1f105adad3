//! Classifies elements by their tags and attributes.

use crate::document::ScopeKind;
use crate::read::info;
use crate::text::{Escape, Text};
use html5gum::StartTag;
use std::ops::Range;

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether it starts and ends a line.
    pub(super) is_block: bool,
    /// Whether it has no end tag.
    pub(super) is_void: bool,
    /// The language of the code in it.
    pub(super) language: Option<String>,
    /// The title in an attribute of a component.
    pub(super) title: Option<String>,
    /// The titles of tabs in an attribute of their component.
    pub(super) titles: Vec<String>,
    pub(super) id: Option<String>,
    pub(super) controls: Option<String>,
    pub(super) labelled_by: Option<String>,
    /// Where on the page it starts.
    pub(super) at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u8),
    Pre,
    Code,
    Bold,
    Break,
    /// A link within the page.
    Anchor,
    /// An element whose class marks a line number.
    Gutter,
    List {
        is_numbered: bool,
    },
    Item,
    Term,
    Definition,
    Row,
    Cell,
    Quote,
    Details,
    Summary,
    Figure,
    Caption,
    /// A custom element of a site, with a title, or around elements with titles.
    Component(ScopeKind),
    TabList,
    Tab,
    Panel,
    /// A table that shows code, with one line per row.
    CodeTable,
    Menu,
    Button,
    Hidden,
    Other,
}

/// Elements that start and end a line.
const BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "label",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "textarea",
    "thead",
    "tr",
    "ul",
];

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose text a browser does not show on the page.
const HIDDEN: [&str; 7] = ["noscript", "option", "script", "style", "svg", "template", "title"];

/// Classes of line numbers. A page may use others; then the numbers themselves are the evidence.
const GUTTERS: [&str; 14] = [
    "blob-num",
    "code-line-number",
    "gutter",
    "hljs-ln-n",
    "hljs-ln-numbers",
    "line-number",
    "line-numbers",
    "linenumber",
    "lineno",
    "linenos",
    "ln",
    "lnt",
    "num",
    "rouge-gutter",
];

/// Attributes with the titles of components, the best first.
const TITLES: [&str; 5] = ["label", "title", "summary", "heading", "value"];

impl Element {
    /// The kind that the surrounding elements give takes precedence over its own.
    pub(super) fn of(text: &Text, tag: &StartTag<usize>, known: Option<&Kind>) -> Self {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute =
            |name: &str| tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned());
        // The tokenizer converts tags to lower case, but components start with a capital letter.
        let first = text.as_str().as_bytes().get(tag.span.start + 1);
        let is_component = first.is_some_and(u8::is_ascii_uppercase) || name.contains('-');
        let title = if is_component { TITLES.iter().find_map(|name| attribute(name)) } else { None };
        let title = title.map(|title| info::unquoted(&title).to_owned());
        let written = text.as_str().get(tag.span.start..tag.span.end).unwrap_or_default();
        let written = written.trim_end_matches(['/', '>']);
        let titles = info::attribute(written, "items").filter(|_| is_component).map(info::texts).unwrap_or_default();
        let is_void = is_void(tag);
        let class = attribute("class").unwrap_or_default();
        let kind = match known.copied().or_else(|| role(attribute("role").as_deref())) {
            Some(kind) => kind,
            None if attribute("aria-hidden").as_deref() == Some("true") => Kind::Hidden,
            None if is_component => component(&name, title.is_some() && !is_void),
            None if name == "a" && attribute("href").is_some_and(|href| href.contains('#')) => Kind::Anchor,
            None => match kind(&name) {
                Kind::Other if class.split_whitespace().any(|class| GUTTERS.contains(&class)) => Kind::Gutter,
                kind => kind,
            },
        };
        let says = ["data-lang", "data-language"].iter().find_map(|name| attribute(name));
        let is_code = ["code", "pre", "div", "figure", "textarea"].contains(&name.as_str());
        let language = says.or_else(|| language(&class)).filter(|language| is_code && !language.is_empty());
        Self {
            is_block: BLOCKS.contains(&name.as_str()) || is_component,
            is_void,
            kind,
            language: language.map(|language| language.to_ascii_lowercase()),
            title,
            titles,
            id: attribute("id"),
            controls: attribute("aria-controls"),
            labelled_by: attribute("aria-labelledby"),
            at: text.offset(tag.span.start),
            name,
        }
    }

    /// The elements that this element closes implicitly, each with the elements that keep it open.
    pub(super) fn closes(&self) -> &'static [(&'static str, &'static [&'static str])] {
        match self.name.as_str() {
            "li" => &[("li", &["ul", "ol", "menu"])],
            "dt" | "dd" => &[("dt", &["dl"]), ("dd", &["dl"])],
            "tr" | "tbody" | "tfoot" => &[("tr", &["table"])],
            "td" | "th" => &[("td", &["tr", "table"]), ("th", &["tr", "table"])],
            _ => &[],
        }
    }
}

/// Whether an element has no end tag.
pub(super) fn is_void(tag: &StartTag<usize>) -> bool {
    tag.self_closing || VOID.iter().any(|name| name.as_bytes() == tag.name.as_slice())
}

/// The kind that a role means.
fn role(role: Option<&str>) -> Option<Kind> {
    match role? {
        "tab" => Some(Kind::Tab),
        "tablist" => Some(Kind::TabList),
        "tabpanel" => Some(Kind::Panel),
        "navigation" | "complementary" | "menu" => Some(Kind::Menu),
        "button" => Some(Kind::Button),
        _ => None,
    }
}

fn kind(name: &str) -> Kind {
    match name {
        _ if HIDDEN.contains(&name) => Kind::Hidden,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" => Kind::Heading(5),
        "h6" => Kind::Heading(6),
        "pre" | "textarea" | "xmp" | "listing" => Kind::Pre,
        "code" => Kind::Code,
        "b" | "strong" => Kind::Bold,
        "br" => Kind::Break,
        "ol" | "ul" => Kind::List { is_numbered: name == "ol" },
        "li" => Kind::Item,
        "dt" => Kind::Term,
        "dd" => Kind::Definition,
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell,
        "blockquote" => Kind::Quote,
        "details" => Kind::Details,
        "summary" => Kind::Summary,
        "figure" => Kind::Figure,
        "figcaption" => Kind::Caption,
        "nav" | "aside" => Kind::Menu,
        "button" => Kind::Button,
        _ => Kind::Other,
    }
}

fn component(name: &str, is_titled: bool) -> Kind {
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    match () {
        () if ends(&["response", "responses", "responseexample", "response-example"]) => {
            Kind::Component(ScopeKind::Responses)
        }
        () if ends(&["requestexample", "request-example"]) => Kind::Component(ScopeKind::Requests),
        () if is_titled => Kind::Component(ScopeKind::Tab),
        () if ends(&["tabs", "group", "tab-set"]) => Kind::Component(ScopeKind::Group),
        () if ends(&["tab", "tabitem", "tab-item"]) => Kind::Component(ScopeKind::Tab),
        () => Kind::Other,
    }
}

/// The language in the classes of an element: `language-json`, `highlight-source-json`.
fn language(class: &str) -> Option<String> {
    const BEFORE: [&str; 4] = ["language-", "lang-", "highlight-source-", "highlight-"];
    /// Classes for the layout of a page, not for a language.
    const OTHER: [&str; 6] = ["line", "line-content", "lines", "wrapper", "container", "text"];
    let of = |class: &str| BEFORE.iter().find_map(|before| class.strip_prefix(before)).map(String::from);
    class.split_whitespace().filter_map(of).find(|language| !OTHER.contains(&language.as_str()))
}

/// The value of an attribute. The range includes the attribute's name.
pub(super) fn written(text: &Text, range: Range<usize>) -> Text {
    let attribute = text.slice(&range);
    let Some((name, value)) = attribute.split_once('=') else { return Text::default() };
    let quoted = value.trim();
    let quote = quoted.chars().next().filter(|quote| ['"', '\''].contains(quote)).map_or(0, char::len_utf8);
    let start = range.start + name.len() + 1 + (value.len() - value.trim_start().len()) + quote;
    let end = (start + quoted.len()).saturating_sub(quote * 2).max(start);
    text.unescaped(start..end.min(range.end), Escape::Html)
}
