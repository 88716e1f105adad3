//! The native part of the Python package `conscent-shape`.
//!
//! Python sees this as the module `conscent_shape._native`. Its stub `_native.pyi` documents it for type checkers. Rust
//! reads JSON and merges shapes without the interpreter lock; Python finds the bytes in Arrow and Spark.

// Input must never cause a panic.
#![warn(clippy::panic, clippy::unwrap_used)]

mod collect;
mod columns;
mod names;
mod observer;
mod shape;

use pyo3::prelude::*;

/// Shapes of JSON, and what the front ends for Arrow and Spark need to compute them.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::names::file_names;
    #[pymodule_export]
    use super::observer::Observer;
    #[pymodule_export]
    use super::shape::Shape;
}
