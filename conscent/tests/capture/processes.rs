//! Several processes: killed ones, two that share a file, and one whose disk is full for a while.
//!
//! A child process is this program again. It runs one of the ignored tests below, which do nothing without their
//! parent.

use std::env;
use std::io::{BufRead, BufReader, Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use conscent::capture::{Capture, Options};

use crate::support::{folder, gift, names, run};

const FILE: &str = "CAPTURE_OF_A_CHILD";
const NAME: &str = "NAME_OF_A_CHILD";
const LIMIT: u64 = 200_000;

/// The arguments with which this program runs one of the children.
fn child(test: &str) -> Vec<String> {
    let own = [&format!("processes::{test}"), "--exact", "--ignored", "--nocapture"].map(String::from);
    [env::current_exe().unwrap().to_str().unwrap().to_owned()].into_iter().chain(own).collect()
}

fn spawn(command: &[String], path: &Path, name: &str) -> Child {
    let [program, arguments @ ..] = command else { panic!("no program") };
    let mut command = Command::new(program);
    command.args(arguments).env(FILE, path).env(NAME, name);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The argument of a child process, if this is one.
fn given() -> Option<(PathBuf, String)> {
    Some((env::var_os(FILE)?.into(), env::var(NAME).ok()?))
}

/// Prints a line for the parent.
fn say(line: impl std::fmt::Display) {
    stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

#[test]
#[ignore = "a child"]
fn acknowledges_until_it_is_killed() {
    let Some((path, name)) = given() else { return };
    let capture = Capture::create(path, Options::default().verbatim().max_bytes(1 << 30)).unwrap();
    let writers = |writer: usize| {
        let (name, capture) = (&name, &capture);
        move || {
            for n in 0.. {
                let gift_name = format!("{name}-{writer}-{n}");
                run(crate::support::router(capture).dispatch(gift(&gift_name))).unwrap();
                say(gift_name);
            }
        }
    };
    std::thread::scope(|scope| (0..8).for_each(|writer| drop(scope.spawn(writers(writer)))));
}

#[test]
fn acknowledged_deliveries_survive_a_kill_at_any_moment() {
    let (_folder, path) = folder();
    let mut acknowledged = Vec::new();
    for round in 0..8 {
        let mut child = spawn(&child("acknowledges_until_it_is_killed"), &path, &round.to_string());
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        acknowledged.extend(said.by_ref().take(200 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(said);
    }
    // If the kill cut a line short, the next process ends it.
    let text = std::fs::read_to_string(&path).unwrap();
    for name in acknowledged {
        assert!(text.contains(&format!("\"name\":\"{name}\"}}}}}}}}\n")), "{name}");
    }
}

#[test]
#[ignore = "a child"]
fn writes_until_the_file_is_full() {
    let Some((path, name)) = given() else { return };
    let capture = Capture::create(path, Options::default().verbatim().max_bytes(LIMIT)).unwrap();
    for n in 0.. {
        // Lines of different lengths, many at the same time.
        let all: Vec<_> =
            (0..9).map(|m| capture.delivery(&gift(&format!("{name}-{n}-{}", "x".repeat(m * n % 61))))).collect();
        if all.into_iter().map(run).any(|done| done.is_err()) {
            break;
        }
    }
    assert!(capture.status().is_full);
    say(capture.status().captured);
}

#[test]
fn processes_share_one_limit_and_write_whole_lines() {
    let (_folder, path) = folder();
    let children: Vec<_> =
        ["a", "b", "c"].map(|name| spawn(&child("writes_until_the_file_is_full"), &path, name)).into();
    let mut counted = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        counted += String::from_utf8(output.stderr).unwrap().trim().parse::<usize>().unwrap();
    }
    let names = names(&path); // each line is JSON
    assert_eq!(names.len(), counted);
    for one in ["a-", "b-", "c-"] {
        assert!(names.iter().any(|name| name.starts_with(one)), "{one}");
    }
    let length = std::fs::metadata(&path).unwrap().len();
    assert!(length <= LIMIT && length > LIMIT - 500, "{length}");
}

/// Two captures lock each other out like two processes, and reach the limit together more often.
#[test]
fn no_two_writers_find_room_for_one_line() {
    for _ in 0..60 {
        let (_folder, path) = folder();
        let options = Options::default().verbatim().max_bytes(1_000);
        let captures = [(); 3].map(|()| Capture::create(&path, options).unwrap());
        std::thread::scope(|scope| {
            for capture in &captures {
                scope.spawn(move || while run(capture.delivery(&gift("Jo"))).is_ok() {});
            }
        });
        assert!(std::fs::metadata(&path).unwrap().len() <= 1_000);
        let counted: u64 = captures.iter().map(|capture| capture.status().captured).sum();
        assert_eq!(names(&path).len() as u64, counted);
    }
}

/// Prints each warning for the parent.
#[cfg(feature = "tracing")]
struct Warnings;

#[cfg(feature = "tracing")]
impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Warnings {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            say(format!("{field}: {value:?}"));
        });
    }
}

/// Its files may have 4 KiB. Emptying the file simulates a disk that has room again.
#[cfg(all(target_os = "linux", feature = "tracing"))]
#[test]
#[ignore = "a child"]
fn lives_with_a_full_disk() {
    use tracing_subscriber::layer::SubscriberExt;
    let Some((path, _)) = given() else { return };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Warnings)).unwrap();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    for round in 0..3 {
        let mut written = 0;
        for n in 0..650 {
            written += usize::from(run(capture.delivery(&gift(&format!("{round}-{n}")))).is_ok());
        }
        assert_eq!(names(&path).len(), written, "the file has whole lines only");
        assert!((10..100).contains(&written), "{written}");
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(0).unwrap();
    }
    let status = capture.status();
    assert_eq!(status.captured + status.failed, 3 * 650);
    assert_eq!((status.left_out, status.error), (0, Some(std::io::ErrorKind::FileTooLarge)));
    drop(capture);
    say("done");
}

#[cfg(all(target_os = "linux", feature = "tracing"))]
#[test]
fn a_full_disk_and_its_recovery_are_each_reported_once() {
    let (_folder, path) = folder();
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"].map(String::from);
    let command: Vec<_> = limited.into_iter().chain(child("lives_with_a_full_disk")).collect();
    let mut child = spawn(&command, &path, "");
    let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    let said: Vec<_> = said.lines().collect();
    let [first, works, second, works_again, third, "done"] = said.as_slice() else { panic!("{said:?}") };
    for full in [first, second, third] {
        assert_eq!(*full, "message: a delivery was not captured, and more may follow: File too large (os error 27)");
    }
    for works in [works, works_again] {
        let lost = works.strip_prefix("message: deliveries are being captured again; ").unwrap();
        let lost: u64 = lost.strip_suffix(" could not be captured").unwrap().parse().unwrap();
        assert!(lost > 500, "{lost}");
    }
}
