//! Deliveries that break their handlers or their process, among good ones.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use conscent::{BoxError, Delivery, ParseError};
use conscent_inbox::{Filter, Inbox, Options, State};
use http::HeaderMap;

use crate::database::{Database, on_each_database};
use crate::handlers::{Arrived, Script, delivery, drained, eager, error_of, eventually, with_effects, word};

on_each_database!(poison_is_dead_and_the_rest_is_done);

const ATTEMPTS: u32 = 2;

async fn act(arrived: Arrived) -> Result<(), BoxError> {
    match &*arrived.word {
        "fails" => Err("the bank refused".into()),
        "panics" => panic!("poison"),
        "panics with an effect" if arrived.is_written => panic!("poison"),
        "never ends" => std::future::pending().await,
        "never ends with an effect" if arrived.is_written => std::future::pending().await,
        "blocks" => {
            std::thread::sleep(Duration::from_millis(1_500)); // longer than the lease and the timeout
            std::future::pending().await
        }
        "aborts" => std::process::abort(),
        _ => Ok(()),
    }
}

async fn poison_is_dead_and_the_rest_is_done(database: Database) {
    let poison = [
        ("fails", "the bank refused"),
        ("panics", "panic"),
        ("panics with an effect", "panic"),
        ("never ends", "it was stopped because it took longer than 1s"),
        ("never ends with an effect", "it was stopped because its transaction was open for longer than 300ms"),
        ("blocks", "it was stopped because it took longer than 1s"),
    ];
    let inbox = Options::new().order_key(word).open(&database.url).await.unwrap();
    database.create_effects().await;
    let (mut n, mut good) = (0, Vec::new());
    for (word, _) in poison {
        // One delivery before it and two after it, with the same order key.
        for word in [word, word, "good", word] {
            inbox.store(delivery(n, word)).await.unwrap();
            n += 1;
        }
    }
    let undecodable = Delivery::parse("{ no JSON".into(), &HeaderMap::new()).unwrap_or_else(ParseError::into_delivery);
    inbox.store(undecodable).await.unwrap();
    for more in 100..130 {
        inbox.store(delivery(more, &more.to_string())).await.unwrap();
        good.push(more);
    }
    // The second delivery of each order key is the poison. The others are good.
    let script = Script::new(|arrived| async move {
        if arrived.n % 4 == 1 || arrived.n >= 100 { act(arrived).await } else { Ok(()) }
    });
    let worker = eager(&inbox, with_effects(script))
        .attempts(ATTEMPTS)
        .timeout(Duration::from_secs(1))
        .tx_timeout(Duration::from_millis(300))
        .concurrency(4)
        .start()
        .unwrap();
    eventually("the good ones are done", || async {
        let done = database.effects().await;
        good.iter().all(|n| done.contains(n))
    })
    .await;
    assert_eq!(drained(&inbox).await, 7);
    worker.stop().await;

    let mut effects = database.effects().await;
    effects.sort_unstable();
    good.extend((0..24).filter(|n| n % 4 != 1));
    good.sort_unstable();
    assert_eq!(effects, good, "each good one once, and no effect of the poison");
    for (place, (word, text)) in poison.into_iter().enumerate() {
        let id = i64::try_from(place * 4 + 2).unwrap();
        let dead = inbox.list(&Filter::new().ids([id])).await.unwrap().remove(0).unwrap();
        assert_eq!((dead.state, dead.attempts), (State::Dead, ATTEMPTS), "{word}");
        let error = error_of(&inbox, id).await.unwrap();
        assert!(error.contains(text), "{word}: {error}");
    }
    let undecodable = inbox.show(25).await.unwrap().unwrap().unwrap();
    assert_eq!((undecodable.state, undecodable.body.unwrap().unwrap()), (State::Dead, b"{ no JSON".to_vec()));
    assert!(undecodable.error.unwrap().unwrap().contains("key must be a string"));
}

const URL: &str = "CONSCENT_POISON_URL";

/// Each of these attempts ends the process, and also costs the other running deliveries an attempt.
const ABORTS: u32 = 8;

/// Which of the deliveries is the poison.
const POISON: i64 = 3;

/// Deliveries that were lost together are run up to a quarter of this apart. That is longer than a worker sleeps, so
/// that this test does not depend on chance.
const LEASE: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "slow: `.ci/slow` runs it"]
async fn a_delivery_that_kills_its_process_does_not_doom_others() {
    let database = Database::sqlite();
    let inbox = Inbox::open(&database.url).await.unwrap();
    database.create_effects().await;
    for n in 0..10 {
        inbox.store(delivery(n, if n == POISON { "aborts" } else { "good" })).await.unwrap();
    }
    let start = Instant::now();
    let mut ends = 0;
    // Restart the program whenever it ends, like a supervisor.
    while !ended_or_drained(&database, &inbox).await {
        ends += 1;
        assert!(start.elapsed() < Duration::from_mins(5), "stuck after {ends} ends");
        // The leases of the ended process have expired.
        database.execute("UPDATE conscent_delivery SET lease_until = 1 WHERE state = 1").await;
    }
    assert_eq!(ends, ABORTS);
    let dead = inbox.list(&Filter::new().state(State::Dead)).await.unwrap();
    let dead: Vec<_> = dead.into_iter().map(|one| one.unwrap()).map(|one| (one.id - 1, one.attempts)).collect();
    assert_eq!(dead, [(POISON, ABORTS)]);
    let mut effects = database.effects().await;
    effects.sort_unstable();
    assert_eq!(effects, (0..10).filter(|n| *n != POISON).collect::<Vec<_>>());
}

/// Starts the program. Returns `false` if it has ended, and `true` if it has nothing left to do.
async fn ended_or_drained(database: &Database, inbox: &Inbox) -> bool {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "poison::a_process_that_ends", "--include-ignored"]).env(URL, &database.url);
    let mut program = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        if program.try_wait().unwrap().is_some() {
            return false;
        }
        let stats = inbox.stats().await.unwrap();
        if stats.count(State::Waiting) + stats.count(State::Running) == 0 {
            program.kill().unwrap();
            program.wait().unwrap();
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The program that ends. It is a separate test so that it can be started.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of another test"]
async fn a_process_that_ends() {
    let Ok(url) = std::env::var(URL) else { return };
    let database = Database::at(url);
    let inbox = Inbox::open(&database.url).await.unwrap();
    let script = Script::new(|arrived| async move {
        if arrived.word != "aborts" && !arrived.is_written {
            tokio::time::sleep(Duration::from_millis(50)).await; // so that it has not ended when the process does
        }
        act(arrived).await
    });
    let _worker = eager(&inbox, with_effects(script)).attempts(ABORTS).lease(LEASE).start().unwrap();
    std::future::pending::<()>().await;
}
