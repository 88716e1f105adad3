//! Streams: every layout of JSON, any number of threads, errors with their position, and bounded memory.

use conscent_shape::{self as shape, Fields, Options, Progress, Shape, StreamError, SyntaxError};
use std::fmt::Write as _;
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

fn stream(input: impl Read + Send, threads: usize) -> Result<Shape, StreamError> {
    shape::stream(input, &Options { threads: NonZero::new(threads), ..Options::default() })
}

fn error(input: &[u8], threads: usize) -> String {
    stream(input, threads).unwrap_err().to_string()
}

/// How large the inputs are.
struct Size {
    /// The number of lines of [`many_lines`].
    lines: usize,
    /// Spaces in each of the lines, so that fewer lines fill as many blocks.
    padding: usize,
    /// The number of distinct keys in the test with too many.
    keys: usize,
    /// The number of items in a line that is longer than a block; an item has two bytes.
    long: usize,
    /// The same for a first line that is too long to be tried as JSON Lines (over 4 MiB).
    first: usize,
}

// A block is 256 KiB: 5,000 lines of 400 bytes fill 8 blocks, a few for each thread.
const SIZE: Size = Size { lines: 5_000, padding: 355, keys: 20_000, long: 300_000, first: 2_200_000 };

fn many_lines() -> String {
    (0..SIZE.lines).fold(String::new(), |mut lines, number| {
        let (kind, key, padding) = (number % 80, number % 7, SIZE.padding);
        let _ = writeln!(lines, r#"{{"id":{number},"kind":"K{kind}",{:padding$}"k{key}":["é",null]}}"#, "");
        lines
    })
}

/// A reader that returns a few bytes per read, like a slow pipe.
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
    assert_eq!(one.object.count, SIZE.lines as u64);
    for threads in [2, 3, 16] {
        assert_eq!(stream(lines.as_bytes(), threads).unwrap(), one);
    }
    assert_eq!(stream(Dribble(lines.as_bytes()), 2).unwrap(), one);
    let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
    assert_eq!(*stream(array.as_bytes(), 2).unwrap().array.item.unwrap(), one);
}

#[test]
fn lines_longer_than_a_block_are_read_whole() {
    let line = |length| format!("{{\"text\":\"{}\"}}\n", "é".repeat(length));
    let (first, long) = (line(SIZE.first), line(SIZE.long));
    for input in
        [format!("{first}{long}{long}"), format!("{{}}\n{long}{{}}\n{long}"), format!("{}{long}", many_lines())]
    {
        let expected = input.lines().filter(|line| line.len() > 1000).count() as u64;
        for threads in [1, 4] {
            let Fields::Known(fields) = stream(input.as_bytes(), threads).unwrap().object.fields else {
                panic!("few keys")
            };
            assert_eq!(fields["text"].seen, expected);
        }
    }
}

#[test]
fn the_first_error_is_reported_with_its_position() {
    let lines = many_lines();
    let with = |line: usize, text: &str, input: &str| {
        let mut lines: Vec<&str> = input.lines().collect();
        lines[line - 1] = text;
        lines.join("\n")
    };
    let (late, later, end) = (SIZE.lines / 4 * 3, SIZE.lines / 20 * 19, SIZE.lines + 1);
    let broken = with(late, "{\"a\":}", &with(later, "nil", &with(late + 1, "{", &lines)));
    for threads in [1, 2, 8] {
        let text = error(broken.as_bytes(), threads);
        assert!(text.starts_with(&format!("{late}:6: expected value")), "{text}");
    }
    // While one thread is busy with the long line, others fail at once in the blocks after it.
    let long = format!("[{}nil]\n", "1,".repeat(SIZE.long));
    let all_bad = format!("{lines}{long}{}", "nil\n".repeat(200_000));
    for threads in [1, 2, 8] {
        let text = error(all_bad.as_bytes(), threads);
        assert!(text.starts_with(&format!("{end}:{}: expected ident", 2 * SIZE.long + 3)), "{text}");
    }
    let trailing = error(with(late, "{} {}", &lines).as_bytes(), 2);
    assert!(trailing.starts_with(&format!("{late}:4: trailing characters")), "{trailing}");
    assert!(error(with(end - 2, "{\"a\":", &lines).as_bytes(), 2).contains("each line"));
    assert!(error(with(3, "{\"a\":}", &lines).as_bytes(), 2).starts_with("3:6: expected value"));
    assert_eq!(error(b"[\n1,\n2\n}", 2), "4:1: expected `,` or `]`");
    assert_eq!(error(b"{\n\"a\": 1}\n{\n\"a\" 1}", 2), "4:5: expected `:`");
    assert!(error("[".repeat(200).as_bytes(), 2).contains("127 levels"));
    assert!(error(b"{}\n\"\xff\"\n", 1).starts_with("2:"));
    let mut not_utf8 = lines.into_bytes();
    not_utf8.extend(b"\"\xff\"\n");
    assert!(error(&not_utf8, 2).starts_with(&format!("{end}:2: not UTF-8")));
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
    for (input, documents) in [(lines, SIZE.lines as u64), (array, 2)] {
        let progress = Progress::default();
        shape::stream(input.as_bytes(), &Options { progress: Some(&progress), ..Options::default() }).unwrap();
        assert_eq!(progress.bytes.load(Ordering::Relaxed), input.len() as u64);
        assert_eq!(progress.documents.load(Ordering::Relaxed), documents);
    }
}

