//! `reference/import.md` has every word for a text that was left out.

use crate::book::{chapter, span, table};
use crate::code::{functions, text};
use std::collections::BTreeSet;

#[test]
fn every_reason_is_in_the_chapter() {
    let rows = table(&chapter("reference/import"), &["`why`", "the text", "what to do"]);
    let documented: BTreeSet<_> = rows.iter().map(|row| span(&row[0])).collect();
    let names = functions("conscent-import/src/account.rs").into_iter().filter(|function| function.name == "name");
    let known: BTreeSet<_> = names.flat_map(|name| name.body.iter().filter_map(text).collect::<Vec<_>>()).collect();
    assert_eq!(documented, known);
}
