//! Finds line numbers that were copied with the code. A reader has already removed those that its page marks as line
//! numbers.

use std::ops::Range;

/// A line of a text, starting with the second, with the number at its start.
struct Line<'a> {
    start: usize,
    /// With its line end.
    text: &'a str,
    number: Option<Number<'a>>,
}

struct Number<'a> {
    value: u32,
    /// The length of the number, including the white space before it.
    length: usize,
    /// The rest of its line.
    rest: &'a str,
}

/// The line numbers of a text whose first line starts with a bracket, each with its separator from the code.
///
/// Only line numbers count up by one over all lines.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let line = Line { start, text: line, number: number(line) };
        start += line.text.len();
        line
    });
    let lines: Vec<_> = lines.skip(1).collect();
    between(&lines).or_else(|| before(&lines)).unwrap_or_default()
}

fn number(line: &str) -> Option<Number<'_>> {
    let content = line.trim_start_matches([' ', '\t']);
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let value = content.strip_suffix(rest)?.parse().ok()?;
    Some(Number { value, length: line.len() - rest.len(), rest: rest.trim_end_matches(['\r', '\n']) })
}

fn count_up(numbers: &[&Number<'_>]) -> bool {
    numbers.len() > 1
        && numbers.windows(2).all(|pair| matches!(pair, [a, b] if a.value.checked_add(1) == Some(b.value)))
}

/// Numbers on separate lines, each before a line of code.
fn between(lines: &[Line<'_>]) -> Option<Vec<Range<usize>>> {
    let alone = |line: &Line<'_>| line.number.as_ref().is_some_and(|number| number.rest.trim().is_empty());
    let numbers: Vec<_> = lines.iter().filter(|line| alone(line)).collect();
    let is_before_each = lines.windows(2).all(|pair| pair.iter().any(alone)) && lines.first().is_some_and(alone);
    (is_before_each && count_up(&numbers.iter().filter_map(|line| line.number.as_ref()).collect::<Vec<_>>()))
        .then(|| numbers.iter().map(|line| line.start..line.start + line.text.len()).collect())
}

/// Numbers before the code of their lines.
fn before(lines: &[Line<'_>]) -> Option<Vec<Range<usize>>> {
    let filled = || lines.iter().filter(|line| !line.text.trim().is_empty());
    let numbers: Vec<_> = filled().map(|line| line.number.as_ref()).collect::<Option<_>>()?;
    let goes_on = |number: &&&Number<'_>| !number.rest.starts_with([',', '.', 'e', 'E', '-']);
    if !count_up(&numbers) || !numbers.iter().all(|number| goes_on(&number)) {
        return None;
    }
    let rests = || numbers.iter().map(|number| number.rest).filter(|rest| !rest.is_empty());
    let is_separated = rests().all(|rest| rest.starts_with([' ', '\t', '|', ':']));
    Some(
        filled()
            .zip(&numbers)
            .map(|(line, number)| {
                let mark = number.rest.trim_start_matches([' ', '\t']);
                let code = if let Some(code) = mark.strip_prefix(['|', ':']) {
                    code.strip_prefix(' ').unwrap_or(code)
                } else if is_separated {
                    number.rest.strip_prefix([' ', '\t']).unwrap_or(number.rest)
                } else {
                    number.rest
                };
                line.start..line.start + number.length + number.rest.len() - code.len()
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::text::Text;

    #[test]
    fn numbers_that_count_up_over_all_lines() {
        for (text, plain) in [
            ("{\n2\n  \"a\": 1\n3\n}", "{\n  \"a\": 1\n}"),
            ("{\n2 |   \"a\": 1\n3 | }", "{\n  \"a\": 1\n}"),
            ("{\n  9   \"a\": [\n 10     1\n 11 ]}", "{\n  \"a\": [\n    1\n]}"),
            ("{\n2  \"a\": 1\n3}", "{\n  \"a\": 1\n}"),
            ("{\n 2:  \"a\": 1,\n\n 3:\n 4: }", "{\n \"a\": 1,\n\n\n}"),
            ("{\r\n2\r\n\"a\": 1\r\n3\r\n}", "{\r\n\"a\": 1\r\n}"),
        ] {
            assert_eq!(Text::at(text, 0).without(&find(text)).as_str(), plain, "{text}");
        }
        for text in ["{\"a\": [\n1,\n2\n]}", "{\n2\n}", "{\n2 \"a\"\n4 }", "{\n2 \"a\":\n}", "{}", "{\n99999999999\n"] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
