//! `AsciiDoc`: headings, delimited blocks, and the attribute lines above blocks.

mod table;

use super::html::Html;
use super::{code, info};
use crate::document::{Builder, Handle, Hidden, ScopeKind};
use crate::text::{Text, without_entities};
use std::ops::Range;
use table::Table;

pub(super) fn read(text: &Text, builder: &mut Builder) {
    let lines = text.line_ranges();
    let mut reader =
        Asciidoc { text, lines, index: 0, above: Above::default(), open: Vec::new(), item: None, table: None, builder };
    while reader.index < reader.lines.len() {
        reader.line();
        reader.index += 1;
    }
}

struct Asciidoc<'a> {
    text: &'a Text,
    lines: Vec<Range<usize>>,
    index: usize,
    above: Above,
    /// The delimiters of the open blocks, and their scopes.
    open: Vec<(String, Option<Handle>)>,
    /// The item of a list that the next block may belong to.
    item: Option<Handle>,
    table: Option<Table>,
    builder: &'a mut Builder,
}

/// The attributes in the lines above a block.
#[derive(Debug, Default)]
struct Above {
    is_source: bool,
    language: Option<String>,
    title: String,
    /// The number of columns of a table.
    columns: Option<usize>,
    /// The offset of the title.
    at: usize,
}

impl<'a> Asciidoc<'a> {
    fn str(&self, index: usize) -> &'a str {
        self.lines.get(index).map_or("", |line| self.text.slice(line))
    }

    /// A line with its line end.
    fn whole(&self, index: usize) -> Text {
        self.lines.get(index).map(|line| self.text.with_line_end(line)).unwrap_or_default()
    }

    fn at(&self) -> usize {
        self.lines.get(self.index).map_or(0, |line| self.text.offset(line.start))
    }

    fn line(&mut self) {
        let line = self.str(self.index).trim_end();
        let at = self.at();
        if line.is_empty() {
            self.close_item();
            self.builder.prose(&self.whole(self.index), &[]);
        } else if let Some((level, title)) = heading(line) {
            self.close_item();
            self.builder.heading(level, &without_entities(title), at);
            self.above = Above::default();
        } else if is_delimiter(line) {
            self.delimiter(line);
        } else if line.starts_with("|===") {
            self.table_mark();
        } else if line.starts_with("//") {
            self.builder.hidden(Hidden::Comment, self.whole(self.index));
        } else if let Some(attributes) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            self.above.read(attributes, at);
        } else if self.above.is_source {
            self.paragraph_of_code();
        } else if line.starts_with('.') && line.len() > 1 && !line.starts_with("..") && !line.starts_with(". ") {
            (self.above.title, self.above.at) = (without_entities(line.trim_start_matches('.')), at);
        } else if line != "+" && !is_attribute(line) {
            self.prose(line, at);
        }
    }

    fn prose(&mut self, line: &str, at: usize) {
        if self.table.is_some() && self.row() {
            return;
        }
        let shown = line.trim_start();
        let marks = shown.len() - shown.trim_start_matches(['*', '-', '.']).len();
        let is_item = marks > 0 && shown.get(marks..).is_some_and(|rest| rest.starts_with(' '));
        let term = shown
            .split_once("::")
            .filter(|(term, rest)| !term.is_empty() && (rest.is_empty() || rest.starts_with(' ')));
        let mut text = self.whole(self.index);
        if let Some((term, _)) = term {
            self.close_item();
            let label = self.builder.label(&without_entities(term), at);
            self.item = Some(self.builder.open_for_code(ScopeKind::Item, label));
        } else if is_item {
            self.close_item();
            let start = line.len() - shown.len() + marks + 1;
            text = text.part(start..text.len());
            let label = self.builder.label(&without_entities(text.as_str()), at);
            self.item = Some(self.builder.open_for_code(ScopeKind::Item, label));
        }
        code::add_prose(&text, self.builder);
    }

    fn close_item(&mut self) {
        if let Some(item) = self.item.take() {
            self.builder.close(item);
        }
    }

    /// Opens or closes a block at a delimiter line.
    fn delimiter(&mut self, line: &str) {
        let mark = if line.starts_with("```") { "```" } else { line };
        match mark.get(..2).unwrap_or_default() {
            "//" => {
                let text = self.until(mark);
                self.builder.hidden(Hidden::Comment, text);
            }
            "++" => {
                let (text, mut html) = (self.until(mark), Html::default());
                html.read(&text, self.builder);
                html.finish(self.builder);
            }
            "--" | ".." | "``" if mark.len() > 2 => {
                if mark == "```" {
                    let of = info::Info::read(line.trim_start_matches('`'));
                    self.above.language = of.language.or(self.above.language.take());
                }
                let text = self.until(mark);
                self.code(&text);
            }
            _ => self.container(mark),
        }
        self.above = Above::default();
    }

    /// The lines up to the same delimiter, or to the end of the page.
    fn until(&mut self, mark: &str) -> Text {
        let mut text = Text::default();
        while self.index + 1 < self.lines.len() {
            self.index += 1;
            if self.str(self.index).trim_end() == mark {
                break;
            }
            text.append(&self.whole(self.index));
        }
        text
    }

    fn code(&mut self, text: &Text) {
        let Above { language, title, at, .. } = std::mem::take(&mut self.above);
        let title = self.builder.label(&title, at);
        code::add(text, language, title, self.builder);
    }

    /// Code without delimiters ends at a blank line, or with the block that contains it.
    fn paragraph_of_code(&mut self) {
        let mut text = self.whole(self.index);
        while !self.str(self.index + 1).trim().is_empty() && !is_delimiter(self.str(self.index + 1).trim_end()) {
            self.index += 1;
            text.append(&self.whole(self.index));
        }
        self.code(&text);
    }

    /// Opens or closes a block that contains other blocks. With a title, it is a scope.
    fn container(&mut self, mark: &str) {
        if let Some(index) = self.open.iter().rposition(|(open, _)| open == mark) {
            self.close_item();
            for (_, handle) in self.open.drain(index..).rev() {
                if let Some(handle) = handle {
                    self.builder.close(handle);
                }
            }
            return;
        }
        let label = self.builder.label(&self.above.title, self.above.at);
        let handle = match (mark.starts_with('_'), label) {
            (_, Some(label)) => Some(self.builder.open(ScopeKind::Tab, Some(label))),
            (true, None) => Some(self.builder.open_for_code(ScopeKind::Quote, None)),
            (false, None) => None,
        };
        // The content of the block has its own scope, so it is not in the list item that contains the block.
        if handle.is_some() {
            self.item = None;
        }
        self.open.push((mark.to_owned(), handle));
    }
}

