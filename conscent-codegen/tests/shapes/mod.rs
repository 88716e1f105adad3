//! Shape files for samples folders.

use conscent_shape::{Options, Shape, ShapeFile, stream};
use std::path::Path;
use test_support::put;

/// The exact shape of JSON documents, one per line.
pub(crate) fn shape(documents: &str) -> Shape {
    stream(documents.as_bytes(), &Options::default()).unwrap()
}

/// The shape file of JSON documents, as `conscent infer --shape` writes it.
pub(crate) fn file(documents: &str) -> Vec<u8> {
    ShapeFile::of(shape(documents)).write()
}

/// Puts the shape file of JSON documents into a samples folder.
pub(crate) fn put_shape(samples: &Path, path: &str, documents: &str) {
    put(samples, path, file(documents));
}
