//! Generates the types from `samples/`, and regenerates them when a sample changes.

fn main() {
    conscent_codegen::Builder::new("samples").build();
}
