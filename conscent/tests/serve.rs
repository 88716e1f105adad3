//! Slow senders, many senders, and the shutdown of a server, over real sockets. The heavy tests are for
//! `cargo test -- --ignored`.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    reason = "clippy.toml allows panics in tests, but not in the functions that they call"
)]

#[path = "serve/senders.rs"]
mod senders;
#[path = "serve/server.rs"]
mod server;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use conscent::door::Limits;
use conscent::serve::Server;
use senders::{Sender, event, idle};
use server::{Process, door, start};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const SHORT: Duration = Duration::from_millis(300);

/// If a sender omits any step, its connection is closed soon.
#[tokio::test]
async fn slow_senders_are_given_up() {
    let server = start(Server::new().header_timeout(SHORT), door().body_timeout(SHORT)).await;
    let mut senders = JoinSet::new();
    for (sent, drip, answer) in [
        ("", "", ""),
        ("POST /webh", "", ""),
        ("POST /webhooks HTTP/1.1\r\nHost: a\r\n", "", ""),
        ("POST /webhooks HTTP/1.1\r\nHost: a\r\n", "x", ""),
        (&*event("purchase.bundle").request(), "", "HTTP/1.1 200 "),
        (&*event("purchase.bundle").request(), "\r\n", "HTTP/1.1 200 "),
        (&*event("purchase.bundle").head("Content-Length: 9000"), "", "HTTP/1.1 408 "),
        (&*event("purchase.bundle").head("Content-Length: 9000"), " ", "HTTP/1.1 408 "),
        (&*event("purchase.bundle").head("Transfer-Encoding: chunked"), "1\r\n \r\n", "HTTP/1.1 408 "),
    ] {
        let (sent, drip) = (sent.to_owned(), drip.to_owned());
        senders.spawn(async move {
            let mut sender = Sender::connect(server).await;
            sender.send(&sent).await;
            let got = sender.until_closed(&drip, Duration::from_millis(20)).await;
            assert!(got.starts_with(answer) && got.is_empty() == answer.is_empty(), "{sent} {drip}: {got}");
        });
    }
    senders.join_all().await;
}

/// An operator sees that connections are too few.
#[cfg(feature = "metrics")]
#[tokio::test]
async fn connections_that_make_room_are_counted() {
    use metrics_util::debugging::{DebugValue, DebuggingRecorder};

    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _metrics = metrics::set_default_local_recorder(&recorder); // the server's tasks are on this thread
    let server = start(Server::new().connections(4), door()).await;
    let _idle = idle(server, 7).await;
    let mut good = Sender::connect(server).await;
    good.send(&event("purchase.bundle").request()).await;
    assert!(good.answer().await.starts_with("HTTP/1.1 200 "));
    let snapshot = snapshotter.snapshot().into_vec();
    let evictions = snapshot.iter().find(|(key, ..)| key.key().name() == "conscent_evictions_total").unwrap();
    assert_eq!(evictions.3, DebugValue::Counter(4), "eight connections, and room for four");
}

/// An idle connection makes room for a good sender, and a request that is being handled does not.
#[tokio::test]
async fn the_longest_idle_makes_room() {
    let server = start(Server::new().connections(8), door()).await;
    let mut waits = Sender::connect(server).await;
    waits.send(&event("test.wait").request()).await;
    let mut half = Sender::connect(server).await;
    half.send(&event("purchase.bundle").head("Content-Length: 9000")).await;
    let _idle = idle(server, 40).await;
    for _ in 0..20 {
        let mut sender = Sender::connect(server).await;
        sender.send(&event("purchase.bundle").request()).await;
        assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
    }
    Sender::release(server).await;
    assert!(waits.answer().await.starts_with("HTTP/1.1 200 "));
}

/// If all connections wait for bodies, one of them makes room.
#[tokio::test]
async fn the_slowest_body_makes_room() {
    let server = start(Server::new().connections(4), door()).await;
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut sender = Sender::connect(server).await;
        sender.send(&event("purchase.bundle").head("Content-Length: 9000")).await;
        slow.push(sender);
    }
    let mut sender = Sender::connect(server).await;
    sender.send(&event("purchase.bundle").request()).await;
    assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
}

/// A request with a length and a coding is detected anywhere on a connection.
#[tokio::test]
async fn two_framings_behind_other_requests() {
    let server = start(Server::new(), door()).await;
    let whole = event("purchase.bundle").request();
    let chunked = event("purchase.bundle").chunked();
    let both = event("purchase.bundle").head("Content-Length: 4\r\nTransfer-Encoding: chunked") + "0\r\n\r\n";
    for before in [vec![], vec![&whole], vec![&chunked], vec![&whole, &chunked, &whole]] {
        for pipelined in [true, false] {
            let mut sender = Sender::connect(server).await;
            if pipelined {
                sender.send(&before.iter().map(|request| request.as_str()).chain([&*both]).collect::<String>()).await;
            } else {
                for request in &before {
                    sender.send(request).await;
                    assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
                }
                sender.send(&both).await;
            }
            let got = sender.until_closed("", SHORT).await;
            assert_eq!(got.matches("HTTP/1.1 200 ").count(), if pipelined { before.len() } else { 0 }, "{got}");
            assert!(got.contains("HTTP/1.1 400 ") && got.contains("connection: close"), "{got}");
        }
    }
}

