//! The statements, compared with a simple model of what they should do.
//!
//! Time passes and the clock jumps by whole hours: all stored times are shifted in the opposite direction. Leases and
//! retentions are half an hour longer or shorter, so that no comparison depends on the speed of the test.

mod model;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::database::Database;
use crate::row::Sweep;
use crate::{Erase, Inbox};
use model::{HOURS, Model, Stored};

const LEASE: Duration = Duration::from_mins(30);
const ATTEMPTS: u32 = 3;
const LONGEST_DELAY: Duration = Duration::from_mins(8 * 60 + 30);
const RETENTION: Retention =
    Retention { bodies: Duration::from_mins(5 * 60 + 30), keys: Duration::from_mins(10 * 60 + 30), dead: None };

/// A delivery: its dedupe key and its order key.
type New = (u8, Option<u8>);

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
enum How {
    Done,
    Failed { hours: u8 },
    Dead,
    GivenBack,
}

/// An operation. The number chooses one of the existing items.
#[derive(Clone, Debug)]
enum Step {
    Store(Vec<New>),
    Claim {
        slots: u8,
    },
    End(usize, How),
    Extend(Vec<usize>),
    Sweep,
    Retain,
    Retry(usize),
    Drop(usize),
    Erase {
        which: usize,
        forget: bool,
    },
    /// Time passes, or the clock jumps.
    Hours(i8),
}

fn step() -> impl Strategy<Value = Step> {
    let how = prop_oneof![
        3 => Just(How::Done),
        2 => (0_u8..3).prop_map(|hours| How::Failed { hours }),
        1 => Just(How::Dead),
        1 => Just(How::GivenBack),
    ];
    prop_oneof![
        4 => vec((0_u8..20, prop::option::of(0_u8..3)), 1..6).prop_map(Step::Store),
        5 => (1_u8..5).prop_map(|slots| Step::Claim { slots }),
        6 => (any::<usize>(), how).prop_map(|(which, how)| Step::End(which, how)),
        1 => vec(any::<usize>(), 0..4).prop_map(Step::Extend),
        2 => Just(Step::Sweep),
        1 => Just(Step::Retain),
        1 => any::<usize>().prop_map(Step::Retry),
        1 => any::<usize>().prop_map(Step::Drop),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, forget)| Step::Erase { which, forget }),
        2 => prop_oneof![8 => 1_i8..4, 1 => Just(12), 1 => Just(-1), 1 => Just(-12)].prop_map(Step::Hours),
    ]
}

/// The database, the model, and all claims so far, including those that have ended.
struct Walk {
    inbox: Inbox,
    model: Model,
    marks: Vec<Mark>,
    leases: i64,
}

impl Walk {
    fn database(&self) -> &Database {
        self.inbox.database()
    }

    async fn begin(&self) -> Transaction {
        self.database().begin().await.unwrap()
    }

