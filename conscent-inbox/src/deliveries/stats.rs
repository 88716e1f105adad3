//! Counts the deliveries in each state.

use std::time::Duration;

use super::{Database, Keys, State};
use crate::database::{Row, Value, parameters};

/// The numbers of deliveries in an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// One item for each state and api that have deliveries.
    pub counts: Vec<Count>,
}

/// The number of deliveries in a state and of an api.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// The state.
    pub state: State,
    /// The name of the api. Deliveries of an api that no worker knows are waiting.
    pub api: String,
    /// The number of deliveries.
    pub count: u64,
    /// How many of them were attempted more than once.
    pub retried: u64,
    /// How many of them are encrypted with a key that this program does not have.
    pub without_key: u64,
    /// The time since the oldest of them arrived.
    pub oldest: Duration,
}

impl Stats {
    /// The number of deliveries in a state, over all apis.
    #[must_use]
    pub fn count(&self, state: State) -> u64 {
        self.of(state).map(|one| one.count).sum()
    }

    /// The time since the oldest delivery in a state arrived.
    #[must_use]
    pub fn oldest(&self, state: State) -> Option<Duration> {
        self.of(state).map(|one| one.oldest).max()
    }

    fn of(&self, state: State) -> impl Iterator<Item = &Count> {
        self.counts.iter().filter(move |one| one.state == state)
    }
}

/// Counts deliveries. Those that are done are counted only on request, because they are many, and no index has their
/// apis.
pub(super) async fn stats(database: &Database, keys: &Keys, has_done: bool) -> Result<Stats, sqlx::Error> {
    let states = State::ALL.into_iter().filter(|state| has_done || *state != State::Done);
    let parts: Vec<String> = states.map(rows_of).collect();
    let known: Vec<Value<'_>> = keys.numbers().map(|number| Value::from(i64::from(number))).collect();
    let with_other_key =
        if known.is_empty() { String::new() } else { format!("AND key_id NOT IN ({})", parameters(1, known.len())) };
    let sql = format!(
        "WITH counted AS MATERIALIZED ({})
        SELECT state, api, count(*) AS count, sum(CASE WHEN attempts > 1 THEN 1 ELSE 0 END) AS retried,
            sum(CASE WHEN key_id IS NOT NULL {with_other_key} THEN 1 ELSE 0 END) AS without_key,
            {{now}} - min(arrived_at) AS oldest
        FROM counted GROUP BY state, api ORDER BY state, api",
        parts.join(" UNION ALL "),
    );
    let rows = database.begin_reading().await?.rows(&sql, &known).await?;
    let counts = rows.iter().map(count).collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(Stats { counts: counts.into_iter().flatten().collect() })
}

/// Selects the rows of a state. The sort column makes the database use the index of that state, so that the deliveries
/// that are done, which are by far the most, cost nothing.
fn rows_of(state: State) -> String {
    let sorted_by = match state {
        State::Waiting => "due_at",
        State::Running => "lease_until",
        State::Done | State::Dead => "done_at",
    };
    format!(
        "SELECT state, api, attempts, key_id, arrived_at FROM conscent_delivery
        WHERE state = {} AND {sorted_by} > -9223372036854775807",
        state.number()
    )
}

fn count(row: &Row) -> Result<Option<Count>, sqlx::Error> {
    let number = |name: &str| row.integer(name).map(|number| u64::try_from(number).unwrap_or(0));
    let Some(state) = State::of_number(row.integer("state")?) else { return Ok(None) };
    Ok(Some(Count {
        state,
        api: row.text("api")?,
        count: number("count")?,
        retried: number("retried")?,
        without_key: number("without_key")?,
        // It is negative if the clock was set back.
        oldest: Duration::from_millis(number("oldest")?),
    }))
}
