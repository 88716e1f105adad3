//! The model: deliveries in a list.

use crate::database::Row;
use crate::row::{End, Mark, Swept};

use super::New;

/// The number of model units, which are half hours, in an hour.
pub(super) const HOURS: i64 = 2;

/// 5.5, 8.5 and 10.5 hours.
const BODIES: i64 = 11;
const LONGEST_DELAY: i64 = 17;
const KEYS: i64 = 21;

#[derive(Default)]
pub(super) struct Model {
    rows: Vec<Delivery>,
    pub(super) now: i64,
}

#[derive(Clone)]
struct Delivery {
    id: i64,
    key: u8,
    order: Option<u8>,
    state: State,
    attempts: u32,
    due: i64,
    has_body: bool,
    has_error: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Running { lease: i64, until: i64 },
    Done { at: i64 },
    Dead { at: i64 },
}

/// The expected content of the database for a delivery.
#[derive(Debug, PartialEq)]
pub(super) struct Stored {
    id: i64,
    key: String,
    order: Option<String>,
    state: i64,
    attempts: i64,
    lease: Option<i64>,
    has_body: bool,
    has_error: bool,
    /// Only for waiting deliveries.
    is_due: bool,
}

impl Stored {
    pub(super) fn of(row: &Row) -> Self {
        let state = row.integer("state").unwrap();
        let has = |column| row.optional_bytes(column).unwrap().is_some();
        assert_eq!(has("body"), has("headers"));
        let lease = row.optional_integer("lease").unwrap();
        assert_eq!(row.optional_integer("lease_until").unwrap().is_some(), lease.is_some());
        assert_eq!(row.optional_text("worker").unwrap().is_some(), lease.is_some());
        Self {
            id: row.integer("id").unwrap(),
            key: row.text("dedupe_key").unwrap(),
            order: row.optional_text("order_key").unwrap(),
            state,
            attempts: row.integer("attempts").unwrap(),
            lease,
            has_body: has("body"),
            has_error: has("error"),
            is_due: state == 0 && row.integer("is_due").unwrap() == 1,
        }
    }
}

impl Delivery {
    fn wait(&mut self, due: i64) {
        self.state = State::Waiting;
        self.due = due;
    }

    fn is_unfinished(&self) -> bool {
        matches!(self.state, State::Waiting | State::Running { .. })
    }
}

impl Model {
    pub(super) fn stored(&self) -> Vec<Stored> {
        self.rows.iter().map(|row| self.stored_row(row)).collect()
    }

    fn stored_row(&self, row: &Delivery) -> Stored {
        let (state, lease) = match row.state {
            State::Waiting => (0, None),
            State::Running { lease, .. } => (1, Some(lease)),
            State::Done { .. } => (2, None),
            State::Dead { .. } => (3, None),
        };
        Stored {
            id: row.id,
            key: row.key.to_string(),
            order: row.order.map(|order| order.to_string()),
            state,
            attempts: row.attempts.into(),
            lease,
            has_body: row.has_body,
            has_error: row.has_error,
            is_due: row.state == State::Waiting && row.due <= self.now,
        }
    }

    /// The number of one of the deliveries.
    pub(super) fn id(&self, which: usize) -> Option<i64> {
        self.rows.get(which % self.rows.len().max(1)).map(|row| row.id)
    }

    fn row(&mut self, id: i64) -> Option<&mut Delivery> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    fn held(&mut self, mark: Mark) -> Option<&mut Delivery> {
        let is_held = |state| matches!(state, State::Running { lease, .. } if lease == mark.lease);
        self.row(mark.id).filter(|row| is_held(row.state))
    }

    pub(super) fn store(&mut self, new: &[New]) -> Vec<bool> {
        let mut news = Vec::new();
        for (key, order) in new {
            let is_new = self.rows.iter().all(|row| row.key != *key);
            if is_new {
                // The greatest number plus one: the number of a deleted delivery may be used again.
                let id = self.rows.iter().map(|row| row.id).max().unwrap_or(0) + 1;
                let (state, due) = (State::Waiting, self.now);
                let (key, order) = (*key, *order);
                let row = Delivery { id, key, order, state, due, attempts: 0, has_body: true, has_error: false };
                self.rows.push(row);
            }
            news.push(is_new);
        }
        news
    }