/// The number of stuck handlers is limited, and further senders get a 503.
#[tokio::test]
async fn stuck_handlers_are_bounded() {
    stuck(100, 30).await;
}

#[tokio::test]
#[ignore = "slow: 1,000 connections"]
async fn a_thousand_stuck_handlers() {
    stuck(1000, 400).await;
}

async fn stuck(senders: usize, deliveries: usize) {
    let server = start(Server::new(), door().in_flight(Limits { deliveries, ..Limits::default() })).await;
    let mut stuck = Vec::new();
    let mut busy = 0;
    for n in 0..senders {
        let mut sender = Sender::connect(server).await;
        sender.send(&event("test.wait").request()).await;
        if n < deliveries {
            stuck.push(sender);
            while Sender::waiting(server).await < stuck.len() {}
        } else {
            let answer = sender.answer().await;
            assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 1"), "{answer}");
            busy += 1;
        }
    }
    assert_eq!(busy, senders - deliveries);
    for _ in &stuck {
        Sender::release(server).await;
    }
    for mut sender in stuck {
        assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
    }
}

/// An address is enough to start a server, and a second server cannot have it.
#[tokio::test]
async fn a_server_runs_at_an_address() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    tokio::spawn(Server::new().run(free, door().app()));
    while TcpStream::connect(free).await.is_err() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut sender = Sender::connect(free).await;
    sender.send(&event("purchase.bundle").request()).await;
    assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
    let error = Server::new().run(free, door().app()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

/// SIGTERM: a handler whose sender has disconnected is finished, and slow senders do not delay the shutdown.
#[cfg(unix)]
#[tokio::test]
async fn the_end_comes_in_time() {
    let process = Process::start("exec", &[]).await;
    let server = process.address;
    let mut keeps = Sender::connect(server).await;
    keeps.send(&event("purchase.bundle").request()).await;
    assert!(keeps.answer().await.starts_with("HTTP/1.1 200 "));
    let mut slow = idle(server, 20).await;
    for sent in ["POST /webh", "POST /webhooks HTTP/1.1\r\nHost: a\r\n"] {
        let mut sender = Sender::connect(server).await;
        sender.send(sent).await;
        slow.push(sender);
    }
    let mut half = Sender::connect(server).await;
    half.send(&event("purchase.bundle").head("Content-Length: 9000")).await;
    let mut hangs_up = Sender::connect(server).await;
    hangs_up.send(&event("test.sleep").request()).await;
    let mut waits = Sender::connect(server).await;
    waits.send(&event("test.sleep").request()).await;
    while Sender::waiting(server).await < 2 {}
    hangs_up.reset();
    process.terminate().await;
    let started = Instant::now();
    assert!(waits.answer().await.starts_with("HTTP/1.1 200 "), "it has arrived, so it is answered");
    let said = process.end().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(said.iter().filter(|line| *line == "slept").count(), 2, "{said:?}");
    assert!(said.last().is_some_and(|last| last.ends_with("finished 2 deliveries")), "{said:?}");
}

/// A handler that does not end is cut off at the deadline, and the report says so.
#[cfg(unix)]
#[tokio::test]
async fn the_deadline_holds() {
    let process = Process::start("exec", &[("DEADLINE_MS", "300")]).await;
    let mut waits = Sender::connect(process.address).await;
    waits.send(&event("test.wait").request()).await;
    while Sender::waiting(process.address).await < 1 {}
    process.terminate().await;
    let started = Instant::now();
    let said = process.end().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(said.last().is_some_and(|last| last.ends_with("cut off 1 deliveries and 1 connections")), "{said:?}");
}

/// More idle connections than the process may have open files do not lock out other senders.
#[cfg(unix)]
#[tokio::test]
async fn file_descriptors_do_not_run_out() {
    let process = Process::start("ulimit -n 256; exec", &[("HEADER_MS", "60000")]).await;
    let _idle = idle(process.address, 300).await;
    for _ in 0..20 {
        let mut sender = Sender::connect(process.address).await;
        sender.send(&event("purchase.bundle").request()).await;
        assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow: 1,100 connections"]
async fn good_senders_among_slow_ones() {
    const SLOW: usize = 1000;
    const GOOD: usize = 100;
    const EACH: usize = 20;

    let server = start(Server::new(), door()).await;
    let mut slow = JoinSet::new();
    for n in 0..SLOW {
        slow.spawn(async move {
            loop {
                let mut sender = Sender::connect(server).await;
                sender
                    .send(&event("purchase.bundle").head(["", "Content-Length: 9000"][n % 2])[..100 + n % 2 * 80])
                    .await;
                sender.until_closed("x", Duration::from_millis(500)).await;
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut good = JoinSet::new();
    for _ in 0..GOOD {
        good.spawn(async move {
            let mut times = Vec::new();
            for _ in 0..EACH {
                let started = Instant::now();
                let mut sender = Sender::connect(server).await;
                sender.send(&event("purchase.bundle").request()).await;
                assert!(sender.answer().await.starts_with("HTTP/1.1 200 "));
                times.push(started.elapsed());
            }
            times
        });
    }
    let mut times = good.join_all().await.concat();
    assert_eq!(times.len(), GOOD * EACH);
    times.sort_unstable();
    eprintln!("p50 {:?}, p99 {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
}
