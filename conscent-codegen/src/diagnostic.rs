//! Diagnostics: location, message, and help.

use conscent_shape::syntax::position;
use std::fmt;
use std::path::PathBuf;

/// A file, and a position in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, as the user named it.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The column in bytes, counted from 1.
    pub column: Option<usize>,
    /// Whether the line may be quoted. It may if people wrote the file, and the file holds no deliveries, which have
    /// personal data.
    pub quotable: bool,
}

impl Location {
    /// The whole file.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: None, column: None, quotable: false }
    }

    /// A line of the file.
    pub fn line(file: impl Into<PathBuf>, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(file) }
    }

    /// A line and column of the file.
    pub fn column(file: impl Into<PathBuf>, line: usize, column: usize) -> Self {
        Self { column: Some(column), ..Self::line(file, line) }
    }

    /// The place of a byte in a file that people wrote.
    pub fn offset(file: impl Into<PathBuf>, text: &str, offset: usize) -> Self {
        let (line, column) = position(text.as_bytes(), offset);
        Self::column(file, line, column).quotable()
    }

    /// The same place, whose line may be quoted.
    #[must_use]
    pub fn quotable(self) -> Self {
        Self { quotable: true, ..self }
    }

    /// The same place, whose line must not be quoted.
    #[must_use]
    pub fn unquotable(self) -> Self {
        Self { quotable: false, ..self }
    }

    /// Makes an error at this location.
    #[must_use]
    pub fn error(self, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic { location: self, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

/// One error in the input. `Display` writes `location: message: help` on one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where the error is.
    pub location: Location,
    /// What is wrong, in a few words.
    pub message: String,
    /// Why it is wrong, and what to do.
    pub help: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&format!("{}: {}: {}", self.location, self.message, self.help)))
    }
}

/// A text on one line, without characters that control a terminal. An error may quote the input: cargo expects one line per
/// error, and a sample must not send escape codes to a terminal.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() || is_layout(c), " ")
}

/// Whether a character breaks or reorders lines without being a control character: line separators and bidi characters.
#[must_use]
pub fn is_layout(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl std::error::Error for Diagnostic {}

/// All errors of a run, which collects them before it stops. They are sorted by location and unique, and `Display`
/// writes one per line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// `Ok` if there are no errors.
    ///
    /// # Errors
    /// The diagnostics, if there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The diagnostics, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        let mut all: Vec<_> = diagnostics.into_iter().collect();
        all.sort();
        all.dedup();
        Self(all)
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Like collecting into a `Result`, but accumulates all errors instead of stopping at the first.
///
/// # Errors
/// The diagnostics of all results that failed.
pub fn collect_all<T, E, C>(results: impl IntoIterator<Item = Result<T, E>>) -> Result<C, Diagnostics>
where
    E: Into<Diagnostics>,
    C: FromIterator<T>,
{
    let mut errors = Vec::new();
    let values = results.into_iter().filter_map(|result| result.map_err(|e| errors.extend(e.into())).ok()).collect();
    errors.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(values)
}

/// [`collect_all`] for results without values.
///
/// # Errors
/// The diagnostics of all results that failed.
pub fn check_all<E: Into<Diagnostics>>(results: impl IntoIterator<Item = Result<(), E>>) -> Result<(), Diagnostics> {
    collect_all(results)
}

/// Both values, or the errors of both.
///
/// # Errors
/// The diagnostics of the results that failed.
pub fn join<A, B>(
    a: Result<A, impl Into<Diagnostics>>,
    b: Result<B, impl Into<Diagnostics>>,
) -> Result<(A, B), Diagnostics> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Ok(_)) => Err(a.into()),
        (Ok(_), Err(b)) => Err(b.into()),
        (Err(a), Err(b)) => Err(a.into().into_iter().chain(b.into()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_each_sorted_and_without_repetitions() {
        let late = Location::column("b.json", 2, 7).error("no\nend", "closed\r\nnowhere\u{2028}\u{202e}");
        let early = Location::file("a.json").error("empty", "it holds nothing");
        let all: Diagnostics = [late.clone(), early, late].into_iter().collect();
        assert_eq!(all.to_string(), "a.json: empty: it holds nothing\nb.json:2:7: no end: closed  nowhere  ");
    }

    #[test]
    fn collect_all_gives_all_values_or_all_errors() {
        assert_eq!(collect_all([Ok::<_, Diagnostic>(1), Ok(2)]), Ok(vec![1, 2]));
        let wrong = |name: &str| Err(Location::file(name).error("w", "y"));
        let Err(all) = collect_all::<_, _, Vec<_>>([wrong("b"), Ok(1), wrong("a")]) else { panic!("two are wrong") };
        assert_eq!(all.to_string(), "a: w: y\nb: w: y");
    }

    #[test]
    fn join_keeps_the_errors_of_both() {
        let (a, b) = (Location::file("a").error("w", "y"), Location::file("b").error("w", "y"));
        assert_eq!(join(Ok::<_, Diagnostic>(1), Ok::<_, Diagnostic>(2)), Ok((1, 2)));
        assert_eq!(join(Err::<i32, _>(b.clone()), Ok::<_, Diagnostic>(2)), Err(b.clone().into()));
        let both = [a.clone(), b.clone()].into_iter().collect();
        assert_eq!(join(Err::<i32, _>(b), Err::<i32, _>(a)), Err(both));
    }
}
