//! Reads Markdown with the extensions of documentation systems. Prose stays unchanged, and so does JSON without a
//! fence.
//!
//! | module | reads |
//! |---|---|
//! | `block` | blocks that are JSON: `[block:code]` |
//! | `container` | quotes and lists, which mark each line that they contain |
//! | `fence` | fenced code blocks |
//! | `markup` | the end of HTML in Markdown |
//! | `table` | rows |
//! | `tag` | tags and directives that are not HTML: `{% tab %}`, `:::` |

mod block;
mod container;
mod fence;
mod markup;
mod table;
mod tag;

use super::html::Html;
use super::listing::Listing;
use super::{code, plain};
use crate::document::{Builder, Hidden};
use crate::text::{Text, without_entities};
use container::Containers;
use std::ops::Range;
use tag::Tags;

/// Whether a text without a known extension is Markdown.
pub(super) fn is_markdown(page: &str) -> bool {
    let mut lines = page.lines().map(str::trim_start);
    lines.any(|line| fence::Fence::open(line).is_some() || line.starts_with("{% ") || heading(line).is_some())
}

pub(super) fn read(text: &Text, builder: &mut Builder) {
    let lines = text.line_ranges();
    let reader = Markdown {
        text,
        lines,
        index: 0,
        containers: Containers::default(),
        html: Html::default(),
        tags: Tags::default(),
        listing: Listing::default(),
        is_paragraph: false,
        is_open: false,
        builder,
    };
    reader.read();
}

struct Markdown<'a> {
    text: &'a Text,
    /// All lines, without their ends.
    lines: Vec<Range<usize>>,
    /// The index of the line that is being read.
    index: usize,
    containers: Containers,
    html: Html,
    tags: Tags,
    listing: Listing,
    /// Whether the line before is prose, so that the next does not start a paragraph.
    is_paragraph: bool,
    /// Whether the last line of prose leaves a bracket open, so that the next line is inside it.
    is_open: bool,
    builder: &'a mut Builder,
}

impl<'a> Markdown<'a> {
    fn read(mut self) {
        self.front_matter();
        while self.index < self.lines.len() {
            self.line();
        }
        self.html.finish(self.builder);
    }

