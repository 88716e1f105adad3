//! `operations/observability.md` has every span, event and metric that the crates record, and nothing else.

use crate::book::{chapter, read, root, set, sources, span, spans, table};
use crate::code::{Function, calls, functions, text};
use proc_macro2::TokenTree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CHAPTER: &str = "operations/observability";
const CRATES: [&str; 2] = ["conscent", "conscent-inbox"];

/// Messages that are made elsewhere: the text in the macro, and the file and the functions that make them.
const MADE: (&str, &str, [&str; 2]) = ("…", "conscent/src/capture/status.rs", ["capture", "lose"]);

/// A metric, a label, and the functions that give its values, each by its file and its name.
type Values = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const VALUES: [Values; 8] = [
    (
        "conscent_deliveries_total",
        "outcome",
        &[("conscent/src/router/outcome.rs", "label"), ("conscent/src/router/error.rs", "label")],
    ),
    ("conscent_drift_total", "kind", &[("conscent-core/src/drift.rs", "as_str")]),
    ("conscent_refusals_total", "reason", &[("conscent/src/door/refusal.rs", "reason")]),
    (
        "conscent_refusals_total",
        "cause",
        &[("conscent/src/auth/cause.rs", "as_str"), ("conscent/src/telemetry/report.rs", "rejected")],
    ),
    (
        "conscent_captures_total",
        "outcome",
        &[("conscent/src/capture/status.rs", "capture"), ("conscent/src/capture/status.rs", "lose")],
    ),
    (
        "conscent_inbox_stored_total",
        "outcome",
        &[("conscent-inbox/src/telemetry.rs", "stored"), ("conscent-inbox/src/telemetry.rs", "not_stored")],
    ),
    ("conscent_inbox_attempts_total", "outcome", &[("conscent-inbox/src/telemetry.rs", "label")]),
    ("conscent_inbox_swept_total", "outcome", &[("conscent-inbox/src/telemetry.rs", "swept")]),
];

/// The functions of a crate, with the paths of their modules.
fn all(of: &str) -> Vec<(String, Function)> {
    let folder = format!("{of}/src");
    let of_file = |file: &Path| {
        let inner = file.strip_prefix(root().join(&folder)).unwrap().with_extension("");
        let parts = inner.iter().map(|part| part.to_str().unwrap()).filter(|part| *part != "lib");
        let module = [of.replace('-', "_").as_str()].into_iter().chain(parts).collect::<Vec<_>>().join("::");
        functions(file).into_iter().map(move |function| (module.clone(), function)).collect::<Vec<_>>()
    };
    sources(&folder).iter().flat_map(|file| of_file(file)).collect()
}

/// A text with `…` for each part that varies, and without backticks.
fn generic(message: &str) -> String {
    let mut generic = String::new();
    let mut rest = message;
    while let Some((before, inner)) = rest.split_once('{') {
        generic.push_str(before);
        generic.push('…');
        rest = inner.split_once('}').unwrap().1;
    }
    (generic + rest).replace('`', "")
}

