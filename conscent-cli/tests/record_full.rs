//! `conscent record` when the disk or its output pipe is full, or its limit is reached.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]
#![cfg(unix)]

mod command;

use command::receiver::Recorder;
use command::{command, folder, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

const GIFT: &str = r#"{"event": "gift.sent", "payload": {}}"#;

/// The statuses of these bodies, sent one after another on one connection.
fn post(recorder: &Recorder, bodies: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u16> {
    let mut stream = TcpStream::connect(recorder.address()).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut answer = |body: &[u8]| {
        let head = format!("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(answers.read_line(&mut head).unwrap() > 0, "{head}");
        }
        head.split(' ').nth(1).unwrap().parse().unwrap()
    };
    bodies.into_iter().map(|body| answer(body.as_ref())).collect()
}

/// A body of this many bytes.
fn body(length: usize) -> String {
    let rest = length - r#"{"event": "gift.sent", "payload": ""}"#.len();
    format!(r#"{{"event": "gift.sent", "payload": "{}"}}"#, "x".repeat(rest))
}

/// How many bytes of the disk a folder takes, as `du` counts.
fn taken(folder: &Path) -> u64 {
    let own = folder.symlink_metadata().unwrap();
    let below = |path: &Path| if path.is_dir() { taken(path) } else { path.symlink_metadata().unwrap().blocks() * 512 };
    own.blocks() * 512 + std::fs::read_dir(folder).unwrap().map(|entry| below(&entry.unwrap().path())).sum::<u64>()
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn the_folder_takes_no_more_of_the_disk_than_it_may() {
    let here = folder(&[]);
    let limit = 300_000;
    let recorder = Recorder::start(here.path(), &format!("--max-disk {limit}"));
    let root = here.path().join("recorded");
    let gifts = root.join("v2/gift.sent");
    // Files of 40 bytes take a block each on most disks, and so do the folders of many events.
    let many = (0..15).map(|n| format!(r#"{{"event": "{}{n}", "payload": {{}}}}"#, "b".repeat(200)));
    let statuses = post(&recorder, many);
    assert!(statuses.iter().all(|status| [200, 507].contains(status)));
    let statuses = post(&recorder, (0..200).map(|n| body(40 + 50 * n)));
    // Small ones fit into the rest. The bytes of the next one would fit too, but not its blocks.
    let small = post(&recorder, [GIFT; 20]);
    assert!(taken(&root) <= limit, "{} are taken", taken(&root));
    assert!(statuses.ends_with(&[507, 507]) && small.ends_with(&[507]), "{statuses:?} {small:?}");
    let kept = statuses.iter().chain(&small).filter(|status| **status == 200).count();
    assert_eq!(count(&gifts), kept, "nothing is left of the others");
    assert!(taken(&root) > limit - 20_000, "{} are taken", taken(&root));

    // Once there is room, recording goes on.
    std::fs::remove_dir_all(&gifts).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(post(&recorder, [body(9000)]), [200]);
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    let full = "recorded: full: --max-disk is 300000 bytes; recording continues once files are removed";
    assert_eq!(errors.lines().filter(|line| *line == full).count(), 1, "{errors}");
    assert!(errors.ends_with(" requests were not recorded\n"), "{errors}");

    // Existing files count.
    let recorder = Recorder::start(here.path(), "--max-disk 9000");
    assert_eq!(post(&recorder, [GIFT]), [507]);
    recorder.signal("-TERM");
    recorder.ends(0);
}

#[test]
fn a_list_is_kept_whole_or_not_at_all() {
    let here = command::vendors::vendors();
    let recorder = Recorder::start(here.path(), "--samples mail --max-disk 60000");
    let item = format!(r#"{{"event": "open", "ip": "{}"}}"#, "x".repeat(9000));
    let list = |number: usize| format!("[{}]", vec![&*item; number].join(","));
    assert_eq!(post(&recorder, [list(2), list(7), list(1)]), [200, 507, 200]);
    recorder.signal("-TERM");
    let (lines, _) = recorder.ends(0);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(count(&here.path().join("recorded/mail/open")), 3);
}

#[test]
fn a_limit_of_the_system_is_no_end() {
    let here = folder(&[]);
    let program = command(here.path(), "record --listen 127.0.0.1:0 --out recorded");
    let mut limited = Command::new("sh");
    limited.current_dir(here.path()).args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"]);
    limited.arg(program.get_program()).args(program.get_args());
    let recorder = Recorder::spawn(limited);
    assert_eq!(post(&recorder, [body(100), body(9000), body(9001), body(100)]), [200, 507, 507, 200]);
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    let [named, counted] = errors.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(named.starts_with("recorded: cannot be written: File too large"), "{named}");
    assert_eq!(counted, "2 requests were not recorded");
    assert_eq!(count(&here.path().join("recorded/v2/gift.sent")), 2);
}

/// A disk of 64 KiB, mounted on a folder.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// `None`, with a message, on a machine that does not allow mounting.
    #[expect(clippy::print_stdout, reason = "a skipped test prints a message")]
    fn mount(folder: &'a Path) -> Option<Self> {
        let arguments = ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs"];
        let mounted = Command::new("mount").args(arguments).arg(folder).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: this machine does not allow mounting a file system");
        None
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_no_end() {
    let here = folder(&[("recorded/x", "")]);
    let root = here.path().join("recorded");
    let Some(_disk) = SmallDisk::mount(&root) else { return };
    let recorder = Recorder::start(here.path(), "");
    let statuses = post(&recorder, (0..20).map(|_| body(9000)));
    assert_eq!((statuses[0], statuses[19]), (200, 507));
    let gifts = root.join("v2/gift.sent");
    assert_eq!(count(&gifts), statuses.iter().filter(|status| **status == 200).count());
    std::fs::remove_file(gifts.join("000001.json")).unwrap();
    assert_eq!(post(&recorder, [body(9000)]), [200]);
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    assert!(errors.starts_with("recorded: cannot be written: No space left on device"), "{errors}");
    assert_eq!(errors.lines().count(), 2, "{errors}");
}

#[test]
fn a_reader_that_is_gone_is_told_once_and_ends_nothing() {
    let here = folder(&[]);
    let mut recorder = Recorder::start(here.path(), "");
    drop(recorder.take_output());
    assert_eq!(post(&recorder, [GIFT; 20]), [200; 20]);
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    assert_eq!(errors, "<stdout>: cannot be written: its reader has closed it; recording continues\n");
    assert_eq!(count(&here.path().join("recorded/v2/gift.sent")), 20);
}

/// Bodies whose lines fill a pipe and the queue before it: 64 KiB, and 1,024 lines.
fn too_many() -> Vec<String> {
    vec![format!(r#"{{"event": "{}", "payload": {{}}}}"#, "b".repeat(9000)); 1100]
}

#[test]
fn an_unread_output_stops_nothing() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    assert!(post(&recorder, too_many()).iter().all(|status| *status == 200));
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends_unread(0);
    let [folder] = std::fs::read_dir(here.path().join("recorded/v2")).unwrap().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(count(&folder.unwrap().path()), 1100);
    let (number, rest) = errors.split_once(' ').unwrap();
    assert_eq!(rest, "lines were not shown, because their reader was too slow\n");
    // The last of these lines may be cut off where the pipe was full.
    let shown = 1101 - number.parse::<usize>().unwrap();
    assert!((shown..=shown + 1).contains(&lines.len()) && shown < 20, "{shown}, {}", lines.len());
}

#[test]
fn a_reader_that_comes_back_is_told_what_it_missed() {
    let here = folder(&[]);
    let mut recorder = Recorder::start(here.path(), "");
    post(&recorder, too_many());
    let mut output = recorder.take_output();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        text.lines().count()
    });
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(post(&recorder, [GIFT]), [200]);
    assert_eq!(post(&recorder, [body(70_000)]), [413]);
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    // It is reported at once, not only at the end.
    let (missed, rejected) = errors.split_once('\n').unwrap();
    assert!(rejected.starts_with("a delivery: rejected: "), "{errors}");
    let (number, rest) = missed.split_once(' ').unwrap();
    assert_eq!(rest, "lines were not shown, because their reader was too slow");
    assert_eq!(reader.join().unwrap() + number.parse::<usize>().unwrap(), 1102);
}

#[test]
fn the_help_says_what_the_limit_is() {
    let help = run(folder(&[]).path(), "record --help").ends(0).out;
    assert!(help.contains("--max-disk <BYTES>") && help.contains("[default: 1073741824]"), "{help}");
}
