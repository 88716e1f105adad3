//! (written with its tests)
