//! A receiver of webhooks, in its own process.

use conscent::auth::sign;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A program that prints `listening on http://ADDRESS`, and then one line for each delivery. It is killed on drop.
pub(crate) struct Receiver {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// The address on which it listens: `127.0.0.1:40001`.
    pub(crate) address: String,
}

impl Receiver {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut receiver = Self { child, lines, address: String::new() };
        let first = receiver.line();
        let address = first.split_once("listening on http://").and_then(|(_, rest)| rest.split(['/', ';']).next());
        address.expect(&first).clone_into(&mut receiver.address);
        receiver
    }

    /// Posts a body with the demonstration's credentials. Returns the response, and the line that the program prints about it.
    pub(crate) fn deliver(&mut self, body: &str) -> (String, String) {
        let request = format!(
            "POST /webhooks HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Authorization: Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ=\r\nX-Conscent-Signature: {}\r\n\r\n{body}",
            self.address,
            body.len(),
            sign("demo-webhook-secret", body.as_bytes()),
        );
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        (answer.lines().next().unwrap_or_default().to_owned(), self.line())
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // It may already have ended. Then the missing lines were reported.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
