//! The changelog of a generated crate.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::diff::{Change, Class};
use conscent_codegen::package::release::Release;
use conscent_codegen::schema::Api;
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Its name, in the crate's folder.
pub(super) const FILE: &str = "CHANGELOG.md";

const PREAMBLE: &str = "\
# Changelog

What changed in the types, and why the version is what it is.
";

/// What stands in the folder, or how a new changelog begins.
pub(super) fn read(folder: &Path) -> Result<String, Diagnostic> {
    let path = folder.join(FILE);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(PREAMBLE.to_owned()),
        read => read.map_err(|error| Place::file(path).says("cannot be read", error.to_string())),
    }
}

/// The section of a release.
pub(super) fn section(release: &Release, class: Class, changes: &[Change], apis: &[Api]) -> String {
    let Release { version, date, snapshot } = release;
    let mut text = format!("## {version} - {date}\n\nSamples: `{snapshot}`.\n");
    let mut part = |title: &str, class: Class| {
        let lines: Vec<_> = changes.iter().filter(|change| change.class() == class).collect();
        if !lines.is_empty() {
            let _ = writeln!(text, "\n### {title}\n");
        }
        for change in lines {
            let _ = writeln!(text, "- {}", escaped(&change.text));
        }
    };
    part("Breaking", Class::Major);
    part("Added", Class::Minor);
    part("Described otherwise", Class::Patch);
    if changes.is_empty() {
        let events: usize = apis.iter().map(|api| api.events.len()).sum();
        let what = if class == Class::None { "Types of" } else { "The same types of" };
        let _ = writeln!(text, "\n{what} {events} events.");
    }
    text
}

/// The changelog with this section above the others. A section of the same version is replaced: its release broke off.
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

/// Names of events and keys are other people's: none of them is markup.
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
    fn the_newest_section_stands_first_and_once() {
        let first = with(PREAMBLE, "## 0.1.0 - a\n\none\n", "0.1.0");
        assert_eq!(first, format!("{PREAMBLE}\n## 0.1.0 - a\n\none\n"));
        let second = with(&first, "## 0.2.0 - b\n\ntwo\n", "0.2.0");
        assert_eq!(second, format!("{PREAMBLE}\n## 0.2.0 - b\n\ntwo\n\n## 0.1.0 - a\n\none\n"));
        let again = with(&second, "## 0.2.0 - c\n\nthree\n", "0.2.0");
        assert_eq!(again, format!("{PREAMBLE}\n## 0.2.0 - c\n\nthree\n\n## 0.1.0 - a\n\none\n"));
        assert_eq!(with("", "## 1.0.0 - d\n", "1.0.0"), "## 1.0.0 - d\n");
    }

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(escaped("a_b <i>*`"), "a\\_b \\<i>\\*\\`");
    }
}
