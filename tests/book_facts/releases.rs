//! `maintenance/releases.md` makes the same promises as the README of each generated crate.

use crate::book::{chapter, read, table};

#[test]
fn a_version_may_change_what_the_generated_readme_says() {
    let head = ["new samples", "changes in the next version", "SemVer"];
    let promised = table(&read("conscent-types/README.md"), &head);
    assert_eq!(table(&chapter("maintenance/releases"), &head), promised);
}
