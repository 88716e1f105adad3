//! Generates the types from `samples/`, regenerates them when a sample changes, and sets them as the default of
//! `#[conscent_handler]`.

fn main() {
    conscent_codegen::Builder::new("samples").types_path("crate::webhooks").build();
}