#[test]
fn too_many_keys_are_pooled() {
    let count = SIZE.keys;
    let keys = |range: std::ops::Range<usize>| {
        range.map(|key| format!("\"k{key}\":{{\"v\":{key}}}")).collect::<Vec<_>>().join(",")
    };
    let one = format!("{{{}}}", keys(0..count));
    let lines = (0..count / 1000).fold(String::new(), |mut lines, part| {
        let _ = writeln!(lines, "{{{}}}", keys(part * 1000..(part + 1) * 1000));
        lines
    });
    for input in [one, lines] {
        let Fields::Pooled(all) = stream(input.as_bytes(), 2).unwrap().object.fields else { panic!("over the bound") };
        assert_eq!(all.object.count, count as u64);
        let Fields::Known(fields) = all.object.fields else { panic!("one key") };
        let values = &fields["v"];
        assert_eq!((fields.len(), values.seen, values.shape.number.integers), (1, count as u64, count as u64));
        assert_eq!(values.shape.number.max.map(|max| max + 1.0), format!("{count}").parse().ok());
    }
}

/// The shape of what is JSON in an input; and where the errors are, as `line:column`, in order.
fn valid(input: impl Read + Send, threads: usize) -> (Shape, Vec<(usize, usize)>) {
    let errors = Mutex::new(Vec::new());
    let on_invalid = |error: SyntaxError| errors.lock().unwrap().push((error.line, error.column));
    let options = Options { threads: NonZero::new(threads), on_invalid: Some(&on_invalid), ..Options::default() };
    let shape = shape::stream(input, &options).unwrap();
    let mut errors = errors.into_inner().unwrap();
    errors.sort_unstable();
    (shape, errors)
}

#[test]
fn lines_that_are_not_json_are_left_out() {
    let lines = many_lines();
    let good: Vec<_> = lines.lines().collect();
    let bad: [&[u8]; 6] =
        [b"nope", b"{\"id\":1,\"kind\":", b"{\"id\":\"\xff\"}", b"{\"k\":1e999}", b"[\"\\ud800\"]", b"}"];
    for first in [0, 1, 700, good.len() - 1] {
        let (mut input, mut expected, mut line) = (Vec::new(), Vec::new(), 0);
        for (n, good) in good.iter().enumerate() {
            if n >= first && (n - first) % 600 == 0 {
                for bad in bad {
                    input.extend([bad, b"\n"].concat());
                    line += 1;
                    expected.push(line);
                }
            }
            input.extend([good.as_bytes(), b"\n"].concat());
            line += 1;
        }
        let all = stream(lines.as_bytes(), 1).unwrap();
        for threads in [1, 2, 3, 16] {
            let (shape, errors) = valid(&*input, threads);
            assert_eq!(errors.iter().map(|(line, _)| *line).collect::<Vec<_>>(), expected);
            assert_eq!(shape, all, "{first}");
        }
        assert_eq!(valid(Dribble(&input), 2).0, all);
    }
}

