//! The facade over `metrics` and `tracing`. It takes plain values, and does nothing without these features.

#[cfg(any(feature = "metrics", feature = "tracing"))]
pub(crate) mod drift;
pub(crate) mod report;
mod span;

pub(crate) use span::Span;
