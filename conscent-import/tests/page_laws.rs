//! A payload is taken from a page byte for byte, with any content and any text around it.
#![allow(clippy::panic, reason = "a test reports its failures by panicking")]

mod conscent;

use conscent_import::{Why, page};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f32>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        r#"[{}\[\]"\\`<>&;:#*_ \n]{0,8}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,8}", inner, 0..4).prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

/// An object's text, compact or pretty.
fn object() -> impl Strategy<Value = String> {
    (prop::collection::btree_map("[a-zA-Z_{}\"<&]{1,8}", value(), 1..5), any::<bool>()).prop_map(|(fields, pretty)| {
        let object: Value = fields.into_iter().collect();
        if pretty { format!("{object:#}") } else { object.to_string() }
    })
}

/// Lines of prose. They may hold anything, except a line that starts an object or a code block.
fn prose() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-zA-Z(•][^\r\n`~]{0,40}", 0..6).prop_map(|lines| lines.join("\n"))
}

/// The object as people write it: with a comment on each line, and with trailing commas.
fn annotated(object: &str, comment: &str) -> String {
    let lines: Vec<_> = object.lines().collect();
    let closes = |line: Option<&&str>| line.is_some_and(|line| line.trim_start().starts_with(['}', ']']));
    let annotate = |(index, line): (usize, &&str)| {
        let comma = if closes(lines.get(index + 1)) && !line.ends_with(['{', '[']) { "," } else { "" };
        if index % 2 == 0 {
            format!("{line}{comma} // {comment}\n")
        } else {
            format!("{line} /* {comment} */{comma}\n")
        }
    };
    lines.iter().enumerate().map(annotate).collect()
}

/// Any text that the reader treats specially.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[{}\[\]"<>/&#*:.`~\\ \n]|[a-e1]|\{"|```"#,
        "<pre>|<li>|<nav>|</nav>|<div role=(tab|tablist|tabpanel)>|</div>",
        r"\{% (tab|code) title=|%\}|\{% endtab %\}",
    ]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The texts of the payloads; `None` if one has a placeholder by chance.
fn texts(file: &str, page: &str) -> Option<Vec<String>> {
    let read = page::parse(Path::new(file), page, &conscent::site());
    let is_by_chance = |why: &Why| matches!(why, Why::Placeholder(..) | Why::Shortened(_) | Why::Masked(_));
    let is_sample = !read.left_out.iter().any(|one| is_by_chance(&one.why));
    is_sample.then(|| read.taken.into_iter().map(|payload| payload.text).collect())
}

proptest! {
    #[test]
    fn text(a in object(), b in object(), before in prose(), between in prose(), glued in "[a-zA-Z][a-zA-Z ]{0,20}") {
        let page = format!("{before}\n\nSome.name: words\n\n{a}{glued}\n{between}\nOther.name:\n{b}\n{before}");
        let texts = texts("p.txt", &page);
        prop_assume!(texts.is_some());
        prop_assert_eq!(texts.unwrap_or_default(), [a, b]);
    }

    #[test]
    fn markdown(a in object(), b in object(), before in prose(), between in prose()) {
        let page = format!(
            "{before}\n\n## Some.name\n\n```json\n{a}\n```\n{between}\n\n\
             **Other\\_name:** words\n\n~~~\n{b}\n~~~\n"
        );
        let texts = texts("p.md", &page);
        prop_assume!(texts.is_some());
        prop_assert_eq!(texts.unwrap_or_default(), [a, b]);
    }

    #[test]
    fn html(a in object(), b in object(), before in prose(), between in prose()) {
        let page = format!(
            "<html><body><p>{}</p><h2>Some.name</h2><pre><code>{}</code></pre>\
             <p>{}</p><h3>Other.name</h3><pre>{}</pre></body></html>",
            escaped(&before), escaped(&a), escaped(&between), escaped(&b),
        );
        let texts = texts("p.html", &page);
        prop_assume!(texts.is_some());
        prop_assert_eq!(texts.unwrap_or_default(), [a, b]);
    }

    #[test]
    fn only_deviations_are_removed(object in object(), comment in "[a-zA-Z\"{}\\[\\],:é ]{0,12}") {
        let page = format!("A.b:\n{}", annotated(&object, &comment));
        let texts = texts("p.txt", &page);
        prop_assume!(texts.is_some());
        prop_assert_eq!(texts.unwrap_or_default(), [object]);
    }

    #[test]
    fn no_page_crashes_the_reader(page in prop::collection::vec(fragment(), 0..120)) {
        let page = page.concat();
        for file in ["p.txt", "p.html"] {
            let _ = page::parse(Path::new(file), &page, &conscent::site());
        }
    }
}
