//! `--skip-invalid`: counts documents that are not JSON instead of reporting them.

use crate::exit::print_line;
use crate::show::printable;
use conscent_codegen::Location;
use conscent_codegen::text::grouped;
use std::sync::{Mutex, PoisonError};

/// The documents that were left out.
#[derive(Default)]
pub(crate) struct LeftOut(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    number: usize,
    /// The number of the file of the first one, and its place.
    first: Option<(usize, Location)>,
}

impl LeftOut {
    /// Counts a document. They may come in any order: `file` is the number of their file among all files.
    pub(crate) fn add(&self, file: usize, location: Location) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.number += 1;
        match &mut counted.first {
            Some((first, place)) if (*first, place.line) <= (file, location.line) => {}
            first => *first = Some((file, location)),
        }
    }

    pub(crate) fn number(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).number
    }

    /// Says on standard error how many documents were left out, if any were. `others` is the number of those that were
    /// not.
    pub(crate) fn report(&self, others: usize, files: usize) {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((_, first)) = &counted.first else { return };
        let all = grouped((counted.number + others) as u64);
        let documents = if counted.number + others == 1 { "document was" } else { "documents were" };
        let line = first.line.map_or_else(String::new, |line| format!(" on line {}", grouped(line as u64)));
        let file = if files > 1 { format!(" of {}", printable(&first.file.to_string_lossy())) } else { String::new() };
        let left_out = grouped(counted.number as u64);
        print_line(format_args!("{left_out} of {all} {documents} left out, the first{line}{file}"));
    }
}