/// Spans and events as rows: name or message, target, level, fields.
fn recorded() -> BTreeSet<[String; 4]> {
    let mut rows = BTreeSet::new();
    for (module, function) in CRATES.into_iter().flat_map(all) {
        for (name, arguments) in calls(&function.body, "tracing") {
            let level = name.strip_suffix("_span").unwrap_or(&name).to_uppercase();
            assert!(["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&level.as_str()), "{module}: {name}");
            let said = arguments.iter().find_map(|argument| text(&argument[0])).unwrap();
            let fields: Vec<_> = arguments.iter().filter(|argument| text(&argument[0]).is_none()).collect();
            let fields = fields.iter().map(|field| field[0].to_string()).collect::<Vec<_>>().join(", ");
            let said = generic(&said);
            let messages = if said == MADE.0 { made() } else { vec![said] };
            rows.extend(messages.into_iter().map(|said| [said, module.clone(), level.clone(), fields.clone()]));
        }
    }
    rows
}

fn made() -> Vec<String> {
    let (_, file, names) = MADE;
    let makers = functions(file).into_iter().filter(|function| names.contains(&function.name.as_str()));
    let texts = makers.flat_map(|function| function.body.iter().filter_map(text).collect::<Vec<_>>());
    texts.filter(|text| text.contains(' ')).map(|text| generic(&text)).collect()
}

#[test]
fn every_span_and_event_is_in_the_chapter() {
    let chapter = chapter(CHAPTER);
    let mut rows = table(&chapter, &["span", "target", "level", "fields", "around"]);
    rows.extend(table(&chapter, &["message", "target", "level", "fields", "when"]));
    let documented = rows.iter().map(|row| [span(&row[0]), span(&row[1]), row[2].clone(), spans(&row[3]).join(", ")]);
    assert_eq!(documented.collect::<BTreeSet<_>>(), recorded());
}

#[test]
fn every_field_is_explained() {
    let chapter = chapter(CHAPTER);
    let explained = table(&chapter, &["field", "what it is"]).into_iter().flat_map(|row| spans(&row[0]));
    let fields = recorded().into_iter().flat_map(|[_, _, _, fields]| {
        fields.split(", ").filter(|field| !field.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(explained.collect::<BTreeSet<_>>(), fields.collect());
}

/// The labels in `let labels = [("api", …), …]`, or in a macro as `"api" => …`.
fn labels(tokens: &[TokenTree]) -> Vec<String> {
    let first = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.stream().into_iter().next().as_ref().and_then(text),
        _ => None,
    };
    let array = tokens.windows(3).find(|part| part[0].to_string() == "labels" && part[1].to_string() == "=");
    match array.map(|part| &part[2]) {
        Some(TokenTree::Group(group)) => group.stream().into_iter().filter_map(|token| first(&token)).collect(),
        _ => Vec::new(),
    }
}

/// Metrics as rows: name, kind, labels.
fn measured() -> BTreeSet<[String; 3]> {
    let mut rows = BTreeSet::new();
    for (_, function) in CRATES.into_iter().flat_map(all) {
        for (kind, arguments) in calls(&function.body, "metrics") {
            let name = text(&arguments[0][0]);
            let labels = arguments.get(1).map(|argument| match text(&argument[0]) {
                Some(label) => vec![label],
                None => labels(&function.body),
            });
            let labels = labels.unwrap_or_default().join(", ");
            // A macro with a variable as its name is for the names that no other macro of its function has.
            let names = if let Some(name) = name { vec![name] } else { others(&function) };
            rows.extend(names.into_iter().map(|name| [name, kind.clone(), labels.clone()]));
        }
    }
    rows
}

fn others(function: &Function) -> Vec<String> {
    let elsewhere: Vec<_> = calls(&function.body, "metrics").iter().filter_map(|(_, all)| text(&all[0][0])).collect();
    let names = function.body.iter().filter_map(text).filter(|text| text.starts_with("conscent_"));
    names.filter(|name| !elsewhere.contains(name)).collect()
}

#[test]
fn every_metric_is_in_the_chapter() {
    let rows = table(&chapter(CHAPTER), &["metric", "kind", "labels", "what it is"]);
    let documented = rows.iter().map(|row| [span(&row[0]), row[1].clone(), spans(&row[2]).join(", ")]);
    assert_eq!(documented.collect::<BTreeSet<_>>(), measured());
}

#[test]
fn every_value_of_a_label_is_in_the_chapter() {
    let rows = table(&chapter(CHAPTER), &["metric", "label", "values"]);
    let documented: BTreeMap<_, _> =
        rows.iter().map(|row| ((span(&row[0]), span(&row[1])), set(spans(&row[2])))).collect();
    assert_eq!(documented.len(), VALUES.len());
    for (metric, label, makers) in VALUES {
        let mut values = BTreeSet::new();
        for (file, name) in makers {
            let makers = functions(file).into_iter().filter(|function| function.name == *name);
            values.extend(makers.flat_map(|function| function.body.iter().filter_map(text).collect::<Vec<_>>()));
        }
        let is_word =
            |text: &String| text.bytes().all(|byte| byte == b'_' || byte == b'-' || byte.is_ascii_lowercase());
        values.retain(|text| is_word(text) && !text.starts_with("conscent_"));
        let is_other =
            |text: &String| ["api", "reason", "cause", "outcome", "metrics", "tracing"].contains(&text.as_str());
        values.retain(|text| !is_other(text)); // labels, and the features in attributes
        // Named in the text next to the values, but not values themselves.
        let said: BTreeSet<_> = &documented[&(metric.to_owned(), label.to_owned())] - &set(["Verifier", "reason"]);
        let said: BTreeSet<_> = said.into_iter().filter(|value| label != "cause" || value != "unauthorized").collect();
        assert_eq!(said, values, "{metric} {label}");
    }
}

#[test]
fn the_command_line_records_nothing() {
    for file in sources("conscent-cli/src") {
        let text = read(file);
        assert!(!text.contains("tracing::") && !text.contains("metrics::"));
    }
}

/// The names of metrics in a text.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let is_metric =
        |word: &&str| word.starts_with("conscent_") && !["conscent_inbox", "conscent_handler"].contains(word);
    words.filter(is_metric).map(str::to_owned).collect()
}

#[test]
fn alarms_and_prose_name_metrics_that_exist() {
    let known = measured().into_iter().map(|[name, _, _]| name).collect::<BTreeSet<_>>();
    for text in [read("docs/code/alerts.yml"), chapter(CHAPTER)] {
        let named = names(&text);
        assert!(!named.is_empty() && named.is_subset(&known), "{:?}", named.difference(&known).collect::<Vec<_>>());
    }
}

#[test]
fn every_alarm_has_a_severity_and_says_what_to_do() {
    let file = read("docs/code/alerts.yml");
    let alarms: Vec<_> = file.split("- alert: ").skip(1).collect();
    assert!(!alarms.is_empty());
    for alarm in alarms {
        let has = |part: &str| alarm.lines().any(|line| line.trim().starts_with(part));
        assert!(has("for: ") && has("annotations: { summary: "), "{alarm}");
        assert!(has("labels: { severity: page }") || has("labels: { severity: ticket }"), "{alarm}");
    }
}
