//! Finding and erasing the data of a person.

use std::path::PathBuf;

use conscent::Delivery;
use conscent_inbox::sqlx::sqlite::SqliteConnection;
use conscent_inbox::sqlx::{Connection, Executor};
use conscent_inbox::{Erase, Erased, Filter, Inbox, Keys, Options, State, Stored, StoredDelivery};
use http::{HeaderMap, HeaderValue};

use crate::database::{Database, on_each_database};

on_each_database!(
    a_person_is_found_in_encrypted_bodies
    what_cannot_be_decrypted_is_reported
    a_search_reaches_over_its_pages
    deliveries_in_each_state_are_erased
    a_forgotten_delivery_is_new
    more_than_a_batch_is_erased
);

const PERSON: &str = "jo@mail.in";
const KEYS: &str = "2:EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=,1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn delivery(body: &str) -> Delivery {
    let mut headers = HeaderMap::new();
    headers.append("x-name", HeaderValue::from_static(PERSON));
    Delivery::parse(body.to_owned().into(), &headers).unwrap_or_else(conscent::ParseError::into_delivery)
}

async fn store(inbox: &Inbox, body: &str) {
    assert_eq!(inbox.store(delivery(body)).await.unwrap().new, 1);
}

async fn opened(database: &Database, keys: &str) -> Inbox {
    Options::new().keys(Keys::parse(keys).unwrap()).open(&database.url).await.unwrap()
}

/// The numbers of a list, where a row that cannot be searched is negative.
async fn found(inbox: &Inbox, filter: Filter) -> Vec<i64> {
    let list = inbox.list(&filter).await.unwrap();
    list.into_iter().map(|one| one.map_or_else(|row| -row.id, |delivery| delivery.id)).collect()
}

