//! Output for people, and for programs.

use crate::style::PLAIN;
use anstream::AutoStream;
use anstyle::Style;
use conscent_codegen::diagnostic::is_layout;
use serde::Serialize;
use std::io::{self, StdoutLock, Write};
use unicode_width::UnicodeWidthStr;

/// Standard output for people, with colors if they are enabled.
pub(crate) fn out() -> AutoStream<StdoutLock<'static>> {
    anstream::stdout().lock()
}

/// Writes a JSON document, with an end of line.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// Prints a JSON document on standard output.
pub(crate) fn print_json(value: &impl Serialize) -> io::Result<()> {
    json(&mut io::stdout().lock(), value)
}

/// Writes a JSON document on one line.
pub(crate) fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Writes rows in columns. A column is as wide as its widest cell.
pub(crate) fn table<const N: usize>(out: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    styled_table(out, rows, |_, _| PLAIN)
}

/// [`table`], with a style for each cell, by its row and column.
pub(crate) fn styled_table<const N: usize>(
    out: &mut impl Write,
    rows: &[[String; N]],
    style: impl Fn(usize, usize) -> Style,
) -> io::Result<()> {
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| printable(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for (n, row) in rows.iter().enumerate() {
        let used = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for (column, (cell, width)) in row.iter().zip(widths).enumerate().take(used) {
            let style = style(n, column);
            let space = if column + 1 < used { width - cell.width() + 2 } else { 0 };
            write!(out, "{style}{cell}{style:#}{:space$}", "")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Makes text safe to print on one line: names of files, events and keys are foreign, and must not control the
/// terminal.
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
