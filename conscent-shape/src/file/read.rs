//! Reads the lines of a shape file, and checks that they agree.

use super::FileError;
use super::below::{Below, Wrong};
use super::line::Line;
use super::step::Step;
use crate::{Field, Shape};
use std::str::Lines;

/// The longest path: `serde_json` reads 127 levels.
const DEEPEST: usize = 127;

/// Reads line after line.
pub(super) struct Reader<'t> {
    lines: Lines<'t>,
    /// The number of the latest line.
    number: usize,
    /// The line that was read last, if it is not used yet.
    next: Option<Line<'static>>,
    /// How many lines of the shape are left.
    left: u64,
}

impl<'t> Reader<'t> {
    /// Reads the text after the first line of the file.
    pub(super) fn new(text: &'t str) -> Self {
        Self { lines: text.lines(), number: 1, next: None, left: 0 }
    }

    /// The shape in the next lines.
    pub(super) fn shape(&mut self, lines: u64) -> Result<Shape, FileError> {
        self.left = lines;
        self.advance()?;
        let shape = match self.next.take() {
            None => return Ok(Shape::default()),
            Some(line) if line.at.is_empty() && line.seen == 0 => self.place(line)?,
            Some(_) => return Err(self.wrong("the first path is not empty")),
        };
        if self.next.is_some() { Err(self.wrong("a path is not below the one before")) } else { Ok(shape) }
    }

    /// Checks that no line is left.
    pub(super) fn end(&mut self) -> Result<(), FileError> {
        if self.lines.next().is_none() {
            Ok(())
        } else {
            Err(self.wrong("there are more lines than the first one says"))
        }
    }

    fn wrong(&self, why: Wrong) -> FileError {
        FileError::new(self.number, wrong(why))
    }

    fn advance(&mut self) -> Result<(), FileError> {
        self.next = None;
        if self.left == 0 {
            return Ok(());
        }
        self.left -= 1;
        self.number += 1;
        let Some(text) = self.lines.next() else { return Err(self.wrong("it is missing")) };
        let line: Line<'static> = serde_json::from_str(text).map_err(|_| self.wrong("it is malformed"))?;
        if line.at.len() > DEEPEST {
            return Err(self.wrong("the path is too long"));
        }
        self.next = Some(line);
        Ok(())
    }

    /// The shape at the path of a line, with those below.
    fn place(&mut self, line: Line<'static>) -> Result<Shape, FileError> {
        let number = self.number;
        self.advance()?;
        let (at, mut below) = (line.at.clone(), Below::default());
        let mut latest = None;
        while let Some(next) = self.next.take_if(|next| next.at.len() > at.len() && next.at.starts_with(&at)) {
            if next.at.len() > at.len() + 1 {
                return Err(self.wrong("the path above it is missing"));
            }
            let (step, seen) = (next.at.last().cloned(), next.seen);
            if latest >= step {
                return Err(self.wrong("its path is not in order"));
            }
            latest.clone_from(&step);
            let shape = Box::new(self.place(next)?);
            match step {
                Some(Step::Key(key)) => drop(below.fields.insert(key.into_owned(), Field { seen, shape })),
                Some(Step::Item) => below.item = Some(shape),
                Some(Step::Value) | None => below.value = Some(shape),
            }
        }
        below.build(line).map_err(|why| FileError::new(number, wrong(why)))
    }
}

fn wrong(why: Wrong) -> String {
    format!("not a line of a shape: {why}; write the file again")
}
