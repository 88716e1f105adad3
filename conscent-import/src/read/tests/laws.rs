//! Laws for all pages.

use super::read;
use crate::document::{BlockKind, Document};
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::Value;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// A part of a page in any format.
#[derive(Clone, Debug)]
enum Part {
    Heading(u8, String),
    Prose(String),
    Payload(String),
    /// A payload with a title that a reader of the page opens.
    Details(String, String),
}

fn part() -> impl Strategy<Value = Part> {
    let title = "[A-Za-z][a-z]{1,6}(\\.[a-z]{2,6})?( [a-z]{2,6})?";
    prop_oneof![
        (2..5_u8, title).prop_map(|(level, title)| Part::Heading(level, title)),
        "[A-Z][a-z]{2,6} [a-z]{2,8}( [a-z]{2,8}){0,6}\\.".prop_map(Part::Prose),
        object().prop_map(Part::Payload),
        (title, object()).prop_map(|(title, object)| Part::Details(title, object)),
    ]
}

/// An object's text, compact or pretty, with strings that contain everything special to a page.
fn object() -> impl Strategy<Value = String> {
    let text =
        prop_oneof![".{0,12}", r#"[{}\[\]"\\`<>&;:#*_|~=+./ \n-]{0,10}"#, "```|~~~|</pre>|&amp;|<br>|----|<1>|\\|"];
    let value = prop_oneof![text.prop_map(Value::from), any::<i32>().prop_map(Value::from), Just(Value::Null)];
    let object = prop::collection::btree_map("[a-z_<&\"]{1,6}", value, 1..5);
    (object, any::<bool>()).prop_map(|(fields, is_pretty)| {
        let object: Value = fields.into_iter().collect();
        if is_pretty { format!("{object:#}") } else { object.to_string() }
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn markdown(parts: &[Part]) -> String {
    let mut page = "# The title\n".to_owned();
    for part in parts {
        match part {
            Part::Heading(level, title) => writeln!(page, "\n{} {title}", "#".repeat(usize::from(*level))),
            Part::Prose(text) => writeln!(page, "\n{text}"),
            Part::Payload(text) => writeln!(page, "\n````json\n{text}\n````"),
            Part::Details(title, text) => {
                writeln!(page, "\n<details>\n<summary>{title}</summary>\n\n````json\n{text}\n````\n\n</details>")
            }
        }
        .unwrap();
    }
    page
}

fn html(parts: &[Part]) -> String {
    let mut page = "<!doctype html><body><h1>The title</h1>".to_owned();
    for part in parts {
        match part {
            Part::Heading(level, title) => writeln!(page, "<h{level}>{title}<a href='#x'>¶</a></h{level}>"),
            Part::Prose(text) => writeln!(page, "<p>{text}</p>"),
            Part::Payload(text) => writeln!(page, "<pre><code>{}</code></pre>", escaped(text)),
            Part::Details(title, text) => {
                writeln!(page, "<details><summary>{title}</summary><pre>{}</pre></details>", escaped(text))
            }
        }
        .unwrap();
    }
    page
}

fn asciidoc(parts: &[Part]) -> String {
    let mut page = "= The title\n".to_owned();
    for part in parts {
        match part {
            Part::Heading(level, title) => writeln!(page, "\n{} {title}", "=".repeat(usize::from(*level))),
            Part::Prose(text) => writeln!(page, "\n{text}"),
            Part::Payload(text) => writeln!(page, "\n[source,json]\n----\n{text}\n----"),
            Part::Details(title, text) => {
                writeln!(page, "\n.{title}\n[%collapsible]\n====\n[source,json]\n....\n{text}\n....\n====")
            }
        }
        .unwrap();
    }
    page
}

/// All code, with the labels around it.
fn codes(document: &Document) -> Vec<(Vec<&str>, &str)> {
    let codes = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Code(_)));
    let labels =
        |scope| document.around(scope).filter_map(|(_, scope)| Some(scope.label.as_ref()?.raw.as_str())).collect();
    codes.map(|block| (labels(block.scope), block.text.as_str().trim_end())).collect()
}

/// How often each letter and digit of a page is in a block. Code in lines is also in its line.
fn occurrences(document: &Document, page: &str) -> Vec<usize> {
    let mut counts = vec![0; page.len()];
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Inline) {
        for (index, c) in block.text.as_str().char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let offset = block.text.offset(index);
            if page.get(offset..).is_some_and(|page| page.starts_with(c)) {
                counts[offset] += 1;
            }
        }
    }
    counts
}

