//! The files that arguments name: paths, folders, and patterns such as `archive/**/*.json.gz`.

use crate::source::Source;
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic, input};
use glob::{MatchOptions, glob_with};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files in a folder that hold JSON.
pub(crate) const JSON: &[&str] = &["json", "jsonl"];

/// The files in a folder that hold shapes.
pub(crate) const SHAPES: &[&str] = &["shape"];

/// What may follow the extension of a file: it is compressed.
const COMPRESSED: [&str; 2] = ["gz", "zst"];

/// The characters that make an argument a pattern, if no file has that name.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// Patterns match as in a shell.
const AS_IN_A_SHELL: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// All files that the arguments name, in the order of the arguments. The files of a pattern or a folder are sorted. A
/// folder stands for the files in and below it that have one of the extensions, compressed or not. Each file occurs
/// once, even if several arguments name it, because its documents must not count twice.
///
/// # Errors
/// A pattern is invalid or matches no file, or a folder cannot be read or holds no such file.
pub(crate) fn expand(arguments: &[Source], extensions: &[&str]) -> Result<Vec<Source>, Diagnostics> {
    let found: Vec<Vec<Source>> = diagnostic::collect_all(arguments.iter().map(|argument| match argument {
        Source::File(path) if path.is_dir() => inside(path, extensions),
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

/// The files in and below a folder that have one of the extensions, sorted.
fn inside(folder: &Path, extensions: &[&str]) -> Result<Vec<Source>, Diagnostics> {
    let mut files = Vec::new();
    walk(folder, extensions, &mut files)?;
    files.sort();
    if files.is_empty() {
        let extensions = extensions.iter().map(|one| format!(".{one}")).collect::<Vec<_>>().join(" or ");
        let help = format!("neither this folder nor the folders below it have a {extensions} file, compressed or not");
        return Err(Location::file(folder).error("no input in this folder", help).into());
    }
    Ok(files.into_iter().map(Source::File).collect())
}

fn walk(folder: &Path, extensions: &[&str], files: &mut Vec<PathBuf>) -> Result<(), Diagnostic> {
    for path in input::list(folder)? {
        if path.is_dir() {
            // A link to a folder is not followed: it may lead back here.
            if !path.is_symlink() {
                walk(&path, extensions, files)?;
            }
        } else if has_extension(&path, extensions) {
            files.push(path);
        }
    }
    Ok(())
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let is_one_of =
        |path: &Path, all: &[&str]| path.extension().is_some_and(|one| all.iter().any(|other| one == *other));
    let stem = path.file_stem().map(Path::new).filter(|_| is_one_of(path, &COMPRESSED));
    is_one_of(stem.unwrap_or(path), extensions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn patterns_give_each_file_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = [
            "b.json",
            "a.json",
            "x/c.json",
            "x/y/d.json",
            "x/y/e.jsonl.gz",
            ".hidden.json",
            "[e].json",
            "other",
            "z/json",
        ];
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::create_dir(folder.path().join("folder.json")).unwrap();
        let found = |patterns: &[&str]| {
            let arguments: Vec<_> = patterns.iter().map(|pattern| Source::File(folder.path().join(pattern))).collect();
            expand(&arguments, JSON).map(|files| {
                let short = |file: &Source| file.name().strip_prefix(folder.path()).unwrap().display().to_string();
                files.iter().map(short).collect::<Vec<_>>().join(" ")
            })
        };
        for (patterns, expected) in [
            (&["*.json"][..], "[e].json a.json b.json"),
            (&["**/*.json"], "[e].json a.json b.json x/c.json x/y/d.json"),
            (&["x/**/*"], "x/c.json x/y/d.json x/y/e.jsonl.gz"),
            (&["x"], "x/c.json x/y/d.json x/y/e.jsonl.gz"),
            (&["x/y/d.json", "."], "x/y/d.json [e].json a.json b.json x/c.json x/y/e.jsonl.gz"),
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
        let error = found(&["z"]).unwrap_err().to_string();
        assert!(error.contains("no input in this folder: ") && error.contains("a .json or .jsonl file"), "{error}");
    }
}
