//! A made-up vendor of the size of a large real one: 50 events, 200 payloads, 2.7 MB.
//!
//! Most payloads have the same large objects and a subject of their event. Different values are null or missing in each
//! payload.

use serde_json::{Map, Value, json};
use std::io;
use std::path::Path;

const EVENTS: usize = 50;
const PAYLOADS: usize = 4;

const NOUNS: [&str; 10] =
    ["order", "invoice", "shipment", "ticket", "release", "document", "comment", "review", "account", "job"];
const VERBS: [&str; 5] = ["created", "updated", "assigned", "closed", "deleted"];
const PARTS: [&str; 12] = [
    "archive", "branch", "contact", "digest", "entry", "filter", "gallery", "history", "index", "journal", "keyword",
    "language",
];

/// Writes the samples below `folder`, as `generate` reads them. Always the same.
///
/// # Errors
/// Those of the file system.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    for event in 0..EVENTS {
        let (noun, verb) = (NOUNS[event / VERBS.len()], VERBS[event % VERBS.len()]);
        let folder = folder.join("v1").join(format!("{noun}.{verb}"));
        std::fs::create_dir_all(&folder)?;
        for index in 0..PAYLOADS {
            let payload = payload(noun, verb, event * PAYLOADS + index);
            std::fs::write(folder.join(format!("example-{index}.json")), format!("{payload:#}"))?;
        }
    }
    Ok(())
}

fn payload(noun: &str, verb: &str, nth: usize) -> Value {
    let mut payload = json!({ "action": verb, "project": project(nth), "sender": person(nth), "team": team(nth) });
    payload[noun] = subject(noun, nth);
    if nth.is_multiple_of(3) {
        payload["changes"] = json!({ "title": { "from": text(nth) }, "state": { "from": "open" } });
    }
    payload
}

/// What the event is about: fields of every kind, named after it.
fn subject(noun: &str, nth: usize) -> Value {
    let fields = PARTS.iter().enumerate().flat_map(|(index, part)| {
        [
            (format!("{noun}_{part}"), text(index)),
            (format!("{part}_count"), json!(nth * index)),
            (format!("{part}_rate"), if (nth + index).is_multiple_of(4) { json!(1) } else { json!(0.25) }),
            (format!("is_{part}"), json!((nth + index).is_multiple_of(2))),
            (format!("{part}_at"), if (nth + index).is_multiple_of(5) { Value::Null } else { time(nth) }),
        ]
    });
    let mut subject: Map<_, _> = fields.chain(urls(noun, nth)).collect();
    subject.insert("creator".into(), person(nth));
    subject.insert("approver".into(), if nth.is_multiple_of(7) { Value::Null } else { person(nth + 1) });
    subject.insert("assignees".into(), (0..nth % 3).map(person).collect());
    subject.insert(
        "labels".into(),
        (0..nth % 4).map(|id| json!({ "id": id, "name": text(id), "default": false })).collect(),
    );
    subject.insert("state".into(), json!(["OPEN", "CLOSED", "IN_REVIEW"][nth % 3]));
    subject.into()
}

fn project(nth: usize) -> Value {
    let mut project: Map<_, _> = PARTS.iter().map(|part| (format!("has_{part}"), json!(true))).collect();
    for place in ["source", "mirror", "preview", "wiki"] {
        project.extend(urls(place, nth));
    }
    project.insert("owner".into(), person(7));
    project.insert(
        "license".into(),
        if nth.is_multiple_of(2) { json!({ "key": "mit", "name": "MIT" }) } else { Value::Null },
    );
    project.insert("topics".into(), json!([]));
    project.insert("created_at".into(), time(nth));
    project.into()
}

fn team(nth: usize) -> Value {
    let mut team: Map<_, _> = urls("team", nth).collect();
    team.insert("id".into(), json!(nth));
    team.insert("name".into(), text(nth));
    team.insert("parent".into(), Value::Null);
    team.into()
}

fn person(nth: usize) -> Value {
    let mut person: Map<_, _> = urls("person", nth).collect();
    person.insert("id".into(), json!(21_031_067 + nth));
    person.insert("login".into(), text(nth));
    person.insert("type".into(), json!("User"));
    person.insert("site_admin".into(), json!(false));
    person.into()
}

fn urls(of: &str, nth: usize) -> impl Iterator<Item = (String, Value)> {
    PARTS.iter().map(move |part| {
        (format!("{of}_{part}_url"), json!(format!("https://api.example.com/{of}/{nth}/{part}{{/id}}")))
    })
}

fn text(nth: usize) -> Value {
    json!(format!("the {} of a long and winding {}", PARTS[nth % PARTS.len()], NOUNS[nth % NOUNS.len()]))
}

fn time(nth: usize) -> Value {
    json!(format!("2025-01-{:02}T12:30:00Z", 1 + nth % 28))
}
