//! Fenced blocks of Markdown, for tests of READMEs and of the book, and the parts that a chapter copies from files.
//!
//! A comment before a part names the file, and often a region of it. If no fenced block follows at once, the part is text and ends at a comment:
//!
//! ````text
//! <!-- docs/code/src/deployment.rs:serve -->
//! ```rust
//! …
//! ```
//!
//! <!-- conscent-python/README.md:install -->
//! …
//! <!-- end -->
//! ````

use std::fs;
use std::ops::Range;
use std::path::Path;

/// The end of a part that is text.
const END: &str = "<!-- end -->";

/// The contents of all fenced blocks of a language, in their order. Blocks in a list lose their indentation.
///
/// The first line of a content is the rest of the fence's line after the language: empty, unless the block has attributes.
#[must_use]
pub fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((indent, rest)) =
            line.split_once(&format!("```{language}")).filter(|(indent, _)| indent.trim().is_empty())
        else {
            continue;
        };
        let content = lines.by_ref().take_while(|line| line.trim() != "```");
        let content = content.map(|line| line.strip_prefix(indent).unwrap_or(line));
        blocks.push([rest].into_iter().chain(content).collect::<Vec<_>>().join("\n"));
    }
    blocks
}

/// A part of a Markdown text that is the copy of a file.
#[derive(Debug)]
pub struct Copied<'a> {
    /// The file, in the workspace, and often a region of it: `docs/code/src/deployment.rs:serve`.
    pub source: &'a str,
    /// Its lines in the text, counted from 0, without the comments and fences around them.
    pub lines: Range<usize>,
}

/// All copies in a text, in their order.
#[must_use]
pub fn copies(text: &str) -> Vec<Copied<'_>> {
    let lines: Vec<_> = text.lines().collect();
    let mut copies: Vec<Copied<'_>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(source) = line.trim().strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let is_inside = copies.last().is_some_and(|last| at <= last.lines.end);
        if is_inside || !source.contains(['.', '/']) || source.contains(' ') {
            continue;
        }
        let is_code = lines.get(at + 1).is_some_and(|next| next.trim_start().starts_with("```"));
        let (start, end) = if is_code { (at + 2, "```") } else { (at + 1, END) };
        let count = lines[start..].iter().position(|line| line.trim() == end);
        let count = count.unwrap_or_else(|| panic!("no `{end}` after the copy of {source}"));
        copies.push(Copied { source, lines: start..start + count });
    }
    copies
}

/// The copy of a source whose name ends like this, without indentation of the block.
#[must_use]
pub fn copied(text: &str, end: &str) -> Option<String> {
    let copy = copies(text).into_iter().find(|copy| copy.source.ends_with(end))?;
    let lines: Vec<_> = text.lines().skip(copy.lines.start).take(copy.lines.len()).collect();
    Some(unindented(&lines) + "\n")
}

/// The text with each copy as its source is now. A directive of mdBook, `{{#include file:anchor}}`, becomes a copy: alone in a block, or alone
/// between blocks. Its file is relative to the folder of the text.
#[must_use]
pub fn refreshed(text: &str, folder: &str, root: &Path) -> String {
    let text = without_includes(text, folder);
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    for copy in copies(&text).into_iter().rev() {
        let (file, anchor) = copy.source.split_once(':').map_or((copy.source, None), |(file, name)| (file, Some(name)));
        let source = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{}: {error}", copy.source));
        let region = region(&source, anchor).filter(|region| !region.is_empty());
        let region = region.unwrap_or_else(|| panic!("{}: no such anchor, or nothing in it", copy.source));
        let around = &lines[copy.lines.start - 1];
        let indent = around[..around.len() - around.trim_start().len()].to_owned();
        // Text is apart from its comments, so that Markdown does not take it as a part of them.
        let gap = (!around.trim_start().starts_with("```")).then(String::new);
        let copied = region.lines().map(|line| format!("{indent}{line}").trim_end().to_owned());
        let copied: Vec<_> = gap.clone().into_iter().chain(copied).chain(gap).collect();
        lines.splice(copy.lines, copied);
    }
    lines.join("\n") + "\n"
}

/// The text with the comment of a copy, which is still empty, in place of each include.
fn without_includes(text: &str, folder: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let mut converted = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let is_fence = line.trim_start().starts_with("```");
        if let Some(path) = after.first().and_then(|line| included(line)).filter(|_| is_fence) {
            let indent = &line[..line.len() - line.trim_start().len()];
            converted.extend([format!("{indent}<!-- {} -->", from_root(folder, path)), (*line).to_owned()]);
            rest = &after[1..];
        } else if let Some(path) = included(line) {
            converted.extend([format!("<!-- {} -->", from_root(folder, path)), END.to_owned()]);
            rest = after;
        } else {
            converted.push((*line).to_owned());
            rest = after;
        }
    }
    converted.join("\n") + "\n"
}

/// The path and anchor of a line `{{#include path:anchor}}`.
fn included(line: &str) -> Option<&str> {
    Some(line.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?.trim())
}

/// A path from a folder as a path from the root of the workspace.
fn from_root(folder: &str, path: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').collect();
    for part in path.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The lines between two marks `ANCHOR: name` and `ANCHOR_END: name`, or all lines; without marks, blank lines around them, and the indentation
/// that all of them share.
fn region(text: &str, anchor: Option<&str>) -> Option<String> {
    // In Markdown, a mark is a comment.
    let is_name = |text: &str| Some(text.trim_end().trim_end_matches("-->").trim()) == anchor;
    let is_mark = |line: &&str, mark: &str| line.split_once(mark).is_some_and(|(_, name)| is_name(name));
    let mut lines: Vec<_> = text.lines().collect();
    if anchor.is_some() {
        let start = lines.iter().position(|line| is_mark(line, "ANCHOR:"))?;
        let end = lines.iter().position(|line| is_mark(line, "ANCHOR_END:"))?;
        lines = lines.get(start..end)?.to_vec();
    }
    lines.retain(|line| !line.contains("ANCHOR:") && !line.contains("ANCHOR_END:"));
    Some(unindented(&lines).trim_matches('\n').to_owned())
}

/// Lines without the indentation that all of them share.
fn unindented(lines: &[&str]) -> String {
    let indents = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let indent = indents.min().unwrap_or_default();
    lines.iter().map(|line| line.get(indent..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
