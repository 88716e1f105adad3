//! `conscent inbox show`

use super::DatabaseArgs;
use super::view::{Content, RevealArgs, Summary, View, due, style, time};
use crate::exit::{Exit, Failure, print_error};
use crate::show::{self, printable};
use crate::style::PLAIN;
use base64::prelude::{BASE64_STANDARD, Engine};
use conscent_codegen::Location;
use conscent_inbox::{StoredDelivery, Unreadable};
use serde::Serialize;
use std::io::{self, Write};

/// Show deliveries in an inbox, with their bodies.
///
/// Without --reveal, personal data in the body is replaced by values of the same form. Equal values stay equal.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(super) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The numbers of the deliveries, as `list` shows them.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<i64>,
    #[command(flatten)]
    reveal: RevealArgs,
    /// Print JSON lines, one for each delivery, as in a file of captures.
    ///
    /// `inspect`, `import` and `replay` can read them. Their keys are those of `list`, and also `why`, `redacted`,
    /// `error`, `headers`, and one of `body`, `text` and `base64`.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent inbox show --db sqlite://inbox.db 17
  conscent inbox show --db sqlite://inbox.db 17 --reveal --json | jq .body
  conscent inbox show --db sqlite://inbox.db 17 18 --json | conscent inspect -

Exit codes: 0 done, 2 an error (the readable parts are still shown)";

/// A delivery, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Line<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    /// Always `stored`: a line of a capture has this key, too.
    why: &'static str,
    /// Whether personal data in the body was replaced.
    redacted: bool,
    /// The headers, as pairs of a name and a value. The value is null without --reveal.
    headers: Option<Vec<(&'a str, Option<String>)>>,
    #[serde(flatten)]
    content: Option<Content>,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let view = args.reveal.view()?;
    let found = args.database.work(async |inbox| {
        let mut found = Vec::new();
        for id in &args.ids {
            found.push((*id, inbox.show(*id).await?));
        }
        Ok(found)
    })?;
    let mut out = show::out();
    let (mut errors, mut shown) = (Vec::new(), 0);
    for (id, one) in &found {
        let error = |message: &str, help: String| Location::file(format!("delivery {id}")).error(message, help);
        match one {
            Some(Ok(delivery)) => {
                if args.json {
                    show::json_line(&mut io::stdout().lock(), &line(delivery, &view))?;
                } else {
                    if shown > 0 {
                        writeln!(out)?;
                    }
                    show(&mut out, delivery, &view)?;
                }
                shown += 1;
                errors.extend(
                    unreadable(delivery)
                        .map(|(part, why)| error(&format!("its {part} cannot be read"), why.to_string())),
                );
            }
            Some(Err(row)) => errors.push(error("not a delivery", row.why.clone())),
            None => errors.push(error(
                "not found",
                "it does not exist, or was deleted after its retention; `list` shows those that exist".to_owned(),
            )),
        }
    }
    errors.iter().for_each(print_error);
    Ok(if errors.is_empty() { Exit::Done } else { Exit::Failed })
}

/// The parts of a delivery that exist, but cannot be read.
fn unreadable(delivery: &StoredDelivery) -> impl Iterator<Item = (&'static str, Unreadable)> {
    let StoredDelivery { error, headers, body, .. } = delivery;
    let parts = [
        ("error", error.as_ref().and_then(|error| error.as_ref().err())),
        ("headers", headers.as_ref().and_then(|headers| headers.as_ref().err())),
        ("body", body.as_ref().and_then(|body| body.as_ref().err())),
    ];
    parts.into_iter().filter_map(|(part, why)| Some((part, *why?)))
}

fn line<'a>(delivery: &'a StoredDelivery, view: &View) -> Line<'a> {
    let headers = delivery.headers.as_ref().and_then(|headers| headers.as_ref().ok());
    let body = delivery.body.as_ref().and_then(|body| body.as_ref().ok());
    Line {
        summary: view.summary(delivery),
        why: "stored",
        redacted: view.is_redacted(),
        headers: headers
            .map(|all| all.iter().map(|(name, value)| (name.as_str(), view.header(value.as_bytes()))).collect()),
        content: body.map(|body| view.content(body, &delivery.event)),
    }
}

/// Shows a delivery for people.
fn show(out: &mut impl Write, delivery: &StoredDelivery, view: &View) -> io::Result<()> {
    let mut rows = Vec::new();
    let mut row = |name: &str, value: String| rows.push([name.to_owned(), value]);
    row("id", delivery.id.to_string());
    row("state", delivery.state.name().to_owned());
    row("api", delivery.api.clone());
    row("event", if delivery.event.is_empty() { "(unnamed)".to_owned() } else { view.event(delivery).into_owned() });
    row("key", view.key(&delivery.dedupe_key));
    if let Some(key) = &delivery.order_key {
        row("in order of", view.key(key));
    }
    row("attempts", delivery.attempts.to_string());
    let times = [("arrived", Some(delivery.arrived_at)), ("next", due(delivery)), ("ended", delivery.done_at)];
    for (name, when) in times {
        if let Some(when) = when {
            row(name, time(when, 3));
        }
    }
    if let Some(worker) = &delivery.worker {
        row("worker", worker.clone());
    }
    if let Some(key) = delivery.key {
        row("encrypted", format!("with key {key}"));
    }
    if let Some(error) = view.error(delivery) {
        row("error", error);
    }
    for (name, value) in delivery.headers.iter().flatten().flatten() {
        row(&format!("{name}:"), view.header(value.as_bytes()).unwrap_or_default());
    }
    row("body", body_state(delivery, view).to_owned());
    show::styled_table(out, &rows, |row, column| {
        let is_state = column == 1 && rows.get(row).is_some_and(|[name, _]| name == "state");
        if is_state { style(delivery.state) } else { PLAIN }
    })?;
    let Some(Ok(body)) = &delivery.body else { return Ok(()) };
    let text = view.text(body, &delivery.event).unwrap_or_else(|| BASE64_STANDARD.encode(body));
    writeln!(out)?;
    text.lines().try_for_each(|line| writeln!(out, "{}", printable(line)))
}

fn body_state(delivery: &StoredDelivery, view: &View) -> &'static str {
    match &delivery.body {
        None => "deleted",
        Some(Err(_)) => "unreadable",
        Some(Ok(_)) if view.is_redacted() => "redacted; --reveal shows it",
        Some(Ok(body)) if str::from_utf8(body).is_err() => "as it arrived, in base64, because it is not UTF-8",
        Some(Ok(_)) => "as it arrived",
    }
}
