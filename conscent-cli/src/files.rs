//! The files that arguments name: paths, and patterns such as `archive/**/*.json.gz`.

use crate::source::Source;
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic};
use glob::{MatchOptions, glob_with};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The characters that make an argument a pattern, if no file has that name.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// Patterns match as in a shell.
const AS_IN_A_SHELL: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// All files that the arguments name, in the order of the arguments; the files of a pattern are sorted. Each file occurs
/// once, even if several arguments name it, because its documents must not count twice.
///
/// # Errors
/// A pattern is invalid or matches no file, or a folder cannot be read.
pub(crate) fn expand(arguments: &[Source]) -> Result<Vec<Source>, Diagnostics> {
    let found: Vec<Vec<Source>> = diagnostic::collect_all(arguments.iter().map(|argument| match argument {
        Source::File(path) => pattern(path).map_or_else(|| Ok(vec![argument.clone()]), matches),
        Source::Stdin => Ok(vec![Source::Stdin]),
    }))?;
    let mut once = BTreeSet::new();
    // A path that cannot be resolved becomes an error when it is read.
    let identity = |file: &Source| file.name().canonicalize().unwrap_or_else(|_| file.name());
    Ok(found.into_iter().flatten().filter(|file| once.insert(identity(file))).collect())
}

/// The argument as a pattern, if it is one. A path that exists is never a pattern.
fn pattern(argument: &Path) -> Option<&str> {
    argument.to_str().filter(|text| text.contains(WILDCARDS) && argument.symlink_metadata().is_err())
}

/// The files that match a pattern, sorted.
fn matches(pattern: &str) -> Result<Vec<Source>, Diagnostics> {
    let wrong = |message: &str, help: String| Location::file(pattern).error(message, help);
    let found = glob_with(pattern, AS_IN_A_SHELL).map_err(|error| wrong("not a pattern", error.msg.to_owned()))?;
    let found = found.map(|found| {
        found.map_err(|error| Location::file(error.path()).error("cannot be read", error.error().to_string()))
    });
    let mut paths: Vec<PathBuf> = diagnostic::collect_all::<_, Diagnostic, _>(found)?;
    paths.retain(|path| !path.is_dir());
    paths.sort();
    if paths.is_empty() {
        let help = "`*` and `?` match within a name, `[ab]` matches one character, and `**` any number of folders";
        return Err(wrong("no file matches", help.to_owned()).into());
    }
    Ok(paths.into_iter().map(Source::File).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn patterns_give_each_file_once() {
        let folder = tempfile::TempDir::new().unwrap();
        for file in ["b.json", "a.json", "x/c.json", "x/y/d.json", ".hidden.json", "[e].json", "other"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::create_dir(folder.path().join("folder.json")).unwrap();
        let found = |patterns: &[&str]| {
            let arguments: Vec<_> = patterns.iter().map(|pattern| Source::File(folder.path().join(pattern))).collect();
            expand(&arguments).map(|files| {
                let short = |file: &Source| file.name().strip_prefix(folder.path()).unwrap().display().to_string();
                files.iter().map(short).collect::<Vec<_>>().join(" ")
            })
        };
        for (patterns, expected) in [
            (&["*.json"][..], "[e].json a.json b.json"),
            (&["**/*.json"], "[e].json a.json b.json x/c.json x/y/d.json"),
            (&["x/**/*"], "x/c.json x/y/d.json"),
            (&["[ab].json"], "a.json b.json"),
            (&["b.json", "*.json"], "b.json [e].json a.json"),
            (&["[e].json", "x/../b.json", "b.json"], "[e].json x/../b.json"),
            (&["gone.json"], "gone.json"),
        ] {
            assert_eq!(found(patterns).unwrap(), expected, "{patterns:?}");
        }
        let errors = found(&["*.gone", "[", "a***"]).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.message.as_str()).collect::<BTreeSet<_>>().len(), 2, "{errors}");
        assert_eq!(errors.iter().count(), 3, "{errors}");
    }
}
