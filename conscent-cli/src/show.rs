//! Output for people, and for programs.

use anstyle::Style;
use conscent_codegen::diagnostic::is_layout;
use serde::Serialize;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Writes a JSON document, with an end of line.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// Writes rows in columns. A column is as wide as its widest cell.
pub(crate) fn table<const N: usize>(out: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    styled_table(out, rows, |_| Style::new())
}

/// [`table`], with a style for the first cell of each row.
pub(crate) fn styled_table<const N: usize>(
    out: &mut impl Write,
    rows: &[[String; N]],
    style: impl Fn(usize) -> Style,
) -> io::Result<()> {
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| printable(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for (n, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        let (style, line) = (style(n), line.trim_end());
        let (first, rest) = line.split_at(row.first().map_or(0, String::len).min(line.len()));
        writeln!(out, "{style}{first}{style:#}{rest}")?;
    }
    Ok(())
}

/// Makes text safe to print on one line: names of files, events and keys are foreign, and must not control the terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if c.is_control() || is_layout(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: [[&str; 3]; 2]) -> String {
        let mut out = Vec::new();
        table(&mut out, &rows.map(|row| row.map(str::to_owned))).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_line_up_and_cells_stay_on_their_line() {
        let lines = shown([["é", "b", ""], ["long", "c\u{1b}[2J\n", "d"]]);
        assert_eq!(lines, "é     b\nlong  c\\u{1b}[2J\\u{a}  d\n");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(shown([["購入", "b", "c"], ["long", "", "d"]]), "購入  b  c\nlong     d\n");
    }
}
