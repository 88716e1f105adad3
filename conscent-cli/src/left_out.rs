//! `--skip-invalid`: counts documents that are not JSON instead of reporting them.

use crate::exit::print_line;
use crate::show::printable;
use conscent_codegen::Location;
use std::sync::{Mutex, PoisonError};

/// The documents that were left out.
#[derive(Default)]
pub(crate) struct LeftOut(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    number: usize,
    /// The file and the line of the first one.
    first: Option<Location>,
}

impl LeftOut {
    /// Counts a document. Those of one file may come in any order, those of an earlier file come earlier.
    pub(crate) fn add(&self, location: Location) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.number += 1;
        match &mut counted.first {
            Some(first) if first.file != location.file || first.line <= location.line => {}
            first => *first = Some(location),
        }
    }

    pub(crate) fn number(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).number
    }

    /// Says on standard error how many documents were left out, if any were. `others` is the number of those that were
    /// not.
    pub(crate) fn report(&self, others: usize, files: usize) {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = &counted.first else { return };
        let all = grouped(counted.number + others);
        let documents = if counted.number + others == 1 { "document was" } else { "documents were" };
        let line = first.line.map_or_else(String::new, |line| format!(" on line {}", grouped(line)));
        let file = if files > 1 { format!(" of {}", printable(&first.file.to_string_lossy())) } else { String::new() };
        let left_out = grouped(counted.number);
        print_line(format_args!("{left_out} of {all} {documents} left out, the first{line}{file}"));
    }
}

/// A number with a comma before each group of three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([0, 12, 999, 1000, 1_234_567].map(grouped), ["0", "12", "999", "1,000", "1,234,567"]);
    }
}
