//! Regenerates this crate, in this workspace only.

include!("../build.rs");
