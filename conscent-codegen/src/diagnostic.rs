//! What is wrong, where, why, and what to do about it.

use std::fmt;
use std::path::PathBuf;

/// A file, and where in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The column in bytes, counted from 1.
    pub column: Option<usize>,
}

impl Place {
    /// The whole file.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A line of the file.
    pub fn line(file: impl Into<PathBuf>, line: usize) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }

    /// A line and column of the file.
    pub fn column(file: impl Into<PathBuf>, line: usize, column: usize) -> Self {
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }

    /// Says what is wrong here.
    #[must_use]
    pub fn says(self, what: impl Into<String>, why: impl Into<String>) -> Diagnostic {
        Diagnostic { place: self, what: what.into(), why: why.into() }
    }
}

impl fmt::Display for Place {
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

/// One thing that is wrong with the input. Displayed as `place: what: why`, on one line whatever the input holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// What is wrong, in a few words.
    pub what: String,
    /// Why it is wrong, and what to do.
    pub why: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = format!("{}: {}: {}", self.place, self.what, self.why);
        f.write_str(&line.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " "))
    }
}

impl std::error::Error for Diagnostic {}

/// Everything that is wrong with the input: a run collects all of it before it stops.
///
/// Displayed one diagnostic a line. Collected from an iterator, by [`collect`] or by [`both`], it is sorted by place and says nothing twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// All the diagnostics, when there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
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

/// Collects every value, or else everything that is wrong: unlike `Iterator::collect`, one error does not hide the next.
///
/// # Errors
/// The diagnostics of all the results that failed.
pub fn collect<T, E, C>(results: impl IntoIterator<Item = Result<T, E>>) -> Result<C, Diagnostics>
where
    E: Into<Diagnostics>,
    C: FromIterator<T>,
{
    let mut wrong = Vec::new();
    let right = results.into_iter().filter_map(|result| result.map_err(|e| wrong.extend(e.into().0)).ok()).collect();
    wrong.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(right)
}

/// Both values, or else everything that is wrong with either.
///
/// # Errors
/// The diagnostics of the results that failed.
pub fn both<A, B>(
    a: Result<A, impl Into<Diagnostics>>,
    b: Result<B, impl Into<Diagnostics>>,
) -> Result<(A, B), Diagnostics> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Ok(_)) => Err(a.into()),
        (Ok(_), Err(b)) => Err(b.into()),
        (Err(a), Err(b)) => Err(a.into().0.into_iter().chain(b.into().0).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_each_sorted_and_said_once() {
        let late = Place::column("b.json", 2, 7).says("no\nend", "closed\r\nnowhere\u{2028}");
        let early = Place::file("a.json").says("empty", "it holds nothing");
        let all: Diagnostics = [late.clone(), early, late].into_iter().collect();
        assert_eq!(all.to_string(), "a.json: empty: it holds nothing\nb.json:2:7: no end: closed  nowhere ");
    }

    #[test]
    fn collect_gives_all_values_or_all_errors() {
        assert_eq!(collect([Ok::<_, Diagnostic>(1), Ok(2)]), Ok(vec![1, 2]));
        let wrong = |name: &str| Err(Place::file(name).says("w", "y"));
        let Err(all) = collect::<_, _, Vec<_>>([wrong("b"), Ok(1), wrong("a")]) else { panic!("two are wrong") };
        assert_eq!(all.to_string(), "a: w: y\nb: w: y");
    }

    #[test]
    fn both_keeps_the_errors_of_either() {
        let (a, b) = (Place::file("a").says("w", "y"), Place::file("b").says("w", "y"));
        assert_eq!(both(Ok::<_, Diagnostic>(1), Ok::<_, Diagnostic>(2)), Ok((1, 2)));
        assert_eq!(both(Err::<i32, _>(b.clone()), Ok::<_, Diagnostic>(2)), Err(b.clone().into()));
        assert_eq!(both(Err::<i32, _>(b.clone()), Err::<i32, _>(a.clone())), Err(Diagnostics(vec![a, b])));
    }
}
