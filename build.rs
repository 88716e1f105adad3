// The regeneration step: samples/ -> the generated crate, whose build script includes this one.
//
// It runs only where the feature `regenerate` is on, which is in this workspace. Published crates have no build script.

fn main() {
    #[cfg(not(feature = "regenerate"))]
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "regenerate")]
    regenerate();
}

#[cfg(feature = "regenerate")]
fn regenerate() {
    use conscent_codegen::{Builder, Output};

    println!("cargo::rerun-if-changed=../build.rs");
    let output = Output::Crate { folder: ".".into(), name: env!("CARGO_PKG_NAME").to_owned() };
    Builder::new("../samples").output(output).build();
}
