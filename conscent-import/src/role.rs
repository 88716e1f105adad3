//! Recognizes JSON-like texts of a page that are not payloads: responses, requests, schemas, texts that a hint ignores.

mod words;

use crate::account::Why;
use crate::document::{BlockKind, ScopeKind};
use crate::name::label;
use crate::outline::{Line, Outline};
use crate::page::Draft;
use crate::page_id::PageId;
use crate::site::Ignore;
use serde_json::Value;
use std::path::Path;

/// The reason why a text is not a payload. `None` if there is no evidence.
pub(crate) fn judge(outline: &Outline<'_>, page: &Path, one: &Draft<'_>) -> Option<Why> {
    let ignored = || outline.site.ignore.iter().find(|hint| is_ignored(outline, page, hint, one));
    ignored()
        .map(|hint| Why::Ignored(hint.location.clone()))
        .or_else(|| hidden(outline, one))
        .or_else(|| response(outline, one).map(Why::Response))
        .or_else(|| one.value().and_then(description))
        .or_else(|| request(outline, one).map(Why::Request))
}

/// Whether a hint says that a text is not a payload.
fn is_ignored(outline: &Outline<'_>, page: &Path, hint: &Ignore, one: &Draft<'_>) -> bool {
    let is_of = |of: &String| PageId::known(&page.to_string_lossy()).is_same(&PageId::known(of));
    let is_under = |heading: &String| {
        let is_it = |raw: &str| raw.trim() == heading || label::clean(raw).eq_ignore_ascii_case(heading);
        let labels = outline.around(one.place).filter_map(|(_, scope)| scope.label.as_ref());
        labels.map(|label| label.raw.as_str()).any(is_it)
            || outline.leads(one.place).iter().any(|line| is_it(line.text))
    };
    let has = |key: &String| match one.value() {
        Some(body) => body.get(key).is_some(),
        None => one.text.contains(&Value::from(key.as_str()).to_string()),
    };
    hint.page.as_ref().is_none_or(is_of) && hint.heading.as_ref().is_none_or(is_under) && hint.keys.iter().all(has)
}

fn hidden(outline: &Outline<'_>, one: &Draft<'_>) -> Option<Why> {
    let BlockKind::Hidden(hidden) = outline.kind(one.place)? else { return None };
    Some((*hidden).into())
}

/// The evidence that a text is a response. Evidence in the body is stronger than a word above it.
fn response(outline: &Outline<'_>, one: &Draft<'_>) -> Option<String> {
    let (all, before) = outline.code_before(one.place);
    let line = before.lines().rev().find(|line| words::is_message(line.trim()));
    // The first line of a block describes the block.
    let line = line.or_else(|| all.lines().find(|line| !line.trim().is_empty())).map(str::trim);
    if let Some(line) = line.filter(|line| words::is_status_line(line)) {
        return Some(format!("it comes after {line:?}"));
    }
    if outline.around(one.place).any(|(_, scope)| scope.kind == ScopeKind::Responses) {
        return Some("it is among the responses".to_owned());
    }
    if one.names_itself {
        return None;
    }
    for (_, scope) in outline.around(one.place) {
        let Some(label) = &scope.label else { continue };
        let name = label::clean(&label.raw);
        if is_response(outline, &name) {
            return Some(format!("it is under {name:?} (line {})", label.line));
        }
        if label::is_event(&name) {
            break;
        }
    }
    let leads = outline.leads(one.place);
    if let Some(status) = status(outline, &leads) {
        return Some(format!("line {status} says so"));
    }
    let lead = leads.into_iter().find(|line| {
        // A label that describes the block, without saying that it is a response, does not introduce it.
        let label = label::read_line(line.text).filter(|label| label::is_generic(&label.name, outline.site));
        label.is_none_or(|label| is_response(outline, &label.name))
    })?;
    let is_answer = words::leads_to_an_answer(lead.text) || is_response(outline, &label::clean(lead.text));
    is_answer.then(|| format!("line {} says so", lead.number))
}

