//! `conscent generate`
#![allow(clippy::unwrap_used, reason = "tests and their helpers may fail anywhere")]

mod command;

use command::{BY, HOLDER, SAMPLES, folder, put, run, snapshot};
use std::path::Path;
use std::process::Command;

/// Samples of one event, and the arguments that generate a crate from them.
const FILES: [(&str, &str); 1] = [("samples/v1/a.b/one.json", "{\"n\": 1}")];
const GENERATE: &str = "generate --samples samples --out types-of-a";

#[test]
fn writes_a_crate_once_and_keeps_it_up_to_date() {
    let here = folder(&FILES);
    let lines = run(here.path(), GENERATE).lines(0);
    assert_eq!(lines[0], "wrote types-of-a/src/generated.rs");
    let total = lines.len() - 1;
    assert_eq!(lines[total], format!("types-of-a: {total} files written, 0 removed, 0 unchanged"));
    let manifest = std::fs::read_to_string(here.path().join("types-of-a/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"types-of-a\""), "{manifest}");

    let first = snapshot(here.path());
    let again = run(here.path(), GENERATE).lines(0);
    assert_eq!(again, [format!("types-of-a: 0 files written, 0 removed, {total} unchanged")]);
    assert_eq!(snapshot(here.path()), first);

    std::fs::rename(here.path().join("samples/v1/a.b"), here.path().join("samples/v1/c.d")).unwrap();
    let lines = run(here.path(), GENERATE).lines(0);
    assert!(lines.contains(&"wrote types-of-a/schemas/v1/c.d.json".to_owned()), "{lines:?}");
    assert!(lines.contains(&"removed types-of-a/schemas/v1/a.b.json".to_owned()), "{lines:?}");
    assert_eq!(
        run(here.path(), &format!("{GENERATE} --check")).lines(0),
        [format!("types-of-a: up to date, {total} files")]
    );
}

