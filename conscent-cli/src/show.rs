//! Output for people, and for programs.

use crate::style::PLAIN;
use anstream::AutoStream;
use anstyle::Style;
use conscent_codegen::diagnostic::is_layout;
use serde::Serialize;
use std::io::{self, StdoutLock, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest cell that another column follows. Names of events and samples may have hundreds of letters, and one of
/// them would move the next columns of all rows out of sight. JSON output has the whole text.
pub(crate) const WIDEST: usize = 60;

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

/// Writes rows in columns. A column is as wide as its widest cell. Cells are cut after [`WIDEST`] columns of a terminal,
/// except in the last column.
pub(crate) fn table<const N: usize>(out: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    styled_table(out, rows, |_, _| PLAIN)
}

/// [`table`], with a style for each cell, by its row and column.
pub(crate) fn styled_table<const N: usize>(
    out: &mut impl Write,
    rows: &[[String; N]],
    style: impl Fn(usize, usize) -> Style,
) -> io::Result<()> {
    let used = |row: &[String; N]| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let last = rows.iter().map(used).max().unwrap_or_default().saturating_sub(1);
    let mut rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| printable(cell))).collect();
    for cell in rows.iter_mut().flat_map(|row| row.iter_mut().take(last)) {
        *cell = short(cell, WIDEST);
    }
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for (n, row) in rows.iter().enumerate() {
        let used = used(row);
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

/// The start of a text, on one line: as much of it as fits into this many columns of a terminal.
pub(crate) fn short(text: &str, columns: usize) -> String {
    let shown = printable(text);
    let mut width = 0;
    let end = shown.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width > columns
    });
    match end {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
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
    fn only_the_last_column_has_long_cells() {
        let (long, cut) = ("x".repeat(300), format!("{}…", "x".repeat(WIDEST)));
        let indent = " ".repeat(WIDEST);
        assert_eq!(shown([[&long, &long, ""], ["a", "b", ""]]), format!("{cut}  {long}\na{indent}  b\n"));
        assert_eq!(shown([[&long, "", ""], ["a", "b", ""]]), format!("{cut}\na{indent}  b\n"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(short("éé\n", 2), "éé…");
        assert_eq!(short("éé", 2), "éé");
        assert_eq!(short("購入", 3), "購…");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(shown([["購入", "b", "c"], ["long", "", "d"]]), "購入  b  c\nlong     d\n");
    }
}