/// The line of an HTTP status code above a text, if it is below a line that announces responses. No line between them
/// and the text may name an event.
fn status(outline: &Outline<'_>, leads: &[Line<'_>]) -> Option<usize> {
    let names = leads.iter().map(|line| (line.number, label::clean(line.text)));
    let mut names = names.take_while(|(_, name)| !label::is_event(name));
    let (status, _) = names.find(|(_, name)| label::is_status(name))?;
    names.any(|(_, name)| is_response(outline, &name)).then_some(status)
}

/// Whether a label only says that a text is a response.
fn is_response(outline: &Outline<'_>, name: &str) -> bool {
    label::is_status(name) || label::is_generic(name, outline.site) && words::has_response(name)
}

/// The kind of description that a text is, if it is not an example.
fn description(body: &Value) -> Option<Why> {
    let is_text = |key: &str| body.get(key).is_some_and(Value::is_string);
    if ["openapi", "swagger", "asyncapi"].into_iter().any(|key| is_text(key) && body.get("info").is_some()) {
        return Some(Why::Document);
    }
    let are_schemas = || {
        let fields = body.get("properties").and_then(Value::as_object);
        let is_schema = |field: &Value| {
            ["type", "$ref", "enum", "anyOf", "oneOf", "allOf", "const"].into_iter().any(|key| field.get(key).is_some())
        };
        fields.is_some_and(|fields| !fields.is_empty() && fields.values().all(is_schema))
    };
    (is_text("$schema") || body.get("type").and_then(Value::as_str) == Some("object") && are_schemas())
        .then_some(Why::Schema)
}

/// The evidence that a client sends a text, if there is no evidence that it is an event.
fn request(outline: &Outline<'_>, one: &Draft<'_>) -> Option<String> {
    let header = |body: &Value| {
        let names = outline.site.envelopes.values().filter_map(|envelope| envelope.naming.header.as_deref());
        let mut fields = body.as_object()?.keys();
        names.into_iter().find(|name| fields.any(|key| key.eq_ignore_ascii_case(name))).map(str::to_owned)
    };
    if let Some(name) = one.value().and_then(header) {
        return Some(format!("it has the header {name}, so these are the headers"));
    }
    if one.value().and_then(Value::as_object).is_some_and(words::are_headers) {
        return Some("its keys are header names".to_owned());
    }
    let examples =
        outline.around(one.place).filter(|(_, scope)| matches!(scope.kind, ScopeKind::Example | ScopeKind::Requests));
    let operation = examples.filter_map(|(_, scope)| scope.label.as_ref()).find(|label| words::is_request(&label.raw));
    if let Some(label) = operation.filter(|_| !one.names_itself) {
        return Some(format!("it is sent to {:?}, line {}", label.raw, label.line));
    }
    let (all, _) = outline.code_before(one.place);
    let leads = outline.leads(one.place);
    let above =
        || leads.first().map(|line| line.text.trim_matches(['`', '*', ' '])).filter(|line| words::is_request(line));
    let line = all.lines().map(str::trim).find(|line| !line.is_empty()).or_else(above)?;
    let names_an_event = || {
        let labels = outline.around(one.place).filter_map(|(_, scope)| scope.label.as_ref());
        labels.into_iter().any(|label| label::is_event(&label::clean(&label.raw)))
    };
    // A form field is part of what is sent, even if it names an event.
    let is_field = all.trim_end_matches(['"', '\'']).ends_with('=');
    let is_named = || !is_field && (one.names_itself || names_an_event());
    let is_request = words::is_request(line) && !words::is_delivery(line) && !is_named();
    is_request.then(|| {
        let place = if all.trim().is_empty() { "the line above it" } else { "its code" };
        format!("{place} starts with {:?}", line.split_whitespace().next().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests;
