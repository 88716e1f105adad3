//! The event table behind `#[conscent_handler]`.
