//! `conscent record`
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]
#![cfg(unix)]

mod command;

use command::receiver::Recorder;
use command::{command, folder, run};
use conscent::samples;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

/// The response to these bytes.
fn exchange(recorder: &Recorder, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(recorder.address()).unwrap();
    // A receiver that rejects the body may close the connection early.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn post(recorder: &Recorder, body: &[u8]) -> String {
    let head = format!("POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    exchange(recorder, &[head.as_bytes(), body].concat())
}

const GIFT: &[u8] = br#"{"event": "gift.sent", "payload": {}}"#;

/// The names in a folder, sorted.
fn files(here: &Path, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(here.join(folder)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn triggered_webhooks_are_recorded_and_can_be_replayed() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    for sample in samples::ALL {
        run(here.path(), &format!("trigger {} --to {}/any/path", sample.event, recorder.url)).ends(0);
    }
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    // Nothing in these two bodies says which of the events they are of: both have the same keys.
    let twins = ["login", "sign_up"];
    let expected = (1..=2).map(|n| {
        format!("recorded/unnamed/00000{n}.json: several events fit: it could be any of login, sign_up; choose with --event, or put it into the folder of its event\n")
    });
    assert_eq!((lines.len(), errors), (17, expected.collect()));
    assert_eq!(lines[16], "16 webhooks recorded");
    let mut unnamed = 0;
    for (line, sample) in lines.iter().zip(samples::ALL) {
        let (event, file) = if twins.contains(&sample.event) {
            unnamed += 1;
            ("unnamed event".to_owned(), format!("recorded/unnamed/00000{unnamed}.json"))
        } else {
            let event = format!("{} {}", sample.api, sample.event);
            (event, format!("recorded/{}/{}/000001.json", sample.api, sample.event))
        };
        assert_eq!(*line, format!("{event}: {} bytes -> {file}", sample.text.len()));
        let path = here.path().join(file);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), sample.text);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    let again = Recorder::start(here.path(), "--json");
    let outcomes =
        run(here.path(), &format!("replay recorded --only purchase.* --json --to {}", again.url)).ends(0).json();
    assert_eq!(outcomes.as_array().unwrap().len(), 4, "{outcomes}");
    again.signal("-INT");
    let (lines, _) = again.ends(0);
    let first: Value = serde_json::from_str(&lines[0]).unwrap();
    let file = "recorded/v2/purchase.bundle/000002.json";
    let bytes = samples::purchase_bundle().text.trim_end().len();
    assert_eq!(first, json!({"api": "v2", "event": "purchase.bundle", "bytes": bytes, "file": file}));
    assert_eq!(lines.len(), 4);
}

#[test]
fn every_body_is_kept_and_its_content_is_not_shown() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    let chunked = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert!(exchange(&recorder, format!("{chunked}2\r\n{{}}\r\n0\r\n\r\n").as_bytes()).starts_with("HTTP/1.1 200 "));
    assert!(post(&recorder, b"s3cr3t \xff").starts_with("HTTP/1.1 200 "));
    assert!(post(&recorder, br#"{"event": "../up\u001b", "a": "s3cr3t"}"#).starts_with("HTTP/1.1 200 "));
    assert!(
        exchange(&recorder, b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 405 ")
    );
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!(
        lines,
        [
            "unnamed event: 2 bytes -> recorded/unnamed/000001.json",
            "undecodable: 8 bytes -> recorded/undecodable/000001.bin",
            "v2 ../up\\u{1b}: 39 bytes -> recorded/v2/%2E.%2Fup%1B/000001.json",
            "3 webhooks recorded",
        ]
    );
    assert_eq!(errors, "");
    assert_eq!(std::fs::read(here.path().join("recorded/undecodable/000001.bin")).unwrap(), b"s3cr3t \xff");
}

#[test]
fn bodies_over_the_limit_are_rejected() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "--max-bytes 4");
    assert!(post(&recorder, b"12345").starts_with("HTTP/1.1 413 "));
    let chunked =
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n";
    assert!(exchange(&recorder, chunked.as_bytes()).starts_with("HTTP/1.1 413 "));
    assert!(post(&recorder, b"1234").starts_with("HTTP/1.1 200 "));
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!(lines, ["undecodable: 4 bytes -> recorded/undecodable/000001.bin", "1 webhook recorded"]);
    assert_eq!(errors.lines().count(), 2, "{errors}");
    assert!(
        errors.lines().all(|line| line.starts_with("a delivery: rejected: ") && line.ends_with("; see --max-bytes"))
    );

    let recorder = Recorder::start(here.path(), "");
    assert!(post(&recorder, &vec![b' '; 64 * 1024]).starts_with("HTTP/1.1 200 "));
    assert!(post(&recorder, &vec![b' '; 64 * 1024 + 1]).starts_with("HTTP/1.1 413 "));
    recorder.signal("-TERM");
    recorder.ends(0);
}

#[test]
fn a_signal_loses_nothing_that_was_answered() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    // The output of this many requests fits into the pipe.
    let sender = command(here.path(), &format!("trigger purchase.pass -n 600 --json --to {}", recorder.url))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let folder = here.path().join("recorded/v2/purchase.pass");
    while !folder.join("000020.json").exists() {
        std::thread::yield_now();
    }
    // This request is in progress when the signal arrives.
    let mut slow = TcpStream::connect(recorder.address()).unwrap();
    slow.write_all(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n").unwrap();
    let mut answer = [0; 25];
    slow.read_exact(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 100 "));
    recorder.signal("-TERM");
    slow.write_all(b"{}").unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    recorder.ends(0);
    let outcomes: Value = serde_json::from_slice(&sender.wait_with_output().unwrap().stdout).unwrap();
    let answered = outcomes[0]["answered"]["200"].as_u64().unwrap();
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() as u64 >= answered, "{} files, {answered} answered", files.len());
    for file in files {
        assert_eq!(std::fs::read_to_string(&file).unwrap(), samples::purchase_pass().text, "{}", file.display());
    }
}

#[test]
fn an_address_or_folder_that_cannot_be_used_is_an_error() {
    let here = folder(&[("file", "")]);
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let errors = run(here.path(), &format!("record --listen {address} --out recorded")).errors();
        assert!(errors[0].starts_with("--listen: not a loopback address: "), "{errors:?}");
    }
    assert!(!here.path().join("recorded").exists());
    let recorder = Recorder::start(here.path(), "");
    let errors = run(here.path(), &format!("record --listen {} --out recorded", recorder.address())).errors();
    assert!(errors[0].starts_with(&format!("{}: cannot listen there: ", recorder.address())), "{errors:?}");
    let errors = run(here.path(), "record --listen 127.0.0.1:0 --out file").errors();
    assert!(errors[0].starts_with("file: cannot be written: "), "{errors:?}");
}

