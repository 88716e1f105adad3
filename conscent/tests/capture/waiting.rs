//! Which deliveries wait for the disk. The disk is slow here because another holder has the file's lock.

use std::fs::File;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use conscent::capture::{Capture, CaptureError, Options};
use conscent::{Ack, Router, samples};
use rustix::fs::{FlockOperation, flock};

use crate::support::{dispatch, drifting, folder, gift, lines, names, poll_once, router, run, try_dispatch, v2};

/// While this exists, nothing is written to the file.
struct SlowDisk(File);

impl SlowDisk {
    fn new(path: &Path) -> Self {
        let file = File::open(path).unwrap();
        flock(&file, FlockOperation::LockExclusive).unwrap();
        Self(file)
    }
}

impl Drop for SlowDisk {
    fn drop(&mut self) {
        flock(&self.0, FlockOperation::Unlock).unwrap();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_single_thread_keeps_dispatching_while_the_disk_is_slow() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let router = router(&capture);
    let disk = SlowDisk::new(&path);
    let waits = tokio::spawn({
        let router = router.clone();
        async move { router.dispatch(gift("Jo")).await.unwrap() }
    });
    for _ in 0..1000 {
        let documented = v2(samples::purchase_pass().text);
        assert_eq!(router.dispatch(documented).await.unwrap(), Ack::OK);
        tokio::task::yield_now().await;
    }
    assert!(!waits.is_finished(), "it is not acknowledged before its line is on the disk");
    assert_eq!((capture.status().captured, capture.status().waiting), (0, 1));
    drop(disk);
    assert_eq!(waits.await.unwrap(), Ack::OK);
    assert_eq!((capture.status().captured, capture.status().waiting), (1, 0));
    assert_eq!(lines(&path).len(), 1);
}

#[test]
fn a_handled_delivery_does_not_wait_and_is_written_before_the_program_ends() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let router = router(&capture);
    let disk = SlowDisk::new(&path);
    for n in 0..50 {
        assert_eq!(poll_once(router.dispatch(drifting(&n.to_string()))).unwrap().unwrap(), Ack::OK);
    }
    assert_eq!((capture.status().captured, capture.status().waiting), (0, 50));
    drop(disk);
    drop((router, capture));
    assert_eq!(lines(&path).len(), 50);
}

#[test]
fn a_best_effort_does_not_wait_either() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().best_effort()).unwrap();
    let disk = SlowDisk::new(&path);
    assert_eq!(poll_once(router(&capture).dispatch(gift("Jo"))).unwrap().unwrap(), Ack::OK);
    drop(disk);
    drop(capture);
    assert_eq!(lines(&path).len(), 1);
}

#[test]
fn a_dispatch_that_is_dropped_leaves_its_line() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let router = router(&capture);
    let disk = SlowDisk::new(&path);
    assert!(poll_once(router.dispatch(gift("Jo"))).is_none());
    drop(disk);
    assert_eq!(dispatch(&router, gift("Al")), Ack::OK);
    assert_eq!(names(&path), ["Jo", "Al"]);
    assert_eq!(capture.status().captured, 2);
}

#[test]
fn a_fallback_that_is_dropped_half_way_leaves_its_line() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let router = Router::with_fallback(std::future::pending::<()>).observe(capture.observer()).build().unwrap();
    assert!(poll_once(router.dispatch(gift("Jo"))).is_none());
    drop((router, capture));
    assert_eq!(names(&path), ["Jo"]);
}

/// A verbatim line that is longer than this many bytes, of a delivery that a handler takes.
fn large(bytes: usize) -> conscent::Delivery {
    drifting(&"x".repeat(bytes))
}

#[test]
fn a_slow_disk_slows_down_what_feeds_it() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let router = router(&capture);
    let disk = SlowDisk::new(&path);
    for _ in 0..3 {
        assert_eq!(poll_once(router.dispatch(large(300_000))).unwrap().unwrap(), Ack::OK);
    }
    let mut waits = Box::pin(router.dispatch(large(300_000)));
    assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(), "1 MiB waits");
    drop(disk);
    assert_eq!(run(waits).unwrap(), Ack::OK);
    assert_eq!(poll_once(router.dispatch(large(300_000))).unwrap().unwrap(), Ack::OK);
    drop((router, capture));
    assert_eq!(lines(&path).len(), 5);
}

#[test]
fn waiting_lines_are_bounded_even_if_nobody_awaits_them() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim().max_bytes(1 << 30)).unwrap();
    let router = router(&capture);
    let large = large(1 << 20);
    let disk = SlowDisk::new(&path);
    for _ in 0..70 {
        drop(capture.delivery(&large));
    }
    let status = capture.status();
    assert_eq!((status.waiting, status.failed), (63, 7));
    assert!(matches!(poll_once(capture.delivery(&large)), Some(Err(CaptureError::Behind))));
    let error = try_dispatch(&router, v2(format!("{{\"gift\": \"{}\"", "x".repeat(1 << 20)))).unwrap_err();
    assert_eq!(error.to_string(), "an observer of the router: returned an error");
    assert_eq!(poll_once(router.dispatch(large)).map(Result::unwrap), Some(Ack::OK), "a handler took it");
    drop(disk);
    dispatch(&router, gift("Jo"));
    assert_eq!((capture.status().captured, capture.status().failed), (64, 10));
}

#[test]
fn deliveries_that_wait_when_the_file_is_full_are_not_acknowledged() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim().max_bytes(250)).unwrap();
    let router = router(&capture);
    let disk = SlowDisk::new(&path);
    let mut waits: Vec<_> = (0..10).map(|n| Box::pin(router.dispatch(gift(&n.to_string())))).collect();
    for one in &mut waits {
        assert!(one.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    drop(disk);
    let acknowledged: Vec<_> = waits.into_iter().map(run).take_while(Result::is_ok).collect();
    assert_eq!(lines(&path).len(), acknowledged.len());
    let status = capture.status();
    assert_eq!((status.captured, status.left_out, status.is_full), (2, 8, true));
    assert!(matches!(poll_once(router.dispatch(gift("10"))), Some(Err(_))), "there is nothing to wait for");
}

#[test]
fn a_task_woken_by_the_writer_may_drop_the_last_capture() {
    struct Holds(std::sync::Mutex<Option<Capture>>);
    impl std::task::Wake for Holds {
        fn wake(self: std::sync::Arc<Self>) {
            drop(self.0.lock().unwrap().take());
        }
    }
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let disk = SlowDisk::new(&path);
    let (mut first, second) = (pin!(capture.delivery(&gift("Jo"))), capture.delivery(&gift("Al")));
    let waker = Waker::from(std::sync::Arc::new(Holds(Some(capture).into())));
    assert!(matches!(first.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending));
    drop(disk);
    run(second).unwrap();
    assert_eq!(lines(&path).len(), 2);
}