#[test]
fn documents_that_are_not_json_are_left_out() {
    let one = "{\n  \"a\": [\n    1\n  ]\n}\n";
    let shape = |times: usize| stream(one.repeat(times).as_bytes(), 1).unwrap();
    for (input, times, errors) in [
        (one.repeat(3), 3, vec![]),
        (format!("{one}nope nope\n{one}"), 2, vec![(6, 2)]),
        (format!("nope\n{one}{one}"), 2, vec![(1, 2)]),
        // It is cut off, so that the next one seems to be a part of it.
        (format!("{one}{{\n  \"a\": [\n    1\n{one}"), 2, vec![(9, 1)]),
        (format!("{one}{{\n  \"a\":\n{one}{one}"), 2, vec![(13, 1)]),
        (format!("{one}{{\n  \"a\": ?\n}}\n{one}"), 2, vec![(7, 8)]),
        (format!("{one}{one}{{"), 2, vec![(11, 1)]),
        (r#"{"a":[1]}{"a":[1]}|{"a":[1]}|{"a":[1]}|}"#.replace('|', "\n"), 4, vec![(4, 1)]),
        (format!("{one}{{\"a\":[1]}}\n{one}nope\n{{\"a\":[1]}}\n{one}"), 5, vec![(12, 2)]),
        (format!("\u{feff}{one}\n}}\n{one}"), 2, vec![(7, 1)]),
        ("nope\n".repeat(9), 0, vec![(1, 2)]),
        ("{\n".repeat(2), 0, vec![(2, 1), (3, 1)]),
        ("{".to_owned(), 0, vec![(1, 1)]),
    ] {
        for threads in [1, 3] {
            let found = valid(input.as_bytes(), threads);
            assert_eq!(found.1, errors, "{input}");
            assert_eq!(found.0, shape(times), "{input}");
            assert_eq!(valid(Dribble(input.as_bytes()), threads), found);
        }
    }
}

#[test]
fn a_document_of_any_length_decides_the_layout() {
    // The first block ends within a document, and most lines of it are JSON alone.
    let long = format!("{}[\n{}1\n]\n", "1\n".repeat(9), "1\n,\n".repeat(SIZE.long / 4));
    let expected = stream(long.as_bytes(), 1).unwrap();
    assert_eq!(valid(format!("{long}nope\n").as_bytes(), 2), (expected, vec![(long.lines().count() + 1, 2)]));
}

#[test]
fn without_errors_nothing_is_left_out() {
    for input in [many_lines(), format!("[{}]", many_lines().trim_end().replace('\n', ",\n")), String::new()] {
        let progress = Progress::default();
        let options =
            Options { progress: Some(&progress), on_invalid: Some(&|error| panic!("{error}")), ..Options::default() };
        let shape = shape::stream(input.as_bytes(), &options).unwrap();
        assert_eq!(shape, stream(input.as_bytes(), 1).unwrap());
        assert_eq!(progress.bytes.load(Ordering::Relaxed), input.len() as u64);
    }
}

/// The shape of an input with a limit for lines, or the error; and the errors of what is left out.
fn limited(
    input: impl Read + Send,
    limit: usize,
    threads: usize,
    leaves_out: bool,
) -> Result<(Shape, Vec<SyntaxError>), StreamError> {
    let errors = Mutex::new(Vec::new());
    let on_invalid = |error: SyntaxError| errors.lock().unwrap().push(error);
    let options = Options {
        threads: NonZero::new(threads),
        on_invalid: if leaves_out { Some(&on_invalid) } else { None },
        longest_line: Some(limit),
        ..Options::default()
    };
    let shape = shape::stream(input, &options)?;
    let mut errors = errors.into_inner().unwrap();
    errors.sort_unstable_by_key(|error| error.line);
    Ok((shape, errors))
}

#[test]
fn long_lines_are_errors_or_left_out() {
    let limit = SIZE.long;
    let line = |length: usize| format!("[\"{}\"]\n", "x".repeat(length - 4));
    let lines = many_lines();
    let longest = line(limit);
    for (start, end) in [("{}\n", ""), ("{}\n", "{}"), (&*lines, &*lines), (&*lines, "{}\n")] {
        let valid = stream(format!("{start}{longest}{end}").as_bytes(), 1).unwrap();
        let without = stream(format!("{start}{end}").as_bytes(), 1).unwrap();
        let number = start.lines().count() + 1;
        for threads in [1, 3] {
            let input = format!("{start}{longest}{end}");
            assert_eq!(limited(input.as_bytes(), limit, threads, false).unwrap().0, valid);
            for length in [limit + 1, 3 * limit] {
                let input = format!("{start}{}{end}", line(length));
                let error = limited(input.as_bytes(), limit, threads, false).unwrap_err().to_string();
                assert!(error.starts_with(&format!("{number}:{}: ", limit + 1)), "{error}");
                assert!(error.contains("longer than 300000 bytes"), "{error}");
                let (shape, errors) = limited(input.as_bytes(), limit, threads, true).unwrap();
                assert_eq!(shape, without);
                assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [number]);
            }
            // Several of them, one after another, and the lines after them keep their numbers.
            let many = format!("{start}{0}{0}\n{0}{end}\nnope\n", line(2 * limit));
            let (shape, errors) = limited(many.as_bytes(), limit, threads, true).unwrap();
            assert_eq!(shape, without);
            let expected = [number, number + 1, number + 3, many.lines().count()];
            assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_limit_below_the_size_of_a_block_counts_too() {
    let input = "{}\n[1,2,3]\n{}\n[1, 2, 3]\n";
    let error = limited(input.as_bytes(), 7, 1, false).unwrap_err().to_string();
    assert!(error.starts_with("4:8: "), "{error}");
    let (shape, errors) = limited(input.as_bytes(), 7, 1, true).unwrap();
    assert_eq!((shape.object.count, shape.array.count, errors.len()), (2, 1, 1));
    assert_eq!(limited(Dribble(input.as_bytes()), 7, 1, true).unwrap(), (shape, errors));
    // A first line that is too long is read as a document.
    let shape = limited("[1, 2, 3]\n{}\n".as_bytes(), 7, 1, false).unwrap().0;
    assert_eq!((shape.object.count, shape.array.count), (1, 1));
}

#[test]
fn a_long_line_is_not_read_to_its_end() {
    /// Counts what is read.
    struct Counting<'a, R>(R, &'a Mutex<usize>);
    impl<R: Read> Read for Counting<'_, R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(buffer)?;
            *self.1.lock().unwrap() += read;
            Ok(read)
        }
    }
    let count = Mutex::new(0);
    let endless = b"{}\n".chain(io::repeat(b' '));
    let error = limited(Counting(endless, &count), 1_000_000, 3, false).unwrap_err().to_string();
    assert!(error.starts_with("2:1000001: "), "{error}");
    // It is read in blocks of 256 KiB.
    assert!(*count.lock().unwrap() < 1_600_000);
}