impl Above {
    /// Reads `source,json,title="order.paid"`.
    fn read(&mut self, attributes: &str, at: usize) {
        if attributes.starts_with('[') {
            // An anchor.
            return;
        }
        let parts: Vec<_> = attributes.split(',').map(str::trim).collect();
        let style = parts.first().copied().unwrap_or_default();
        let name = style.split(['%', '#', '.']).next().unwrap_or_default();
        let is_source = name == "source" || style.is_empty() && parts.len() > 1;
        self.is_source |= is_source;
        if let Some(language) = parts.get(1).filter(|language| is_source && !language.contains('=')) {
            self.language = Some(language.to_lowercase());
        }
        for (key, value) in parts.iter().filter_map(|part| part.split_once('=')) {
            let value = info::unquoted(value);
            match key.trim() {
                "language" | "lang" => self.language = Some(value.to_lowercase()),
                "title" => (self.title, self.at) = (without_entities(value), at),
                _ => {}
            }
        }
        if let Some((_, columns)) = attributes.split_once("cols=") {
            let columns = columns.strip_prefix('"').and_then(|columns| columns.split('"').next()).unwrap_or(columns);
            let repeated = columns.split_once('*').and_then(|(count, _)| count.trim().parse().ok());
            self.columns = Some(repeated.unwrap_or_else(|| columns.split(',').count()));
        }
    }
}

/// A heading: its level and its title.
fn heading(line: &str) -> Option<(u8, &str)> {
    let mark = line.chars().next().filter(|mark| ['=', '#'].contains(mark))?;
    let title = line.trim_start_matches(mark);
    let level = line.len() - title.len();
    let is_heading = level <= 6 && title.starts_with(' ') && !title.trim().is_empty();
    is_heading.then(|| Some((u8::try_from(level).ok()?, title.trim())))?
}

/// Whether a line opens or closes a block: four or more of these characters, `--`, or a fence.
fn is_delimiter(line: &str) -> bool {
    let Some(mark) = line.chars().next().filter(|mark| "-.=*_+/".contains(*mark)) else {
        return line.starts_with("```");
    };
    line == "--" || line.len() >= 4 && line.chars().all(|c| c == mark)
}

/// Whether a line is an attribute of the document: `:toc: left`.
fn is_attribute(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|line| line.split_once(':'));
    name.is_some_and(|(name, rest)| {
        !name.is_empty() && !name.contains(' ') && (rest.is_empty() || rest.starts_with(' '))
    })
}
