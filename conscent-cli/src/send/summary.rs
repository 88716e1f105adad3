//! Sums up the responses, by event.

use crate::show;
use crate::style::{self, ERROR, GOOD, PLAIN};
use anstyle::Style;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

/// The responses by api and event.
#[derive(Debug, Default)]
pub(super) struct Summary(BTreeMap<(String, String), Counts>);

#[derive(Debug, Default)]
struct Counts {
    answered: BTreeMap<u16, usize>,
    failed: usize,
    slowest: Option<Duration>,
}

/// The responses for one event, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Row<'a> {
    /// The api; empty if nothing names it.
    api: &'a str,
    /// The event; empty if nothing names it.
    event: &'a str,
    /// How many bodies were sent.
    sent: usize,
    /// How many responses had each status.
    answered: &'a BTreeMap<u16, usize>,
    /// How many bodies got no response.
    failed: usize,
    /// How long the slowest response took, in milliseconds. Null if there was no response.
    slowest_ms: Option<u128>,
}

impl Summary {
    /// Adds the response to one body: its status and how long it took, or `None` if there was no response.
    pub(super) fn add(&mut self, api: &str, event: &str, answer: Option<(u16, Duration)>) {
        let counts = self.0.entry((api.to_owned(), event.to_owned())).or_default();
        match answer {
            Some((status, time)) => {
                *counts.answered.entry(status).or_default() += 1;
                counts.slowest = counts.slowest.max(Some(time));
            }
            None => counts.failed += 1,
        }
    }

    /// Whether every response is 2xx.
    pub(super) fn is_success(&self) -> bool {
        let is_success = |counts: &Counts| counts.failed == 0 && counts.answered.keys().all(|status| status / 100 == 2);
        self.0.values().all(is_success)
    }

    /// Whether nothing was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn print(&self, as_json: bool) -> io::Result<()> {
        let rows: Vec<_> = self.0.iter().map(|((api, event), counts)| Row::new(api, event, counts)).collect();
        if as_json {
            return show::print_json(&rows);
        }
        let head = ["API", "EVENT", "SENT", "ANSWERED", "FAILED", "SLOWEST"].map(str::to_owned);
        let table: Vec<_> = [head].into_iter().chain(rows.iter().map(Row::cells)).collect();
        show::styled_table(&mut show::out(), &table, |row, column| {
            row.checked_sub(1).and_then(|row| rows.get(row)).map_or(PLAIN, |row| row.style(column))
        })
    }
}

impl<'a> Row<'a> {
    fn new(api: &'a str, event: &'a str, Counts { answered, failed, slowest }: &'a Counts) -> Self {
        let sent = answered.values().sum::<usize>() + failed;
        Self { api, event, sent, answered, failed: *failed, slowest_ms: slowest.map(|time| time.as_millis()) }
    }

    /// The style of a cell: of the statuses, and of the number of those that failed.
    fn style(&self, column: usize) -> Style {
        match column {
            3 => self.answered.keys().map(|status| style::of_status(*status)).find(|one| *one == ERROR).unwrap_or(GOOD),
            4 if self.failed > 0 => ERROR,
            _ => PLAIN,
        }
    }

    fn cells(&self) -> [String; 6] {
        let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
        let answered: Vec<_> = self.answered.iter().map(|(status, times)| format!("{status}: {times}")).collect();
        [
            or_dash(self.api.to_owned()),
            or_dash(self.event.to_owned()),
            self.sent.to_string(),
            or_dash(answered.join(", ")),
            self.failed.to_string(),
            or_dash(self.slowest_ms.map(|time| format!("{time} ms")).unwrap_or_default()),
        ]
    }
}
