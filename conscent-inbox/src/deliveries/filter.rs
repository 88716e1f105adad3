//! Filters for deliveries.

use std::time::Duration;

use super::State;
use super::containing::Containing;
use crate::database::Value;
use crate::operation::millis;

/// Selects deliveries that meet all of its conditions. A filter without conditions selects all of them.
///
/// ```
/// use conscent_inbox::{Filter, State};
/// use std::time::Duration;
///
/// let old = Filter::new().state(State::Dead).event("purchase.*").older_than(Duration::from_secs(3600));
/// # let _ = old;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Filter {
    states: Vec<State>,
    api: Option<String>,
    event: Option<String>,
    dedupe_key: Option<String>,
    ids: Option<Vec<i64>>,
    older_than: Option<Duration>,
    pub(super) containing: Option<Containing>,
    limit: Option<u32>,
    errors: bool,
}

/// A condition on rows, and its parameters.
pub(super) struct Condition<'a> {
    pub(super) sql: String,
    pub(super) values: Vec<Value<'a>>,
}

impl Filter {
    /// Selects all deliveries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Selects deliveries in this state. Call it several times to select several states.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Selects deliveries of the api with this name.
    #[must_use]
    pub fn api(self, name: impl Into<String>) -> Self {
        Self { api: Some(name.into()), ..self }
    }

    /// Selects deliveries of the event with this name. A final `*` matches the rest of any name.
    #[must_use]
    pub fn event(self, name: impl Into<String>) -> Self {
        Self { event: Some(name.into()), ..self }
    }

    /// Selects deliveries with this key, by which repeated deliveries are recognized.
    #[must_use]
    pub fn dedupe_key(self, key: impl Into<String>) -> Self {
        Self { dedupe_key: Some(key.into()), ..self }
    }

    /// Selects deliveries with one of these numbers.
    #[must_use]
    pub fn ids(self, ids: impl IntoIterator<Item = i64>) -> Self {
        Self { ids: Some(ids.into_iter().collect()), ..self }
    }

    /// Selects deliveries that arrived longer ago than this.
    #[must_use]
    pub fn older_than(self, age: Duration) -> Self {
        Self { older_than: Some(age), ..self }
    }

    /// Selects deliveries in which this text occurs, such as an e-mail address or the id of a user. Upper and lower case
    /// count as equal.
    ///
    /// The text may be a part of any string, key or number of the body, as it is without JSON escapes; it is not found
    /// in other encodings, such as base64. It may also be a part of the name of the event, of the dedupe key, the order
    /// key or the error. Headers are not searched, because signatures and times in them match numbers by accident. A
    /// body that is not JSON is searched as text. An empty text selects nothing.
    ///
    /// The search reads and decrypts the content of all deliveries that meet the other conditions, a hundred at a time.
    /// Content that cannot be read does not match: [`Inbox::list`](crate::Inbox::list) and
    /// [`Inbox::erase`](crate::Inbox::erase) report it.
    #[must_use]
    pub fn containing(self, text: &str) -> Self {
        Self { containing: Some(Containing::new(text)), ..self }
    }

    /// Sets the maximum number of deliveries. The default is 100 for a list; other operations have no limit by default.
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// Lists the errors too. They may quote personal data.
    #[must_use]
    pub fn errors(self) -> Self {
        Self { errors: true, ..self }
    }

    pub(super) fn limit_or(&self, default: u32) -> i64 {
        self.limit.unwrap_or(default).into()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.errors
    }

    /// The condition that a row must meet. Its parameters are numbered from `first`.
    pub(super) fn condition(&self, first: usize) -> Condition<'_> {
        let mut all = Condition { sql: String::from("1 = 1"), values: Vec::new() };
        if !self.states.is_empty() {
            all.and(&is_one_of(&self.states));
        }
        // Write row numbers into the statement, because the number of parameters is limited.
        if let Some(ids) = &self.ids {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            all.and(&format!("id IN ({})", if ids.is_empty() { "NULL".to_owned() } else { ids.join(", ") }));
        }
        let number = |all: &Condition<'_>| first + all.values.len();
        if let Some(api) = &self.api {
            all.and(&format!("api = ${}", number(&all)));
            all.values.push(Value::from(&**api));
        }
        if let Some(event) = &self.event {
            let n = number(&all);
            let (sql, value) = match event.strip_suffix('*') {
                Some(start) => (format!("substr(event, 1, length(${n})) = ${n}"), start),
                None => (format!("event = ${n}"), &**event),
            };
            all.and(&sql);
            all.values.push(Value::from(value));
        }
        if let Some(key) = &self.dedupe_key {
            all.and(&format!("dedupe_key = ${}", number(&all)));
            all.values.push(Value::from(&**key));
        }
        if let Some(age) = self.older_than {
            all.and(&format!("arrived_at < {{now}} - ${}", number(&all)));
            all.values.push(Value::from(millis(age)));
        }
        all
    }
}

impl Condition<'_> {
    fn and(&mut self, sql: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
    }
}

/// The condition that a row is in one of these states. The numbers are written out, so that the database uses the index
/// of that state.
pub(super) fn is_one_of(states: &[State]) -> String {
    let numbers: Vec<String> = states.iter().map(|state| state.number().to_string()).collect();
    format!("state IN ({})", numbers.join(", "))
}
