//! Reads the documents and shapes of all files.

use super::unwrapped::Unwrapped;
use crate::archive;
use crate::exit::{print_note, print_warning};
use crate::left_out::LeftOut;
use crate::progress::{self, Counters};
use crate::shapes;
use crate::show::printable;
use crate::source::{Opened, Source};
use conscent_codegen::text::{count_large, grouped};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use conscent_shape::{
    NAMES, NamesError, Options, Progress, Shape, ShapeFile, StreamError, SyntaxError, stream, stream_by,
};
use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How documents are read.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) threads: Option<NonZero<usize>>,
    pub(super) skip_invalid: bool,
    /// Where documents name their event, if each event has its own shape.
    pub(super) pointer: Option<&'a str>,
}

/// The documents of one event.
#[derive(Default)]
pub(super) struct Event {
    pub(super) shape: Shape,
    pub(super) documents: u64,
    /// The number of the file with the first of them, and the line where it starts.
    pub(super) first: (usize, usize),
}

/// The documents by the names of their events. `None`: the documents without a name.
pub(super) type Events = BTreeMap<Option<String>, Event>;

/// The shape of all documents in all files.
pub(super) fn all(files: &[Source], settings: Settings<'_>) -> Result<ShapeFile, Diagnostics> {
    Reader::new(settings).read(files, Reader::shape, |all, shape| all.merge(&shape))
}

/// The shape of each event.
pub(super) fn by_event(files: &[Source], settings: Settings<'_>) -> Result<Events, Diagnostics> {
    let events = Reader::new(settings).read(files, Reader::events, |all: &mut Events, events| {
        for (name, Event { shape, documents, first }) in events {
            // Too many names are an error, so memory must not grow any further.
            if all.len() > NAMES + 1 && !all.contains_key(&name) {
                continue;
            }
            let event = all.entry(name).or_insert_with(|| Event { first, ..Event::default() });
            event.shape.merge(&shape);
            event.documents += documents;
            event.first = event.first.min(first);
        }
    })?;
    if events.keys().flatten().count() > NAMES {
        let pointer = settings.pointer.unwrap_or_default();
        let help = format!("the files have more than {} different strings at {pointer}", grouped(NAMES as u64));
        return Err(Location::file("--by-event").error("not the names of events", help).into());
    }
    Ok(events)
}

struct Reader<'a> {
    settings: Settings<'a>,
    /// The bytes that were read from files.
    bytes: AtomicU64,
    progress: Progress,
    left_out: LeftOut,
    /// The names of files that are not plain text, by the forms that they have.
    forms: Mutex<BTreeMap<String, Vec<String>>>,
}

/// One file.
struct File<'a> {
    number: usize,
    source: &'a Source,
    threads: NonZero<usize>,
}

impl<'a> Reader<'a> {
    fn new(settings: Settings<'a>) -> Self {
        let (bytes, progress, left_out, forms) = Default::default();
        Self { settings, bytes, progress, left_out, forms }
    }

    /// Reads all files, shows the progress, and reports what was left out.
    fn read<T: Default + Send>(
        &self,
        files: &[Source],
        read: impl Fn(&Self, &File<'_>) -> Result<T, Diagnostic> + Sync,
        join: impl Fn(&mut T, T) + Sync,
    ) -> Result<T, Diagnostics> {
        let counters = Counters { bytes: &self.bytes, documents: &self.progress.documents };
        let result = progress::watch(files.iter().map(Source::length).sum(), counters, || {
            let read = |number, source: &Source, threads| Ok(read(self, &File { number, source, threads })?);
            archive::fold(files, self.settings.threads, read, join)
        });
        self.note_forms();
        let documents = self.progress.documents.load(Ordering::Relaxed);
        self.left_out.report(usize::try_from(documents).unwrap_or(usize::MAX), files.len());
        result
    }

    /// Opens a file. Captured lines are replaced by their bodies.
    fn open(&self, file: &File<'_>) -> Result<(bool, impl Read + Send + use<'_>), Diagnostic> {
        let Opened { text, form } = file.source.open_counted(&self.bytes)?;
        if let Some(form) = form {
            let name = file.source.name().to_string_lossy().into_owned();
            self.forms.lock().unwrap_or_else(PoisonError::into_inner).entry(form).or_default().push(name);
        }
        let (is_shape, text) = shapes::is_shape(text).map_err(|error| file.source.unreadable(&error))?;
        Ok((is_shape, Unwrapped::new(text, file.source.name(), print_warning)))
    }

    fn shape(&self, file: &File<'_>) -> Result<ShapeFile, Diagnostic> {
        let (is_shape, text) = self.open(file)?;
        let shape = if is_shape {
            shapes::read(file.source, text)?
        } else {
            ShapeFile::of(self.stream(file, |options| stream(text, options))?)
        };
        if shape == ShapeFile::default() {
            return Err(no_json(file));
        }
        Ok(shape)
    }

    fn events(&self, file: &File<'_>) -> Result<Events, Diagnostic> {
        let (is_shape, text) = self.open(file)?;
        if is_shape {
            let help = "it does not say which of its counts belong to which event; use --by-event with the documents, \
                        and join shape files of the same event with `conscent merge`";
            return Err(Location::file(file.source.name()).error("a shape cannot be divided by events", help));
        }
        let pointer = self.settings.pointer.unwrap_or_default();
        let groups = self.stream(file, |options| stream_by(text, pointer, options))?;
        if groups.is_empty() {
            return Err(no_json(file));
        }
        let events = groups.into_iter().map(|(name, group)| {
            let first = (file.number, group.first_line);
            (name, Event { shape: group.shape, documents: group.documents, first })
        });
        Ok(events.collect())
    }

    fn stream<T>(
        &self,
        file: &File<'_>,
        stream: impl FnOnce(&Options<'_>) -> Result<T, StreamError>,
    ) -> Result<T, Diagnostic> {
        let name = file.source.name();
        let skip = |error: SyntaxError| self.left_out.add(file.number, Location::line(&name, error.line));
        let options = Options {
            threads: Some(file.threads),
            progress: Some(&self.progress),
            on_invalid: if self.settings.skip_invalid { Some(&skip) } else { None },
            ..Options::default()
        };
        stream(&options).map_err(|error| match error {
            StreamError::Io(error) => file.source.unreadable(&error),
            StreamError::Syntax(error) => file.source.syntax_error(error),
            StreamError::Names(error) => unnamed(&name, error),
        })
    }

    /// Prints one note for each form of files that are not plain text: an archive may have thousands of them.
    fn note_forms(&self) {
        for (form, files) in &*self.forms.lock().unwrap_or_else(PoisonError::into_inner) {
            match files.as_slice() {
                [file] => print_note(format!("{}: read as {form}", printable(file))),
                files => print_note(format!("{} were read as {form}", count_large(files.len() as u64, "file"))),
            }
        }
    }
}

fn no_json(file: &File<'_>) -> Diagnostic {
    Location::file(file.source.name()).error("no JSON", "the input holds no document to infer a schema from")
}

/// The error of a pointer that does not lead to names. It never quotes them: they may be personal data.
fn unnamed(file: &Path, error: NamesError) -> Diagnostic {
    let why = error.to_string();
    let (location, why) = match error {
        NamesError::Pointer => (Location::file("--by-event"), why.as_str()),
        NamesError::TooMany { line } | NamesError::TooLong { line } => {
            (Location::line(file, line), why.strip_prefix(&format!("line {line}: ")).unwrap_or(&why))
        }
    };
    location.error("not the names of events", why)
}
