fn main() {
    conscent_codegen::Builder::new("samples").types_path("crate::webhooks").build();
}