    /// Claims the first ones of this order.
    pub(super) fn claim(&mut self, slots: usize, lease: i64, order: &[i64]) -> Vec<(i64, u32)> {
        let is_next = |row: &Delivery| {
            let blocks = |other: &Delivery| {
                other.order.is_some()
                    && other.order == row.order
                    && other.is_unfinished()
                    && (other.id < row.id || other.state != State::Waiting)
            };
            row.state == State::Waiting && row.due <= self.now && !self.rows.iter().any(blocks)
        };
        let next: Vec<i64> = self.rows.iter().filter(|row| is_next(row)).map(|row| row.id).collect();
        let mut claimed: Vec<i64> = order.iter().copied().filter(|id| next.contains(id)).take(slots).collect();
        claimed.sort_unstable();
        let until = self.now + HOURS / 2;
        let run = |id: i64| {
            let row = self.row(id)?;
            row.attempts += 1;
            row.state = State::Running { lease, until };
            Some((id, row.attempts))
        };
        claimed.into_iter().filter_map(run).collect()
    }

    pub(super) fn end(&mut self, mark: Mark, end: &End) -> bool {
        let now = self.now;
        let Some(row) = self.held(mark) else { return false };
        match end {
            End::Done => {
                row.state = State::Done { at: now };
                row.has_error = false;
            }
            End::Failed { delay, .. } => {
                row.wait(now + i64::try_from(delay.as_secs() / 1800).unwrap());
                row.has_error = true;
            }
            End::Dead { .. } => {
                row.state = State::Dead { at: now };
                row.has_error = true;
            }
            End::GivenBack { .. } => {
                row.wait(now);
                row.attempts -= 1;
            }
        }
        true
    }

    pub(super) fn extend(&mut self, marks: &[Mark]) -> Vec<Mark> {
        let until_now = self.now + HOURS / 2;
        let extend = |mark: &Mark| {
            let row = self.held(*mark)?;
            row.state = State::Running { lease: mark.lease, until: until_now };
            Some(*mark)
        };
        marks.iter().filter_map(extend).collect()
    }

    pub(super) fn sweep(&mut self, attempts: u32) -> Swept {
        let (now, mut swept) = (self.now, Swept::default());
        for row in &mut self.rows {
            match row.state {
                // A time further ahead than any delay was set by a clock that has been set back since.
                State::Waiting if row.due > now && (row.attempts == 0 || row.due > now + LONGEST_DELAY) => {
                    row.due = now;
                }
                State::Running { until, .. } if until < now || until > now + HOURS => {
                    row.has_error = false;
                    if row.attempts >= attempts {
                        row.state = State::Dead { at: now };
                        swept.dead += 1;
                    } else {
                        row.wait(now);
                        swept.waiting += 1;
                    }
                }
                _ => {}
            }
        }
        swept
    }

    pub(super) fn retain(&mut self) -> u64 {
        let (now, mut changed) = (self.now, 0);
        for row in &mut self.rows {
            if matches!(row.state, State::Done { at } if at < now - BODIES) && row.has_body {
                row.has_body = false;
                changed += 1;
            }
        }
        let before = self.rows.len();
        self.rows.retain(|row| !matches!(row.state, State::Done { at } if at < now - KEYS));
        changed + u64::try_from(before - self.rows.len()).unwrap()
    }

    pub(super) fn retry(&mut self, id: i64) -> bool {
        let now = self.now;
        let Some(row) = self.row(id).filter(|row| matches!(row.state, State::Dead { .. })) else { return false };
        row.wait(now);
        row.attempts = 0;
        true
    }

    pub(super) fn drop(&mut self, id: i64) -> bool {
        let at = self.now;
        let is_open = |state| matches!(state, State::Waiting | State::Dead { .. });
        let Some(row) = self.row(id).filter(|row| is_open(row.state)) else { return false };
        row.state = State::Done { at };
        (row.has_body, row.has_error) = (false, false);
        true
    }

    /// The numbers of deliveries that were erased, and that were dropped by that, and the running ones.
    pub(super) fn erase(&mut self, id: i64, forget: bool) -> (u64, u64, Vec<i64>) {
        let Some(row) = self.row(id) else { return (0, 0, Vec::new()) };
        if matches!(row.state, State::Running { .. }) {
            return (0, 0, vec![id]);
        }
        let is_dropped = self.drop(id);
        if let Some(row) = self.row(id) {
            (row.has_body, row.has_error, row.order) = (false, false, None);
        }
        if forget {
            self.rows.retain(|row| row.id != id);
        }
        (1, is_dropped.into(), Vec::new())
    }
}
