//! Sums up the answers, by event.

use crate::show;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

/// The answers by api and event.
#[derive(Debug, Default)]
pub(super) struct Summary(BTreeMap<(String, String), Counts>);

#[derive(Debug, Default)]
struct Counts {
    answered: BTreeMap<u16, usize>,
    failed: usize,
    slowest: Option<Duration>,
}

/// The answers of one event, as JSON output has them.
#[derive(Debug, Serialize)]
struct Row<'a> {
    api: &'a str,
    event: &'a str,
    sent: usize,
    answered: &'a BTreeMap<u16, usize>,
    failed: usize,
    slowest_ms: Option<u128>,
}

impl Summary {
    /// Adds the answer to one body: its status and how long it took, or `None` if there was no answer.
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

    /// Whether every answer is 2xx.
    pub(super) fn is_success(&self) -> bool {
        let is_success = |counts: &Counts| counts.failed == 0 && counts.answered.keys().all(|status| status / 100 == 2);
        self.0.values().all(is_success)
    }

    pub(super) fn print(&self, as_json: bool) -> io::Result<()> {
        let rows: Vec<_> = self.0.iter().map(|((api, event), counts)| Row::new(api, event, counts)).collect();
        let mut out = io::stdout().lock();
        if as_json {
            return show::json(&mut out, &rows);
        }
        let head = ["API", "EVENT", "SENT", "ANSWERED", "FAILED", "SLOWEST"].map(str::to_owned);
        let table: Vec<_> = [head].into_iter().chain(rows.iter().map(Row::cells)).collect();
        show::table(&mut out, &table)
    }
}

impl<'a> Row<'a> {
    fn new(api: &'a str, event: &'a str, Counts { answered, failed, slowest }: &'a Counts) -> Self {
        let sent = answered.values().sum::<usize>() + failed;
        Self { api, event, sent, answered, failed: *failed, slowest_ms: slowest.map(|time| time.as_millis()) }
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
