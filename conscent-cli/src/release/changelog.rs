//! The changelog of a generated crate.

use conscent_codegen::diff::{Change, SemverImpact};
use conscent_codegen::text::count;
use conscent_codegen::{Diagnostic, Interface, Location, Release};
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The name of the file, in the crate's folder.
pub(super) const FILE: &str = "CHANGELOG.md";

const PREAMBLE: &str = "\
# Changelog

The changes of the types, which determine the versions.
";

/// The text of the changelog in the folder, or the start of a new one.
pub(super) fn read(folder: &Path) -> Result<String, Diagnostic> {
    let path = folder.join(FILE);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(PREAMBLE.to_owned()),
        read => read.map_err(|error| Location::file(path).error("cannot be read", error.to_string())),
    }
}

/// The content of a section of the changelog.
pub(super) struct Section<'a> {
    pub(super) release: &'a Release,
    pub(super) last: Option<&'a Release>,
    /// The changes since the last release. `None` if this is the first release, or if the changes are not known.
    pub(super) changes: Option<&'a [Change]>,
    pub(super) interface: &'a Interface,
}

/// The text of the section of a release.
pub(super) fn section(section: &Section<'_>) -> String {
    let Release { version, date, snapshot } = section.release;
    let mut text = format!("## {version} - {date}\n\nSamples: `{snapshot}`.\n");
    let changes = section.changes.unwrap_or_default();
    let mut part = |title: &str, impact: SemverImpact| {
        let lines: Vec<_> = changes.iter().filter(|change| change.impact() == impact).collect();
        if !lines.is_empty() {
            let _ = writeln!(text, "\n### {title}\n");
        }
        for change in lines {
            let _ = writeln!(text, "- {}", escaped(&change.text));
        }
    };
    part("Breaking", SemverImpact::Major);
    part("Added", SemverImpact::Minor);
    part("Documentation", SemverImpact::Patch);
    let events = count(section.interface.events(), "event");
    let _ = match (section.last, section.changes) {
        (None, _) => writeln!(text, "\nTypes of {events}."),
        (Some(last), None) => {
            let last = &last.version;
            writeln!(
                text,
                "\nTypes of {events}. The changes since {last} are not known, because an older generator made it."
            )
        }
        (Some(_), Some([])) => writeln!(text, "\nThe same types of {events}."),
        (Some(_), Some(_)) => Ok(()),
    };
    text
}

/// Puts a section above the others of a changelog. A section of the same version is replaced: its release was interrupted.
pub(super) fn with(changelog: &str, section: &str, version: &str) -> String {
    let heads = |line: &str| line.strip_prefix("## ").is_some_and(|rest| rest.split(' ').next() == Some(version));
    let (mut before, mut after, mut skipped) = (String::new(), String::new(), false);
    for line in changelog.lines() {
        skipped = if line.starts_with("## ") { heads(line) } else { skipped };
        let is_before = after.is_empty() && !skipped && !line.starts_with("## ");
        if !skipped {
            let into = if is_before { &mut before } else { &mut after };
            into.push_str(line);
            into.push('\n');
        }
    }
    let parts = [before.trim_end(), section.trim_end(), after.trim_end()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Escapes Markdown: the names of events and keys are foreign, and must not act as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '<' | '[' | '_') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_section_comes_first_and_once() {
        let first = with(PREAMBLE, "## 0.1.0 - a\n\none\n", "0.1.0");
        assert_eq!(first, format!("{PREAMBLE}\n## 0.1.0 - a\n\none\n"));
        let second = with(&first, "## 0.2.0 - b\n\ntwo\n", "0.2.0");
        assert_eq!(second, format!("{PREAMBLE}\n## 0.2.0 - b\n\ntwo\n\n## 0.1.0 - a\n\none\n"));
        let again = with(&second, "## 0.2.0 - c\n\nthree\n", "0.2.0");
        assert_eq!(again, format!("{PREAMBLE}\n## 0.2.0 - c\n\nthree\n\n## 0.1.0 - a\n\none\n"));
        assert_eq!(with("", "## 1.0.0 - d\n", "1.0.0"), "## 1.0.0 - d\n");
    }

    #[test]
    fn names_are_not_markup() {
        assert_eq!(escaped("a_b <i>*`"), "a\\_b \\<i>\\*\\`");
    }
}
