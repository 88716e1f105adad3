//! Reads tags and directives of documentation systems that are not HTML.

use super::container::indentation;
use crate::document::{Builder, Handle, ScopeKind};
use crate::read::info::attribute;
use crate::text::{Text, without_entities};
use std::ops::Range;

/// The open tags and directives.
#[derive(Debug, Default)]
pub(super) struct Tags {
    open: Vec<(String, Option<Handle>)>,
    directives: Vec<Option<Handle>>,
}

impl Tags {
    /// Reads a line with tags: `{% tabs %}{% tab title="order.paid" %}`. The text between them is prose.
    pub(super) fn read(&mut self, line: &Text, builder: &mut Builder) {
        let mut from = 0;
        while let Some(start) = line.since(from).find("{%").map(|found| from + found) {
            let Some(end) = line.since(start).find("%}").map(|found| start + found) else { break };
            add(line, from..start, builder);
            let inside = line.part(start + 2..end).trimmed();
            self.tag(inside.as_str(), inside.offset(0), builder);
            from = end + 2;
        }
        add(line, from..line.len(), builder);
    }

    fn tag(&mut self, tag: &str, at: usize, builder: &mut Builder) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(name) = name.strip_prefix("end") {
            if let Some(index) = self.open.iter().rposition(|(open, _)| open == name) {
                self.open
                    .drain(index..)
                    .rev()
                    .filter_map(|(_, handle)| handle)
                    .for_each(|handle| builder.close(handle));
            }
            return;
        }
        let title =
            ["title", "label", "summary", "status"].iter().find_map(|key| attribute(tag, key)).map(without_entities);
        let kind = match name {
            "code" => ScopeKind::Code,
            "tabs" | "stepper" | "columns" => ScopeKind::Group,
            _ if name.ends_with("response") => ScopeKind::Responses,
            _ if title.is_some() => ScopeKind::Tab,
            _ => return,
        };
        let label = builder.label(&title.unwrap_or_default(), at);
        let is_scope = label.is_some() || kind != ScopeKind::Code;
        self.open.push((name.to_owned(), is_scope.then(|| builder.open(kind, label))));
    }

    /// Reads `:::details Title` and `:::`. Returns whether the line is one of them.
    pub(super) fn directive(&mut self, line: &str, at: usize, builder: &mut Builder) -> bool {
        let shown = line.trim();
        let Some(rest) = shown.strip_prefix(":::") else { return false };
        let rest = rest.trim_start_matches(':').trim();
        if rest.is_empty() {
            self.directives.pop().flatten().into_iter().for_each(|handle| builder.close(handle));
            return true;
        }
        let (name, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let kind = match name.trim_matches(['{', '}']) {
            "code-group" | "tabs" | "tab-set" => Some(ScopeKind::Group),
            "details" | "tab" | "accordion" | "dropdown" => Some(ScopeKind::Tab),
            name if name.ends_with("-item") => Some(ScopeKind::Tab),
            _ => None,
        };
        let label = builder.label(&without_entities(title), at);
        self.directives.push(kind.map(|kind| builder.open(kind, label)));
        true
    }
}

/// Reads `=== "Title"`, which contains the indented text after it. Returns the indentation, and the scope.
pub(super) fn indented(line: &str, at: usize, builder: &mut Builder) -> Option<(usize, Handle)> {
    /// How far the text of an indented directive is indented.
    const INDENT: usize = 4;
    let (columns, start) = indentation(line, usize::MAX);
    let shown = line.get(start..)?.trim_end();
    if !shown.ends_with('"') || !["=== ", "??? ", "???+ "].iter().any(|mark| shown.starts_with(mark)) {
        return None;
    }
    let label = builder.label(&without_entities(shown.split('"').nth(1)?), at);
    Some((columns + INDENT, builder.open(ScopeKind::Tab, label)))
}

fn add(line: &Text, range: Range<usize>, builder: &mut Builder) {
    let text = line.part(range);
    if !text.is_blank() {
        builder.prose(&text, &[]);
    }
}
