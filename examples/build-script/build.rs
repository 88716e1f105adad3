//! Generates the types from `samples/`, again whenever a sample changes.

fn main() {
    conscent_codegen::Builder::new("samples").build();
}