#[test]
fn a_failure_is_that_of_one_delivery_and_named_once() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    std::fs::write(here.path().join("recorded/undecodable"), "in the way").unwrap();
    for _ in 0..3 {
        assert!(post(&recorder, b"x").starts_with("HTTP/1.1 500 "));
        assert!(post(&recorder, GIFT).starts_with("HTTP/1.1 200 "));
    }
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!(lines.len(), 4, "{lines:?}");
    let [named, counted] = errors.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(named.starts_with("recorded: cannot be written: "), "{errors}");
    assert_eq!(counted, "3 requests were not recorded");
    assert_eq!(files(here.path(), "recorded/v2/gift.sent"), ["000001.json", "000002.json", "000003.json"]);
}

#[test]
fn no_name_ends_the_program() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    let long = ["b", "é", "/", ".", "~", "%2F", "\\u0000", "\\ud800", "\\\"", "\u{202e}"].map(|part| part.repeat(256));
    let other =
        ["", ".", "..", "CON", "aux.json", "a\\nb", "000001.json", "unnamed", "../../etc/passwd"].map(str::to_owned);
    for name in long.iter().chain(&other) {
        let body = format!("{{\"event\": \"{name}\", \"payload\": {{}}}}");
        for _ in 0..2 {
            assert!(post(&recorder, body.as_bytes()).starts_with("HTTP/1.1 200 "), "{name}");
        }
    }
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!(lines.last().unwrap(), &format!("{} webhooks recorded", 2 * (long.len() + other.len())));
    assert!(!errors.contains("not recorded"), "{errors}");
    for place in files(here.path(), "recorded/v2") {
        assert!(place.len() <= 120, "{place}");
        assert_eq!(files(here.path(), &format!("recorded/v2/{place}")), ["000001.json", "000002.json"]);
    }
}

