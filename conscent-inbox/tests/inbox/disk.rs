//! A disk that is full, and then has room again. Only root can mount one that is small enough.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;
use conscent::{Auth, Door};
use conscent_inbox::Inbox;
use http::header::{AUTHORIZATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use tempfile::TempDir;

use crate::database::Database;
use crate::handlers::{Script, delivery, drained, eager, eventually, with_effects};
use crate::said;
use crate::server::Server;

const CANNOT: &str = "the inbox cannot write to its database";
const AGAIN: &str = "the inbox can write to its database again";

struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None`, with a message, if the machine does not allow mounts, such as a container without that permission.
    #[expect(clippy::print_stdout, reason = "it reports that the test was skipped")]
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("conscent-disk").tempdir_in("/tmp").unwrap();
        let size = format!("size={size},mode=0777");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status();
        if mounted.unwrap().success() {
            return Some(Self(folder));
        }
        println!("skipped: this machine does not allow mounting a file system");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn filling(&self) -> PathBuf {
        self.path().join("filling")
    }

    /// Fills the disk.
    fn fill(&self) {
        let mut file = fs::File::create(self.filling()).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.filling()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// Sends a delivery as a vendor does.
async fn send(door: &Door, n: i64) -> Response<Bytes> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic a2V5OnNlY3JldA=="));
    // A long and incompressible text.
    let random = (0..200).map(|_| format!("{:016x}", getrandom::u64().unwrap())).collect::<Vec<_>>().concat();
    let mut admitted = door.admit(&Method::POST, &headers).unwrap();
    admitted.push(&**delivery(n, &random).body()).unwrap();
    door.dispatch(admitted.finish().unwrap()).await
}

/// Sends a delivery, and keeps its number if it is acknowledged. If it is not, the sender may try again.
async fn is_stored(door: &Door, n: i64, acknowledged: &mut Vec<i64>) -> bool {
    let answer = send(door, n).await;
    if answer.status() == StatusCode::ACCEPTED {
        acknowledged.push(n);
        return true;
    }
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(RETRY_AFTER));
    false
}

async fn nothing_is_lost(database: &Database, disk: &SmallDisk) {
    said::listen();
    let inbox = Inbox::open(&database.url).await.unwrap();
    database.create_effects().await;
    let router = with_effects(Script::ok());
    let worker = eager(&inbox, router.clone()).start().unwrap();
    let door = inbox.store_only(Door::new(router, Auth::basic("key", "secret").unwrap()));
    let mut acknowledged = Vec::new();
    for n in 0..20 {
        assert!(is_stored(&door, n, &mut acknowledged).await);
    }
    assert_eq!(drained(&inbox).await, 0);
    assert_eq!((said::times(CANNOT), said::times(AGAIN)), (0, 0));

    disk.fill();
    let mut n = 1_000;
    while is_stored(&door, n, &mut acknowledged).await {
        n += 1; // files have some room inside
        assert!(n < 3_000, "the disk is never full");
    }
    // A mark may still find room when a delivery does not.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let said_before = said::times(CANNOT);
    let mut refused = 0;
    for n in 10_000..10_040 {
        refused += usize::from(!is_stored(&door, n, &mut acknowledged).await);
        tokio::time::sleep(Duration::from_millis(75)).await; // longer than the worker needs to claim
    }
    assert!(refused >= 30, "{refused}");
    if cfg!(feature = "tracing") {
        assert!(said_before >= 1, "the outage is reported");
        let said = said::times(CANNOT) - said_before;
        let stored = 40 - refused; // in space inside of the files; after each one, the disk is full again
        assert!(said <= 1 + stored, "it was reported {said} times more, and {stored} were stored");
    }

    disk.make_room();
    let (door, recovered) = (&door, &std::sync::Mutex::new(Vec::new()));
    eventually("a delivery is stored again", || async move {
        let mut stored = Vec::new();
        let is_stored = is_stored(door, 20_000, &mut stored).await;
        recovered.lock().unwrap().extend(stored);
        is_stored
    })
    .await;
    acknowledged.extend(recovered.lock().unwrap().drain(..));
    assert_eq!(drained(&inbox).await, 0);
    let mut effects = database.effects().await;
    effects.sort_unstable();
    assert_eq!(effects, acknowledged, "what was acknowledged has its effect once, and nothing else has");
    if cfg!(feature = "tracing") {
        assert_eq!(said::times(CANNOT), said::times(AGAIN));
    }
    worker.stop().await;
}

#[tokio::test]
#[ignore = "mounts a file system: `.ci/slow` runs it, as root"]
async fn sqlite_on_a_full_disk() {
    let Some(disk) = SmallDisk::mount("3m") else { return };
    nothing_is_lost(&Database::sqlite_in(disk.path()), &disk).await;
}

#[tokio::test]
#[ignore = "needs its own server, and mounts a file system: `.ci/slow` runs it, as root"]
async fn postgres_on_a_full_disk() {
    let Some(disk) = SmallDisk::mount("24m") else { return };
    let server = Server::start_new(); // one that would stop all others when its files are gone
    let database = server.database_in(disk.path()).await;
    nothing_is_lost(&database, &disk).await;
}
