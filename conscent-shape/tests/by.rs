//! Grouping the documents of a stream by their names: any layout, any number of threads, and the limits of names.

use conscent_shape::{
    self as shape, NAME_LENGTH, NAMES, NamedGroup, NamesError, Options, Shape, StreamError, SyntaxError,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::Mutex;

type Groups = BTreeMap<Option<String>, NamedGroup>;

fn by(input: &str, pointer: &str, threads: usize) -> Result<Groups, StreamError> {
    let options = Options { threads: NonZero::new(threads), ..Options::default() };
    shape::stream_by(input.as_bytes(), pointer, &options)
}

fn names_error(input: &str, pointer: &str, threads: usize) -> NamesError {
    match by(input, pointer, threads) {
        Err(StreamError::Names(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The definition of `stream_by`, for documents with the lines where they start.
fn naive(documents: &[(usize, String)], pointer: &str) -> Groups {
    let mut groups = Groups::new();
    for (line, text) in documents {
        let value: Value = serde_json::from_str(text).unwrap();
        let name = value.pointer(pointer).and_then(Value::as_str).filter(|name| !name.is_empty()).map(str::to_owned);
        let group = groups.entry(name).or_default();
        group.shape.merge(&shape::infer(text.as_bytes()).unwrap());
        group.documents += 1;
        if group.documents == 1 {
            group.first_line = *line;
        }
    }
    groups
}

/// An object in which keys repeat, at each level; or any other value.
fn document() -> impl Strategy<Value = String> {
    // All spellings of the keys, of parts of them, and of what looks like them.
    let keys = [
        r#""a""#,
        r#""\u0061""#,
        r#""b/c""#,
        r#""b\/c""#,
        r#""~""#,
        r#""0""#,
        r#""01""#,
        r#""""#,
        r#""é""#,
        r#""\u00e9""#,
    ];
    let leaves = [
        r#""x""#,
        r#""y\n""#,
        r#""a""#,
        r#""\"a\"""#,
        r#""\\u0061""#,
        r#""\u003c""#,
        r#""""#,
        "null",
        "1",
        "-0.5e3",
        "true",
        "[]",
        "{}",
    ];
    select(leaves.to_vec()).prop_map(str::to_owned).prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            4 => vec((select(keys.to_vec()), inner.clone()), 0..5).prop_map(|fields| {
                let fields: Vec<_> = fields.iter().map(|(key, value)| format!("{key}:{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
            1 => vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}

/// How an input is written.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Lines,
    /// With blank lines, and line breaks of Windows.
    LooseLines,
    /// Objects and arrays are over several lines.
    Spread,
    OneAfterAnother,
}

/// The input with these documents, and the documents with their lines.
fn written(documents: &[String], layout: Layout) -> (String, Vec<(usize, String)>) {
    let (mut input, mut placed) = (String::new(), Vec::new());
    for document in documents {
        if matches!(layout, Layout::LooseLines) {
            input.push_str(" \r\n");
        }
        placed.push((input.matches('\n').count() + 1, document.clone()));
        match layout {
            Layout::Lines => input.push_str(document),
            Layout::LooseLines => write!(input, "{document}\r").unwrap(),
            // Line breaks inside strings are escaped, so there is one after each brace or bracket of a structure.
            Layout::Spread => input.push_str(&document.replace('{', "{\n").replace('[', "[\n")),
            Layout::OneAfterAnother => write!(input, "{document} ").unwrap(),
        }
        if !matches!(layout, Layout::OneAfterAnother) {
            input.push('\n');
        }
    }
    (input, placed)
}

proptest! {
    #[test]
    fn grouping_is_as_defined(
        documents in vec(document(), 0..12),
        layout in select(vec![Layout::Lines, Layout::LooseLines, Layout::Spread, Layout::OneAfterAnother]),
        pointer in select(vec!["", "/", "/a", "/a/a", "/b~1c", "/~0", "/0", "/a/0", "/01", "/é", "/a/b~1c/0", "/0/a", "/nothing"]),
        threads in 1..4_usize,
    ) {
        let (input, placed) = written(&documents, layout);
        let expected = naive(&placed, pointer);
        prop_assert_eq!(&by(&input, pointer, threads).unwrap(), &expected);
        // All of them together are the stream.
        let all = expected.into_values().fold(Shape::default(), |mut all, group| {
            all.extend([group.shape]);
            all
        });
        prop_assert_eq!(shape::stream(input.as_bytes(), &Options::default()).unwrap(), all);
        // What is not JSON changes nothing.
        if !documents.is_empty() && matches!(layout, Layout::Lines) {
            let errors = Mutex::new(0);
            let on_invalid = |_| *errors.lock().unwrap() += 1;
            let options = Options { threads: NonZero::new(threads), on_invalid: Some(&on_invalid), ..Options::default() };
            let invalid = format!("{input}{{\"a\":\"x\",\n");
            prop_assert_eq!(shape::stream_by(invalid.as_bytes(), pointer, &options).unwrap(), naive(&placed, pointer));
            prop_assert_eq!(*errors.lock().unwrap(), 1);
        }
    }
}

/// Many blocks of lines with this many names, and some without a name.
fn many_lines(names: usize) -> Vec<String> {
    // A line has 400 bytes and a block has 256 KiB, so these are 8 blocks.
    (0..5_000)
        .map(|number| match number % 9 {
            0 => format!(r#"{{"id":{number},{:380}"event":null}}"#, ""),
            _ => format!(r#"{{"id":{number},{:370}"event":"event {}"}}"#, "", number % names),
        })
        .collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let lines = many_lines(50);
    let placed: Vec<_> = lines.iter().enumerate().map(|(index, line)| (index + 1, line.clone())).collect();
    let expected = naive(&placed, "/event");
    assert_eq!(expected.len(), 51);
    for threads in [1, 2, 3, 16] {
        assert_eq!(by(&lines.join("\n"), "/event", threads).unwrap(), expected);
    }
}

#[test]
fn a_text_that_is_no_pointer_is_an_error() {
    for pointer in ["event", "~", "/~", "/a~2", "/~/", "/a~"] {
        assert_eq!(names_error("{}", pointer, 1), NamesError::Pointer, "{pointer}");
    }
    assert!(NamesError::Pointer.to_string().contains("/event"));
}

#[test]
fn too_many_names_are_an_error_with_the_line() {
    // Each name is twice in the input, far from each other.
    let line = |name: usize| format!("{{\"event\":\"secret {name}\",\"padding\":{}}}\n", json!("x".repeat(400)));
    let lines = |names: usize| (0..names).chain(0..names).map(line).collect::<String>();
    for threads in [1, 2, 7] {
        assert_eq!(by(&lines(NAMES), "/event", threads).unwrap().len(), NAMES);
        for names in [NAMES + 1, NAMES + 700] {
            let error = names_error(&lines(names), "/event", threads);
            assert_eq!(error, NamesError::TooMany { line: NAMES + 1 });
        }
        // The first error is reported, of either kind.
        let (many, bad) = (lines(NAMES + 1), "{\"event\":}\n");
        let after = many.split_inclusive('\n').collect::<Vec<_>>();
        let (before, after) = after.split_at(NAMES);
        let (before, after) = (before.concat(), after.concat());
        assert!(matches!(by(&format!("{before}{bad}{after}"), "/event", threads), Err(StreamError::Syntax(_))));
        let both = format!("{before}{after}{bad}");
        assert_eq!(names_error(&both, "/event", threads), NamesError::TooMany { line: NAMES + 1 });
        // Documents over several lines.
        let spread = lines(NAMES + 1).replace('{', "{\n");
        assert_eq!(names_error(&spread, "/event", threads), NamesError::TooMany { line: 2 * NAMES + 1 });
    }
    let message = StreamError::from(NamesError::TooMany { line: 1025 }).to_string();
    assert!(message.contains("line 1025") && message.contains("1024"), "{message}");
}

#[test]
fn a_long_name_is_an_error_with_the_line() {
    let long = |length: usize| format!("{{\"event\":\"{}\"}}\n", "s".repeat(length));
    assert_eq!(by(&long(NAME_LENGTH), "/event", 1).unwrap().len(), 1);
    let (start, rest) = (many_lines(50).join("\n"), many_lines(50).join("\n"));
    let input = format!("{start}\n{}{rest}", long(NAME_LENGTH + 1));
    let on_invalid = |error: SyntaxError| panic!("{error}");
    for threads in [1, 2, 7] {
        assert_eq!(names_error(&input, "/event", threads), NamesError::TooLong { line: 5_001 });
        let options = Options { on_invalid: Some(&on_invalid), ..Options::default() };
        let skipping = shape::stream_by(input.as_bytes(), "/event", &options).unwrap_err();
        assert!(matches!(skipping, StreamError::Names(NamesError::TooLong { line: 5_001 })));
        let spread = format!("{{\n}}\n{}", long(NAME_LENGTH + 1));
        assert_eq!(names_error(&spread, "/event", threads), NamesError::TooLong { line: 3 });
    }
    let message = StreamError::from(NamesError::TooLong { line: 7 }).to_string();
    assert!(message.contains("line 7") && message.contains("256") && !message.contains("sss"), "{message}");
}

#[test]
fn documents_that_are_not_json_are_in_no_group() {
    let one = |name: &str| format!("{{\n  \"event\": \"{name}\",\n  \"data\": [1]\n}}\n");
    let input = format!("{}{{\n  \"event\": \"c\",\n{}{}nope\n{}", one("a"), one("b"), one("a"), one("b"));
    let errors = Mutex::new(Vec::new());
    let on_invalid = |error: SyntaxError| errors.lock().unwrap().push(error.line);
    let options = Options { on_invalid: Some(&on_invalid), ..Options::default() };
    let groups = shape::stream_by(input.as_bytes(), "/event", &options).unwrap();
    let found: Vec<_> =
        groups.iter().map(|(name, group)| (name.as_deref(), group.documents, group.first_line)).collect();
    assert_eq!(found, [(Some("a"), 2, 1), (Some("b"), 2, 7)]);
    assert_eq!(*errors.lock().unwrap(), [7, 15]);
}

#[test]
fn a_first_line_of_any_length_has_a_name() {
    let first = format!("{{\"data\":\"{}\",\"event\":\"a\"}}\n", "x".repeat(5 * 1024 * 1024));
    let groups = by(&format!("{first}{{\"event\":\"b\"}}\n"), "/event", 2).unwrap();
    let found: Vec<_> = groups.iter().map(|(name, group)| (name.as_deref(), group.first_line)).collect();
    assert_eq!(found, [(Some("a"), 1), (Some("b"), 2)]);
}
