//! Recognizes tables that show code: each row is a line, with its number in the first cell.

use html5gum::Token;
use std::collections::BTreeSet;

/// A table that is being checked.
struct Table {
    /// The index of its start tag.
    index: usize,
    rows: usize,
    /// The number of cells in the current row so far.
    cells: usize,
    /// The text of the first cell.
    number: String,
    /// The expected number of the next row.
    expected: Option<usize>,
    is_code: bool,
}

/// The indices of the start tags of tables of code.
pub(super) fn of_code(tokens: &[Token<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Table> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::StartTag(tag) if tag.name.as_slice() == b"table" => {
                // A page may use tables for its layout. Those are not code.
                if let Some(outer) = open.last_mut() {
                    outer.is_code = false;
                }
                open.push(Table { index, rows: 0, cells: 0, number: String::new(), expected: None, is_code: true });
            }
            Token::EndTag(tag) if tag.name.as_slice() == b"table" => {
                if let Some(mut table) = open.pop() {
                    table.end_row();
                    if table.is_code && table.rows > 1 {
                        found.insert(table.index);
                    }
                }
            }
            Token::StartTag(tag) => {
                let Some(table) = open.last_mut() else { continue };
                match tag.name.as_slice() {
                    b"tr" => table.end_row(),
                    b"td" => {
                        table.cells += 1;
                        let number = tag.attributes.get(b"data-line-number".as_slice()).filter(|_| table.cells == 1);
                        table.number.extend(number.map(|number| String::from_utf8_lossy(number)));
                    }
                    b"th" | b"pre" => table.is_code = false,
                    _ => {}
                }
            }
            Token::String(text) => {
                if let Some(table) = open.last_mut().filter(|table| table.cells == 1 && table.is_code) {
                    table.number.push_str(String::from_utf8_lossy(text).trim());
                }
            }
            _ => {}
        }
    }
    found
}

impl Table {
    fn end_row(&mut self) {
        let number = std::mem::take(&mut self.number);
        let cells = std::mem::take(&mut self.cells);
        if cells == 0 {
            return;
        }
        self.rows += 1;
        let number: Option<usize> = number.parse().ok();
        self.is_code &= cells == 2 && number.is_some() && (self.expected.is_none() || self.expected == number);
        self.expected = number.and_then(|number| number.checked_add(1));
    }
}
