//! `conscent record`
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]
#![cfg(unix)]

mod command;

use command::receiver::Recorder;
use command::{SAMPLES, command, folder, run};
use conscent::samples;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

/// The answer to these bytes.
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

#[test]
fn triggered_webhooks_are_recorded_and_can_be_replayed() {
    let here = folder(&[]);
    let recorder = Recorder::start(here.path(), "");
    for sample in samples::ALL {
        run(here.path(), &format!("trigger {} --to {}/any/path", sample.event, recorder.url)).ends(0);
    }
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!((lines.len(), errors.as_str()), (11, ""));
    assert_eq!(lines[10], "10 webhooks recorded");
    for (line, sample) in lines.iter().zip(samples::ALL) {
        let file = format!("recorded/{}/{}/000001.json", sample.api, sample.event);
        assert_eq!(*line, format!("{} {}: {} bytes -> {file}", sample.api, sample.event, sample.text.len()));
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
    // The output of so many requests fits into the pipe.
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
        assert!(errors[0].starts_with("--listen: not only this machine: "), "{errors:?}");
    }
    assert!(!here.path().join("recorded").exists());
    let recorder = Recorder::start(here.path(), "");
    let errors = run(here.path(), &format!("record --listen {} --out recorded", recorder.address())).errors();
    assert!(errors[0].starts_with(&format!("{}: cannot listen there: ", recorder.address())), "{errors:?}");
    let errors = run(here.path(), "record --listen 127.0.0.1:0 --out file").errors();
    assert!(errors[0].starts_with("file: cannot be written: "), "{errors:?}");

    std::fs::write(here.path().join("recorded/undecodable"), "in the way").unwrap();
    assert!(post(&recorder, b"x").starts_with("HTTP/1.1 500 "));
    let (lines, errors) = recorder.ends(2);
    assert!(lines.is_empty() && errors.starts_with("recorded: cannot be written: "), "{errors}");
}

#[test]
fn a_closed_pipe_ends_the_program() {
    let here = folder(&[]);
    let mut recorder = Recorder::start(here.path(), "");
    recorder.close_output();
    run(here.path(), &format!("replay {SAMPLES}/v1/pass_payment --to {}", recorder.url)).ends(0);
    recorder.ends(0);
    assert!(here.path().join("recorded/v1/pass_payment/000001.json").exists());
}
