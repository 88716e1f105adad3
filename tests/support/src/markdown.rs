//! Fenced blocks of Markdown, for tests of READMEs and of the book.

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

/// The region of a file that mdBook includes for `{{#include file:anchor}}`, or `None` if the file has no such anchor.
#[must_use]
pub fn anchored(text: &str, anchor: &str) -> Option<String> {
    // In Markdown, a mark is a comment.
    let is_name = |text: &str| text.trim_end().trim_end_matches("-->").trim() == anchor;
    let is_mark = |line: &str, mark: &str| line.split_once(mark).is_some_and(|(_, name)| is_name(name));
    let mut lines = text.lines();
    lines.by_ref().find(|line| is_mark(line, "ANCHOR:"))?;
    let mut region = Vec::new();
    for line in lines {
        if is_mark(line, "ANCHOR_END:") {
            return Some(region.join("\n"));
        }
        if !line.contains("ANCHOR:") && !line.contains("ANCHOR_END:") {
            region.push(line);
        }
    }
    None
}

/// The `file` and `anchor` of each `{{#include file:anchor}}`.
pub fn includes(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split("{{#include ").skip(1).filter_map(|rest| {
        let target = rest.split_once("}}")?.0.trim();
        Some(target.split_once(':').map_or((target, None), |(file, anchor)| (file, Some(anchor))))
    })
}
