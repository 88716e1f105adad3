//! Reads JSON lines and does nothing with them: the baseline for inference.
//!
//! ```text
//! cargo run --release --example read_lines -- value|ignored FILE
//! ```

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["value", path] => read::<Value>(path),
        ["ignored", path] => read::<IgnoredAny>(path),
        _ => Err(io::Error::other("usage: read_lines value|ignored FILE")),
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &str) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        black_box(serde_json::from_slice::<T>(&line)?);
        line.clear();
    }
    Ok(())
}
