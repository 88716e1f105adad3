//! The Rust code in READMEs comes from compiled files. `regenerate/` runs their shell commands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use test_support::markdown::blocks;

/// Every README with Rust code, and the compiled files that contain this code, or have it as an example in their docs.
const COMPILED: [(&str, &[&str]); 8] = [
    ("README.md", &["src/bin/minimal.rs"]),
    ("conscent/README.md", &["src/bin/minimal.rs"]),
    ("conscent-codegen/README.md", &["examples/build-script/build.rs", "examples/build-script/src/lib.rs"]),
    ("conscent-inbox/README.md", &["conscent-inbox/examples/passes.rs"]),
    // These READMEs are compiled completely, as docs of their crates.
    ("conscent-core/README.md", &["conscent-core/README.md"]),
    ("conscent-import/README.md", &["conscent-import/README.md"]),
    ("conscent-shape/README.md", &["conscent-shape/README.md"; 3]),
    ("conscent-types/README.md", &["conscent-types/src/lib.rs", "conscent-types/src/lib.rs"]),
];

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The text of a file, and the text of its docs.
fn with_docs(file: &str) -> String {
    let text = read(file);
    let docs = text.lines().filter_map(|line| line.strip_prefix("//! ").or(line.strip_prefix("//!")));
    docs.chain([text.as_str()]).collect::<Vec<_>>().join("\n")
}

/// Lines without their indentation: a README may show a part of a function.
fn unindented(text: &str) -> String {
    text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

#[test]
fn all_rust_is_that_of_a_compiled_file() {
    for (readme, files) in COMPILED {
        let blocks = blocks(&read(readme), "rust");
        assert_eq!(blocks.len(), files.len(), "{readme}");
        for (block, file) in blocks.iter().zip(files) {
            let code = block.strip_prefix('\n').expect("no attribute of the block keeps it from being compiled");
            // Its first line may name its file.
            let code = if code.starts_with("// ") { code.split_once('\n').unwrap().1 } else { code };
            assert!(unindented(&with_docs(file)).contains(&unindented(code)), "{readme} and {file} differ:\n{code}");
        }
    }
    for name in ["core", "import", "shape"] {
        let root = read(format!("conscent-{name}/src/lib.rs"));
        assert!(root.contains("#[doc = include_str!(\"../README.md\")]"), "{name}");
    }
}

#[test]
fn no_readme_is_forgotten() {
    let folders = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entry| entry.unwrap().file_name());
    let readmes = folders.map(|folder| Path::new(&folder).join("README.md")).chain(["README.md".into()]);
    let exist = readmes.filter(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_file());
    let with_rust: BTreeSet<_> = exist.filter(|path| read(path).contains("```rust")).collect();
    assert_eq!(with_rust, COMPILED.map(|(readme, _)| readme.into()).into());
}
