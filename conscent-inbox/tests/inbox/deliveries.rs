//! Listing, showing, retrying and dropping the deliveries in an inbox.

use std::time::{Duration, SystemTime};

use conscent::Delivery;
use conscent_inbox::{Filter, Inbox, KeyError, Keys, OpenError, Options, State, Stored, StoredDelivery, Unreadable};
use http::{HeaderMap, HeaderValue};

use crate::database::{Database, on_each_database};

on_each_database!(
    a_delivery_is_shown_as_it_came
    the_latest_are_listed_and_the_newest_comes_last
    filters_hold_together
    a_retried_dead_delivery_has_all_attempts_again
    what_is_dropped_remains_a_duplicate
    what_runs_is_left_alone
    changes_reach_beyond_a_piece
    deliveries_are_counted
    a_row_that_is_not_readable_is_named
    contents_are_encrypted
    a_wrong_key_opens_nothing
    nothing_personal_is_in_debug
);

const PERSON: &str = "jo@mail.in";

fn delivery(event: &str, n: usize) -> Delivery {
    let body = format!(r#"{{ "event": "{event}", "email": "{PERSON}", "n": {n} }}"#);
    let mut headers = HeaderMap::new();
    headers.append("x-name", HeaderValue::from_bytes(b"\xff").unwrap());
    headers.append("x-name", HeaderValue::from_static(PERSON));
    headers.append("authorization", HeaderValue::from_static("Basic secret"));
    Delivery::parse(body.into(), &headers).unwrap()
}

/// An inbox with deliveries of these events, numbered from 1.
async fn inbox(database: &Database, events: &[&str]) -> Inbox {
    let inbox = Inbox::open(&database.url).await.unwrap();
    for (n, event) in events.iter().enumerate() {
        inbox.store(delivery(event, n)).await.unwrap();
    }
    inbox
}

/// Makes deliveries dead, as a worker does after the last attempt.
async fn kill(database: &Database, condition: &str) {
    let dead = "state = 3, attempts = 20, done_at = 5, lease = NULL";
    database.execute(&format!("UPDATE conscent_delivery SET {dead} WHERE {condition}")).await;
}

async fn listed(inbox: &Inbox, filter: Filter) -> Vec<(i64, State)> {
    let list = inbox.list(&filter).await.unwrap();
    list.into_iter().map(|one| one.unwrap()).map(|one| (one.id, one.state)).collect()
}

async fn shown(inbox: &Inbox, id: i64) -> StoredDelivery {
    inbox.show(id).await.unwrap().unwrap().unwrap()
}

async fn a_delivery_is_shown_as_it_came(database: Database) {
    let start = SystemTime::now() - Duration::from_secs(5);
    let inbox = inbox(&database, &["gift.sent"]).await;
    let StoredDelivery {
        id: 1,
        api,
        event,
        dedupe_key,
        state,
        attempts: 0,
        arrived_at,
        due_at,
        body,
        headers,
        error,
        ..
    } = shown(&inbox, 1).await
    else {
        panic!("another number")
    };
    let came = delivery("gift.sent", 0);
    assert_eq!((&*api, &*event, dedupe_key, state), ("v2", "gift.sent", came.dedupe_key(), State::Waiting));
    assert!(arrived_at > start && arrived_at <= SystemTime::now());
    assert!(due_at > start && due_at < SystemTime::now() + Duration::from_secs(5));
    assert_eq!(body.unwrap().unwrap(), **came.body());
    assert_eq!(headers.unwrap().unwrap(), *came.meta().headers());
    assert!(error.is_none());
    assert!(inbox.show(2).await.unwrap().is_none());
}

async fn the_latest_are_listed_and_the_newest_comes_last(database: Database) {
    let inbox = inbox(&database, &["a"; 120]).await;
    let ids = |list: Vec<(i64, State)>| list.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(listed(&inbox, Filter::new().limit(3)).await), [118, 119, 120]);
    assert_eq!(ids(listed(&inbox, Filter::new()).await), (21..=120).collect::<Vec<_>>());
    assert_eq!(ids(listed(&inbox, Filter::new().limit(500)).await), (1..=120).collect::<Vec<_>>());
    let one = inbox.list(&Filter::new().limit(1)).await.unwrap().remove(0).unwrap();
    assert!(one.body.is_none() && one.headers.is_none() && one.error.is_none());
}

