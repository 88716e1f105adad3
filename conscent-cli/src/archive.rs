//! Reads many files on all cores.

use crate::source::Source;
use conscent_codegen::Diagnostics;
use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::{iter, panic, thread};

/// Reads all files, and joins their results in any order.
///
/// Each worker takes the next file, the largest first. It reads the file on a number of threads that corresponds to the
/// file's share of the remaining bytes: while many files are left, each is read on one thread, and the last file is
/// read on all of them. `read` gets the number of the file, the file, and the number of threads.
///
/// # Errors
/// Those of all files.
pub(crate) fn fold<T: Default + Send>(
    files: &[Source],
    threads: Option<NonZero<usize>>,
    read: impl Fn(usize, &Source, NonZero<usize>) -> Result<T, Diagnostics> + Sync,
    join: impl Fn(&mut T, T) + Sync,
) -> Result<T, Diagnostics> {
    let threads = threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN);
    let queue = Mutex::new(Queue::new(files, threads));
    let work = || {
        let (mut all, mut errors) = (T::default(), Vec::new());
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, threads)) = next else { return (all, errors) };
            match files.get(number).map(|file| read(number, file, threads)) {
                Some(Ok(part)) => join(&mut all, part),
                Some(Err(wrong)) => errors.extend(wrong),
                None => {}
            }
        }
    };
    thread::scope(|scope| {
        // If a thread cannot be started, the others do its work.
        let helpers: Vec<_> = (1..threads.get().min(files.len()))
            .map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
            .collect();
        let own = work();
        let helped =
            helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        let (mut all, mut errors) = (T::default(), Vec::new());
        for (part, wrong) in iter::once(own).chain(helped) {
            join(&mut all, part);
            errors.extend(wrong);
        }
        errors.into_iter().collect::<Diagnostics>().into_result().map(|()| all)
    })
}

/// The files that no worker has taken yet.
struct Queue {
    /// Their numbers and lengths.
    files: VecDeque<(usize, u64)>,
    /// How many bytes they have together.
    left: u64,
    threads: NonZero<usize>,
}

impl Queue {
    fn new(files: &[Source], threads: NonZero<usize>) -> Self {
        // The length of a pipe is unknown, so it comes first. Lengths are bounded so that no sum overflows.
        let longest = u64::MAX / (files.len() as u64 + 1);
        let mut files: Vec<_> =
            files.iter().map(|file| file.length().map_or(longest, |length| length.min(longest))).enumerate().collect();
        files.sort_by_key(|(number, length)| (u64::MAX - length, *number));
        Self { left: files.iter().map(|(_, length)| length).sum(), files: files.into(), threads }
    }
}

impl Iterator for Queue {
    type Item = (usize, NonZero<usize>);

    /// The number of the next file, and on how many threads it is read.
    fn next(&mut self) -> Option<Self::Item> {
        let (number, length) = self.files.pop_front()?;
        let all = self.threads.get() as u128;
        // Rounded to the nearest. Empty files have no share.
        let share = (2 * all * u128::from(length) + u128::from(self.left)).checked_div(2 * u128::from(self.left));
        self.left -= length;
        let share = usize::try_from(share.unwrap_or(1)).unwrap_or(usize::MAX).min(self.threads.get());
        Some((number, NonZero::new(share).unwrap_or(NonZero::<usize>::MIN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(lengths: &[u64], threads: usize) -> Vec<(usize, usize)> {
        let files = lengths.iter().copied().enumerate().collect();
        let queue = Queue { files, left: lengths.iter().sum(), threads: NonZero::new(threads).unwrap() };
        queue.map(|(number, threads)| (number, threads.get())).collect()
    }

    #[test]
    fn many_files_have_one_thread_each_and_the_last_one_has_all() {
        assert_eq!(shares(&[10, 10, 10, 10], 2), [(0, 1), (1, 1), (2, 1), (3, 2)]);
        assert_eq!(shares(&[1000, 10, 10], 8), [(0, 8), (1, 4), (2, 8)]);
        assert_eq!(shares(&[7], 4), [(0, 4)]);
        assert_eq!(shares(&[0, 0], 4), [(0, 1), (1, 1)]);
        assert_eq!(shares(&[u64::MAX / 2, 0], 4), [(0, 4), (1, 1)]);
    }
}
