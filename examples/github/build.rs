//! Generates the types from `samples/`, again whenever a sample changes, and names them to `#[conscent_handler]`.

fn main() {
    conscent_codegen::Builder::new("samples").types_path("crate::webhooks").build();
}