#[test]
fn names_that_differ_in_case_have_folders_that_differ_in_more() {
    let here = folder(&[]);
    let names = ["a.b", "A.b", "a.B"];
    for start in 1..=2 {
        let recorder = Recorder::start(here.path(), "");
        for name in names {
            let body = format!("{{\"event\": \"{name}\", \"payload\": {{}}}}");
            assert!(post(&recorder, body.as_bytes()).starts_with("HTTP/1.1 200 "));
        }
        recorder.signal("-TERM");
        recorder.ends(0);
        let mut folders: Vec<_> =
            files(here.path(), "recorded/v2").iter().map(|folder| folder.to_lowercase()).collect();
        folders.dedup();
        assert_eq!(folders.len(), 3, "{folders:?}");
        for place in files(here.path(), "recorded/v2") {
            assert_eq!(files(here.path(), &format!("recorded/v2/{place}")).len(), start);
        }
    }
    let names_file = std::fs::read_to_string(here.path().join("recorded/events.toml")).unwrap();
    assert!(names_file.contains("= \"A.b\"") && names_file.contains("= \"a.B\""), "{names_file}");
}

#[test]
fn only_the_owner_can_look_into_the_folder() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    let long = format!("{{\"event\": \"{}\", \"payload\": {{}}}}", "b".repeat(300));
    for body in [GIFT, b"{}", b"nope", long.as_bytes()] {
        assert!(post(&recorder, body).starts_with("HTTP/1.1 200 "));
    }
    recorder.signal("-TERM");
    recorder.ends(0);
    let root = here.path().join("recorded");
    let (mut folders, mut seen) = (vec![root.clone()], 0);
    while let Some(next) = folders.pop() {
        assert_eq!(mode(&next), 0o700, "{}", next.display());
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            seen += 1;
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert_eq!(seen, 10, "five folders, four bodies, and the file of names");

    // Existing folders: those of an earlier version, and one of the user.
    let allow = |path: &Path, rights| std::fs::set_permissions(path, PermissionsExt::from_mode(rights)).unwrap();
    allow(&root, 0o750);
    for folder in ["v2", "v2/gift.sent"] {
        allow(&root.join(folder), 0o755);
    }
    let recorder = Recorder::start(here.path(), "");
    assert!(post(&recorder, GIFT).starts_with("HTTP/1.1 200 "));
    recorder.signal("-TERM");
    let (_, errors) = recorder.ends(0);
    let note = "note: recorded: other users can list this folder, but not the folders in it; `chmod go-rwx` makes it private\n";
    assert_eq!(errors, note);
    assert_eq!(["", "v2", "v2/gift.sent"].map(|folder| mode(&root.join(folder))), [0o750, 0o700, 0o700]);
    for rights in [0o777, 0o720, 0o702] {
        allow(&root, rights);
        let errors = run(here.path(), "record --listen 127.0.0.1:0 --out recorded").errors();
        assert!(errors[0].starts_with("recorded: others can write to this folder: "), "{errors:?}");
        assert_eq!(mode(&root), rights);
    }
}

#[test]
fn numbers_are_those_that_nothing_has() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    assert!(post(&recorder, GIFT).starts_with("HTTP/1.1 200 "));
    // Another recorder, and a killed one, have created these files meanwhile.
    for (file, text) in [("000002.json", "other"), ("000003.part", "unfinished"), ("18446744073709551615.json", "")] {
        std::fs::write(here.path().join("recorded/v2/gift.sent").join(file), text).unwrap();
    }
    assert!(post(&recorder, GIFT).starts_with("HTTP/1.1 200 "));
    let second = Recorder::start(here.path(), "");
    for recorder in [&recorder, &second, &recorder, &second] {
        assert!(post(recorder, GIFT).starts_with("HTTP/1.1 200 "));
    }
    for recorder in [recorder, second] {
        recorder.signal("-TERM");
        recorder.ends(0);
    }
    let kept = files(here.path(), "recorded/v2/gift.sent");
    let expected = ["000001.json", "000002.json", "000003.part", "000004.json", "000005.json", "000006.json"];
    assert_eq!(kept[..6], expected);
    assert_eq!(kept[6..], ["000007.json", "000008.json", "18446744073709551615.json"]);
    assert_eq!(std::fs::read(here.path().join("recorded/v2/gift.sent/000002.json")).unwrap(), b"other");
}

#[test]
fn a_folder_that_was_removed_is_created_again() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    for _ in 0..2 {
        assert!(post(&recorder, GIFT).starts_with("HTTP/1.1 200 "));
        std::fs::remove_dir_all(here.path().join("recorded")).unwrap();
    }
    recorder.signal("-TERM");
    recorder.ends(0);
}
