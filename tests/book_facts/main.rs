//! The second half of the book agrees with the code: each table of a chapter is compared with the code that it describes.

mod book;
mod code;
mod commands;
mod deploy;
mod features;
mod hints;
mod import;
mod limits;
mod releases;
mod telemetry;
