//! Writes text as a browser shows it: lines with collapsed white space, code with its own white space, and labels.

use crate::document::{Builder, Handle};
use crate::read::code;
use crate::read::listing::Listing;
use crate::text::Text;
use std::ops::Range;

/// The separator between two cells of a row.
const SEPARATOR: &str = " | ";

/// The marker of an item in a numbered list. It identifies a page that lists its sections above its title.
pub(super) const NUMBER: &str = "1. ";

/// The text that is being written.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// The line of prose, and the code in it.
    line: Text,
    codes: Vec<Range<usize>>,
    code: Option<Code>,
    label: Option<Open>,
    bold: usize,
    /// How many menus are open.
    pub(super) menus: usize,
    unnamed: Option<Unnamed>,
    listing: Listing,
    /// The last line, and its offset.
    last: (String, usize),
}

/// Code that is being read.
#[derive(Debug)]
struct Code {
    text: Text,
    language: Option<String>,
    /// Whether it is code in a line, as far as is known.
    is_inline: bool,
}

/// A scope that takes its name from the next line, or from the line's first cell.
#[derive(Clone, Copy, Debug)]
struct Unnamed {
    handle: Handle,
    /// Where the first cell ends.
    end: Option<usize>,
}

/// A label that is being read.
#[derive(Debug)]
struct Open {
    label: Label,
    text: Text,
    /// The text of buttons, which counts if the label has no other text.
    spare: String,
    at: usize,
}

/// The subject of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Heading(u8),
    Of(Option<Handle>),
    Tab,
}

impl Output {
    pub(super) fn is_code(&self) -> bool {
        self.code.is_some()
    }

    pub(super) fn is_label(&self) -> bool {
        self.label.is_some()
    }

    pub(super) fn text(&mut self, text: &Text) {
        match (&mut self.code, &mut self.label) {
            (Some(code), _) => code.text.append(text),
            (None, Some(label)) => fold(&mut label.text, text),
            (None, None) => fold(&mut self.line, text),
        }
    }

    /// The text of a button.
    pub(super) fn spare_text(&mut self, text: &str) {
        if let Some(label) = &mut self.label {
            label.spare.push_str(text);
        }
    }

    fn target(&mut self) -> &mut Text {
        match (&mut self.code, &mut self.label) {
            (Some(code), _) => &mut code.text,
            (None, Some(label)) => &mut label.text,
            (None, None) => &mut self.line,
        }
    }

    pub(super) fn length(&mut self) -> usize {
        self.target().len()
    }

    /// Removes the text from an offset on, unless it counts.
    pub(super) fn drop_unless(&mut self, start: usize, counts: impl Fn(&str) -> bool) {
        let target = self.target();
        if !counts(target.since(start)) {
            target.truncate(start);
        }
    }

    /// Starts a line in code. In a label, that is a space.
    pub(super) fn start_line(&mut self) {
        if let Some(code) = &mut self.code {
            code.is_inline = false;
            code.text.end_line();
            return;
        }
        let target = self.target();
        if !target.is_empty() && !target.as_str().ends_with(' ') {
            target.add(" ");
        }
    }

    /// Ends a line at a tag that only breaks it.
    pub(super) fn line_break(&mut self, at: usize) {
        match &mut self.code {
            Some(code) => {
                code.is_inline = false;
                code.text.push("\n", at);
            }
            None => self.start_line(),
        }
    }

    pub(super) fn bold(&mut self, starts: bool, at: usize) {
        let is_outermost = self.bold == usize::from(!starts);
        self.bold = if starts { self.bold + 1 } else { self.bold.saturating_sub(1) };
        if is_outermost && self.code.is_none() && self.label.is_none() {
            if starts || self.line.is_empty() { self.line.push("**", at) } else { self.line.add("**") }
        }
    }

    /// Ends a code span in a label.
    pub(super) fn tick(&mut self) {
        self.target().add("`");
    }

    pub(super) fn start_code(&mut self, language: Option<String>, is_inline: bool) {
        self.code = Some(Code { text: Text::default(), language, is_inline });
    }

