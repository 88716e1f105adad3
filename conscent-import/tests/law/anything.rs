//! Any page at all: nothing panics, and all JSON that `serde_json` reads on it is accounted for. `fuzz/` runs the same function on a fuzzer's
//! inputs.

use conscent_import::page::{self, Payload};
use conscent_import::{LeftOut, Site};
use serde_json::{Deserializer, Value};
use std::ops::RangeInclusive;
use std::path::Path;

/// A file of each kind of page. `fuzz/run.sh` knows the first three by their numbers.
const FILES: [&str; 7] = ["p.md", "p.html", "p.txt", "p.mdx", "p.adoc", "p.json", "p.yaml"];

/// Reads the input as the kind of a page (one byte), and the page.
pub(crate) fn anything(input: &[u8]) {
    let (&kind, page) = input.split_first().unwrap_or((&0, input));
    let file = FILES[usize::from(kind) % FILES.len()];
    let page = String::from_utf8_lossy(page);
    let site = Site { flat: Some("v1".into()), ..Site::default() };
    let read = page::parse(Path::new(file), &page, &site);
    let accounts: Vec<_> = read.taken.iter().map(taken).chain(read.left_out.iter().map(left_out)).collect();
    let lines = page.lines().count().max(1);
    assert!(accounts.iter().all(|account| (1..=lines).contains(account.start())), "{accounts:?} of {page:?}");
    for object in objects(&page) {
        let is_accounted_for =
            accounts.iter().any(|account| account.start() <= object.end() && object.start() <= account.end());
        assert!(is_accounted_for, "{object:?} of {page:?}: {accounts:?}");
    }
}

/// The lines of a payload.
fn taken(payload: &Payload) -> RangeInclusive<usize> {
    payload.location.line.expect("a payload has a line")..=payload.last_line
}

/// The lines of a text that was left out.
fn left_out(left_out: &LeftOut) -> RangeInclusive<usize> {
    assert!(!left_out.to_string().contains('\n'), "one line each");
    left_out.location.line.expect("each has a line")..=left_out.last_line
}

/// The lines of the objects that are JSON, without those inside others.
fn objects(page: &str) -> Vec<RangeInclusive<usize>> {
    let line = |offset: usize| page[..offset].matches('\n').count() + 1;
    let mut objects = Vec::new();
    let mut from = 0;
    while let Some(at) = page[from..].find("{\"") {
        let start = from + at;
        let mut values = Deserializer::from_str(&page[start..]).into_iter::<Value>();
        from = match values.next() {
            Some(Ok(_)) => {
                let end = start + values.byte_offset();
                objects.push(line(start)..=line(end - 1));
                end
            }
            _ => start + 1,
        };
    }
    objects
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Any text that a reader, the scanner or `name` treats specially.
    fn fragment() -> impl Strategy<Value = String> {
        prop_oneof![
            r#"[{}\[\]"'<>/&#*:.,`~\\|=> \n]|[a-e1]|\{"|```(json|js)?\n|\n\| "#,
            r#"\{"event": "[a-c]\.[a-c]", "payload": \{\}\}"#,
            r#"\{"[a-c]": ?("[a-c{}\[]*"|1|\[\]|\{"a":1\}),?\}?"#,
            r"\.\.\.|…|\{\{id\}\}|<id>|“|//|/\*|\*/|\n1\n|\n2 \| |// 1",
            "<pre>|</pre>|<li>|<nav>|</nav>|<div role=(tab|tablist|tabpanel)>|</div>|<!--|-->|<script>|</script>|<td>|<textarea>",
            "\0\0\0",
            r"\{% (tab|code) title=|%\}|\{% endtab %\}|\[block:code\]|\[/block\]|<Tab title='a'>|\n---\n|&quot;|\u{200b}|\n# |\n== ",
        ]
    }

    /// An HTML tokenizer may replace a NUL by a longer character, which must not move later lines.
    #[test]
    fn of_nul_in_a_script() {
        super::anything(&[b"\x01<script>", &[0; 20][..], b"{\"a\": 1}</script>\n"].concat());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

        #[test]
        fn of_any_bytes(input in vec(any::<u8>(), 0..400)) {
            super::anything(&input);
        }

        #[test]
        fn of_fragments(kind in any::<u8>(), page in vec(fragment(), 0..60)) {
            super::anything(&[&[kind], page.concat().as_bytes()].concat());
        }
    }
}
