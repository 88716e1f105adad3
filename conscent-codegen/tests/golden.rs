//! The whole output for two small made-up vendors, file by file.
//!
//! `UPDATE_EXPECT=1 cargo test -p conscent-codegen --test golden` accepts the current output: review the diff. A new
//! version of conscent-codegen changes `Cargo.toml` in it.
use conscent_codegen::{Package, generate};
use expect_test::expect_file;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn output_is_as_expected() {
    check("tests/golden", "parcel-webhooks");
}

/// What the samples of the first vendor lack: events and payloads at places of any depth, in headers, and in batches.
#[test]
fn output_for_other_deliveries_is_as_expected() {
    check("tests/golden/nested", "nested-webhooks");
}

fn check(folder: &str, name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let expected = folder.join("expected");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let files = generate(&folder.join("samples"), &Package::new(name)).unwrap();

    let generated: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for stale in test_support::files(&expected).iter().filter(|path| !generated.contains(path.as_str())) {
        assert!(update, "{stale} is expected, and no longer generated; UPDATE_EXPECT=1 removes it");
        fs::remove_file(expected.join(stale)).unwrap();
    }
    for file in &files {
        let path = expected.join(&file.path);
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        // `expect_file` treats an empty file like a missing one.
        assert!(!file.text.is_empty(), "{} is empty", file.path);
        expect_file![path].assert_eq(&file.text);
    }
}

/// What the vendor must have, so that the output shows all that the generator can do.
#[test]
fn the_vendor_has_every_kind_of_type() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/samples");
    let interface = conscent_codegen::interface(&folder, None).unwrap();
    let [v1, v2] = interface.modules.as_slice() else { panic!("two apis") };
    assert!(v1.envelope.is_none() && v2.envelope.is_some());
    for module in [v1, v2] {
        assert!(!module.families.is_empty() && !module.structs.is_empty() && !module.enums.is_empty());
    }
    assert!(!v2.unions.is_empty());
    assert!(v1.structs.iter().chain(&v2.structs).any(|one| one.occurrence.events.len() > 1), "no struct is shared");
    assert!(v2.enums.iter().any(|one| one.keys.contains("Parcel.size")), "no enum by a hint");
    let samples: Vec<_> = v2.events.iter().flat_map(|event| &event.samples).collect();
    assert!(samples.iter().any(|sample| sample.corrected));
    assert!(samples.iter().any(|sample| sample.heading == "Parcel.arrived"));
    assert!(v2.events.iter().any(|event| event.samples.len() == 2));
    let text = interface.to_text();
    for kind in
        ["any", "json", "bool", "number", "string", "timestamp", "epoch_seconds", "epoch_millis", "decimal", "payload"]
    {
        assert!(text.contains(&format!("\"{kind}\"")), "nothing is {kind}");
    }
    for part in [
        "named",
        "vec",
        "option",
        "map",
        "box",
        "required",
        "nullable",
        "form",
        "doc",
        "example",
        "shared",
        "signature",
        "answers",
        "views",
        "kind",
    ] {
        assert!(text.contains(&format!("\"{part}\": ")), "nothing has {part}");
    }
}
