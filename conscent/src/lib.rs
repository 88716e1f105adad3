//! Re-exports the generated types.
pub use conscent_types::*;
