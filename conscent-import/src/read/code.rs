//! Restores code as its author wrote it, without the line numbers and callouts that a page adds.

use crate::document::{Builder, Label, ScopeKind};
use crate::text::{Escape, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// Languages in which single-quoted texts may be JSON.
const SHELLS: [&str; 8] = ["sh", "bash", "shell", "zsh", "console", "terminal", "curl", "shell-session"];

/// Adds a block of code. With a title, it is a scope.
pub(crate) fn add(text: &Text, language: Option<String>, title: Option<Label>, builder: &mut Builder) {
    let text = cleaned(text, language.as_deref());
    let scope = title.map(|title| builder.open(ScopeKind::Code, Some(title)));
    builder.code(language, text);
    if let Some(scope) = scope {
        builder.close(scope);
    }
}

/// Adds lines of prose. Code in them is between backticks.
pub(crate) fn add_prose(lines: &Text, builder: &mut Builder) {
    builder.prose(lines, &spans(lines.as_str()));
}

/// Code without its line numbers and callouts, and without the quotes of a shell. It is empty if it only consists of
/// line numbers.
fn cleaned(text: &Text, language: Option<&str>) -> Text {
    let text = without_callouts(&without_gutter(text));
    let is_shell =
        language.is_some_and(|language| SHELLS.contains(&language)) || text.as_str().trim_start().starts_with("curl ");
    if is_shell { without_shell_quotes(&text) } else { text }
}

/// Shell code, with JSON in quotes as the program receives it.
fn without_shell_quotes(text: &Text) -> Text {
    let text = text.unescaped(0..text.len(), Escape::Shell);
    let mut plain = Text::default();
    let mut copied = 0;
    for (start, _) in text.as_str().match_indices("\"{") {
        let inside = text.since(start + 2).trim_start();
        if start < copied || !inside.starts_with("\\\"") {
            continue;
        }
        // The quoted text ends at the next quote without a backslash before it.
        let mut is_escaped = false;
        let end = text.since(start + 1).find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let Some(end) = end.map(|end| start + 1 + end) else { break };
        plain.append(&text.part(copied..start + 1));
        plain.append(&text.unescaped(start + 1..end, Escape::ShellQuoted));
        copied = end;
    }
    plain.append(&text.part(copied..text.len()));
    plain
}

/// A JSON value without the indentation of the text around it, if all lines after the first have that indentation.
pub(crate) fn without_indentation(text: &Text) -> Text {
    let mut lines = text.line_ranges();
    let last = lines.last().map(|line| text.slice(line)).unwrap_or_default();
    let indent = last.get(..last.len() - last.trim_start().len()).unwrap_or_default();
    lines.retain(|line| line.start > 0 && !line.is_empty());
    if lines.iter().any(|line| !text.slice(line).starts_with(indent)) {
        return text.clone();
    }
    let indents: Vec<_> = lines.iter().map(|line| line.start..line.start + indent.len()).collect();
    text.without(&indents)
}

/// Code without line numbers, if each of its lines has one: before it, or on the line above it.
fn without_gutter(text: &Text) -> Text {
    let all = text.line_ranges();
    let lines: Vec<_> = all.into_iter().filter(|line| !text.slice(line).trim().is_empty()).collect();
    let gutter = gutter(text, &lines).or_else(|| {
        let between = between(text, &lines)?;
        // Each line has its number, so all other lines are the code.
        (between.len() >= lines.len() / 2).then_some(between)
    });
    gutter.map_or_else(|| text.clone(), |gutter| text.without(&gutter))
}

/// The numbers before lines. They count up by one from line to line.
fn gutter(text: &Text, lines: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
    let first = number(text.slice(lines.first()?))?.1;
    let mut numbers = Vec::new();
    for (expected, line) in (first..).zip(lines) {
        let (length, number) = number(text.slice(line))?;
        numbers.push(line.start..line.start + length);
        if number != expected {
            return None;
        }
    }
    let is_alone = |(line, number): (&Range<usize>, &Range<usize>)| line.end == number.end;
    let is_only_numbers = lines.iter().zip(&numbers).all(is_alone);
    if lines.len() < 2 && !is_only_numbers {
        return None;
    }
    // The separator between the number and the code is the same on all lines.
    for sign in [&[' ', '\t'][..], &['|', '│'], &[' ']] {
        let next = |(line, number): (&Range<usize>, &Range<usize>)| {
            text.slice(&(number.end..line.end)).chars().next().map(|c| sign.contains(&c).then_some(c.len_utf8()))
        };
        let found: Vec<_> = lines.iter().zip(&numbers).map(next).collect();
        if found.iter().all(|found| *found != Some(None)) {
            let longer = numbers.iter_mut().zip(found);
            longer.for_each(|(number, found)| number.end += found.flatten().unwrap_or_default());
        }
    }
    Some(numbers)
}

/// The number at the start of a line: the offset of its end, and its value.
fn number(line: &str) -> Option<(usize, usize)> {
    let start = line.len() - line.trim_start().len();
    let digits = line.get(start..)?.bytes().take_while(u8::is_ascii_digit).count();
    Some((start + digits, line.get(start..start + digits)?.parse().ok()?))
}

/// Numbers on separate lines, each above its line. They start with the first line or with the second, as a browser
/// copies them.
fn between(text: &Text, lines: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
    let is_number = |line: &Range<usize>, expected: usize| text.slice(line).trim().parse() == Ok(expected);
    let first = lines.iter().take(2).position(|line| is_number(line, 1) || is_number(line, 2))?;
    let start = if is_number(lines.get(first)?, 1) { 1 } else { 2 };
    let opens = lines.get(if start == 1 { first + 1 } else { first.checked_sub(1)? })?;
    let is_json = text.slice(opens).trim_start().starts_with(['{', '[']);
    let numbered = (start..).zip(lines.get(first..)?.iter().step_by(2));
    let numbers = numbered.take_while(|(expected, line)| is_number(line, *expected));
    // Remove the line together with its end.
    let numbers: Vec<_> = numbers.map(|(_, line)| line.start..(line.end + 1).min(text.len())).collect();
    (is_json && numbers.len() >= 2).then_some(numbers)
}

/// A text that a browser copied, without the lines that only contain a line number.
pub(crate) fn without_copied_gutters(text: &Text) -> Text {
    let lines: Vec<_> = text.line_ranges().into_iter().filter(|line| !text.slice(line).trim().is_empty()).collect();
    let mut numbers = Vec::new();
    let mut index = 0;
    while let Some(rest) = lines.get(index..).filter(|rest| !rest.is_empty()) {
        match between(text, rest) {
            Some(found) => {
                index += 2 * found.len();
                numbers.extend(found);
            }
            None => index += 1,
        }
    }
    text.without(&numbers)
}

/// Code without callouts (`<1>`) at the ends of its lines, and without the comment characters before them. Callouts
/// count from 1.
fn without_callouts(text: &Text) -> Text {
    let (mut callouts, mut highest) = (Vec::new(), 0);
    for line in text.line_ranges() {
        let mut rest = text.slice(&line).trim_end();
        let mut found = false;
        while let Some((before, number)) = callout(rest) {
            if number > highest + 1 || number == 0 {
                // Angle brackets have another meaning on this page.
                return text.clone();
            }
            highest = highest.max(number);
            (rest, found) = (before.trim_end(), true);
        }
        if found {
            let comment = ["//", "#", "--", ";;"].iter().find_map(|comment| rest.strip_suffix(comment));
            callouts.push(line.start + comment.unwrap_or(rest).trim_end().len()..line.end);
        }
    }
    text.without(&callouts)
}

/// The callout that a line ends with, and the line before it. After a colon, it is a placeholder instead.
fn callout(line: &str) -> Option<(&str, usize)> {
    let (before, number) = line.strip_suffix('>')?.rsplit_once('<')?;
    let number = number.strip_prefix("!--").and_then(|number| number.strip_suffix("--")).unwrap_or(number);
    let is_number = number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let before = before.trim_end();
    let is_placeholder = before.ends_with(':') || before.is_empty();
    (is_number && !is_placeholder).then(|| Some((before, number.parse().ok()?))).flatten()
}

/// The code in a line, without backticks: a run of backticks ends with the next run of the same length.
pub(crate) fn spans(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in line.match_indices('`') {
        match runs.last_mut().filter(|run| run.end == index) {
            Some(run) => run.end += 1,
            None => runs.push(index..index + 1),
        }
    }
    let mut by_length: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, run) in runs.iter().enumerate() {
        by_length.entry(run.len()).or_default().push(index);
    }
    let mut spans = Vec::new();
    let mut next = 0;
    while let Some(run) = runs.get(next) {
        let same = by_length.get(&run.len()).map(Vec::as_slice).unwrap_or_default();
        let end = same.get(same.partition_point(|index| *index <= next)).and_then(|end| Some((*end, runs.get(*end)?)));
        match end.filter(|_| !line.get(..run.start).is_some_and(|before| before.ends_with('\\'))) {
            Some((index, end)) => {
                spans.push(run.end..end.start);
                next = index + 1;
            }
            None => next += 1,
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str, language: &str) -> String {
        cleaned(&Text::at(text, 0), Some(language)).as_str().to_owned()
    }

    #[test]
    fn line_numbers_go_if_all_lines_have_one() {
        for numbered in [
            "1{\n2  \"a\": 1\n3}",
            "1 {\n2   \"a\": 1\n3 }",
            " 9 | {\n10 |   \"a\": 1\n11 | }",
            "1│{\n2│  \"a\": 1\n\n3│}",
            "1\n{\n2\n  \"a\": 1\n3\n}",
            "{\n2\n  \"a\": 1\n3\n}",
        ] {
            assert_eq!(clean(numbered, "json").replace("\n\n", "\n"), "{\n  \"a\": 1\n}", "{numbered}");
        }
        assert_eq!(clean("1\n2\n3\n", "json").trim(), "");
        for other in ["1 {", "[\n1\n]", "1 {\n3 }", "[\n  1,\n  2\n]", "{\n\"a\":\n2\n}", "{\"a\":\n1,\n\"b\":\n2}"] {
            assert_eq!(clean(other, "json"), other);
        }
    }

    #[test]
    fn callouts_go_if_they_count() {
        assert_eq!(
            clean("{ // <1>\n  \"a\": 1, <2>\n  \"b\": \"<3>\" <!--3--> <1>\n}", "json"),
            "{\n  \"a\": 1,\n  \"b\": \"<3>\"\n}"
        );
        for other in ["{\"a\": <1>\n}", "{\"a\": \"<1>\"}", "{\"a\": 1, <7>\n}", "<1>"] {
            assert_eq!(clean(other, "json"), other);
        }
    }

    #[test]
    fn quotes_of_a_shell_go() {
        let code = r#"curl -d '{"a": "it'\''s"}'"#;
        assert_eq!(clean(code, "bash"), r#"curl -d '{"a": "it's"}'"#);
        assert_eq!(clean(code, "json"), r#"curl -d '{"a": "it's"}'"#);
        assert_eq!(clean(r"'\''", "json"), r"'\''");
        let code = r#"curl --data "{\"a\": \"b\\n\"}" "{x}" && echo "\"""#;
        assert_eq!(clean(code, "sh"), r#"curl --data "{"a": "b\n"}" "{x}" && echo "\"""#);
    }

    #[test]
    fn copied_line_numbers_go() {
        let page = "order.paid:\n{\n2\n  \"a\": 1\n3\n}\nWords\n1\n{\n2\n}\n5\n";
        let text = without_copied_gutters(&Text::at(page, 0));
        assert_eq!(text.as_str(), "order.paid:\n{\n  \"a\": 1\n}\nWords\n{\n}\n5\n");
        assert_eq!(text.offset(14), 16);
    }

    #[test]
    fn code_in_lines() {
        for (line, codes) in [
            ("a `b` c", &["b"][..]),
            ("`` a ` b `` `c", &[" a ` b "]),
            ("\\`a` b`", &[" b"]),
            ("``` `a` `b", &["a"]),
            ("none", &[]),
        ] {
            let found: Vec<_> = spans(line).into_iter().map(|range| &line[range]).collect();
            assert_eq!(found, codes, "{line}");
        }
    }
}