    /// The text of a range.
    fn str(&self, range: &Range<usize>) -> &'a str {
        self.text.slice(range)
    }

    /// The rest of a line after the marks of the open quotes and lists, if the line is inside all of them.
    fn inside(&self, index: usize) -> Option<Range<usize>> {
        let line = self.lines.get(index)?;
        let (matched, start) = self.containers.strip(self.str(line));
        (matched == self.containers.len()).then(|| line.start + start..line.end)
    }

    /// Reads a line, and the further lines of its block.
    fn line(&mut self) {
        let Some(line) = self.lines.get(self.index).cloned() else { return };
        let (matched, start) = self.containers.strip(self.str(&line));
        self.is_paragraph &= matched == self.containers.len();
        self.containers.close(matched, self.builder);
        let mut rest = line.start + start..line.end;
        let mut shown = rest.start;
        loop {
            if is_break(self.str(&rest)) {
                self.is_paragraph = false;
                self.index += 1;
                return;
            }
            let line = self.str(&rest);
            let Some((length, is_shown)) = self.containers.open(line, self.builder) else { break };
            if !is_shown {
                shown = rest.start + length;
            }
            rest.start += length;
        }
        let is_prose = self.block(&rest);
        if !self.str(&rest).trim().is_empty() {
            let ends = ["{", "[", ",", "\":"];
            self.is_open = is_prose && ends.iter().any(|end| self.str(&rest).trim_end().ends_with(end));
        }
        if is_prose {
            self.prose(shown..rest.end, &rest);
        }
        self.is_paragraph = is_prose && !self.str(&rest).trim().is_empty();
        self.index += 1;
    }

    /// Reads a block that is not prose. `index` is then the index of its last line.
    fn block(&mut self, rest: &Range<usize>) -> bool {
        let line = self.str(rest);
        let shown = line.trim_start();
        if shown.is_empty() {
            return true;
        }
        if self.is_indented_object(line) {
            self.indented_object(rest);
        } else if let Some(fence) = fence::Fence::open(line) {
            self.fence(&fence, rest);
        } else if let Some((level, title)) = heading(line) {
            self.heading(level, &without_entities(title), rest.start);
        } else if markup::is_start(shown) {
            self.html(rest);
        } else if shown.starts_with("[block:") {
            self.json_block();
        } else if shown.starts_with("{%") {
            let text = self.text.part(rest.clone());
            self.tags.read(&text, self.builder);
        } else if let Some(indent) = tag::indented(line, self.text.offset(rest.start), self.builder) {
            self.containers.indent(indent, self.builder);
        } else if self.tags.directive(line, self.text.offset(rest.start), self.builder) {
            // The line has opened or closed a scope.
        } else if let Some(level) = self.underline(line) {
            let title = without_entities(shown);
            self.heading(level, &title, rest.start);
            self.index += 1;
        } else if line.contains('|')
            && self.inside(self.index + 1).is_some_and(|next| table::is_delimiter(self.str(&next)))
        {
            self.table(rest);
        } else {
            return true;
        }
        false
    }

    fn heading(&mut self, level: u8, title: &str, start: usize) {
        self.builder.heading(level, title, self.text.offset(start));
    }

    /// The level of a heading if the next line underlines it.
    fn underline(&self, line: &str) -> Option<u8> {
        if self.is_paragraph || !line.contains(char::is_alphabetic) {
            return None;
        }
        let next = self.inside(self.index + 1)?;
        let next = self.str(&next).trim_end();
        let mark = next.trim_start().chars().next().filter(|mark| ['=', '-'].contains(mark))?;
        let is_line = next.trim_start().len() > 1 && next.trim_start().chars().all(|c| c == mark);
        is_line.then_some(if mark == '=' { 1 } else { 2 })
    }

    /// Adds a line of prose, perhaps after the marker of a numbered list.
    fn prose(&mut self, shown: Range<usize>, rest: &Range<usize>) {
        let line = self.str(rest);
        if line.trim_start().starts_with('•') || plain::is_control(line.trim()) {
            let line = self.text.with_line_end(&shown);
            self.builder.menu(&line);
            return;
        }
        if !line.trim().is_empty()
            && let Some(item) = self.containers.unnamed()
        {
            let label = self.builder.label(&without_entities(line), self.text.offset(rest.start));
            self.builder.name(item, label);
        }
        let line = self.text.with_line_end(&shown);
        let codes = code::spans(line.as_str());
        match self.listing.line(&line, &codes) {
            Some(code) => self.builder.prose(&code, &[]),
            None => self.builder.prose(&line, &codes),
        }
    }

    /// Reads HTML up to its end.
    fn html(&mut self, rest: &Range<usize>) {
        let mut chunk = self.text.with_line_end(rest);
        let mut scan = markup::Scan::new(self.str(rest));
        while let Some(next) = self.inside(self.index + 1).filter(|next| scan.goes_on(self.str(next))) {
            scan.read(self.str(&next));
            self.index += 1;
            chunk.append(&self.text.with_line_end(&next));
        }
        self.html.read(&chunk, self.builder);
        self.html.settle(self.builder);
    }

    /// The text between the first line, if it is `---` or `+++`, and the next such line.
    fn front_matter(&mut self) {
        let mark =
            self.lines.first().map(|line| self.str(line).trim_end()).filter(|line| ["---", "+++"].contains(line));
        let Some(mark) = mark else { return };
        let ends = |line: &Range<usize>| [mark, "..."].contains(&self.str(line).trim_end());
        let Some(end) = self.lines.iter().skip(1).position(ends).map(|end| end + 1) else { return };
        let all = self.lines.get(1).map_or(0, |line| line.start)..self.lines.get(end).map_or(0, |line| line.start);
        for line in self.lines.get(1..end).unwrap_or_default() {
            let Some((key, value)) = self.str(line).split_once([':', '=']) else { continue };
            if key.trim_end() == "title" {
                let title = without_entities(super::info::unquoted(value.trim()));
                self.builder.title(&title, self.text.offset(line.start));
            }
        }
        self.builder.hidden(Hidden::FrontMatter, self.text.part(all));
        self.index = end + 1;
    }
}

/// A heading with `#`: its level and its title.
fn heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim_start();
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(level..)?;
    if !(1..=6).contains(&level) || !(title.is_empty() || title.starts_with([' ', '\t'])) {
        return None;
    }
    let title = title.trim();
    let closed = title.trim_end_matches('#');
    let title = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { title };
    Some((u8::try_from(level).ok()?, title))
}

/// Whether a line is a thematic break.
fn is_break(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(mark) = marks.next().filter(|mark| ['-', '*', '_'].contains(mark)) else { return false };
    let rest: Vec<_> = marks.take(80).collect();
    rest.len() >= 2 && rest.iter().all(|c| *c == mark)
}
