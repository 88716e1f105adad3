//! Tables of `AsciiDoc`. Each cell of a row may have its own line.

use super::Asciidoc;
use crate::document::{Handle, ScopeKind};
use crate::read::code;
use crate::text::{Escape, without_entities};

/// The open table.
#[derive(Debug)]
pub(super) struct Table {
    /// The number of columns, if it is known.
    columns: Option<usize>,
    /// The number of cells in the current row so far.
    cells: usize,
    row: Option<Handle>,
}

impl Asciidoc<'_> {
    /// Opens or closes a table at its delimiter line.
    pub(super) fn table_mark(&mut self) {
        self.close_item();
        match self.table.take() {
            Some(table) => table.row.into_iter().for_each(|row| self.builder.close(row)),
            None => self.table = Some(Table { columns: self.above.columns, cells: 0, row: None }),
        }
        self.above = super::Above::default();
    }

    /// Reads a line with cells. Returns whether it is one.
    pub(super) fn row(&mut self) -> bool {
        let line = self.str(self.index);
        let start = line
            .find('|')
            .filter(|start| line.get(..*start).is_some_and(|before| before.len() < 6 && !before.contains(' ')));
        let (Some(start), Some(table)) = (start, &mut self.table) else { return false };
        let cells: Vec<_> = line
            .match_indices('|')
            .filter(|(index, _)| !line.get(..*index).is_some_and(|before| before.ends_with('\\')))
            .collect();
        let columns = *table.columns.get_or_insert(cells.len());
        let is_next = table.row.is_none() || table.cells >= columns;
        table.cells = if is_next { cells.len() } else { table.cells + cells.len() };
        if is_next {
            let end = cells.iter().map(|(index, _)| *index).find(|index| *index > start).unwrap_or(line.len());
            let first = without_entities(line.get(start + 1..end).unwrap_or_default());
            table.row.take().into_iter().for_each(|row| self.builder.close(row));
            let label = self.builder.label(&first, self.at());
            let row = self.builder.open(ScopeKind::Row, label);
            if let Some(table) = &mut self.table {
                table.row = Some(row);
            }
        }
        let text = self.whole(self.index);
        let text = text.unescaped(start + 1..text.len(), Escape::Cell);
        code::add_prose(&text, self.builder);
        true
    }
}
