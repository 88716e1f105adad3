//! Reads Markdown tables: each row is a scope, named by its first cell.

use super::Markdown;
use crate::document::ScopeKind;
use crate::read::code;
use crate::text::{Escape, Text, without_entities};
use std::ops::Range;

/// Whether a line separates a table's header from its rows.
pub(super) fn is_delimiter(line: &str) -> bool {
    let is_sign = |c: char| ['|', '-', ':', ' ', '\t'].contains(&c);
    line.contains('|') && line.contains("--") && line.chars().all(is_sign)
}

impl Markdown<'_> {
    /// Reads a table, starting with its header.
    pub(super) fn table(&mut self, head: &Range<usize>) {
        let head = self.row(head);
        code::add_prose(&head, self.builder);
        self.index += 1;
        while let Some(next) = self.inside(self.index + 1).filter(|next| self.str(next).contains('|')) {
            self.index += 1;
            let row = self.row(&next);
            let first = without_entities(self.first_cell(&next));
            let label = self.builder.label(&first, self.text.offset(next.start));
            let scope = self.builder.open(ScopeKind::Row, label);
            if row.as_str().contains("<br") || row.as_str().contains("<code") || row.as_str().contains("<pre") {
                self.html.read(&row, self.builder);
                self.html.settle(self.builder);
            } else {
                code::add_prose(&row, self.builder);
            }
            self.builder.close(scope);
        }
    }

    /// A row without the bars around it. A bar in a cell is escaped with a backslash.
    fn row(&self, range: &Range<usize>) -> Text {
        let row = self.text.part(range.clone()).trimmed();
        let start = usize::from(row.as_str().starts_with('|'));
        let ends = row.as_str().ends_with('|') && !row.as_str().ends_with("\\|") && row.len() > start;
        row.unescaped(start..row.len() - usize::from(ends), Escape::Cell).trimmed()
    }

    fn first_cell(&self, range: &Range<usize>) -> &str {
        let row = self.str(range).trim();
        let row = row.strip_prefix('|').unwrap_or(row);
        let end =
            row.match_indices('|').find(|(index, _)| !row.get(..*index).is_some_and(|before| before.ends_with('\\')));
        row.get(..end.map_or(row.len(), |(index, _)| index)).unwrap_or_default()
    }
}
