//! Reads fenced code.

use super::Markdown;
use super::container::indentation;
use crate::read::code;
use crate::read::info::Info;
use crate::text::{Text, without_entities};
use std::ops::Range;

/// The fence that opens a block of code.
#[derive(Debug)]
pub(crate) struct Fence<'a> {
    mark: char,
    length: usize,
    /// The indentation in columns.
    indent: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    pub(crate) fn open(line: &'a str) -> Option<Self> {
        let shown = line.trim_start();
        let mark = shown.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
        let info = shown.trim_start_matches(mark);
        let length = shown.len() - info.len();
        let is_fence = length >= 3 && !(mark == '`' && info.contains('`'));
        is_fence.then(|| Self { mark, length, indent: indentation(line, usize::MAX).0, info: info.trim() })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let shown = line.trim();
        shown.len() >= self.length && shown.chars().all(|c| c == self.mark)
    }
}

/// How far code without a fence is indented.
const INDENT: usize = 4;

impl Markdown<'_> {
    /// Whether a line starts an indented code paragraph with an object. Any other is prose: JSON without a fence has
    /// its own blank lines and indentation.
    pub(super) fn is_indented_object(&self, line: &str) -> bool {
        let (columns, start) = indentation(line, INDENT);
        let is_object = columns >= INDENT && line.get(start..).is_some_and(|rest| rest.trim_start().starts_with('{'));
        is_object && !self.is_paragraph && !self.is_open
    }

    /// Reads an indented object, up to a line that is not indented.
    pub(super) fn indented_object(&mut self, rest: &Range<usize>) {
        let mut lines = vec![rest.clone()];
        let mut blank = Vec::new();
        while let Some(next) = self.inside(self.index + blank.len() + 1) {
            let index = self.index + blank.len() + 1;
            let line = self.str(&next);
            if line.trim().is_empty() {
                blank.push(next);
            } else if indentation(line, INDENT).0 >= INDENT {
                lines.append(&mut blank);
                lines.push(next);
                self.index = index;
            } else {
                break;
            }
        }
        let mut text = Text::default();
        for line in lines {
            let (_, indent) = indentation(self.str(&line), INDENT);
            text.append(&self.text.with_line_end(&(line.start + indent..line.end)));
        }
        code::add(&text, None, None, self.builder);
    }

    /// Reads the block that a fence opens. If it has no end, it ends with its list or quote, or with the page.
    pub(super) fn fence(&mut self, fence: &Fence<'_>, rest: &Range<usize>) {
        let mut text = Text::default();
        let mut end = None;
        while let Some(next) = self.inside(self.index + 1).or_else(|| {
            let end = *end.get_or_insert_with(|| self.end_outside(fence, self.index + 1));
            self.outside(self.index + 1).filter(|_| self.index < end)
        }) {
            self.index += 1;
            let line = self.str(&next);
            if fence.is_closed_by(line) {
                break;
            }
            let (_, indent) = indentation(line, fence.indent);
            text.append(&self.text.with_line_end(&(next.start + indent..next.end)));
        }
        let Info { language, title } = Info::read(fence.info);
        let title = title.map(|title| without_entities(&title)).unwrap_or_default();
        let title = self.builder.label(&title, self.text.offset(rest.start));
        code::add(&text, language, title, self.builder);
    }

    /// A line in a list that is indented less than the list. People lose the indentation of code when they copy it.
    fn outside(&self, index: usize) -> Option<Range<usize>> {
        let line = self.lines.get(index).cloned()?;
        let (matched, start) = self.containers.strip(self.str(&line));
        self.containers.are_lists(matched).then(|| line.start + start..line.end)
    }

    /// The line of the closing fence, starting from a line that is not in its list. Without one, the code ends before
    /// that line.
    fn end_outside(&self, fence: &Fence<'_>, index: usize) -> usize {
        let mut lines = self.lines.iter().map(|line| self.str(line)).enumerate().skip(index);
        let is_other = |line: &str| line.starts_with('#') || Fence::open(line).is_some();
        let end = lines.find(|(_, line)| fence.is_closed_by(line) || is_other(line));
        end.filter(|(_, line)| fence.is_closed_by(line)).map_or(0, |(end, _)| end)
    }
}