async fn filters_hold_together(database: Database) {
    let inbox =
        inbox(&database, &["purchase.pass", "purchase.gift", "purchase", "gift.sent", "Purchase.pass", "%"]).await;
    kill(&database, "id IN (1, 4)").await;
    database
        .execute("UPDATE conscent_delivery SET api = 'v1', arrived_at = arrived_at - 60000 WHERE id IN (1, 2)")
        .await;
    let of = |filter: Filter| {
        let inbox = inbox.clone();
        async move { listed(&inbox, filter).await.into_iter().map(|(id, _)| id).collect::<Vec<_>>() }
    };
    let all = Filter::new;
    assert_eq!(of(all().state(State::Dead)).await, [1, 4]);
    assert_eq!(of(all().state(State::Dead).state(State::Waiting)).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(of(all().api("v1")).await, [1, 2]);
    assert_eq!(of(all().api("' OR 1 = 1 --")).await, [0; 0]);
    assert_eq!(of(all().event("purchase")).await, [3]);
    assert_eq!(of(all().event("purchase.*")).await, [1, 2]);
    assert_eq!(of(all().event("*")).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(of(all().event("%*")).await, [6]);
    assert_eq!(of(all().ids([4, 2, 99])).await, [2, 4]);
    assert_eq!(of(all().ids([])).await, [0; 0]);
    assert_eq!(of(all().older_than(Duration::from_secs(30))).await, [1, 2]);
    assert_eq!(of(all().older_than(Duration::MAX)).await, [0; 0]);
    assert_eq!(of(all().dedupe_key(delivery("gift.sent", 3).dedupe_key())).await, [4]);
    let old = all().older_than(Duration::from_secs(30)).api("v1");
    assert_eq!(of(old.event("purchase.*").state(State::Dead).ids([1, 2, 4])).await, [1]);
}

async fn a_retried_dead_delivery_has_all_attempts_again(database: Database) {
    let inbox = inbox(&database, &["a", "b", "b"]).await;
    kill(&database, "id > 1").await;
    assert_eq!(inbox.retry(&Filter::new().event("b").limit(1)).await.unwrap(), 1);
    assert_eq!(listed(&inbox, Filter::new()).await, [(1, State::Waiting), (2, State::Waiting), (3, State::Dead)]);
    let retried = shown(&inbox, 2).await;
    assert_eq!((retried.attempts, retried.done_at), (0, None));
    assert!(retried.due_at > SystemTime::now() - Duration::from_secs(5));
    // A waiting delivery is not dead.
    assert_eq!(inbox.retry(&Filter::new().ids([1, 2, 9])).await.unwrap(), 0);
    assert_eq!(inbox.retry(&Filter::new().state(State::Waiting)).await.unwrap(), 0);
    assert_eq!(inbox.retry(&Filter::new()).await.unwrap(), 1);
}

async fn what_is_dropped_remains_a_duplicate(database: Database) {
    let inbox = inbox(&database, &["a", "b", "c"]).await;
    kill(&database, "id = 2").await;
    database.execute("UPDATE conscent_delivery SET error = body WHERE id = 2").await;
    assert_eq!(inbox.drop(&Filter::new().ids([1, 2])).await.unwrap(), 2);
    for id in [1, 2] {
        let dropped = shown(&inbox, id).await;
        assert_eq!(dropped.state, State::Done);
        assert!(dropped.done_at.unwrap() > SystemTime::now() - Duration::from_secs(5));
        assert!(dropped.body.is_none() && dropped.headers.is_none() && dropped.error.is_none());
    }
    assert_eq!(inbox.store(delivery("b", 1)).await.unwrap(), Stored { new: 0, duplicates: 1 });
    assert_eq!(inbox.drop(&Filter::new().ids([1, 2])).await.unwrap(), 0);
    assert_eq!(listed(&inbox, Filter::new().state(State::Waiting)).await, [(3, State::Waiting)]);
}

async fn what_runs_is_left_alone(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let runs = "state = 1, lease = 7, lease_until = arrived_at + 60000, worker = 'host 5'";
    database.execute(&format!("UPDATE conscent_delivery SET {runs}")).await;
    assert_eq!(inbox.drop(&Filter::new()).await.unwrap(), 0);
    assert_eq!(inbox.retry(&Filter::new()).await.unwrap(), 0);
    let running = shown(&inbox, 1).await;
    assert_eq!((running.state, running.worker.as_deref()), (State::Running, Some("host 5")));
    assert_eq!(running.leased_until, Some(running.arrived_at + Duration::from_mins(1)));
}

async fn changes_reach_beyond_a_piece(database: Database) {
    let inbox = inbox(&database, &[]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..2_300 {
        let inbox = inbox.clone();
        tasks.spawn(async move { inbox.store(delivery("a", n)).await.unwrap() });
    }
    tasks.join_all().await;
    kill(&database, "id <> 7").await;
    assert_eq!(inbox.retry(&Filter::new().limit(1_500)).await.unwrap(), 1_500);
    assert_eq!(inbox.retry(&Filter::new()).await.unwrap(), 799);
    assert_eq!(inbox.drop(&Filter::new()).await.unwrap(), 2_300);
}

async fn deliveries_are_counted(database: Database) {
    let inbox = inbox(&database, &["a", "b", "c", "d", "e"]).await;
    kill(&database, "id = 1").await;
    database.execute("UPDATE conscent_delivery SET api = 'v1', attempts = 2, key_id = 4, arrived_at = arrived_at - 60000 WHERE id = 2").await;
    inbox.drop(&Filter::new().ids([5])).await.unwrap();
    let counts = |stats: conscent_inbox::Stats| {
        let one = |one: conscent_inbox::Count| (one.state, one.api, one.count, one.retried, one.without_key);
        stats.counts.into_iter().map(one).collect::<Vec<_>>()
    };
    let expected = vec![
        (State::Waiting, "v1".to_owned(), 1, 1, 1),
        (State::Waiting, "v2".to_owned(), 2, 0, 0),
        (State::Dead, "v2".to_owned(), 1, 1, 0),
    ];
    let stats = inbox.stats().await.unwrap();
    assert_eq!((stats.count(State::Waiting), stats.count(State::Running), stats.count(State::Dead)), (3, 0, 1));
    assert!((60..90).contains(&stats.oldest(State::Waiting).unwrap().as_secs()));
    assert_eq!(stats.oldest(State::Running), None);
    assert_eq!(counts(stats), expected);
    let done = (State::Done, "v2".to_owned(), 1, 0, 0);
    let all = counts(inbox.stats_with_done().await.unwrap());
    assert_eq!(all, [&expected[..2], &[done], &expected[2..]].concat());
}

async fn a_row_that_is_not_readable_is_named(database: Database) {
    let inbox = inbox(&database, &["a", "b", "c", "d"]).await;
    // Invalid headers, a key number that no key has, and an error that is not UTF-8.
    database.execute("UPDATE conscent_delivery SET headers = body WHERE id = 1").await;
    database.execute("UPDATE conscent_delivery SET key_id = -1 WHERE id = 2").await;
    let bytes = if database.url.starts_with("sqlite") { "x'ff'" } else { r"'\xff'" };
    database.execute(&format!("UPDATE conscent_delivery SET error = {bytes} WHERE id = 3")).await;
    let list = inbox.list(&Filter::new().errors()).await.unwrap();
    assert_eq!(list.len(), 4);
    assert_eq!(list[1].as_ref().unwrap_err().to_string(), "row 2 cannot be read: key_id is -1");
    assert_eq!(list[2].as_ref().unwrap().error, Some(Err(Unreadable::Malformed)));
    let first = shown(&inbox, 1).await;
    assert_eq!(first.headers, Some(Err(Unreadable::Malformed)));
    assert!(first.body.unwrap().is_ok());
    assert!(inbox.show(2).await.unwrap().unwrap().is_err());
    // It can still be dropped.
    assert_eq!(inbox.drop(&Filter::new().ids([2])).await.unwrap(), 1);
    assert!(inbox.show(2).await.unwrap().unwrap().is_ok());
}

fn key(number: u32, byte: &str) -> String {
    format!("{number}:{}=", byte.repeat(43))
}

async fn open(database: &Database, keys: &str) -> Inbox {
    Options::new().keys(Keys::parse(keys).unwrap()).open(&database.url).await.unwrap()
}

async fn contents_are_encrypted(database: Database) {
    let (first, second) = (key(1, "A"), key(2, "E"));
    open(&database, &first).await.store(delivery("a", 0)).await.unwrap();
    let both = open(&database, &format!("{second},{first}")).await;
    both.store(delivery("b", 1)).await.unwrap();
    for (id, n, event) in [(1, 0, "a"), (2, 1, "b")] {
        let stored = shown(&both, id).await;
        assert_eq!(stored.key, Some(u32::try_from(id).unwrap()));
        assert_eq!(stored.body.unwrap().unwrap(), **delivery(event, n).body());
        assert_eq!(stored.headers.unwrap().unwrap(), *delivery(event, n).meta().headers());
    }
    // Without the keys, they cannot be read.
    let without = Inbox::open(&database.url).await.unwrap();
    let stored = shown(&without, 1).await;
    assert_eq!(stored.body, Some(Err(Unreadable::Key(KeyError::Missing(1)))));
    assert_eq!(stored.headers, Some(Err(Unreadable::Key(KeyError::Missing(1)))));
    assert_eq!(without.stats().await.unwrap().counts[0].without_key, 2);
    assert_eq!(open(&database, &first).await.stats().await.unwrap().counts[0].without_key, 1);
    // A body that was moved to another column or row.
    database.execute("UPDATE conscent_delivery SET headers = body WHERE id = 1").await;
    let stored = shown(&both, 1).await;
    assert_eq!(stored.headers, Some(Err(Unreadable::Key(KeyError::Wrong))));
    assert!(stored.body.unwrap().is_ok());
    let other = "(SELECT body FROM conscent_delivery WHERE id = 2)";
    database.execute(&format!("UPDATE conscent_delivery SET key_id = 2, body = {other} WHERE id = 1")).await;
    assert_eq!(shown(&both, 1).await.body, Some(Err(Unreadable::Key(KeyError::Wrong))));
}

/// Otherwise a worker would consider all stored deliveries as changed.
async fn a_wrong_key_opens_nothing(database: Database) {
    open(&database, &key(1, "A")).await.store(delivery("a", 0)).await.unwrap();
    for existing in [Options::new(), Options::new().existing()] {
        let wrong = Keys::parse(&format!("{},{}", key(2, "E"), key(1, "Q"))).unwrap();
        let error = existing.keys(wrong).open(&database.url).await.unwrap_err();
        assert!(matches!(error, OpenError::Key { number: 1 }), "{error}");
    }
    // A new key belongs to the inbox only after it was opened with that key.
    open(&database, &format!("{},{}", key(2, "Q"), key(1, "A"))).await;
    let error = Options::new().keys(Keys::parse(&key(2, "E")).unwrap()).open(&database.url).await.unwrap_err();
    assert!(matches!(error, OpenError::Key { number: 2 }), "{error}");
}

async fn nothing_personal_is_in_debug(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    database.execute("UPDATE conscent_delivery SET error = body").await;
    let stored = shown(&inbox, 1).await;
    assert!(stored.error.as_ref().unwrap().as_ref().unwrap().contains(PERSON));
    for text in
        [format!("{stored:?}"), format!("{inbox:?}"), format!("{:?}", inbox.list(&Filter::new().errors()).await)]
    {
        assert!(!text.contains(PERSON) && !text.contains(&stored.dedupe_key), "{text}");
    }
}
