//! Finds the context of a page's candidates: the labels of their scopes, and the lines of prose above them.

use crate::document::{Block, BlockKind, Document, PAGE, Scope, ScopeId, ScopeKind};
use crate::frame::Frame;
use crate::scan::Candidate;
use crate::site::Site;
use crate::text::{Lines, Text};
use std::ops::Range;

/// A position on a page: the index of a block, and an offset in its text.
pub(crate) type Position = (usize, usize);

/// How many lines above a text are considered. Lines farther away are not about it, and the limit keeps the time
/// linear.
const MAX_LINES: usize = 400;

/// A page with the places of its candidates. In this module, a text is a candidate.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    pub(crate) document: &'a Document,
    pub(crate) site: &'a Site,
    pub(crate) frame: Frame,
    /// The lines of prose without the candidates in them, in order.
    lines: Vec<Line<'a>>,
    /// The places of the candidates, in their order.
    places: Vec<Place>,
    /// The indices of the places, in order of their starts.
    order: Vec<usize>,
}

/// A line of prose, or part of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) at: Position,
    pub(crate) text: &'a str,
    pub(crate) scope: ScopeId,
    /// The line of the page, counted from 1.
    pub(crate) number: usize,
    /// Whether it links to other pages.
    pub(crate) is_menu: bool,
    /// Whether a candidate precedes it on the same line.
    is_rest: bool,
}

/// The place of a candidate.
#[derive(Debug)]
struct Place {
    start: Position,
    end: Position,
    /// The block that it is code of.
    block: usize,
    /// Its offset in this block.
    offset: usize,
    /// The scopes around it, from the innermost out.
    around: Vec<ScopeId>,
}

