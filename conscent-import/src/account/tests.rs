//! The messages for users, and the law: each planted text is taken, or listed with its line.

use super::{LeftOut, Why, unread};
use crate::document::{BlockKind, Document};
use crate::mend::mend;
use crate::scan::lexer::Source;
use crate::scan::tests::document;
use crate::scan::{Candidate, candidates, whole};
use crate::text::Lines;
use conscent_codegen::Location;
use expect_test::expect;
use proptest::prelude::*;
use std::ops::Range;
use std::path::Path;

#[test]
fn every_reason_says_what_to_do() {
    let location = || Location::line("hints.toml", 3);
    let all = [
        Why::Masked(22),
        Why::Cut,
        Why::Shortened(22),
        Why::Placeholder("{{id}}\u{202e}".into(), 22),
        Why::NotJson("expected `,` or `}`".into(), Location::column("page.md", 22, 5)),
        Why::Fragment,
        Why::Request("the line `POST /orders`".into()),
        Why::Response("the heading \"Response\", line 20".into()),
        Why::OtherApi("v2".into()),
        Why::Schema,
        Why::Document,
        Why::List,
        Why::Hidden("a script"),
        Why::Hidden("a comment"),
        Why::Contradicts {
            body: "\"event\": \"order.paid\"".into(),
            heading: "order.void".into(),
            line: 19,
            sample: "v2/order.void/page.json".into(),
        },
        Why::NoApi("give it with --api NAME".into()),
        Why::NoEvent("name it with --event NAME".into()),
        Why::Same(7),
        Why::Ignored(location()),
        Why::Unread,
    ];
    let shown = all.map(|why| {
        let (name, needs) = (why.name(), if why.needs_attention() { "" } else { ", nothing to do" });
        let left_out = LeftOut { location: Location::line("page.md", 21), last_line: 23, why, label: None };
        format!("[{name}{needs}] {left_out}\n")
    });
    expect![[r#"
        [masked] page.md:21: left out: it has a masked e-mail address (line 22), because the site hides addresses from crawlers; save the page from a browser, or insert the address by hand, and import the page again
        [cut] page.md:21: left out: it is cut off before it ends; get the whole page, and import the page again
        [shortened] page.md:21: left out: the page shortens it (`...`, line 22); fill in what the vendor sends, and import the page again
        [placeholder] page.md:21: left out: it has a placeholder ({{id}} , line 22); replace it with a real value, and import the page again
        [not-json] page.md:21: left out: it cannot be read (line 22, column 5): expected `,` or `}`; if it is a payload, correct it, and import the page again
        [fragment] page.md:21: left out: it is the value of a key, so it is only part of an object; if it is a payload, remove the key, and import the page again
        [request] page.md:21: left out: it is a request, not a payload (the line `POST /orders`); confirm it with an `[[ignore]]` in hints.toml
        [response] page.md:21: left out: it is a response, not a payload (the heading "Response", line 20); confirm it with an `[[ignore]]` in hints.toml
        [other-api] page.md:21: left out: it does not have the form of the other payloads on the page, which are of v2; if it is a payload, import it from a separate page with --api NAME; if not, confirm it with an `[[ignore]]` in hints.toml
        [schema, nothing to do] page.md:21: left out: it is a JSON Schema, not a payload; no action needed
        [document, nothing to do] page.md:21: left out: it is an API description, not a payload; no action needed
        [list] page.md:21: left out: it is a list of objects, but a payload is one object; if it is a list of deliveries, set `batch = true` in `[envelope.<api>]` of hints.toml
        [hidden, nothing to do] page.md:21: left out: it is in a script, which readers do not see; no action needed
        [hidden] page.md:21: left out: it is in a comment, which readers do not see; if it is a payload, put it into a code block, and import the page again; if not, confirm it with an `[[ignore]]` in hints.toml
        [contradicts] page.md:21: left out: the body says "event": "order.paid", but the heading "order.void" (line 19) names another event; correct the body in corrections.toml, as sample "v2/order.void/page.json", or make the heading an alias in hints.toml
        [no-api] page.md:21: left out: its api is unknown; give it with --api NAME
        [no-event] page.md:21: left out: its event is unknown; name it with --event NAME
        [same, nothing to do] page.md:21: left out: it is a copy of the text at line 7; no action needed
        [ignored, nothing to do] page.md:21: left out: a hint says that it is not a payload (hints.toml:3); no action needed
        [unread] page.md:21: left out: it is in a part of the page that this program does not read; if it is a payload, put it into its own code block, and import the page again
    "#]]
    .assert_eq(&shown.concat());
}

#[test]
fn the_raw_page_is_a_net() {
    let page = "a {\"a\": 1} b {\"b\": {\"c\": 2}}\nd {\"d\": x\n{\"e\": 1}, {\"f\": 1}\n}";
    let found = |covered: &[Range<usize>]| -> Vec<&str> {
        unread(page, covered).into_iter().filter_map(|range| page.get(range)).collect()
    };
    let last = "{\"d\": x\n{\"e\": 1}, {\"f\": 1}\n}";
    assert_eq!(found(&[]), ["{\"a\": 1}", "{\"b\": {\"c\": 2}}", last]);
    // Touching a candidate is enough. But each whole object inside a broken text counts by itself.
    assert_eq!(found(&[20..28, 2..10, 30..35]), ["{\"e\": 1}", "{\"f\": 1}"]);
    assert_eq!(found(&[5..7, 13..29, 30..page.len()]), [""; 0]);
}

/// What can be wrong with an object, and the word for its outcome.
#[derive(Clone, Copy, Debug)]
enum Defect {
    None,
    Comment,
    TrailingComma,
    Invisible,
    Smart,
    Ellipsis,
    Bare,
    Placeholder,
    Choice,
    Foreign,
    Masked,
    Cut,
    Syntax,
    Fragment,
}

const DEFECTS: [Defect; 14] = [
    Defect::None,
    Defect::Comment,
    Defect::TrailingComma,
    Defect::Invisible,
    Defect::Smart,
    Defect::Ellipsis,
    Defect::Bare,
    Defect::Placeholder,
    Defect::Choice,
    Defect::Foreign,
    Defect::Masked,
    Defect::Cut,
    Defect::Syntax,
    Defect::Fragment,
];

/// An object of three or more lines with a defect, and its outcome.
fn planted(member: &str, defect: Defect) -> (String, &'static str) {
    let object = |last: &str| format!("{{\n  \"id\": {{\"in\": [{member}]}},\n  {last}\n}}");
    match defect {
        Defect::None => (object("\"a\": \"}{\""), "taken"),
        Defect::Comment => (object("\"a\": 1 // {\"x\":"), "taken with a note"),
        Defect::TrailingComma => (object("\"a\": [],"), "taken with a note"),
        Defect::Invisible => (object("\"a\":\u{200b} 1"), "taken with a note"),
        Defect::Smart => (object("\"a\": 1").replace('"', "“"), "taken with a note"),
        Defect::Ellipsis => (object("..."), "shortened"),
        Defect::Bare => (object("\"a\": {{id}}"), "placeholder"),
        Defect::Placeholder => (object("\"a\": \"<id>\""), "placeholder"),
        Defect::Choice => (object("\"a\": true | false"), "placeholder"),
        Defect::Foreign => (object("\"a\": 'b'"), "not-json"),
        Defect::Masked => (object("\"a\": \"[email protected]\""), "masked"),
        Defect::Cut => (object("\"a\": \"b").replace("\n}", ""), "cut"),
        Defect::Syntax => (object("\"a\": 1 2"), "not-json"),
        Defect::Fragment => (format!("\"part\": {}", object("\"a\": 1")), "fragment"),
    }
}

/// A member with any text that a string may contain.
fn member() -> impl Strategy<Value = String> {
    // No typographic quote, because the defect must be the only source of those.
    r"([{}\[\]':,/*#|.<>$ a-zé1-9]|// |\{\{|\.\.\.a){1,12}"
        .prop_filter("it is a placeholder by itself", |text| {
            !text.trim().starts_with(['<', '{', '[', '$'])
                && !text.trim_matches(['x', '.', ' ']).is_empty()
                && !text.ends_with("...")
        })
        .prop_map(|text| serde_json::Value::from(text).to_string())
}

/// Where objects are on a page: the text before and after one.
fn wrapping() -> impl Strategy<Value = (BlockKind, &'static str, &'static str)> {
    let code = |language: &str| BlockKind::Code(Some(language.into()));
    prop_oneof![
        Just((code("json"), "", "")),
        Just((BlockKind::Code(None), "", "\n")),
        Just((code("js"), "const x = ", ";\n")),
        Just((code("bash"), "curl -X POST https://a.b \\\n  -d '", "'\n")),
        Just((code("http"), "POST /hook HTTP/1.1\nContent-Type: application/json\n\n", "\n")),
        Just((BlockKind::Prose, "\nSome.name: words, it's {one} of [them](x).\n\n", "PreviousNext\n")),
        Just((BlockKind::Prose, "| a | ", " |\n")),
    ]
}

fn fates(document: &Document, page: &str) -> Vec<(String, usize)> {
    let lines = Lines::of(page);
    let fate = |found| match mend(found, Path::new("p"), &lines) {
        Ok(piece) => {
            let with = if piece.bodies.iter().any(|body| body.note.is_some()) { " with a note" } else { "" };
            (format!("taken{with}"), lines.of_range(&found.on_page())[0])
        }
        Err(why) => (why.name().to_owned(), lines.of_range(&found.on_page())[0]),
    };
    candidates(document).iter().map(fate).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn as_many_as_planted_are_accounted_for(
        all in prop::collection::vec((member(), prop::sample::select(&DEFECTS[..]), wrapping()), 1..6)
    ) {
        let mut blocks = Vec::new();
        let mut expected = Vec::new();
        let mut line = 1;
        for (member, defect, (kind, before, after)) in all {
            let (object, fate) = planted(&member, defect);
            let key = object.find('{').unwrap_or_default();
            line += before.matches('\n').count();
            expected.push((fate.to_owned(), line + object[..key].matches('\n').count()));
            let text = format!("{before}{object}{after}");
            line += text[before.len()..].matches('\n').count();
            blocks.push((kind, text));
        }
        let blocks: Vec<_> = blocks.iter().map(|(kind, text)| (kind.clone(), text.as_str())).collect();
        let page: String = blocks.iter().map(|(_, text)| *text).collect();
        let document = document(&blocks);
        prop_assert_eq!(fates(&document, &page), expected, "{}", page);
        // Texts in the document are not listed twice.
        let covered: Vec<_> = candidates(&document).iter().map(Candidate::on_page).collect();
        prop_assert_eq!(unread(&page, &covered), vec![], "{}", page);
    }

    #[test]
    fn texts_that_no_reader_saw_are_listed(text in r#"(\{"a": ?|[{}\[\]"':,/*#|.<>$ \n“”a1\\-]){0,40}"#, covered in (0_usize..40, 0_usize..9)) {
        let covered = covered.0..covered.0 + covered.1;
        let unread = unread(&text, std::slice::from_ref(&covered));
        prop_assert!(unread.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let source = Source::new(&text);
        for object in whole::objects(&source, 0..text.len()) {
            let is_named = unread.iter().chain([&covered]).any(|range| is_overlap(range, &object));
            prop_assert!(is_named, "{:?} of {:?}: {:?}, {:?}", object, text, unread, covered);
        }
    }
}

fn is_overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end && !a.is_empty()
}