    async fn step(&mut self, step: &Step) {
        let mut tx = self.begin().await;
        match step {
            Step::Store(new) => {
                let rows: Vec<NewRow> = new.iter().copied().map(row).collect();
                let news = insert(&mut tx, &rows.iter().collect::<Vec<_>>()).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(news, self.model.store(new));
            }
            Step::Claim { slots } => {
                self.leases += 1;
                let order = ids(&tx.rows("SELECT id FROM conscent_delivery ORDER BY due_at, id", &[]).await.unwrap());
                let what = Claim { slots: (*slots).into(), lease: LEASE, worker: "w".to_owned(), apis: vec!["v2"] };
                let rows = claim(&mut tx, &what, self.leases).await.unwrap();
                tx.commit().await.unwrap();
                let claimed: Vec<_> = rows.iter().map(|row| (row.mark.id, row.attempt)).collect();
                assert_eq!(claimed, self.model.claim((*slots).into(), self.leases, &order));
                self.marks.extend(rows.iter().map(|row| row.mark));
            }
            Step::End(which, how) => {
                let Some(mark) = self.chosen(*which) else { return };
                let error = b"why".to_vec();
                let ended = match how {
                    How::Done => End::Done,
                    How::Failed { hours } => End::Failed { delay: Duration::from_hours((*hours).into()), error },
                    How::Dead => End::Dead { error },
                    How::GivenBack => End::GivenBack { delay: Duration::ZERO },
                };
                let is_held = end(&mut tx, mark, &ended).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(is_held, self.model.end(mark, &ended));
            }
            Step::Extend(which) => {
                let marks: Vec<Mark> = which.iter().filter_map(|which| self.chosen(*which)).collect();
                let held = extend(&mut tx, &marks, LEASE).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(held, self.model.extend(&marks));
            }
            Step::Sweep => {
                let what = Sweep { lease: LEASE, attempts: ATTEMPTS, longest_delay: LONGEST_DELAY };
                catch_up(&mut tx, what.longest_delay).await.unwrap();
                let swept = sweep(&mut tx, what).await.unwrap();
                // A lost delivery is due at a random time, within a quarter of an hour. The model makes it due
                // immediately.
                let soon = "UPDATE conscent_delivery SET due_at = {now}
                    WHERE state = 0 AND due_at > {now} AND due_at <= {now} + 15 * 60000";
                tx.execute(soon, &[]).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(swept, self.model.sweep(ATTEMPTS));
            }
            Step::Retain => {
                let rows = retain(&mut tx, RETENTION).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(rows, self.model.retain());
            }
            Step::Retry(which) | Step::Drop(which) => {
                drop(tx); // these operations begin their own transaction
                let Some(id) = self.model.id(*which) else { return };
                let filter = crate::Filter::new().ids([id]);
                let (changed, expected) = match step {
                    Step::Retry(_) => (self.inbox.retry(&filter).await, self.model.retry(id)),
                    _ => (self.inbox.drop(&filter).await, self.model.drop(id)),
                };
                assert_eq!(changed.unwrap(), u64::from(expected));
            }
            Step::Erase { which, forget } => {
                drop(tx);
                let Some(id) = self.model.id(*which) else { return };
                let erase = if *forget { Erase::new().forget_keys() } else { Erase::new() };
                let erased = self.inbox.erase(&crate::Filter::new().ids([id]), erase).await.unwrap();
                assert!(erased.unclean.is_none(), "{erased:?}");
                assert_eq!((erased.erased, erased.dropped, erased.running), self.model.erase(id, *forget));
            }
            Step::Hours(hours) => {
                let shift = "UPDATE conscent_delivery SET due_at = due_at - $1, lease_until = lease_until - $1,
                    done_at = done_at - $1, arrived_at = arrived_at - $1";
                tx.execute(shift, &[(i64::from(*hours) * millis(Duration::from_hours(1))).into()]).await.unwrap();
                tx.commit().await.unwrap();
                self.model.now += i64::from(*hours) * HOURS;
            }
        }
    }

    fn chosen(&self, which: usize) -> Option<Mark> {
        // Prefer one of the latest, because the others have ended.
        self.marks.iter().rev().nth(which % self.marks.len().clamp(1, 8)).copied()
    }

    async fn compare(&self) {
        let sql = "SELECT id, dedupe_key, order_key, state, attempts, lease, error, body, key_id, headers, worker,
            lease_until, CASE WHEN due_at <= {now} THEN 1 ELSE 0 END AS is_due FROM conscent_delivery ORDER BY id";
        let mut tx = self.database().begin_reading().await.unwrap();
        let rows: Vec<Stored> = tx.rows(sql, &[]).await.unwrap().iter().map(Stored::of).collect();
        assert_eq!(rows, self.model.stored());
    }
}

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row.integer("id").unwrap()).collect()
}

fn row((key, order): New) -> NewRow {
    NewRow {
        api: "v2",
        event: String::new(),
        dedupe_key: key.to_string(),
        order_key: order.map(|order| order.to_string()),
        sealed: Sealed { body: vec![key], headers: b"[]".to_vec(), key: None },
        arrived_at: 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_statements_agree_with_a_simple_model(steps in vec(step(), 1..150)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            // Use a folder in memory if there is one, because this test is not about the disk.
            let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
            let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
            let inbox = Inbox::open(&url).await.unwrap();
            let mut walk = Walk { inbox, model: Model::default(), marks: Vec::new(), leases: 0 };
            for step in &steps {
                walk.step(step).await;
                walk.compare().await;
            }
        });
    }
}