impl<'a> Outline<'a> {
    pub(crate) fn new(document: &'a Document, candidates: &[Candidate], numbers: &Lines, site: &'a Site) -> Self {
        let places: Vec<Place> = candidates.iter().map(|one| Place::of(document, one)).collect();
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|index| places.get(*index).map(|place| place.start));
        let sorted: Vec<&Place> = order.iter().filter_map(|index| places.get(*index)).collect();
        let lines = lines(document, &sorted, numbers);
        let starts: Vec<Position> = sorted.iter().map(|place| place.start).collect();
        let frame = Frame::read(document, &lines, &starts, site);
        Self { document, site, frame, lines, places, order }
    }

    /// The scopes around a text, from the innermost out.
    pub(crate) fn around(&self, place: usize) -> impl Iterator<Item = (ScopeId, &'a Scope)> {
        let around = self.places.get(place).into_iter().flat_map(|place| &place.around);
        around.filter_map(|scope| Some((*scope, self.document.scopes.get(*scope)?)))
    }

    /// The section that a text is in.
    pub(crate) fn section(&self, place: usize) -> Option<ScopeId> {
        self.places.get(place)?.around.first().map(|scope| self.document.section(*scope))
    }

    /// Whether a text is code in a line of prose. Headings do not apply to it.
    pub(crate) fn is_aside(&self, place: usize) -> bool {
        self.kind(place) == Some(&BlockKind::Inline)
    }

    /// The cells of a row, and other lines in a scope, above a text in it.
    pub(crate) fn lines_in(&self, scope: ScopeId, place: usize) -> impl Iterator<Item = Line<'a>> {
        let start = self.places.get(place).map(|place| place.start).unwrap_or_default();
        let end = self.lines.partition_point(|line| line.at < start);
        self.lines.iter().take(end).rev().take_while(move |line| line.scope == scope).copied()
    }

    /// The lines of the rows above a text's row, the nearest first. They end with the table, and at the preceding text.
    pub(crate) fn rows_above(&self, row: ScopeId, place: usize) -> impl Iterator<Item = Line<'a>> {
        let start = self.places.get(place).map(|place| place.start).unwrap_or_default();
        // Cells contain examples of fields too.
        let is_inline =
            |other: &Place| self.document.blocks.get(other.block).is_some_and(|block| block.kind == BlockKind::Inline);
        let from =
            self.before(start).find(|(_, other)| !is_inline(other)).map(|(_, other)| other.end).unwrap_or_default();
        let parent = self.document.scopes.get(row).and_then(|row| row.parent);
        let is_row = move |line: &&Line<'_>| {
            let scope = self.document.scopes.get(line.scope);
            scope.is_some_and(|scope| scope.kind == ScopeKind::Row && scope.parent == parent) && line.at >= from
        };
        let end = self.lines.partition_point(|line| line.at < start);
        let lines = self.lines.iter().take(end).rev().take_while(is_row).take(MAX_LINES);
        lines.filter(move |line| line.scope != row).copied()
    }

    pub(crate) fn kind(&self, place: usize) -> Option<&'a BlockKind> {
        Some(&self.document.blocks.get(self.places.get(place)?.block)?.kind)
    }

    /// The code before a text in its block: from the start of the block, and from the end of the preceding text.
    pub(crate) fn code_before(&self, place: usize) -> (&'a str, &'a str) {
        let Some(one) = self.places.get(place) else { return ("", "") };
        let text = self.document.blocks.get(one.block).map_or("", |block| block.text.as_str());
        let earlier = self.before(one.start).find(|(_, other)| other.block == one.block).map(|(_, other)| other.end.1);
        let all = text.get(..one.offset).unwrap_or_default();
        (all, all.get(earlier.unwrap_or(0)..).unwrap_or_default())
    }

    /// The lines directly above a text, and before it on its own line, the nearest first. They end at the preceding
    /// text.
    pub(crate) fn leads(&self, place: usize) -> Vec<Line<'a>> {
        self.walk(place, |_| true)
    }

    /// The lines above a text that can be about it, the nearest first. They end at the preceding text that uses them
    /// up, except for lines above a group of tabs, which apply to all its tabs.
    pub(crate) fn above(&self, place: usize, uses_up: impl Fn(usize) -> bool) -> Vec<Line<'a>> {
        let mut lines = self.walk(place, uses_up);
        // The part of a line behind a text comes after it.
        lines.retain(|line| line.at >= self.frame.start && !line.is_menu && !line.is_rest);
        lines
    }

    /// All lines of prose and code between a text and the last text above it that uses them up, without those in
    /// another section. The last line comes first.
    pub(crate) fn shown_above(&self, place: usize, uses_up: impl Fn(usize) -> bool) -> Vec<&'a str> {
        let Some(one) = self.places.get(place) else { return Vec::new() };
        let before = self.before(one.start).filter(|(index, _)| uses_up(*index));
        let from = before.map(|(_, other)| other.end).find(|end| *end <= one.start).unwrap_or_default();
        let blocks = self.document.blocks.iter().enumerate().take(one.block.max(one.start.0) + 1).skip(from.0);
        let is_about = |block: &Block| one.around.contains(&self.document.section(block.scope));
        let shown = blocks.filter(|(_, block)| is_about(block)).map(|(index, block)| {
            let text = block.text.as_str();
            let start = if index == from.0 { from.1 } else { 0 };
            let end = if index == one.block { one.offset } else { text.len() };
            text.get(start..end).unwrap_or_default()
        });
        let mut lines: Vec<&str> = shown.flat_map(str::lines).collect();
        lines.reverse();
        lines.truncate(MAX_LINES);
        lines
    }

    /// The texts that start before a position, with their indices, the last first.
    fn before(&self, at: Position) -> impl Iterator<Item = (usize, &Place)> {
        let count = self.order.partition_point(|index| self.places.get(*index).is_some_and(|place| place.start < at));
        self.order.iter().take(count).rev().filter_map(|index| Some((*index, self.places.get(*index)?)))
    }

    fn walk(&self, place: usize, uses_up: impl Fn(usize) -> bool) -> Vec<Line<'a>> {
        let Some(one) = self.places.get(place) else { return Vec::new() };
        let mut earlier = self.before(one.start).filter(|(index, _)| uses_up(*index)).peekable();
        let end = self.lines.partition_point(|line| line.at < one.start);
        let (mut found, mut from) = (Vec::new(), 0);
        for line in self.lines.iter().take(end).rev().take(MAX_LINES) {
            while let Some((_, other)) = earlier.next_if(|(_, other)| other.start >= line.at) {
                match self.group(one, other) {
                    Some(outside) => from = from.max(outside),
                    None => return found,
                }
            }
            if self.reaches(line.scope, one).is_some_and(|depth| depth >= from) {
                found.push(*line);
            }
        }
        found
    }

    /// If two texts are in two tabs of one group: the number of scopes of the first text inside the group, including
    /// the group.
    fn group(&self, one: &Place, other: &Place) -> Option<usize> {
        let shared = one.around.iter().position(|scope| other.around.contains(scope))?;
        let is_group =
            |scope: &ScopeId| self.document.scopes.get(*scope).is_some_and(|scope| scope.kind == ScopeKind::Group);
        (shared > 0 && is_group(one.around.get(shared)?) && other.around.first() != one.around.get(shared))
            .then_some(shared + 1)
    }

    /// The scope around a text that contains a line. A quote, and a list item, are also about the text that follows
    /// them.
    fn reaches(&self, scope: ScopeId, one: &Place) -> Option<usize> {
        let mut scope = scope;
        loop {
            if let Some(depth) = one.around.iter().position(|around| *around == scope) {
                return Some(depth);
            }
            let out = self.document.scopes.get(scope)?;
            scope = out.parent.filter(|_| matches!(out.kind, ScopeKind::Quote | ScopeKind::Item))?;
        }
    }
}

