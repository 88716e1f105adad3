//! `conscent inbox list`

use super::DatabaseArgs;
use super::select::{ContainingArgs, FilterArgs, state};
use super::view::{RevealArgs, View, due, style, time};
use crate::exit::{Exit, Failure, print_error};
use crate::show;
use crate::style::PLAIN;
use conscent_codegen::Location;
use conscent_inbox::{State, StoredDelivery};
use std::io;

/// List the deliveries in an inbox.
///
/// The table shows the latest deliveries, with the newest last. A row has the number that `show`, `retry` and `drop`
/// take, the state, the api, the event, the number of attempts, and the times of arrival and of the next run. With
/// --reveal, it also has the last error.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
#[command(mut_arg("limit", |arg| arg.default_value("100")))]
pub(super) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Only deliveries in this state. Repeat the option for several states.
    #[arg(long, value_name = "STATE", value_parser = state(&State::ALL))]
    state: Vec<State>,
    /// Only deliveries with this key, which identifies duplicates. A receiver's spans and log events name it.
    #[arg(long, value_name = "KEY")]
    dedupe_key: Option<String>,
    #[command(flatten)]
    containing: ContainingArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    reveal: RevealArgs,
    /// Print JSON lines, one for each delivery.
    ///
    /// Their keys: `id, state, api, event, dedupe_key, order_key, attempts, arrived_at, due_at, done_at, worker,
    /// leased_until, key`, and with --reveal `error`.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent inbox list --db sqlite://inbox.db
  conscent inbox list --db sqlite://inbox.db --state dead --event 'purchase.*' --reveal
  conscent inbox list --db sqlite://inbox.db --state waiting --older-than 15m --json | jq .id
  conscent inbox list --db sqlite://inbox.db --containing-env PERSON

Exit codes: 0 done, 2 an error (the readable rows are still shown)";

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let view = args.reveal.view()?;
    let mut filter = args.state.iter().fold(args.filter.filter(), |filter, state| filter.state(*state));
    if let Some(key) = &args.dedupe_key {
        filter = filter.dedupe_key(key);
    }
    filter = args.containing.add(filter)?;
    if !view.is_redacted() {
        filter = filter.errors();
    }
    let list = args.database.work(async |inbox| inbox.list(&filter).await)?;
    let (mut shown, mut broken) = (Vec::new(), Vec::new());
    for one in list {
        match one {
            Ok(delivery) => shown.push(delivery),
            Err(row) => broken.push(row),
        }
    }
    if args.json {
        let mut out = io::stdout().lock();
        shown.iter().try_for_each(|delivery| show::json_line(&mut out, &view.summary(delivery)))?;
    } else {
        show::styled_table(&mut show::out(), &rows(&shown, &view), |row, column| {
            let delivery = row.checked_sub(1).and_then(|row| shown.get(row)).filter(|_| column == STATE);
            delivery.map_or(PLAIN, |delivery| style(delivery.state))
        })?;
    }
    for row in &broken {
        print_error(&Location::file(format!("row {}", row.id)).error("cannot be read", row.why.clone()));
    }
    Ok(if broken.is_empty() { Exit::Done } else { Exit::Failed })
}

/// The column of the state.
const STATE: usize = 1;

fn rows(deliveries: &[StoredDelivery], view: &View) -> Vec<[String; 8]> {
    let last = if view.is_redacted() { "" } else { "ERROR" };
    let head = ["ID", "STATE", "API", "EVENT", "ATTEMPTS", "ARRIVED", "NEXT", last].map(str::to_owned);
    let body = deliveries.iter().map(|one| {
        [
            one.id.to_string(),
            one.state.name().to_owned(),
            one.api.clone(),
            if one.event.is_empty() { "(unnamed)".to_owned() } else { view.event(one).into_owned() },
            one.attempts.to_string(),
            time(one.arrived_at, 0),
            due(one).map(|due| time(due, 0)).unwrap_or_default(),
            view.error(one).map(|error| show::short(&error, show::WIDEST)).unwrap_or_default(),
        ]
    });
    [head].into_iter().chain(body).collect()
}
