//! `conscent inbox retry` and `conscent inbox drop`

use super::DatabaseArgs;
use super::select::{FilterArgs, state};
use crate::exit::{Exit, Failure, print_error};
use crate::show;
use conscent_codegen::Location;
use conscent_inbox::{Error, Filter, Inbox, State};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Run dead deliveries again.
///
/// They become due at once, with all their attempts available again, and run as soon as a worker is free.
#[derive(Debug, clap::Args)]
#[command(after_long_help = RETRY_HELP)]
pub(super) struct RetryArgs {
    #[command(flatten)]
    change: ChangeArgs,
}

const RETRY_HELP: &str = "\
Examples:
  conscent inbox retry --db sqlite://inbox.db 17 18
  conscent inbox retry --db sqlite://inbox.db --all --api v2 --event 'purchase.*'
  conscent inbox retry --db sqlite://inbox.db --all --limit 10

Exit codes: 0 done, 1 a given delivery is not dead, 2 an error";

/// Drop waiting or dead deliveries.
///
/// Dropped deliveries are marked as done without being run, and their bodies, headers and errors are deleted. Their
/// keys stay, so a repeated delivery is still recognized as a duplicate, and is not run. A delivery that is running
/// cannot be dropped.
#[derive(Debug, clap::Args)]
#[command(after_long_help = DROP_HELP)]
pub(super) struct DropArgs {
    #[command(flatten)]
    change: ChangeArgs,
    /// With --all: only deliveries in this state.
    #[arg(long, value_name = "STATE", value_parser = state(&[State::Waiting, State::Dead]))]
    #[arg(conflicts_with = "ids", required_if_eq("all", "true"))]
    state: Option<State>,
}

const DROP_HELP: &str = "\
Examples:
  conscent inbox drop --db sqlite://inbox.db 17 18
  conscent inbox drop --db sqlite://inbox.db --all --state dead --older-than 30d

Exit codes: 0 done, 1 a given delivery is neither waiting nor dead, 2 an error";

#[derive(Debug, clap::Args)]
#[command(mut_args(|arg| {
    // Ids already select the deliveries, so filters contradict them.
    let is_filter = ["api", "event", "older_than", "limit"].contains(&arg.get_id().as_str());
    if is_filter { arg.conflicts_with("ids") } else { arg }
}))]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    /// The numbers of deliveries, as `list` shows them.
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<i64>,
    /// All deliveries that match the other options.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// Print JSON: {changed, unchanged}. `unchanged` is an array of {id, why}.
    #[arg(long)]
    pub(super) json: bool,
}

/// What happened to deliveries, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Changed<'a> {
    /// How many deliveries were changed.
    changed: u64,
    /// The deliveries among those given by number that were not changed.
    unchanged: Vec<Unchanged<'a>>,
}

/// A delivery that was not changed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Unchanged<'a> {
    /// Its number.
    pub(super) id: i64,
    /// The reason, as a sentence.
    pub(super) why: &'a str,
}

/// A kind of change.
struct Change {
    /// The states of the deliveries that it applies to.
    from: &'static [State],
    /// The word for what was done: `retried`, `dropped`.
    done: &'static str,
}

pub(super) fn retry(args: &RetryArgs) -> Result<Exit, Failure> {
    let change = Change { from: &[State::Dead], done: "retried" };
    args.change.run(&change, &args.change.filter(), async |inbox, filter| inbox.retry(filter).await)
}

pub(super) fn drop(args: &DropArgs) -> Result<Exit, Failure> {
    let change = Change { from: &[State::Waiting, State::Dead], done: "dropped" };
    let filter = args.state.iter().fold(args.change.filter(), |filter, state| filter.state(*state));
    args.change.run(&change, &filter, async |inbox, filter| inbox.drop(filter).await)
}

impl ChangeArgs {
    /// The filter for the deliveries that the arguments select.
    pub(super) fn filter(&self) -> Filter {
        let filter = self.filter.filter();
        if self.all { filter } else { filter.ids(self.ids.iter().copied()) }
    }

    fn run(
        &self,
        change: &Change,
        filter: &Filter,
        work: impl AsyncFnOnce(&Inbox, &Filter) -> Result<u64, Error>,
    ) -> Result<Exit, Failure> {
        let (unchanged, changed) = self
            .database
            .work(async |inbox| Ok((self.unfit(inbox, change.from).await?, work(inbox, filter).await?)))?;
        let mut out = show::out();
        if self.json {
            let unchanged = unchanged.iter().map(|(id, why)| Unchanged { id: *id, why }).collect();
            show::json_line(&mut out, &Changed { changed, unchanged })?;
        } else {
            writeln!(out, "{} {}", deliveries(changed), change.done)?;
        }
        for (id, why) in &unchanged {
            print_error(&Location::file(format!("delivery {id}")).error(format!("not {}", change.done), why.clone()));
        }
        Ok(if unchanged.is_empty() { Exit::Done } else { Exit::Found })
    }

    /// The deliveries among those given by number that are in none of these states, and why they cannot be changed.
    pub(super) async fn unfit(&self, inbox: &Inbox, from: &[State]) -> Result<BTreeMap<i64, String>, Error> {
        let ids: BTreeSet<i64> = self.ids.iter().copied().collect();
        let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let found = inbox.list(&Filter::new().ids(ids.iter().copied()).limit(limit)).await?;
        // A row that cannot be read may still be dropped.
        let states: BTreeMap<i64, Option<State>> = found
            .into_iter()
            .map(|one| one.map_or_else(|row| (row.id, None), |delivery| (delivery.id, Some(delivery.state))))
            .collect();
        let why = |id: i64| match states.get(&id) {
            None => Some("no delivery has this number".to_owned()),
            Some(Some(state)) if !from.contains(state) => Some(reason(*state)),
            Some(_) => None,
        };
        Ok(ids.into_iter().filter_map(|id| Some((id, why(id)?))).collect())
    }
}

/// A number of deliveries, in words.
pub(super) fn deliveries(count: u64) -> String {
    let noun = if count == 1 { "delivery" } else { "deliveries" };
    format!("{count} {noun}")
}

pub(super) fn reason(state: State) -> String {
    match state {
        State::Waiting => "it waits, and a worker will run it",
        State::Running => "a worker is running it; try again when it has finished",
        State::Done => "it is done",
        State::Dead => "it is dead",
    }
    .to_owned()
}