async fn a_person_is_found_in_encrypted_bodies(database: Database) {
    let plain = Inbox::open(&database.url).await.unwrap();
    store(&plain, r#"{"event": "a", "email": "Jo\u0040mail.in"}"#).await;
    let inbox = opened(&database, KEYS).await;
    store(&inbox, r#"{"event": "b", "deep": [{"jo@\u006dail.in": 9821828889}]}"#).await;
    store(&inbox, r#"{"event": "c", "email": "other@mail.in"}"#).await; // the headers name the person
    store(&inbox, PERSON).await; // not JSON
    let containing = |text: &str| Filter::new().containing(text);
    assert_eq!(found(&inbox, containing("JO@mail.IN")).await, [1, 2, 4]);
    assert_eq!(found(&inbox, containing("9821828889")).await, [2]);
    assert_eq!(found(&inbox, containing("mail.in").event("c")).await, [3]);
    assert_eq!(found(&inbox, containing("mail.in").limit(2)).await, [3, 4]);
    assert_eq!(found(&inbox, containing("")).await, [0; 0]);
    let listed: StoredDelivery = inbox.list(&containing(PERSON).limit(1)).await.unwrap().remove(0).unwrap();
    assert!(listed.body.is_none() && listed.headers.is_none() && listed.error.is_none());
    assert!(!format!("{:?}", containing(PERSON)).contains(PERSON));
    // Keys and errors are searched, too.
    let own = Options::new().order_key(|_| Some("user-77".to_owned())).open(&database.url).await.unwrap();
    store(&own, r#"{"event": "d"}"#).await;
    database.execute("UPDATE conscent_delivery SET error = body WHERE id = 1").await;
    database.execute("UPDATE conscent_delivery SET body = headers WHERE id = 1").await;
    assert_eq!(found(&inbox, containing("USER-77")).await, [5]);
    assert_eq!(found(&inbox, containing("\"email\"").errors()).await, [1]);
}

async fn what_cannot_be_decrypted_is_reported(database: Database) {
    let (both, new) = (opened(&database, KEYS).await, opened(&database, KEYS.split(',').next().unwrap()).await);
    let old = opened(&database, KEYS.split(',').nth(1).unwrap()).await;
    store(&old, r#"{"event": "a", "email": "jo@mail.in"}"#).await;
    store(&new, r#"{"event": "b", "email": "jo@mail.in"}"#).await;
    let containing = Filter::new().containing(PERSON);
    assert_eq!(found(&new, containing.clone()).await, [-1, 2]);
    let erased = new.erase(&containing, Erase::new()).await.unwrap();
    assert_eq!((erased.erased, erased.unsearched.len()), (1, 1));
    let why = erased.unsearched[0].to_string();
    assert!(
        why.starts_with("row 1 cannot be read: its content cannot be searched: it is encrypted with key 1"),
        "{why}"
    );
    assert_eq!(found(&both, containing.clone()).await, [1]);
    assert_eq!(both.erase(&containing, Erase::new()).await.unwrap().erased, 1);
    assert_eq!(found(&both, containing).await, [0; 0]);
}

async fn a_search_reaches_over_its_pages(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    for n in 0..320 {
        let who = if n % 2 == 0 { PERSON } else { "other" };
        store(&inbox, &format!(r#"{{"event": "e", "n": {n}, "who": "{who}"}}"#)).await;
    }
    let odd = |from: i64| (from..=320).filter(|id| id % 2 == 1).collect::<Vec<_>>();
    let containing = Filter::new().containing(PERSON);
    assert_eq!(found(&inbox, containing.clone().limit(1000)).await, odd(1));
    assert_eq!(found(&inbox, containing.clone().limit(60)).await, odd(201));
    assert_eq!(inbox.drop(&containing.clone().limit(70)).await.unwrap(), 70);
    assert_eq!(inbox.erase(&containing, Erase::new()).await.unwrap().erased, 90);
}

/// Five deliveries: waiting, running, done, dead, and one that nothing selects.
async fn in_each_state(database: &Database) -> Inbox {
    let inbox = Options::new().order_key(|_| Some("jo".to_owned())).open(&database.url).await.unwrap();
    for n in 1..=5 {
        store(&inbox, &format!(r#"{{"event": "e", "n": {n}, "email": "{PERSON}"}}"#)).await;
    }
    let runs = "state = 1, lease = 7, lease_until = arrived_at + 60000, worker = 'host 5'";
    database.execute(&format!("UPDATE conscent_delivery SET {runs} WHERE id = 2")).await;
    database.execute("UPDATE conscent_delivery SET state = 2, done_at = due_at WHERE id = 3").await;
    database.execute("UPDATE conscent_delivery SET state = 3, done_at = due_at, error = body WHERE id = 4").await;
    inbox
}

async fn deliveries_in_each_state_are_erased(database: Database) {
    let inbox = in_each_state(&database).await;
    let Erased { erased, dropped, running, unclean, .. } =
        inbox.erase(&Filter::new().ids(1..=4), Erase::new()).await.unwrap();
    assert_eq!((erased, dropped, running), (3, 2, vec![2]));
    assert!(unclean.is_none(), "{unclean:?}");
    for id in [1, 3, 4] {
        let left = inbox.show(id).await.unwrap().unwrap().unwrap();
        assert_eq!((left.state, left.event.as_str(), &left.order_key), (State::Done, "", &None));
        assert!(left.body.is_none() && left.headers.is_none() && left.error.is_none() && left.done_at.is_some());
    }
    assert_eq!(found(&inbox, Filter::new().containing(PERSON)).await, [2, 5]);
    // The key stays, so a repetition is a duplicate.
    let again = delivery(&format!(r#"{{"event": "e", "n": 1, "email": "{PERSON}"}}"#));
    assert_eq!(inbox.store(again).await.unwrap(), Stored { new: 0, duplicates: 1 });
}

async fn a_forgotten_delivery_is_new(database: Database) {
    let inbox = in_each_state(&database).await;
    let erased = inbox.erase(&Filter::new().containing(PERSON), Erase::new().forget_keys()).await.unwrap();
    assert_eq!((erased.erased, erased.dropped, erased.running), (4, 3, vec![2]));
    assert_eq!(found(&inbox, Filter::new()).await, [2]);
    let again = delivery(&format!(r#"{{"event": "e", "n": 1, "email": "{PERSON}"}}"#));
    assert_eq!(inbox.store(again).await.unwrap(), Stored { new: 1, duplicates: 0 });
}

async fn more_than_a_batch_is_erased(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..2_300 {
        let inbox = inbox.clone();
        tasks.spawn(async move { store(&inbox, &format!(r#"{{"event": "e", "n": {n}}}"#)).await });
    }
    tasks.join_all().await;
    let erase =
        async |limit| inbox.erase(&Filter::new().limit(limit), Erase::new().forget_keys()).await.unwrap().erased;
    assert_eq!((erase(1_500).await, erase(5_000).await), (1_500, 800));
}

/// A text that a search of the disk would find.
fn marked(kind: &str, n: usize) -> String {
    format!("{kind}-{n:06}.")
}

/// How often the marks of these deliveries are in the file or in its write-ahead log.
fn on_disk(database: &Database, kinds: &[&str], numbers: &[usize]) -> usize {
    let path = PathBuf::from(database.url.trim_start_matches("sqlite://"));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(std::fs::read(path.with_extension("db-wal")).unwrap());
    let text = String::from_utf8_lossy(&bytes);
    numbers.iter().flat_map(|n| kinds.iter().map(|kind| text.matches(&marked(kind, *n)).count())).sum()
}

/// Rows that grow and move, so that pages of the file are split, and keep copies in their unused space.
async fn with_moved_rows(database: &Database, count: usize) -> Inbox {
    let inbox = Options::new()
        .dedupe_key(|delivery| {
            let body: serde_json::Value = serde_json::from_slice(delivery.body()).ok()?;
            Some(body["key"].as_str()?.to_owned())
        })
        .open(&database.url)
        .await
        .unwrap();
    for n in 0..count {
        // The numbers of a simple generator, so that keys do not arrive in their order.
        let random = n.wrapping_mul(2_654_435_761) % 4_294_967_296;
        let padding = "x".repeat([10, 300, 900, 6000][random % 4]);
        let (key, text) = (marked("key", n), marked("body", n));
        store(
            &inbox,
            &format!(
                r#"{{"event": "{}", "key": "{random:010}{key}", "p": "{padding}", "t": "{text}"}}"#,
                marked("event", n)
            ),
        )
        .await;
        if n % 3 == 0 {
            let error = format!("'{}{}'", "y".repeat(random % 1500), marked("error", n / 2));
            database
                .execute(&format!(
                    "UPDATE conscent_delivery SET error = CAST({error} AS BLOB) WHERE id = {}",
                    n / 2 + 1
                ))
                .await;
        }
    }
    inbox
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erased_bytes_are_in_no_file_of_sqlite() {
    let database = Database::sqlite();
    let inbox = with_moved_rows(&database, 400).await;
    let erased: Vec<usize> = (0..400).filter(|n| n % 3 == 1).collect();
    let ids = |numbers: &[usize]| Filter::new().ids(numbers.iter().map(|n| i64::try_from(n + 1).unwrap()));
    let (kept, forgotten) = erased.split_at(60);
    assert!(on_disk(&database, &["body", "key", "event", "error"], &erased) > 400);
    let first = inbox.erase(&ids(kept), Erase::new().without_vacuum()).await.unwrap();
    assert_eq!((first.erased, first.unclean.is_none()), (60, true));
    let second = inbox.erase(&ids(forgotten), Erase::new().forget_keys()).await.unwrap();
    assert!(second.unclean.is_none(), "{second:?}");
    assert_eq!(on_disk(&database, &["body", "event", "error"], &erased), 0);
    assert_eq!(on_disk(&database, &["key"], forgotten), 0);
    // The others are still there.
    assert!(on_disk(&database, &["body"], &[0, 2, 3]) >= 3);
    assert!(on_disk(&database, &["key"], kept) >= kept.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_in_use_is_reported() {
    let database = Database::sqlite();
    let inbox = Inbox::open(&database.url).await.unwrap();
    store(&inbox, r#"{"event": "a"}"#).await;
    let mut reader = SqliteConnection::connect(&database.url).await.unwrap();
    reader.execute("BEGIN").await.unwrap();
    reader.execute("SELECT count(*) FROM conscent_delivery").await.unwrap();
    let erased = inbox.erase(&Filter::new(), Erase::new()).await.unwrap();
    assert_eq!(erased.erased, 1);
    assert!(erased.unclean.unwrap().to_string().contains("write-ahead log cannot be emptied"));
    reader.execute("COMMIT").await.unwrap();
    assert!(inbox.erase(&Filter::new(), Erase::new()).await.unwrap().unclean.is_none());
}
