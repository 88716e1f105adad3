//! The book: its chapters are complete, and its code compiles. Chapters copy code from the modules below. `regenerate/` runs the
//! tutorial's shell commands, the tests of the command line check arguments of commands, and `.ci/book` checks links.

mod chapters;
mod credentials;
mod handlers;
mod types;
mod variants;
