//! Many concurrent deliveries, with every one accounted for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::client::Hyper;
use crate::receiver::door;
use crate::rows::rows;

const SENDERS: usize = 64;
const DELIVERIES: usize = 10_000;

/// Sends every kind of row in turn, and compares the responses with the deliveries that have arrived.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_under_load() {
    let (door, counts) = door();
    let server = crate::axum::serve(door).await;
    let rows: Arc<Vec<_>> = Arc::new(rows().into_iter().filter(|row| row.request.body.len() < 10_000).collect());
    let next = Arc::new(AtomicUsize::new(0));

    let senders = (0..SENDERS).map(|_| {
        let (rows, next, hyper) = (Arc::clone(&rows), Arc::clone(&next), Hyper::new());
        tokio::spawn(async move {
            let mut reached = [0; 4];
            let (mut refused, mut failed) = (0, 0);
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= DELIVERIES {
                    return (reached, refused, failed);
                }
                let row = &rows[n % rows.len()];
                let answer = hyper.send(server, &row.request).await;
                assert_eq!((answer.status, answer.body.as_str()), (row.status, row.answer), "{}", row.name);
                match row.status {
                    200 | 422 => (0..4).for_each(|kind| reached[kind] += row.reached[kind]),
                    500 => failed += 1,
                    _ => refused += 1,
                }
            }
        })
    });
    let (mut reached, mut refused, mut failed) = ([0; 4], 0, 0);
    for sender in senders.collect::<Vec<_>>() {
        let told = sender.await.unwrap();
        (0..4).for_each(|kind| reached[kind] += told.0[kind]);
        refused += told.1;
        failed += told.2;
    }
    assert_eq!(counts.now(), reached);
    assert_eq!(reached.iter().sum::<usize>() + refused + failed, DELIVERIES);
    assert!(reached.iter().all(|count| *count > 100) && refused > 100 && failed > 100);
}
