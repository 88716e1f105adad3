//! Receivers: the program's own, and one whose responses a test chooses.

use super::command;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// A running `conscent record`.
pub(crate) struct Recorder {
    child: Child,
    errors: BufReader<std::process::ChildStderr>,
    pub(crate) url: String,
}

impl Recorder {
    /// Listens at a free port, and keeps bodies in `recorded`.
    pub(crate) fn start(folder: &Path, arguments: &str) -> Self {
        Self::spawn(command(folder, &format!("record --listen 127.0.0.1:0 --out recorded {arguments}")))
    }

    /// Runs a command that listens.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").and_then(|line| line.split(';').next()).unwrap().to_owned();
        Self { child, errors, url }
    }

    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Takes the pipe of its output. Without a reader, it is closed.
    pub(crate) fn take_output(&mut self) -> ChildStdout {
        self.child.stdout.take().unwrap()
    }

    /// Sends it a signal.
    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Its output and errors, after a check that it exited with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> (Vec<String>, String) {
        let Self { child, mut errors, .. } = self;
        let done = child.wait_with_output().unwrap();
        let mut text = String::new();
        errors.read_to_string(&mut text).unwrap();
        assert_eq!(done.status.code(), Some(code), "{text}");
        (String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect(), text)
    }

    /// The same, but nobody reads its output before it has exited.
    #[track_caller]
    pub(crate) fn ends_unread(mut self, code: i32) -> (Vec<String>, String) {
        let unread = self.child.stdout.take();
        let mut text = String::new();
        self.errors.read_to_string(&mut text).unwrap();
        self.child.stdout = unread;
        let (lines, _) = self.ends(code);
        (lines, text)
    }
}

/// A request: its head and its body.
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The values of a header, as text.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }
}

/// Answers one request with each of these statuses. `0` closes the connection without an answer.
pub(crate) fn answering(statuses: &'static [u16]) -> (String, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            sender.send(read(&mut stream)).unwrap();
            if *status != 0 {
                let head = "Content-Length: 0\r\nConnection: close\r\nLocation: http://127.0.0.1:9/";
                write!(stream, "HTTP/1.1 {status} X\r\n{head}\r\n\r\n").unwrap();
            }
        }
    });
    (url, requests)
}

fn read(stream: &mut TcpStream) -> Request {
    let mut input = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(input.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let mut request = Request { head, body: Vec::new() };
    let length = request.header("content-length").first().map_or(0, |length| length.parse().unwrap());
    request.body.resize(length, 0);
    input.read_exact(&mut request.body).unwrap();
    request
}