#[test]
fn progress_counts_what_is_skipped() {
    let input = format!("{{}}\n{}\n{{}}\n", "x".repeat(1_000_000));
    let progress = Progress::default();
    let options = Options {
        progress: Some(&progress),
        on_invalid: Some(&|_| {}),
        longest_line: Some(300_000),
        ..Options::default()
    };
    shape::stream(input.as_bytes(), &options).unwrap();
    assert_eq!(progress.bytes.load(Ordering::Relaxed), input.len() as u64);
    assert_eq!(progress.documents.load(Ordering::Relaxed), 2);
}

#[test]
fn lines_that_are_known_to_be_lines_never_join_to_a_document() {
    let (input, left_out) = ("{\"a\":\n1}\n{}\n[\n]\n", Mutex::new(Vec::new()));
    let on_invalid = |error: SyntaxError| left_out.lock().unwrap().push(error.line);
    let options = Options { is_lines: true, on_invalid: Some(&on_invalid), ..Options::default() };
    assert_eq!(shape::stream(input.as_bytes(), &options).unwrap(), shape::infer(b"{}").unwrap());
    assert_eq!(left_out.into_inner().unwrap(), [1, 2, 4, 5]);
    let strict = Options { is_lines: true, ..Options::default() };
    assert!(shape::stream(input.as_bytes(), &strict).unwrap_err().to_string().starts_with("1:5: "));
}
