//! The programs that the second half of the book shows. The book includes parts of these files, so they compile, and their tests run them.

pub mod capture;
pub mod deployment;
pub mod observability;
