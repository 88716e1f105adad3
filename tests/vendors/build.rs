//! Generates the types from `samples/`.

fn main() {
    conscent_codegen::Builder::new("samples").build();
}
