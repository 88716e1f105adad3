//! Shape files among the inputs and outputs of commands.

use crate::source::Source;
use conscent_codegen::samples::archive;
use conscent_codegen::{Diagnostic, Location};
use conscent_shape::{SHAPE_FILE, ShapeFile};
use std::io::{self, Cursor, Read};

/// Whether a text is that of a shape file, and the text. It waits for no more bytes than it needs.
pub(crate) fn is_shape<R: Read>(mut text: R) -> io::Result<(bool, impl Read + use<R>)> {
    let mut start = [0; SHAPE_FILE.len()];
    let mut length = 0;
    let read = |start: &[u8]| SHAPE_FILE.as_bytes().starts_with(start) && start.len() < SHAPE_FILE.len();
    while read(start.get(..length).unwrap_or_default()) {
        match text.read(start.get_mut(length..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let start = start.get(..length).unwrap_or_default().to_vec();
    Ok((start == SHAPE_FILE.as_bytes(), Cursor::new(start).chain(text)))
}

/// Reads the text of a shape file.
pub(crate) fn read(source: &Source, mut text: impl Read) -> Result<ShapeFile, Diagnostic> {
    let mut bytes = Vec::new();
    text.read_to_end(&mut bytes).map_err(|error| source.unreadable(&error))?;
    ShapeFile::read(&bytes).map_err(|error| archive::unusable(&source.name(), error))
}

/// The bytes of a shape file as text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| Location::file("<shape>").error("cannot be written", error.to_string()))
}
