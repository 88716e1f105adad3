//! Reads blocks that are JSON, between `[block:code]` and `[/block]`. Their texts are JSON strings.

use super::Markdown;
use crate::document::{Hidden, ScopeKind};
use crate::read::code;
use crate::text::{Escape, Text, range_of};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;

/// The content of a block of any kind.
#[derive(Default, Deserialize)]
struct Block<'a> {
    #[serde(borrow, default)]
    codes: Vec<Code<'a>>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    html: Option<&'a RawValue>,
    /// The cells of a table, by row and column: `0-1`. The header is row `h`.
    #[serde(borrow, default)]
    data: BTreeMap<String, &'a RawValue>,
}

#[derive(Deserialize)]
struct Code<'a> {
    #[serde(borrow, rename = "code")]
    text: &'a RawValue,
    name: Option<String>,
    language: Option<String>,
}

impl Markdown<'_> {
    /// Reads a block up to its end.
    pub(super) fn json_block(&mut self) {
        let mut content = Text::default();
        while let Some(next) = self.inside(self.index + 1) {
            self.index += 1;
            if self.str(&next).trim_start().starts_with("[/block]") {
                break;
            }
            content.append(&self.text.with_line_end(&next));
        }
        let Ok(block) = serde_json::from_str::<Block<'_>>(content.as_str()) else {
            self.builder.code(Some("json".into()), content);
            return;
        };
        let texts: Vec<_> = block.codes.iter().map(|code| text(&content, code.text)).collect();
        let group = (!texts.is_empty()).then(|| self.builder.open(ScopeKind::Group, None));
        for (Code { name, language, .. }, text) in block.codes.iter().zip(texts) {
            let language = language.as_deref().map(str::to_lowercase).filter(|language| !language.is_empty());
            let label = self.builder.label(name.as_deref().unwrap_or_default(), text.offset(0));
            let tab = self.builder.open(ScopeKind::Tab, label);
            code::add(&text, language, None, self.builder);
            self.builder.close(tab);
        }
        if let Some(group) = group {
            self.builder.close(group);
        }
        for shown in [block.title, block.body].into_iter().flatten() {
            code::add_prose(&text(&content, shown), self.builder);
        }
        if let Some(html) = block.html {
            self.html.read(&text(&content, html), self.builder);
            self.html.settle(self.builder);
        }
        self.rows(&content, &block.data);
        // The JSON around the texts describes how they are shown.
        let texts =
            block.codes.iter().map(|code| code.text).chain([block.title, block.body, block.html].into_iter().flatten());
        let mut texts: Vec<_> = texts.chain(block.data.values().copied()).map(|text| range(&content, text)).collect();
        texts.sort_by_key(|range| range.start);
        self.builder.hidden(Hidden::Description, content.without(&texts));
    }

    /// The cells of a table, in page order.
    fn rows(&mut self, content: &Text, cells: &BTreeMap<String, &RawValue>) {
        let mut cells: Vec<_> =
            cells.iter().map(|(place, cell)| (place.split('-').next().unwrap_or_default(), *cell)).collect();
        cells.sort_by_key(|(_, cell)| range(content, cell).start);
        for row in cells.chunk_by(|(row, _), (other, _)| row == other) {
            let texts: Vec<_> = row.iter().map(|(_, cell)| text(content, cell)).collect();
            let Some(first) = texts.first() else { continue };
            let label = self.builder.label(first.as_str(), first.offset(0));
            let scope = self.builder.open(ScopeKind::Row, label);
            for text in &texts {
                code::add_prose(text, self.builder);
            }
            self.builder.close(scope);
        }
    }
}

fn range(content: &Text, value: &RawValue) -> Range<usize> {
    range_of(value.get(), content.as_str())
}

/// A JSON string as it is shown.
fn text(content: &Text, value: &RawValue) -> Text {
    let Range { start, end } = range(content, value);
    let is_text = value.get().len() >= 2 && value.get().starts_with('"');
    if is_text { content.unescaped(start + 1..end - 1, Escape::JsonString) } else { content.part(start..end) }
}