    pub(super) fn set_language(&mut self, language: Option<&str>) {
        if let (Some(code), Some(language)) = (&mut self.code, language) {
            code.language.get_or_insert_with(|| language.to_owned());
        }
    }

    pub(super) fn end_code(&mut self, builder: &mut Builder) {
        let Some(Code { text, language, is_inline }) = self.code.take() else { return };
        let is_object = || text.as_str().contains('\n') && text.as_str().trim_start().starts_with(['{', '[']);
        if is_inline && !is_object() {
            let at = text.offset(0);
            self.line.push("`", at);
            let start = self.line.len();
            for (index, line) in text.line_ranges().into_iter().enumerate() {
                if index > 0 {
                    self.line.push(" ", text.offset(line.start));
                }
                self.line.append(&text.part(line));
            }
            self.codes.push(start..self.line.len());
            self.line.add("`");
            return;
        }
        self.end_line(builder);
        // The line end after the tag is not part of the code.
        let start = ["\r\n", "\n"].iter().find(|end| text.as_str().starts_with(**end)).map_or(0, |end| end.len());
        code::add(&text.part(start..text.len()), language, None, builder);
    }

    pub(super) fn start_label(&mut self, label: Label, at: usize) {
        self.label = Some(Open { label, text: Text::default(), spare: String::new(), at });
    }

    /// Ends a label, and returns its subject, its text, and the text's offset.
    pub(super) fn end_label(&mut self) -> Option<(Label, String, usize)> {
        let Open { label, text, spare, at } = self.label.take()?;
        if text.as_str().contains(char::is_alphanumeric) {
            let at = text.trimmed().offset(0);
            return Some((label, text.as_str().to_owned(), at));
        }
        Some((label, spare.split_whitespace().collect::<Vec<_>>().join(" "), at))
    }

    /// Whether the line only contains the marker of an item.
    pub(super) fn is_at_mark(&self) -> bool {
        self.line.as_str() == NUMBER
    }

    /// Uses the next line as the name of a scope.
    pub(super) fn name_by_next_line(&mut self, handle: Handle) {
        self.unnamed = Some(Unnamed { handle, end: None });
    }

    /// Separates two cells of a row. The first one is the name of the row.
    pub(super) fn separate(&mut self, at: usize) {
        if self.line.is_blank() {
            self.unnamed = None;
            return;
        }
        let length = self.line.len();
        if let Some(unnamed) = &mut self.unnamed {
            unnamed.end.get_or_insert(length);
        }
        self.line.push(SEPARATOR, at);
    }

    /// The last line that ended, and its offset.
    pub(super) fn last_line(&self) -> (String, usize) {
        self.last.clone()
    }

    pub(super) fn end_line(&mut self, builder: &mut Builder) {
        let (mut line, codes) = (std::mem::take(&mut self.line), std::mem::take(&mut self.codes));
        if let Some(rest) = line.as_str().strip_suffix(SEPARATOR) {
            line.truncate(rest.len());
        }
        if line.is_blank() {
            return;
        }
        if let Some(Unnamed { handle, end }) = self.unnamed.take() {
            let name = line.as_str().get(..end.unwrap_or(line.len())).unwrap_or_default();
            let name = name.strip_prefix(NUMBER).unwrap_or(name);
            builder.name(handle, builder.label(name, line.offset(0)));
        }
        self.last = (line.as_str().trim().to_owned(), line.offset(0));
        if let Some(code) = self.listing.line(&line, &codes) {
            builder.prose(&code, &[]);
        } else if self.menus > 0 {
            builder.menu(&line);
        } else {
            builder.prose(&line, &codes);
        }
    }
}

/// Adds a text as a browser shows it: white space becomes one space, or nothing at the start of a line.
fn fold(line: &mut Text, text: &Text) {
    let mut start = 0;
    for word in text.as_str().split(char::is_whitespace) {
        let is_after_space = start > 0;
        if is_after_space && !line.is_empty() && !line.as_str().ends_with(' ') {
            line.push(" ", text.offset(start - 1));
        }
        line.append(&text.part(start..start + word.len()));
        start += word.len();
        start += text.since(start).chars().next().map_or(0, char::len_utf8);
    }
}