impl Place {
    fn of(document: &Document, candidate: &Candidate) -> Self {
        let Range { start, end } = candidate.span;
        let block = document.blocks.get(candidate.block);
        let scope = block.map_or(PAGE, |block| block.scope);
        let inline = block.filter(|block| block.kind == BlockKind::Inline).and_then(|_| in_prose(document, candidate));
        let [first, last] = inline.unwrap_or([(candidate.block, start), (candidate.block, end)]);
        let around = document.around(scope).map(|(scope, _)| scope).collect();
        Self { start: first, end: last, block: candidate.block, offset: start, around }
    }
}

/// The range in a block of prose of a text that is code in a line.
fn in_prose(document: &Document, candidate: &Candidate) -> Option<[Position; 2]> {
    let at = candidate.on_page();
    // The block of prose is near its code, before or after it.
    let near = document.blocks.iter().enumerate().skip(candidate.block.saturating_sub(MAX_LINES)).take(2 * MAX_LINES);
    near.filter(|(_, block)| block.kind == BlockKind::Prose).find_map(|(index, block)| {
        let span = block.text.on_page();
        if !(span.start <= at.start && at.end <= span.end) {
            return None;
        }
        Some([(index, first_from(&block.text, at.start)), (index, first_from(&block.text, at.end))])
    })
}

/// The first position in a text at or after an offset of the page.
fn first_from(text: &Text, offset: usize) -> usize {
    let (mut from, mut to) = (0, text.as_str().len());
    while from < to {
        let middle = from.midpoint(to);
        if text.offset(middle) < offset { from = middle + 1 } else { to = middle }
    }
    from
}

/// The lines of prose without the texts at these places, which are in order.
fn lines<'a>(document: &'a Document, places: &[&Place], numbers: &Lines) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::Prose | BlockKind::Menu) {
            continue;
        }
        let text = block.text.as_str();
        let first = places.partition_point(|place| place.start.0 < index);
        let cuts = places.iter().skip(first).take_while(|place| place.start.0 == index);
        let mut from = 0;
        let mut add = |from: usize, to: usize| {
            let mut start = from;
            for line in text.get(from..to).unwrap_or_default().split_inclusive('\n') {
                let indent = line.len() - line.trim_start().len();
                if !line.trim().is_empty() {
                    lines.push(Line {
                        at: (index, start + indent),
                        text: line.trim(),
                        scope: block.scope,
                        number: numbers.line(block.text.offset(start + indent)),
                        is_menu: block.kind == BlockKind::Menu,
                        is_rest: start == from && from > 0,
                    });
                }
                start += line.len();
            }
        };
        for cut in cuts {
            add(from, cut.start.1.max(from));
            from = from.max(cut.end.1);
        }
        add(from, text.len());
    }
    lines
}
