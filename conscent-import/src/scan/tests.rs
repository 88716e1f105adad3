//! Which texts are candidates, and the law of the scanner: all valid JSON is in exactly one candidate.

use super::{Candidate, Found, Rules, candidates, in_text, lexer::Source};
use crate::document::{Block, BlockKind, Document, PAGE, Scope, ScopeKind};
use crate::text::Text;
use proptest::prelude::*;
use serde_json::Value;

/// A document of blocks that follow each other on the page.
pub(crate) fn document(blocks: &[(BlockKind, &str)]) -> Document {
    let mut at = 0;
    let blocks = blocks.iter().map(|(kind, text)| {
        let block = Block { text: Text::at(text, at), kind: kind.clone(), scope: PAGE };
        at += text.len();
        block
    });
    Document { blocks: blocks.collect(), scopes: vec![Scope { parent: None, kind: ScopeKind::Page, label: None }] }
}

fn in_block(kind: BlockKind, text: &str) -> Vec<Candidate> {
    candidates(&document(&[(kind, text)]))
}

fn code(language: &str) -> BlockKind {
    BlockKind::Code(Some(language.into()))
}

/// The texts of the candidates, with their special properties.
fn texts(kind: BlockKind, text: &str) -> Vec<String> {
    let shown = |candidate: Candidate| {
        let marks = [(candidate.is_cut, "CUT "), (candidate.is_fragment, "PART ")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        marks + candidate.text.as_str()
    };
    in_block(kind, text).into_iter().map(shown).collect()
}

#[test]
fn objects_anywhere_on_a_line() {
    for (text, found) in [
        (r#"{"a": 1}{"b": 2} {"c":3}Next"#, &[r#"{"a": 1}"#, r#"{"b": 2}"#, r#"{"c":3}"#][..]),
        (r#"const x = {"a": "}"};"#, &[r#"{"a": "}"}"#]),
        (r#"curl -d '{"a": [{"b": 1}]}' x"#, &[r#"{"a": [{"b": 1}]}"#]),
        (r#"see [[{"a": 1}]](x)"#, &[r#"[[{"a": 1}]]"#]),
        ("{\n\n  // c\n  /* d */ \u{200b}\"a\": 1,\n}", &["{\n\n  // c\n  /* d */ \u{200b}\"a\": 1,\n}"]),
        ("{\n2\n  \"a\": 1\n3\n}", &["{\n2\n  \"a\": 1\n3\n}"]),
        ("1 | {\n2 |   \"a\": 1\n3 | }", &["{\n2 |   \"a\": 1\n3 | }"]),
        ("{ <1>\n“a”: 'it}'}", &["{ <1>\n“a”: 'it}'}"]),
        (r#"-d "{\"a\": \"}\"}" "#, &[r#"{\"a\": \"}\"}"#]),
        ("{ ... } {…}", &["{ ... }", "{…}"]),
        (
            r#"{"a": {{id}}, "b": {id}, "c": ${d}, "e": it's {"f": "don't"}} {"g": 1}"#,
            &[r#"{"a": {{id}}, "b": {id}, "c": ${d}, "e": it's {"f": "don't"}}"#, r#"{"g": 1}"#],
        ),
        ("{clientId} [{clientId}](/x) {% tab %} {{ user }} { so } {} {a: 1} [1] {...x}", &[]),
        (r#""user": {"a": 1}, {"b": 2}"#, &[r#"PART {"a": 1}"#, r#"{"b": 2}"#]),
    ] {
        for kind in [BlockKind::Prose, BlockKind::Inline, code("js"), BlockKind::Code(None)] {
            let kept = texts(kind.clone(), text);
            // Without a language, a text that starts with a brace is JSON.
            let found = if kind == BlockKind::Code(None) && text.starts_with("{clientId}") {
                &["{}", "{a: 1}"][..]
            } else {
                found
            };
            assert_eq!(kept, found, "{text}");
        }
    }
}

#[test]
fn a_block_of_json_is_accounted_for_as_a_whole() {
    for (text, found) in [
        ("{ a: 1 }", &["{ a: 1 }"][..]),
        (" {} ", &["{}"]),
        (" [1, 2]\n", &["[1, 2]"]),
        ("null", &["null"]),
        ("  \n", &[]),
        ("{\"a\": 1}\nnull", &["{\"a\": 1}"]),
    ] {
        assert_eq!(texts(code("jsonc"), text), found, "{text}");
    }
    assert_eq!(texts(code("js"), "null"), [""; 0]);
}

#[test]
fn text_that_continues_without_the_object_cuts_it_off() {
    for (text, found) in [
        ("{\"a\": {\n\"b\": 1,\nNext words: {\"c\": 2}", &["CUT {\"a\": {\n\"b\": 1,", "{\"c\": 2}"][..]),
        ("{\"a\": \"htt\n**Some.name:** {\"c\": 2}", &["CUT {\"a\": \"htt", "{\"c\": 2}"]),
        ("{\"a\": \"htt\n{\"c\": 2}", &["CUT {\"a\": \"htt", "{\"c\": 2}"]),
        ("{\"a\": 1\n\n- item\n{\"c\": 2}", &["CUT {\"a\": 1", "{\"c\": 2}"]),
        ("{\"a\": [{\"b\": \"x\ny\"}, {\"c\": 2}]}", &["CUT {\"a\": [{\"b\": \"x", "PART {\"c\": 2}"]),
        ("{\"a\": 1,\n  b: 2\n}", &["{\"a\": 1,\n  b: 2\n}"]),
        ("{\n+ \"a\": 1\n}", &[]),
        ("{\"x\": 0,\n+ \"a\": 1\n- \"b\": 1\n}", &["{\"x\": 0,\n+ \"a\": 1\n- \"b\": 1\n}"]),
        ("{\"a\":", &["CUT {\"a\":"]),
    ] {
        assert_eq!(texts(BlockKind::Prose, text), found, "{text}");
    }
    let python = "{\"a\":\n  None,\n  b\n}";
    assert_eq!(texts(code("python"), python), [python]);
}

#[test]
fn code_in_a_line_is_not_counted_twice() {
    let page = "Answer `{\"a\": 1}` or `{\"b\": 2`.\n{\"c\": 3}";
    let mut document = document(&[(BlockKind::Prose, page)]);
    for range in [8..16, 22..29] {
        let text = Text::at(page, 0).part(range);
        document.blocks.push(Block { text, kind: BlockKind::Inline, scope: PAGE });
    }
    let found: Vec<_> =
        candidates(&document).into_iter().map(|found| (found.block, found.text.as_str().to_owned())).collect();
    let expected = [(0, "{\"b\": 2`.\n{\"c\": 3}"), (1, "{\"a\": 1}")];
    assert_eq!(found, expected.map(|(block, text)| (block, text.to_owned())));
}

fn scan(text: &str) -> Vec<Found> {
    in_text(&Source::new(text), Rules::default())
}

/// Text that is hard to scan.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        r#"[{}\[\]"':,/*#|.<>$ \n\\“”a1]"#,
        Just("{\"a\":".to_owned()),
        r#"\{"[a{}'" ]"?: ?"#,
        "(\"[}{]\"|\\.\\.\\.|\\{\\{|//|/\\*|\\*/|'\\{\"b\": \")",
        r#"\{"k": ("[^"\\\n]{0,8}"|\[\]|1), "[a-z}{]": \{"x":("\}"|null) *\}\}"#,
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_json_is_in_exactly_one(text in fragments()) {
        let found = scan(&text);
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{found:?}");
        for (at, _) in text.match_indices("{\"") {
            let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
            if let Some(Ok(_)) = values.next() {
                let end = at + values.byte_offset();
                let around = found.iter().filter(|found| found.span.start <= at && end <= found.span.end);
                prop_assert_eq!(around.count(), 1, "{}..{} of {:?} in {:?}", at, end, text, found);
            }
        }
    }
}

#[test]
fn the_time_is_linear() {
    let shapes = [
        "{\"a\":",
        "[",
        "{\"",
        "{\"a\":[{",
        "{\"a\":1 x\n",
        "{/*",
        "{//",
        "{\"a\":/*",
        "[{\"a\":1}",
        "{'",
        "{“",
        "${",
        "<",
        "{ ",
        "{\n1",
        "{\"a\": 'x {\"b\": [\"}",
        "{\"k\":x\"{\"q\":[\"}",
        "{{",
        "{\"a\":1}\n",
        "\"a\": {\"b\":\"\n",
        "{\"a\\\":",
        "{\\\"",
        "{\\\"a\\\":",
        "(",
        "[ [ ",
    ];
    for shape in shapes {
        let mut per_byte = Vec::new();
        for length in [2_000, 20_000] {
            let text = shape.repeat(length / shape.len());
            for text in [text.clone(), text + "*/\n"] {
                let source = Source::new(&text);
                in_text(&source, Rules::default());
                per_byte.push(source.cost.get() / text.len());
            }
        }
        // The parser may read a byte once for each of its 128 levels.
        assert!(per_byte.iter().all(|cost| *cost < 150), "{shape:?}: {per_byte:?}");
    }
}
