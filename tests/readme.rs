//! The Rust in READMEs is that of compiled files, and the first program prints what the README says. Their shell is run in `regenerate/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Every README with Rust in it, and the compiled files that hold that Rust: as code, or as an example in the docs.
const COMPILED: [(&str, &[&str]); 8] = [
    (
        "README.md",
        &[
            "examples/receive.rs",
            "examples/handlers.rs",
            "examples/github/build.rs",
            "examples/github/src/handlers.rs",
            "examples/github/src/lib.rs",
        ],
    ),
    ("conscent/README.md", &["examples/handlers.rs"]),
    (
        "conscent-codegen/README.md",
        &["conscent-codegen/examples/build-script/build.rs", "conscent-codegen/examples/build-script/src/lib.rs"],
    ),
    ("conscent-inbox/README.md", &["conscent-inbox/examples/passes.rs"]),
    // These are compiled as a whole, as docs of their crates.
    ("conscent-core/README.md", &["conscent-core/README.md"]),
    ("conscent-import/README.md", &["conscent-import/README.md"]),
    ("conscent-shape/README.md", &["conscent-shape/README.md"]),
    ("conscent-types/README.md", &["conscent-types/src/lib.rs"]),
];

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The content of all fenced blocks of a language. Those in a list are indented.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((indent, rest)) =
            line.split_once(&format!("```{language}")).filter(|(indent, _)| indent.trim().is_empty())
        else {
            continue;
        };
        let content = lines.by_ref().take_while(|line| line.trim() != "```");
        let content = content.map(|line| line.strip_prefix(indent).unwrap_or(line));
        blocks.push([rest].into_iter().chain(content).collect::<Vec<_>>().join("\n"));
    }
    blocks
}

/// A file's text, and the text of its docs.
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

#[test]
fn the_first_program_prints_what_the_readme_says() {
    let tests = std::env::current_exe().unwrap();
    let examples = tests.parent().and_then(Path::parent).unwrap().join("examples");
    let output = Command::new(examples.join(format!("receive{}", std::env::consts::EXE_SUFFIX))).output().unwrap();
    let said = blocks(&read("README.md"), "text").remove(0);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), said.trim_start().to_owned() + "\n");
}
