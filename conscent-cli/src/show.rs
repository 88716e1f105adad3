//! Output for people, and for programs.

use serde::Serialize;
use std::io::{self, Write};

/// One JSON document on its own lines.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// Rows in columns, each as wide as its widest cell.
pub(crate) fn table<const N: usize>(out: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| printable(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Text on one line that steers no terminal: names of files, events and keys are other people's.
pub(crate) fn printable(text: &str) -> String {
    // What ends a line, or turns the direction of the text around.
    let steers = |c| matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::new();
    for c in text.chars() {
        if c.is_control() || steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_cells_stay_on_their_line() {
        let mut out = Vec::new();
        let rows = [["é", "b", ""], ["long", "c\u{1b}[2J\n", "d"]].map(|row| row.map(str::to_owned));
        table(&mut out, &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "é     b\nlong  c\\u{1b}[2J\\u{a}  d\n");
    }

    #[test]
    fn counted_nouns_agree() {
        assert_eq!([0, 1, 2].map(|n| count(n, "file")), ["0 files", "1 file", "2 files"]);
    }
}