#[test]
fn check_writes_nothing_and_names_each_stale_file() {
    let here = folder(&FILES);
    let check = format!("{GENERATE} --check");
    let lines = run(here.path(), &check).lines(1);
    assert!(lines.contains(&"types-of-a/Cargo.toml: missing".to_owned()), "{lines:?}");
    assert!(!here.path().join("types-of-a").exists());

    run(here.path(), GENERATE).ends(0);
    run(here.path(), &check).ends(0);
    put(
        here.path(),
        "types-of-a/Cargo.toml",
        "[package]\nname = \"mine\"\nversion = \"1.0.0\" # the user's own by now",
    );
    put(here.path(), "types-of-a/README.md", "changed");
    put(here.path(), "types-of-a/schemas/v1/old.json", "{}");
    std::fs::remove_file(here.path().join("types-of-a/src/lib.rs")).unwrap();
    let before = snapshot(here.path());
    assert_eq!(
        run(here.path(), &check).lines(1),
        [
            // These files contain the version of the crate.
            "types-of-a/schemas/openapi.json: differs",
            "types-of-a/schemas/asyncapi.json: differs",
            "types-of-a/README.md: differs",
            "types-of-a/src/lib.rs: missing",
            "types-of-a/schemas/v1/old.json: no longer part of the crate",
            "types-of-a: 5 files stale; the same command without --check updates them",
        ]
    );
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn a_foreign_folder_is_left_alone() {
    let here = folder(&FILES);
    put(here.path(), "types-of-a/README.md", "mine");
    put(here.path(), "types-of-a/schemas/mine.json", "{}");
    let before = snapshot(here.path());
    for command in [GENERATE.to_owned(), format!("{GENERATE} --check")] {
        let errors = run(here.path(), &command).errors();
        assert_eq!(errors.len(), 2);
        assert!(
            errors[0].starts_with("types-of-a/README.md: would be overwritten: this folder holds no generated crate")
        );
        assert!(
            errors[1]
                .starts_with("types-of-a/schemas/mine.json: would be removed: this folder holds no generated crate")
        );
    }
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn the_name_of_the_crate_has_to_be_valid() {
    let here = folder(&FILES);
    let refused =
        |arguments: &str| run(here.path(), &format!("generate --samples samples {arguments}")).errors().remove(0);
    assert!(refused("--out 9lives").starts_with("Cargo.toml: \"9lives\" cannot be a crate's name: "));
    assert!(refused("--out fine --name fn").contains("it is a keyword of Rust; give the crate another name (--name"));
    assert!(refused("--out /").starts_with("/: the folder has no name for the crate: "));
    assert!(!here.path().join("fine").exists());
    run(here.path(), "generate --samples samples --out 9lives --name nine-lives").ends(0);
}

#[test]
fn nothing_is_written_while_anything_is_wrong() {
    let here = folder(&FILES);
    put(here.path(), "samples/v1/bad/x.json", "{");
    put(here.path(), "samples/hints.toml", "min_samples = 0\n");
    let errors = run(here.path(), GENERATE).errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(!here.path().join("types-of-a").exists());
    assert!(
        run(here.path(), "generate --samples samples --out .").errors()[0].contains("output folder holds the samples")
    );
}

#[test]
fn a_sample_that_cannot_be_used_is_left_out_and_named() {
    let here = folder(&FILES);
    run(here.path(), GENERATE).ends(0);
    let clean = snapshot(&here.path().join("types-of-a"));
    std::fs::remove_dir_all(here.path().join("types-of-a")).unwrap();

    put(here.path(), "samples/v1/bad/x.json", "[1]");
    let left_out = [
        "samples: 1 sample was left out: the other samples are used; correct or remove the files named here",
        "samples/v1/bad/x.json:1:1: left out, not a JSON object: a payload must be an object, but this is an array; put each delivery of the \
         list into its own file",
        "  |",
        "1 | [1]",
        "  | ^",
    ];
    for (arguments, code) in [("--check", 1), ("", 0), ("--check", 0)] {
        let run = run(here.path(), &format!("{GENERATE} {arguments}")).ends(code);
        assert_eq!(run.err.lines().collect::<Vec<_>>(), left_out, "{arguments}");
    }
    assert_eq!(snapshot(&here.path().join("types-of-a")), clean);
    assert_eq!(run(here.path(), PLAIN).ends(0).err.lines().collect::<Vec<_>>(), left_out);

    let before = snapshot(here.path());
    for command in [GENERATE, PLAIN] {
        assert_eq!(run(here.path(), &format!("{command} --strict")).errors(), [left_out[1].replace("left out, ", "")]);
    }
    // A release must contain everything that is documented.
    let release = run(here.path(), "release --samples samples --out types-of-a").errors();
    assert!(release[0].starts_with("samples/v1/bad/x.json:1:1: not a JSON object: "), "{release:?}");
    assert_eq!(snapshot(here.path()), before);

    std::fs::remove_dir_all(here.path().join("samples/v1/a.b")).unwrap();
    assert_eq!(run(here.path(), GENERATE).errors().len(), 1);
}

#[test]
fn a_hint_or_a_correction_may_need_a_sample_that_is_left_out() {
    let here = folder(&FILES);
    put(here.path(), "samples/v1/a.b/two.json", "{\"map\": {}");
    put(
        here.path(),
        "samples/hints.toml",
        "[[hint]]\napi = \"v1\"\nat = \"/map\"\nkind = \"map\"\nreason = \"known\"\n",
    );
    put(
        here.path(),
        "samples/corrections.toml",
        "[[correction]]\nsample = \"v1/a.b/two.json\"\npointer = \"/n\"\nfrom = 1\nto = 2\nreason = \"known\"\n",
    );
    let said = run(here.path(), GENERATE).ends(0).said();
    let starts = [
        "samples: 1 sample was left out: ",
        "samples/corrections.toml:1:1: correction has no effect: ",
        "samples/hints.toml:3:6: hint has no effect: ",
        "samples/v1/a.b/two.json:1:10: left out, not JSON: ",
    ];
    assert_eq!(said.len(), starts.len(), "{said:?}");
    assert!(said.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{said:?}");

    // Without the sample they are stale.
    std::fs::remove_file(here.path().join("samples/v1/a.b/two.json")).unwrap();
    assert!(run(here.path(), GENERATE).errors()[0].contains("correction no longer applies"));
}

/// Samples whose types have other names without the interface, `kept.json`, that they keep.
fn renamed() -> tempfile::TempDir {
    let here = folder(&[("samples/v1/a.b/one.json", HOLDER)]);
    run(here.path(), GENERATE).lines(0);
    let interface = std::fs::read(here.path().join("types-of-a/schemas/interface.json")).unwrap();
    put(here.path(), "kept.json", interface);
    std::fs::remove_dir_all(here.path().join("types-of-a")).unwrap();
    put(here.path(), "samples/v1/c.d/one.json", BY);
    here
}

#[test]
fn a_new_sample_renames_nothing_that_was_released() {
    let here = renamed();
    let names = |file: &str| {
        let text = std::fs::read_to_string(here.path().join(file)).unwrap();
        ["pub struct Holder ", "pub struct By "].map(|definition| text.contains(definition))
    };
    let lossless = |arguments: &str| {
        run(here.path(), &format!("{GENERATE} {arguments}")).lines(0);
        names("types-of-a/src/generated/v1/objects.rs")
    };
    assert_eq!(lossless(""), [false, true]);
    assert_eq!(lossless("--previous kept.json"), [true, false]);
    // A crate keeps the interface of its release, and the command line overrides it.
    std::fs::create_dir(here.path().join("types-of-a/released")).unwrap();
    std::fs::copy(here.path().join("kept.json"), here.path().join("types-of-a/released/interface.json")).unwrap();
    assert_eq!(lossless(""), [true, false]);
    run(here.path(), &format!("{GENERATE} --check")).lines(0);
    run(here.path(), "generate --samples samples --out fresh").lines(0);
    assert_eq!(lossless("--previous fresh/schemas/interface.json"), [false, true]);

    run(here.path(), PLAIN).lines(0);
    assert_eq!(names("types.rs"), [false, true]);
    run(here.path(), &format!("{PLAIN} --previous kept.json")).lines(0);
    assert_eq!(names("types.rs"), [true, false]);
}

#[test]
fn what_is_not_an_interface_is_not_kept() {
    let here = renamed();
    let before = snapshot(here.path());
    let whole = std::fs::read_to_string(here.path().join("kept.json")).unwrap();
    for (text, start) in [
        (String::new(), "bad.json:1:1: not an interface: "),
        ("[]".to_owned(), "bad.json:1:2: not an interface: "),
        (
            "{\"format\": 1}".to_owned(),
            "bad.json: unsupported interface format 1, expected 3: an older generator wrote it; ",
        ),
        (
            "{\"format\": 4}".to_owned(),
            "bad.json: unsupported interface format 4, expected 3: a newer generator wrote it; ",
        ),
        (whole.replace("\"Holder\"", "\"fn\""), "bad.json: \"fn\" cannot be a name in Rust: "),
        (whole.replace("\"name\": \"Holder\"", "\"name\": \"Other\""), "bad.json: no type is named \"Holder\": "),
    ] {
        put(here.path(), "bad.json", &text);
        for command in [GENERATE, PLAIN] {
            let errors = run(here.path(), &format!("{command} --previous bad.json")).errors();
            assert!(errors.len() == 1 && errors[0].starts_with(start), "{errors:?}");
        }
    }
    std::fs::remove_file(here.path().join("bad.json")).unwrap();
    let errors = run(here.path(), &format!("{GENERATE} --previous bad.json")).errors();
    assert!(errors.len() == 1 && errors[0].starts_with("bad.json: cannot be read: "), "{errors:?}");
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn every_guess_is_noted() {
    let here = folder(&[(
        "samples/v1/a.b/one.json",
        r#"{"by_day": {"2026-11-22": 1, "2026-11-23": 2, "2026-11-24": 3, "2026-11-25": 4}}"#,
    )]);
    for command in [GENERATE, PLAIN] {
        let noted = run(here.path(), command).ends(0).err;
        assert!(noted.lines().count() == 1 && noted.starts_with("note: v1"), "{noted}");
        assert!(noted.contains("/by_day") && !noted.contains("2026"), "{noted}");
    }
}

const PLAIN: &str = "generate --samples samples --style plain --out types.rs";

#[test]
fn plain_types_are_one_file_that_is_kept_up_to_date() {
    let here = folder(&FILES);
    let check = format!("{PLAIN} --check");
    let stale = |what: &str| [format!("types.rs: {what}; the same command without --check updates it")];
    assert_eq!(run(here.path(), &check).lines(1), stale("missing"));
    assert!(!here.path().join("types.rs").exists());
    assert_eq!(run(here.path(), PLAIN).lines(0), ["wrote types.rs"]);
    assert_eq!(run(here.path(), PLAIN).lines(0), ["types.rs: unchanged"]);
    assert_eq!(run(here.path(), &check).lines(0), ["types.rs: up to date"]);

    let text = std::fs::read_to_string(here.path().join("types.rs")).unwrap();
    for part in
        ["// @generated by conscent-codegen", "pub mod v1 {", "pub struct Ab {", "pub n: ::std::option::Option<f64>,"]
    {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    put(here.path(), "samples/v1/a.b/one.json", "{\"n\": \"text\"}");
    assert_eq!(run(here.path(), &check).lines(1), stale("differs"));
    run(here.path(), PLAIN).ends(0);
    assert_eq!(run(here.path(), &check).lines(0), ["types.rs: up to date"]);
}

#[test]
fn plain_types_overwrite_only_generated_files() {
    let here = folder(&FILES);
    put(here.path(), "types.rs", "mine");
    let before = snapshot(here.path());
    for (arguments, start) in [
        ("--out types.rs", "types.rs: would be overwritten: it was not generated; "),
        ("--out types.rs --check", "types.rs: would be overwritten: "),
        ("--out my-webhooks", "my-webhooks: not the name of a Rust file: "),
        ("--out new.rs --name new", "--name: cannot be used with --style plain: "),
        ("--out new.rs --core 0.1.0", "--core: cannot be used with --style plain: "),
        ("--out samples/types.rs", "samples/types.rs: output folder is inside the samples folder: "),
    ] {
        let errors = run(here.path(), &format!("generate --samples samples --style plain {arguments}")).errors();
        assert!(errors.len() == 1 && errors[0].starts_with(start), "{arguments}: {errors:?}");
    }
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn core_is_a_version_or_a_folder() {
    let here = folder(&FILES);
    put(here.path(), "vendored/core/Cargo.toml", "[package]\nname = \"conscent-core\"\nversion = \"0.4.2\"\n");
    put(here.path(), "other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.4.2\"\n");
    for (out, core, line) in [
        ("one", "0.3", "conscent-core = \"0.3\""),
        ("two", "vendored/core", "conscent-core = { version = \"0.4.2\", path = \"../vendored/core\" }"),
        ("deep/three", "./vendored/core", "conscent-core = { version = \"0.4.2\", path = \"../../vendored/core\" }"),
        ("vendored/four", "vendored/core/", "conscent-core = { version = \"0.4.2\", path = \"../core\" }"),
    ] {
        let command = format!("generate --samples samples --out {out} --core {core}");
        run(here.path(), &command).lines(0);
        let manifest = std::fs::read_to_string(here.path().join(out).join("Cargo.toml")).unwrap();
        assert!(manifest.lines().any(|found| found == line), "{manifest}");
        run(here.path(), &format!("{command} --check")).lines(0);
    }
    // An existing manifest is not changed, and a note reports that.
    let noted = run(here.path(), "generate --samples samples --out one --core vendored/core").ends(0).err;
    let line = "conscent-core = { version = \"0.4.2\", path = \"../vendored/core\" }";
    assert_eq!(
        noted,
        format!("note: one/Cargo.toml already exists, so --core does not change it; a new one would have: {line}\n")
    );

    for core in ["other", "nowhere", "0.x.y"] {
        let errors = run(here.path(), &format!("generate --samples samples --out five --core {core}")).errors();
        assert!(errors[0].starts_with(&format!("{core}: does not hold conscent-core: give the version")), "{errors:?}");
    }
    assert!(!here.path().join("five").exists());
}

/// As generated, outside of the workspace, with the conscent-core that `--core` names.
#[test]
fn the_crate_of_the_project_s_samples_compiles_without_a_warning() {
    let here = folder(&[]);
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let core = workspace.join("conscent-core");
    let generate = format!("generate --samples {SAMPLES} --out my-webhooks --core {}", core.display());
    run(here.path(), &generate).ends(0);
    let out = here.path().join("my-webhooks");
    // The locked versions, so that no registry is queried.
    std::fs::copy(workspace.join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--features", "samples"])
        .current_dir(&out)
        .env("RUSTFLAGS", "-Dwarnings")
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
