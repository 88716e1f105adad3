//! Streams: every layout of JSON, any number of threads, errors in their place, memory in bounds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use conscent_codegen::shape::{self, Fields, Options, Progress, Shape, StreamError};
use std::fmt::Write as _;
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::atomic::Ordering;

fn stream(input: impl Read + Send, threads: usize) -> Result<Shape, StreamError> {
    shape::stream(input, &Options { threads: NonZero::new(threads), ..Options::default() })
}

fn error(input: &[u8], threads: usize) -> String {
    stream(input, threads).unwrap_err().to_string()
}

/// Enough lines for dozens of blocks.
fn many_lines() -> String {
    (0..200_000).fold(String::new(), |mut lines, number| {
        let _ = writeln!(lines, r#"{{"id":{number},"kind":"K{}","k{}":["é",null]}}"#, number % 80, number % 7);
        lines
    })
}

/// Gives its bytes a few at a time, as a slow pipe does.
struct Dribble<'a>(&'a [u8]);

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = buffer.len().min(7);
        self.0.read(buffer.get_mut(..bytes).unwrap_or_default())
    }
}

#[test]
fn every_layout_gives_the_same_shape() {
    let one = r#"{"a":[1,"é"],"b":{}}"#;
    let mut expected = shape::infer(one.as_bytes()).unwrap();
    expected.merge(&shape::infer(one.as_bytes()).unwrap());
    let pretty = "{\n  \"a\": [\n    1,\n    \"é\"\n  ],\n  \"b\": {}\n}";
    for input in [
        format!("{one}\n{one}"),
        format!("{one}\n{one}\n"),
        format!("\u{feff}{one}\r\n\r\n  \r\n{one}\r\n"),
        format!("\n{one}\n\n\n{one}\n\n"),
        format!("{one}{one}"),
        format!("{one} {one}\n"),
        format!("{pretty}\n{pretty}\n"),
        format!("\u{feff}{pretty}{pretty}"),
        format!("{one}\n{pretty}\n"),
        format!("{pretty}\n{one}\n"),
    ] {
        for threads in [1, 3] {
            assert_eq!(stream(input.as_bytes(), threads).unwrap(), expected, "{input}");
            assert_eq!(stream(Dribble(input.as_bytes()), threads).unwrap(), expected, "{input}");
        }
    }
    for nothing in ["", "\n", " \r\n\n", "\u{feff}"] {
        assert_eq!(stream(nothing.as_bytes(), 2).unwrap(), Shape::default());
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let lines = many_lines();
    let one = stream(lines.as_bytes(), 1).unwrap();
    assert_eq!(one.object.count, 200_000);
    for threads in [2, 3, 16] {
        assert_eq!(stream(lines.as_bytes(), threads).unwrap(), one);
    }
    assert_eq!(stream(Dribble(lines.as_bytes()), 2).unwrap(), one);
    let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
    assert_eq!(*stream(array.as_bytes(), 2).unwrap().list.item.unwrap(), one);
}

#[test]
fn lines_longer_than_a_block_are_read_whole() {
    let long = format!("{{\"text\":\"{}\"}}\n", "é".repeat(3_000_000));
    for input in [long.repeat(3), format!("{{}}\n{long}{{}}\n{long}"), format!("{}{long}", many_lines())] {
        let expected = input.lines().filter(|line| line.len() > 1000).count() as u64;
        for threads in [1, 4] {
            let Fields::Few(fields) = stream(input.as_bytes(), threads).unwrap().object.fields else {
                panic!("few keys")
            };
            assert_eq!(fields["text"].seen, expected);
        }
    }
}

#[test]
fn the_first_error_is_told_with_its_place() {
    let lines = many_lines();
    let with = |line: usize, text: &str, input: &str| {
        let mut lines: Vec<&str> = input.lines().collect();
        lines[line - 1] = text;
        lines.join("\n")
    };
    let broken = with(150_000, "{\"a\":}", &with(190_000, "nil", &with(150_001, "{", &lines)));
    for threads in [1, 2, 8] {
        let text = error(broken.as_bytes(), threads);
        assert!(text.starts_with("150000:6: expected value"), "{text}");
    }
    // While one thread is busy with the long line, others fail at once in the blocks after it.
    let long = format!("[{}nil]\n", "1,".repeat(2_000_000));
    let all_bad = format!("{lines}{long}{}", "nil\n".repeat(200_000));
    for threads in [1, 2, 8] {
        let text = error(all_bad.as_bytes(), threads);
        assert!(text.starts_with("200001:4000003: expected ident"), "{text}");
    }
    assert!(error(with(150_000, "{} {}", &lines).as_bytes(), 2).starts_with("150000:4: trailing characters"));
    assert!(error(with(199_999, "{\"a\":", &lines).as_bytes(), 2).contains("each line"));
    assert!(error(with(3, "{\"a\":}", &lines).as_bytes(), 2).starts_with("3:6: expected value"));
    assert_eq!(error(b"[\n1,\n2\n}", 2), "4:1: expected `,` or `]`");
    assert_eq!(error(b"{\n\"a\": 1}\n{\n\"a\" 1}", 2), "4:5: expected `:`");
    assert!(error("[".repeat(200).as_bytes(), 2).contains("127 levels"));
    assert!(error(b"{}\n\"\xff\"\n", 1).starts_with("2:"));
    let mut not_utf8 = lines.into_bytes();
    not_utf8.extend(b"\"\xff\"\n");
    assert!(error(&not_utf8, 2).starts_with("200001:2: this byte is not UTF-8"));
}

#[test]
fn a_failing_reader_is_an_io_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is out"))
        }
    }
    for start in ["", "[\n1,\n", "{}\n", &many_lines()] {
        let failure = stream(start.as_bytes().chain(Broken), 2).unwrap_err();
        assert_eq!(failure.to_string(), "the input cannot be read: the cable is out");
    }
}

#[test]
fn progress_is_counted() {
    let lines = many_lines();
    let array = format!("[{}]\n1", lines.trim_end().replace('\n', ",\n"));
    for (input, documents) in [(lines, 200_000), (array, 2)] {
        let progress = Progress::default();
        shape::stream(input.as_bytes(), &Options { progress: Some(&progress), ..Options::default() }).unwrap();
        assert_eq!(progress.bytes.load(Ordering::Relaxed), input.len() as u64);
        assert_eq!(progress.documents.load(Ordering::Relaxed), documents);
    }
}

#[test]
fn a_million_keys_are_one_place() {
    let keys = |range: std::ops::Range<u32>| {
        range.map(|key| format!("\"k{key}\":{{\"v\":{key}}}")).collect::<Vec<_>>().join(",")
    };
    let one = format!("{{{}}}", keys(0..1_000_000));
    let lines = (0..1000).fold(String::new(), |mut lines, part| {
        let _ = writeln!(lines, "{{{}}}", keys(part * 1000..(part + 1) * 1000));
        lines
    });
    for input in [one, lines] {
        let Fields::Many(all) = stream(input.as_bytes(), 2).unwrap().object.fields else { panic!("over the bound") };
        assert_eq!(all.object.count, 1_000_000);
        let Fields::Few(fields) = all.object.fields else { panic!("one key") };
        assert_eq!((fields.len(), fields["v"].seen, fields["v"].shape.number.max), (1, 1_000_000, Some(999_999.0)));
    }
}
