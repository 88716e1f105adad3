//! The outcome for a candidate: a piece, or the reason why not, with lines of the page.

use super::{Piece, mend};
use crate::account::Why;
use crate::document::BlockKind;
use crate::scan::candidates;
use crate::scan::tests::document;
use crate::text::Lines;
use conscent_codegen::Location;
use proptest::prelude::*;
use std::path::Path;

/// The pieces of a page that consists of one block of JSON code.
fn pieces(page: &str) -> Vec<Result<Piece, Why>> {
    let document = document(&[(BlockKind::Code(Some("json".into())), page)]);
    candidates(&document).iter().map(|found| mend(found, Path::new("p.md"), &Lines::of(page))).collect()
}

fn shown(page: &str) -> String {
    let shown = pieces(page).into_iter().map(|piece| match piece {
        Ok(piece) => {
            let bodies = piece.bodies.iter().map(|body| {
                assert_eq!(serde_json::from_str::<serde_json::Value>(&body.text).ok(), Some(body.value.clone()));
                let note = body.note.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}-{} {} {note}", body.lines[0], body.lines[1], body.text)
            });
            let bodies = bodies.map(|body| body.trim_end().to_owned()).collect::<Vec<_>>().join(" & ");
            if piece.is_list { format!("list {bodies}") } else { bodies }
        }
        Err(why) => format!("{why:?}"),
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn what_carries_no_data_is_removed() {
    for (page, expected) in [
        ("{\"a\":\n1.50}", "1-2 {\"a\":\n1.50}"),
        (
            "\n{“a”: 1,}",
            "2-2 {\"a\": 1} p.md:2: not quite JSON: removed or replaced in the sample: trailing comma (line 2), smart quotes (line 2)",
        ),
        (
            "  1 | {\n  2 |   \"a\": [ // c\n  3 |   ],\n  4 | }",
            "1-4 {\n  \"a\": [\n  ]\n} p.md:2: not quite JSON: removed or replaced in the sample: comment (line 2), trailing comma (line 3), line number (line 2, 3, 4)",
        ),
        (
            "{\"a\":\u{200b} 1}",
            "1-1 {\"a\": 1} p.md:1: not quite JSON: removed or replaced in the sample: invisible character (line 1)",
        ),
        (
            "{\"a\": \"b...\"}",
            "1-1 {\"a\": \"b...\"} p.md:1: perhaps a shortened string: a string ends with `...` (line 1)",
        ),
        (
            "[{\"a\": 1},\n {\"b\": [], // c\n }]",
            "list 1-1 {\"a\": 1} & 2-3 {\"b\": []\n } p.md:2: not quite JSON: removed or replaced in the sample: comment (line 2), trailing comma (line 2)",
        ),
        ("{}", "1-1 {}"),
    ] {
        assert_eq!(shown(page), expected, "{page}");
    }
}

#[test]
fn what_is_no_value_is_the_reason() {
    let not_json =
        |reason: &str, line, column| format!("NotJson({reason:?}, {:?})", Location::column("p.md", line, column));
    let foreign = "this is JavaScript or Python, not JSON";
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(200), "]".repeat(200));
    let too_deep = "nested too deeply: serde_json stops at depth 128, and so does every user of the generated types";
    for (page, expected) in [
        ("{\n\"a\": 1,\n...\n}", "Shortened(3)".to_owned()),
        ("{\"a\": [\n\"...\"]}", "Shortened(2)".to_owned()),
        ("{\"a\":\n{{id}}}", "Placeholder(\"{{id}}\", 2)".to_owned()),
        ("{\"a\":\n\"<id>\"}", "Placeholder(\"<id>\", 2)".to_owned()),
        ("{\"a\":\n\"[email\u{a0}protected]\"}", "Masked(2)".to_owned()),
        ("{\"a\": {\"b\": 1}", "Cut".to_owned()),
        ("\"a\": {\"b\": 1}", "Fragment".to_owned()),
        ("\n  { a: 1 }", not_json(foreign, 2, 5)),
        ("{\"a\": 'b'}", not_json(foreign, 1, 7)),
        ("{\n  \"a\": 1 2\n}", not_json("expected `,` or `}`", 2, 10)),
        ("{\"a\": 1, // c\n\n \"b\": nul}", not_json("expected ident", 3, 10)),
        ("{\"a\": 1,,}", not_json("trailing comma", 1, 10)),
        ("[1, 2]", not_json("the block is JSON, but contains no object", 1, 1)),
        ("null", not_json("the block is JSON, but contains no object", 1, 1)),
        ("[{\"a\": 1},\n2]", not_json("not all items of the list are objects", 1, 1)),
        ("[[{\"a\": 1}]]", not_json("not all items of the list are objects", 1, 1)),
        (&deep, not_json(too_deep, 1, 133)),
    ] {
        assert_eq!(shown(page), expected, "{page}");
    }
}

proptest! {
    #[test]
    fn anything_is_mended_or_named(page in r#"(\{"a": ?|[{}\[\]"':,/*#|.<>$ \n“”a1\\-]|\{\{id\}\}|\.\.\.|//|\n2|'\\''){0,40}"#) {
        for piece in pieces(&page).into_iter().flatten() {
            for body in piece.bodies {
                prop_assert!(body.value.is_object());
                prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&body.text).ok(), Some(body.value));
                prop_assert!(1 <= body.lines[0] && body.lines[0] <= body.lines[1] && body.lines[1] <= page.lines().count().max(1));
            }
        }
    }
}