/// Nested Markdown blocks.
#[derive(Clone, Debug)]
enum Nested {
    Prose(String),
    Fence(String),
    Quote(Vec<Nested>),
    List(bool, Vec<Vec<Nested>>),
}

fn nested() -> impl Strategy<Value = Vec<Nested>> {
    let leaf = prop_oneof![
        "[A-Za-z(][a-z `*]{0,12}".prop_map(Nested::Prose),
        prop::collection::vec(r#"[a-z{}"`~<>#| -]{0,12}"#, 0..4).prop_map(|lines| Nested::Fence(lines.join("\n"))),
    ];
    let block = leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Nested::Quote),
            (any::<bool>(), prop::collection::vec(prop::collection::vec(inner, 1..3), 1..3))
                .prop_map(|(is_numbered, items)| Nested::List(is_numbered, items)),
        ]
    });
    prop::collection::vec(block, 1..5)
}

/// Writes blocks, each line after a prefix.
fn write(blocks: &[Nested], prefix: &str, page: &mut Vec<String>) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            // Consecutive lists would be one list.
            page.push(prefix.trim_end().to_owned());
            page.push(format!("{prefix}Words"));
            page.push(prefix.trim_end().to_owned());
        }
        match block {
            Nested::Prose(text) => page.push(format!("{prefix}{text}")),
            Nested::Fence(text) => {
                let mark = if text.contains("```") { "~".repeat(16) } else { "```".into() };
                page.push(format!("{prefix}{mark}json"));
                page.extend(text.split('\n').map(|line| format!("{prefix}{line}")));
                page.push(format!("{prefix}{mark}"));
            }
            Nested::Quote(inner) => write(inner, &format!("{prefix}> "), page),
            Nested::List(is_numbered, items) => {
                for (number, item) in items.iter().enumerate() {
                    let mark = if *is_numbered { format!("{}. ", number + 1) } else { "- ".into() };
                    let mut lines = Vec::new();
                    write(item, &format!("{prefix}{}", " ".repeat(mark.len())), &mut lines);
                    if let Some(first) = lines.first_mut() {
                        *first =
                            format!("{prefix}{mark}{}", first.get(prefix.len() + mark.len()..).unwrap_or_default());
                    }
                    page.append(&mut lines);
                }
            }
        }
    }
}

/// The texts between fences, as another reader of Markdown finds them.
fn fenced(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut is_open = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                is_open = true;
                found.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => is_open = false,
            Event::Text(text) if is_open => found.last_mut().unwrap().push_str(&text),
            _ => {}
        }
    }
    found.retain(|text| !text.trim().is_empty());
    found
}

/// Any text that a reader treats specially.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[{}\[\]"<>/&#*:.`~\\|=+1-9 \n\r\t'-]|[a-eé]|\n\n|\{"|```|~~~|----|\.\.\.\.|====|\|===|\n> |\n- |\n1\. |\n    "#,
        "<pre>|</pre>|<code>|</code>|<li>|<nav>|</nav>|<div role=(tab|tablist|tabpanel|button)>|</div>|<h2>|</h2>|<!--|-->",
        "<table>|<tr>|<td>|</table>|<details>|<summary>|<Tab title='a'>|</Tab>|<script>|<a href='#'>|<br>|<button>|<dt>|<dd>",
        r"\{% (tab|code|endtab|tabs) (title=)?|%\}|:::|\[block:code\]|\[/block\]|---|\n\[source,json\]|\n\.a|<1>|a::",
        "openapi: 3|\"openapi\": |webhooks: |\"webhooks\": |&amp;|&#1|\\\\u00|'\\\\''|•|Copy|&a |\\*a|- |\\? |\\|\n",
    ]
}

const FILES: [&str; 8] = ["p.txt", "p.html", "p.md", "p.mdx", "p.adoc", "p.json", "p.yaml", "p"];

