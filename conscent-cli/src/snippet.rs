//! Shows the line of a file that an error points to, with a caret under the column.
//!
//! It shows only lines of files that people write, such as hints.toml. Bodies of deliveries contain personal data, and
//! standard error ends up in logs.

use crate::show::printable;
use crate::style::DIM;
use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::Style;
use conscent_codegen::Location;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The number of bytes to show before and after the column: more than fit on a line of any terminal.
const NEAR: usize = 1024;

/// A longer line is not read.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The line at a location, and a caret if it has a column. `None` if it may not be shown, or cannot be read.
pub(crate) fn of(location: &Location, style: Style) -> Option<String> {
    let number = location.line.filter(|_| location.quotable)?;
    let line = read(&location.file, number)?;
    let width =
        terminal_size::terminal_size_of(std::io::stderr()).map_or(DEFAULT_TERM_WIDTH, |(width, _)| width.0.into());
    Some(render(&line, number, location.column, width, style))
}

/// A line of a file, without its end.
fn read(file: &Path, number: usize) -> Option<Vec<u8>> {
    // Opening a pipe would wait for its writer.
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut input = std::io::Read::take(BufReader::new(File::open(file).ok()?), LONGEST);
    for _ in 1..number {
        input.skip_until(b'\n').ok()?;
    }
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line).ok()?;
    while line.last().is_some_and(|byte| b"\r\n".contains(byte)) {
        line.pop();
    }
    // A byte order mark is not part of the text, and takes no columns.
    Some(if number == 1 { line.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(line) } else { line })
}

fn render(line: &[u8], number: usize, column: Option<usize>, width: usize, style: Style) -> String {
    let (before, after) = line.split_at(column.unwrap_or(1).saturating_sub(1).min(line.len()));
    let before = shown(before.get(before.len().saturating_sub(NEAR)..).unwrap_or(before));
    let after = shown(after.get(..NEAR).unwrap_or(after));
    let place = before.len()..before.len() + after.chars().next().map_or(0, char::len_utf8);
    let source = before + &after;
    let snippet = Snippet::source(&*source).line_start(number).fold(false);
    let snippet = if column.is_some() { snippet.annotation(AnnotationKind::Primary.span(place)) } else { snippet };
    let renderer = Renderer::styled().term_width(width).error(style).line_num(DIM);
    let mut text = renderer.render(&[Group::with_level(Level::ERROR).element(snippet)]);
    if column.is_none() {
        // The line where a caret would be.
        text.truncate(text.rfind('\n').unwrap_or(text.len()));
    }
    text
}

/// A part of a line as it is shown. The renderer widens tabs.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).split('\t').map(printable).collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn plain(line: &str, column: Option<usize>, width: usize) -> String {
        let styled = render(line.as_bytes(), 12, column, width, crate::style::ERROR);
        anstream::adapter::strip_str(&styled).to_string()
    }

    #[track_caller]
    fn check(line: &str, column: Option<usize>, shown: &str, caret: &str) {
        let caret = if caret.is_empty() { String::new() } else { format!("\n   | {caret}") };
        assert_eq!(plain(line, column, 80), format!("   |\n{shown}{caret}"));
    }

    #[test]
    fn a_caret_is_under_the_place() {
        check("kind = \"mop\"", Some(8), "12 | kind = \"mop\"", "       ^");
        check("kind = \"mop\"", None, "12 | kind = \"mop\"", "");
        // At the end, and behind it in a file that has changed since.
        check("abc", Some(4), "12 | abc", "   ^");
        check("abc", Some(40), "12 | abc", "   ^");
        check("", Some(1), "12 |", "^");
    }

    #[test]
    fn columns_are_those_of_the_terminal() {
        check("\tkind = \"mop\"", Some(2), "12 |     kind = \"mop\"", "    ^");
        check("購入 = \"mop\"", Some(10), "12 | 購入 = \"mop\"", "       ^");
        check("a\u{202e}\u{1b}[2J = x", Some(12), "12 | a\\u{202e}\\u{1b}[2J = x", "                     ^");
        let bytes = anstream::adapter::strip_str(&render(b"\xff = x", 1, Some(3), 80, crate::style::ERROR)).to_string();
        assert_eq!(bytes, "  |\n1 | \u{fffd} = x\n  |   ^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        for (before, after) in [("x", "y"), ("購", "入")] {
            let line = format!("{}!{}", before.repeat(3000), after.repeat(3000));
            let shown = plain(&line, Some(before.len() * 3000 + 1), 60);
            let lines: Vec<&str> = shown.lines().collect();
            assert!(lines.iter().all(|line| line.width() <= 60), "{shown}");
            let place = |line: &str, sign| line.split_once(sign).map(|(before, _)| before.width());
            assert_eq!(place(lines[1], '!'), place(lines[2], '^'), "{shown}");
        }
    }

    #[test]
    fn a_whole_line_has_a_caret_at_its_start_or_none() {
        check("[[hint]]", Some(1), "12 | [[hint]]", "^");
        check("[[hint]]", None, "12 | [[hint]]", "");
        check("\t[[hint]]", None, "12 |     [[hint]]", "");
        for line in ["x".repeat(3000), "\t".repeat(3000), "購".repeat(3000), "x\t購 ".repeat(500)] {
            for column in [None, Some(1)] {
                let shown = plain(&line, column, 60);
                assert!(shown.lines().all(|line| line.width() <= 60), "{shown}");
                assert_eq!(shown.lines().count(), 2 + usize::from(column.is_some()), "{shown}");
            }
        }
    }

    #[test]
    fn tabs_and_wide_characters_before_the_place_move_the_caret() {
        for before in ["\t購\t", "購購\t\t", "\t\t\té"] {
            let shown = plain(&format!("{before}!"), Some(before.len() + 1), 80);
            let lines: Vec<&str> = shown.lines().collect();
            let place = |line: &str, sign| line.split_once(sign).map(|(before, _)| before.width());
            assert_eq!(place(lines[1], '!'), place(lines[2], '^'), "{shown}");
        }
    }

    proptest! {
        /// No content of a file can control the terminal, or take more than one line.
        #[test]
        fn any_line_is_shown_on_one_line(
            text in "[a-z \\t\u{0}-\u{1f}\u{7f}-\u{a0}\u{301}購\u{202a}-\u{202e}\u{2028}\u{fe0f}]{0,60}",
            bytes in prop::collection::vec(any::<u8>(), 0..8),
            column in 0..100_usize,
            width in 0..200_usize,
        ) {
            let line = [text.as_bytes(), &bytes, text.as_bytes()].concat();
            let styled = render(&line, 7, Some(column), width, crate::style::ERROR);
            let (start, styles) = styled.split_once('\u{1b}').unwrap();
            let mut shown = start.to_owned();
            for part in styles.split('\u{1b}') {
                let (style, text) = part.split_once('m').unwrap();
                prop_assert!(style.starts_with('[') && style[1..].bytes().all(|byte| b"0123456789;".contains(&byte)));
                shown.push_str(text);
            }
            prop_assert_eq!(shown.lines().count(), 3, "{}", shown);
            let controls = |c: char| c != '\n' && (c.is_control() || conscent_codegen::diagnostic::is_layout(c));
            prop_assert!(!shown.contains(controls), "{:?}", shown);
        }
    }
}
