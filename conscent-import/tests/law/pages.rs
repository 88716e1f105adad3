//! Generated pages: every planted object is accounted for, at its line.

use crate::conscent;
use crate::planted::{Defect, Planted, planted};
use conscent_import::page;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

/// An object's text in the markup around it. It starts at [`HERE`].
type Wrapping = fn(&str) -> String;

/// Marks the place where the object starts, for its line.
const HERE: &str = "\u{1}";

/// A way to write an object on a page of some kind.
#[derive(Clone, Copy, Debug)]
struct Place {
    wrap: Wrapping,
    is_one_line: bool,
}

const fn lines(wrap: Wrapping) -> Place {
    Place { wrap, is_one_line: false }
}

const fn line(wrap: Wrapping) -> Place {
    Place { wrap, is_one_line: true }
}

/// The lines of a text, each with a prefix.
fn prefixed(text: &str, prefix: impl Fn(usize) -> String) -> String {
    let prefixed = text.split('\n').enumerate().map(|(index, line)| prefix(index) + line);
    prefixed.collect::<Vec<_>>().join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

const MARKDOWN: [Place; 11] = [
    lines(|object| format!("```json\n{object}\n```\n")),
    lines(|object| format!("~~~\n{object}\n~~~\n")),
    lines(|object| format!("{object}\n")),
    lines(|object| format!("```js\nconst body = {object};\nsend(body);\n```\n")),
    lines(|object| format!("```bash\ncurl -X POST https://shop.test/hook \\\n  -d '{object}'\n```\n")),
    lines(|object| prefixed(&format!("```json\n{object}\n```"), |_| "> ".into()) + "\n"),
    lines(|object| format!("- item\n\n{}\n", prefixed(&format!("```json\n{object}\n```"), |_| "  ".into()))),
    lines(|object| format!("<details><summary>More</summary>\n<pre>{}</pre>\n</details>\n", escaped(object))),
    lines(|object| format!("```json\n{}\n```\n", prefixed(object, |index| format!("{:>3} | ", index + 1)))),
    line(|object| format!("| Name | Body |\n|---|---|\n| one | `{object}` |\n")),
    line(|object| format!("It is `{object}` then.\n")),
];

const HTML: [Place; 8] = [
    lines(|object| format!("<pre>{}</pre>\n", escaped(object))),
    lines(|object| format!("<pre><code class=json><span>{}</span></code></pre>\n", object.replace('&', "&amp;"))),
    lines(|object| format!("<blockquote><pre>{}</pre></blockquote>\n", escaped(object))),
    lines(|object| format!("<details><summary>More</summary><pre>{}</pre></details>\n", escaped(object))),
    lines(|object| format!("<textarea>{}</textarea>\n", escaped(object))),
    lines(|object| format!("<pre><button>Copy</button>{}</pre>\n", escaped(object))),
    lines(|object| {
        format!(
            "<pre>{}</pre>\n",
            prefixed(&escaped(object), |index| format!("<span class=lineno>{}</span>", index + 1))
        )
    }),
    line(|object| format!("<table><tr><td>one</td><td><code>{}</code></td></tr></table>\n", escaped(object))),
];

const TEXT: [Place; 4] = [
    lines(|object| format!("{object}\n")),
    lines(|object| format!("Copy\n{object}Previous\n")),
    lines(|object| format!("const body = {object}\n")),
    line(|object| format!("one\t{object}\n")),
];

/// The text around a section with an object on a page of some kind: its heading, and the start and end of the page.
struct Form {
    file: &'static str,
    places: &'static [Place],
    before: &'static str,
    heading: fn(&str) -> String,
    after: &'static str,
}

const FORMS: [Form; 3] = [
    Form {
        file: "p.md",
        places: &MARKDOWN,
        before: "# Shop Webhooks\n\nWords about {clientId} and [{one}](/x).\n\n",
        heading: |event| format!("## {event}\n\nIt's sent then.\n\n"),
        after: "\nThe end.\n",
    },
    Form {
        file: "p.html",
        places: &HTML,
        before: "<!doctype html>\n<html><body><h1>Shop Webhooks</h1>\n<p>It's {one}.</p>\n",
        heading: |event| format!("<h2>{event}</h2>\n<p>It's sent\nthen.</p>\n"),
        after: "<p>The end.</p></body></html>\n",
    },
    Form {
        file: "p.txt",
        places: &TEXT,
        before: "Some Shop\n  • Webhooks\nOn this page\nShop Webhooks\n\nWords about {clientId}.\n\n",
        heading: |event| format!("\n{event}: It's sent then.\n\n"),
        after: "\nThe end.\n",
    },
];

/// The page, and for each planted object its line and its text.
fn page(form: &Form, all: &[(Planted, usize)]) -> (String, Vec<(usize, Planted, String)>) {
    let mut page = form.before.to_owned();
    let mut expected = Vec::new();
    for (index, (planted, place)) in all.iter().enumerate() {
        let place = form.places[place % form.places.len()];
        let event = format!("shop.event{index}");
        let text = planted.text(&event, place.is_one_line);
        page += &(form.heading)(&event);
        // A key before it is on its first line.
        let (before, after) = (place.wrap)(&format!("{HERE}{text}")).split_once(HERE).map_or_else(
            || panic!("{text} is not on the page"),
            |(before, after)| (before.to_owned(), after.to_owned()),
        );
        page += &before;
        let line = page.matches('\n').count() + 1;
        page += &after;
        expected.push((line, planted.clone(), text));
    }
    (page + form.after, expected)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn as_many_as_planted_are_accounted_for(
        form in 0..FORMS.len(),
        all in prop::collection::vec((planted(), any::<prop::sample::Index>().prop_map(|place| place.index(1 << 16))), 1..8),
    ) {
        let form = &FORMS[form];
        let (page, expected) = page(form, &all);
        let read = page::parse(Path::new(form.file), &page, &conscent::site());
        let taken = read.taken.iter().map(|payload| (payload.location.line.unwrap_or_default(), "taken"));
        let left_out = read.left_out.iter().map(|left| (left.location.line.unwrap_or_default(), left.why.name()));
        let mut found: Vec<_> = taken.chain(left_out).collect();
        found.sort_unstable();
        let mut shown = String::new();
        for (index, line) in page.lines().enumerate() {
            let _ = writeln!(shown, "{:>3} {line}", index + 1);
        }
        let fates: Vec<_> = expected.iter().map(|(line, planted, _)| (*line, planted.fate())).collect();
        prop_assert_eq!(found, fates, "{}", shown);
        let taken = expected.iter().filter(|(_, planted, _)| planted.fate() == "taken");
        let mut payloads = read.taken;
        payloads.sort_by_key(|payload| payload.location.line);
        for ((_, planted, text), payload) in taken.zip(&payloads) {
            match planted.defect {
                Defect::Nothing => prop_assert_eq!(&payload.text, text, "{}", shown),
                _ => prop_assert!(payload.note.is_some(), "{}", shown),
            }
        }
    }
}
