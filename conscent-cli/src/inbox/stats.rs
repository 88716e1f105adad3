//! `conscent inbox stats`

use super::DatabaseArgs;
#[cfg(test)]
use super::view::one_of;
use super::view::style;
use crate::exit::{Exit, Failure};
use crate::show;
use crate::style::PLAIN;
use conscent_inbox::Count;
use serde::Serialize;
use std::time::Duration;

/// Count the deliveries in an inbox.
///
/// For each state and api, the table shows the number of deliveries, how many of them were run more than once, how many
/// are encrypted with a key that is not in `CONSCENT_INBOX_KEY`, and the age of the oldest. Deliveries that are done
/// are counted only with --done.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(super) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Also count the deliveries that are done. This reads every row of the database table.
    #[arg(long)]
    done: bool,
    /// Print JSON: an array of `{state, api, count, retried, without_key, oldest_ms}`.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent inbox stats --db sqlite://inbox.db
  conscent inbox stats --db sqlite://inbox.db --json | jq 'map(select(.state == \"dead\").count) | add'

Exit codes: 0 done, 2 an error";

/// A count, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Counted<'a> {
    /// The state.
    #[cfg_attr(test, schemars(with = "one_of::State"))]
    state: &'static str,
    /// The api.
    api: &'a str,
    /// How many deliveries there are.
    count: u64,
    /// How many of them were run more than once.
    retried: u64,
    /// How many of them are encrypted with a key that is not known here.
    without_key: u64,
    /// How long ago the first of them arrived, in milliseconds.
    oldest_ms: u128,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let stats = args
        .database
        .work(async |inbox| if args.done { inbox.stats_with_done().await } else { inbox.stats().await })?;
    if args.json {
        let counted = stats.counts.iter().map(|one| Counted {
            state: one.state.name(),
            api: &one.api,
            count: one.count,
            retried: one.retried,
            without_key: one.without_key,
            oldest_ms: one.oldest.as_millis(),
        });
        show::print_json(&counted.collect::<Vec<_>>())?;
    } else {
        show::styled_table(&mut show::out(), &rows(&stats.counts), |row, column| {
            let count = row.checked_sub(1).and_then(|row| stats.counts.get(row)).filter(|_| column == 0);
            count.map_or(PLAIN, |count| style(count.state))
        })?;
    }
    Ok(Exit::Done)
}

fn rows(counts: &[Count]) -> Vec<[String; 6]> {
    let last = if counts.iter().any(|one| one.without_key > 0) { "WITHOUT KEY" } else { "" };
    let head = ["STATE", "API", "COUNT", "RETRIED", "OLDEST", last].map(str::to_owned);
    let body = counts.iter().map(|one| {
        let without_key = if last.is_empty() { String::new() } else { one.without_key.to_string() };
        let (state, oldest) = (one.state.name().to_owned(), age(one.oldest));
        [state, one.api.clone(), one.count.to_string(), one.retried.to_string(), oldest, without_key]
    });
    [head].into_iter().chain(body).collect()
}

/// How long ago, in the largest unit of which there are two or more.
fn age(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_short() {
        let ages = [0, 119, 120, 7_199, 7_200, 172_799, 172_800].map(|seconds| age(Duration::from_secs(seconds)));
        assert_eq!(ages, ["0 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 days"]);
    }
}
