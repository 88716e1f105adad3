//! Prints the JSON Schema of JSON files, or of standard input. A file may have any size, and any number of documents.
//!
//! ```text
//! cargo run -p conscent-shape --example schema -- FILE…
//! ```

use conscent_shape::{Options, Shape, json_schema, stream, structure};
use std::{env, error::Error, fs::File, io};

#[expect(clippy::print_stdout, reason = "the schema is what the program prints")]
fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::default();
    let mut shape = Shape::default();
    for path in env::args_os().skip(1) {
        let of_file = stream(File::open(&path)?, &options).map_err(|error| format!("{}: {error}", path.display()))?;
        shape.extend([of_file]);
    }
    if env::args_os().len() < 2 {
        shape = stream(io::stdin(), &options)?;
    }
    let schema = json_schema::of(&structure::decide(shape, &structure::Options::default()));
    print!("{}", schema.to_text());
    Ok(())
}