proptest! {
    #[test]
    fn all_ways_to_write_a_page_are_one(parts in prop::collection::vec(part(), 0..10)) {
        let pages = [("p.md", markdown(&parts)), ("p.html", html(&parts)), ("p.adoc", asciidoc(&parts))];
        let documents = pages.each_ref().map(|(file, page)| read(file, page));
        let payloads = parts.iter().filter_map(|part| match part {
            Part::Payload(text) | Part::Details(_, text) => Some(text.as_str()),
            _ => None,
        });
        let payloads: Vec<_> = payloads.collect();
        for (document, (file, page)) in documents.iter().zip(&pages) {
            let found = codes(document);
            prop_assert_eq!(&found, &codes(&documents[0]), "{}", page);
            prop_assert_eq!(found.iter().map(|(_, text)| *text).collect::<Vec<_>>(), payloads.clone());
            // Each letter comes from its offset on the page, and no letter of the page occurs twice.
            let counts = occurrences(document, page);
            let letters = document.blocks.iter().flat_map(|block| block.text.as_str().chars()).filter(|c| c.is_alphanumeric());
            prop_assert!(counts.iter().all(|count| *count <= 1), "{page}");
            prop_assert_eq!(counts.iter().sum::<usize>(), letters.count(), "{}", page);
            // Line ends of another system change nothing else.
            let other = read(file, &page.replace('\n', "\r\n"));
            let other: Vec<_> = codes(&other).into_iter().map(|(labels, text)| (labels.concat(), text.replace('\r', ""))).collect();
            prop_assert_eq!(other, found.into_iter().map(|(labels, text)| (labels.concat(), text.to_owned())).collect::<Vec<_>>());
            for part in &parts {
                let Part::Prose(text) = part else { continue };
                let blocks = document.blocks.iter().filter(|block| block.kind == BlockKind::Prose);
                prop_assert!(blocks.into_iter().any(|block| block.text.as_str().contains(text.as_str())), "{file}");
            }
        }
    }

    #[test]
    fn each_letter_of_a_text_is_in_one_block(lines in prop::collection::vec("[a-z{}\"<>|*` -]{0,20}|(> |- |  )?[a-z{\":]{1,9}|```|", 0..30)) {
        let page = lines.join("\n");
        for file in ["p.txt", "p.md"] {
            let counts = occurrences(&read(file, &page), &page);
            prop_assert!(counts.iter().all(|count| *count <= 1), "{file}: {counts:?}");
        }
        let text = page.replace("```", "");
        let counts = occurrences(&read("p.txt", &text), &text);
        let is_whole = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).all(|(index, _)| counts[index] == 1);
        prop_assert!(is_whole, "{text}");
    }

    #[test]
    fn fences_are_those_of_markdown(blocks in nested()) {
        let mut lines = Vec::new();
        write(&blocks, "", &mut lines);
        let page = lines.join("\n");
        let document = read("p.md", &page);
        let found: Vec<_> = codes(&document).into_iter().map(|(_, text)| text.trim_end()).collect();
        let expected = fenced(&page);
        prop_assert_eq!(found, expected.iter().map(|text| text.trim_end()).collect::<Vec<_>>(), "{}", page);
    }

    #[test]
    fn no_page_crashes_a_reader(page in prop::collection::vec(fragment(), 0..80)) {
        let page = page.concat();
        for file in FILES {
            let document = read(file, &page);
            for block in &document.blocks {
                let offsets = block.text.as_str().char_indices().map(|(index, _)| block.text.offset(index));
                prop_assert!(offsets.into_iter().all(|offset| offset <= page.len()));
                prop_assert!(block.scope < document.scopes.len());
            }
        }
    }
}

#[test]
fn repeated_openers_take_linear_time() {
    for opener in [
        "<div>",
        "<li>",
        "<pre>",
        "<table><tr><td>",
        "<code>",
        "<details>",
        "<a href='#'>",
        "<b>",
        "<ul><li><div>",
        "<p></x>",
        "<div role=tablist>",
        "<div role=tabpanel>",
        "<h2>",
        "<button>",
        "<!--",
        "<Tab title='a'>\n",
        "&amp",
        "&a;",
        "> ",
        "- ",
        "1. ",
        "- a\n  ",
        "`",
        "` ``",
        "```\n",
        "{% tab title='a' %}",
        "{% ",
        ":::a\n",
        "[block:code]\n",
        "| a |\n",
        "|-|\n",
        "# a\n",
        "=== \"a\"\n",
        "----\n",
        "====\n",
        "|===\n|a ",
        "a::\n",
        "* a\n",
        "[source]\n",
        "1\n{\n",
        "2\na\n",
        "{\"a\":",
        "[",
        "a: ",
        "&a [*a, ",
        "- ? ",
        "'\\''",
        "<span class=ln>1</span>",
        "<td>1</td>",
        "<dt>",
        "<details>\n\n",
        "<pre></pre>",
        "<code></code>",
        "a <1>\n",
        "\\",
        "\"\\u",
        "•\n",
    ] {
        let page = opener.repeat(20_000 / opener.len());
        for file in FILES {
            let start = Instant::now();
            let document = read(file, &page);
            assert!(start.elapsed() < Duration::from_secs(2), "{opener:?} in {file}: {:?}", start.elapsed());
            assert!(!document.scopes.is_empty());
        }
    }
}
