//! Bad input: every error is reported at its location, and nothing is written.
use conscent_codegen::{Builder, Output};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use test_support::TempDir;

/// A samples folder and the outputs of both kinds.
struct Project {
    folder: TempDir,
}

impl Project {
    fn with(samples: &[(&str, &[u8])]) -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        project.put(samples);
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, samples: &[(&str, &[u8])]) {
        for (path, bytes) in samples {
            test_support::put(&self.path("in"), path, bytes);
        }
    }

    fn remove(&self, samples: &[(&str, &[u8])]) {
        for (path, _) in samples {
            fs::remove_file(self.path("in").join(path)).unwrap();
        }
    }

    /// Builds every kind of output. All kinds report the same about the samples, with paths relative to the project.
    fn build(&self) -> Result<(), String> {
        let outputs = [
            Output::Crate { folder: self.path("out/crate"), name: "vendor".to_owned() },
            Output::Module(self.path("out/webhooks.rs")),
        ];
        let said = outputs.map(|output| {
            let built = Builder::new(self.path("in")).output(output).try_build();
            built.map_err(|errors| errors.to_string().replace(&format!("{}/", self.folder.path().display()), ""))
        });
        assert!(said.iter().all(|one| *one == said[0]), "{said:#?}");
        let [said, ..] = said;
        said
    }

    /// Every file of the output, by its path.
    fn written(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let out = self.path("out");
        let files = if out.exists() { test_support::files(&out) } else { Vec::new() };
        files.into_iter().map(|file| (out.join(&file), fs::read(out.join(file)).unwrap())).collect()
    }
}

const GOOD: &[(&str, &[u8])] = &[("v1/order/a.json", b"{\"id\": 1}"), ("v1/order/b.json", b"{\"id\": 2}")];

/// Adds bad files to good ones, and checks what is reported.
#[track_caller]
fn refused(files: &[(&str, &[u8])], said: &[&str]) {
    let project = Project::with(GOOD);
    project.put(files);
    let errors = project.build().unwrap_err();
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), said.len(), "{errors}");
    for (line, start) in lines.iter().zip(said) {
        assert!(
            line.starts_with(start),
            "{errors}
has no line that starts with {start}"
        );
        let [_place, _what, why] = line.splitn(3, ": ").collect::<Vec<_>>()[..] else { panic!("{line} has no why") };
        assert!(why.len() > 5, "{line}");
    }
    assert_eq!(project.written(), BTreeMap::new());
    assert!(!project.path("out").exists());

    // A good run writes. A bad run after it changes nothing. The next good run restores the output.
    project.remove(files);
    project.build().unwrap();
    let good = project.written();
    assert!(good.len() > 8);
    project.put(files);
    assert_eq!(project.build().unwrap_err(), errors);
    assert_eq!(project.written(), good);
    project.remove(files);
    project.put(&[("v1/gift.sent/c.json", b"{\"to\": \"x\"}")]);
    project.build().unwrap();
    let paths = project.written();
    assert!(paths.contains_key(&project.path("out/crate/schemas/v1/gift.sent.json")));
    assert!(paths.len() > good.len());
    assert!(paths.keys().all(|path| path.extension().is_some_and(|extension| extension != "tmp")));
}

#[test]
fn files_that_are_not_samples() {
    refused(
        &[
            ("v1/order/cut.json", b"{\n  \"id\": 1,\n  \"name\": \"x"),
            ("v1/order/empty.json", b""),
            ("v1/order/latin.json", b"{\"caf\xe9\": 1}"),
            ("v1/order/list.json", b"[{\"id\": 1}]"),
            ("v1/order/notes.txt", b"words"),
            ("v2/x/bad.json", b"{\"a\": nope}"),
        ],
        &[
            "in/v1/order/cut.json:3:12: not JSON: ",
            "in/v1/order/empty.json:1:1: not JSON: ",
            "in/v1/order/latin.json:1:6: not UTF-8: ",
            "in/v1/order/list.json:1:1: not a JSON object: ",
            "in/v1/order/notes.txt: out of place: ",
            "in/v2/x/bad.json:1:8: not JSON: ",
        ],
    );
}

#[test]
fn errors_in_the_files_about_samples() {
    refused(
        &[
            (
                "corrections.toml",
                b"[[correction]]\nsample = \"v1/order/a.json\"\npointer = \"/id\"\nfrom = 1\nto = 1\nreason = \"r\"\n",
            ),
            (
                "hints.toml",
                b"min_samples = 3\n\n[[hint]]\napi = \"v1\"\nat = \"/id\"\nkind = \"mop\"\nreason = \"r\"\n",
            ),
            ("hint.toml", b""),
            ("v1/order/cut.json", b"{"),
        ],
        &[
            "in/corrections.toml:5:6: correction without effect: ",
            "in/hint.toml: unknown file: ",
            "in/hints.toml:6:8: unknown kind of hint: ",
            "in/v1/order/cut.json:1:1: not JSON: ",
        ],
    );
}

#[test]
fn corrections_and_hints_that_no_longer_apply() {
    refused(
        &[(
            "corrections.toml",
            b"[[correction]]\nsample = \"v1/order/a.json\"\npointer = \"/gone\"\nfrom = 1\nto = 2\nreason = \"r\"\n",
        )],
        &["in/corrections.toml:3:11: correction no longer applies: "],
    );
    refused(
        &[("hints.toml", b"[[hint]]\napi = \"v1\"\nat = \"/gone\"\nkind = \"map\"\nreason = \"r\"\n\n[[hint]]\napi = \"v1\"\nat = \"/id\"\nkind = \"enum\"\nreason = \"r\"\n")],
        &["in/hints.toml:3:6: hint for `/gone` does not apply: ", "in/hints.toml:10:8: hint for `/id` does not apply: "],
    );
}

#[test]
fn a_body_that_contradicts_its_folder() {
    refused(
        &[
            ("hints.toml", b"[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n"),
            ("provenance.toml", b"[\"v2/paid/a.json\"]\npage = \"page.txt\"\nline = 7\nheading = \"Paid\"\n"),
            ("v2/paid/a.json", b"{\n  \"event\": \"failed\",\n  \"payload\": {}\n}"),
            ("v2/paid/b.json", b"{}"),
        ],
        &[
            "in/v2/paid/a.json:2:12: the body says \"event\": \"failed\": its folder is v2/paid (shown by page.txt:7 \"Paid\"); ",
            "in/v2/paid/b.json:1: the body says no event under \"event\": ",
        ],
    );
}

#[test]
fn samples_that_claim_one_name() {
    refused(
        &[("v1/order/a-b.json", b"{}"), ("v1/order/a_b.json", b"{}")],
        &["in/v1/order/a_b.json: name already taken: in/v1/order/a-b.json has a name that differs "],
    );
}

#[test]
fn a_folder_without_samples() {
    let project = Project::with(&[("README.md", b"words")]);
    let error = project.build().unwrap_err();
    assert!(error.starts_with("in: no samples: "), "{error}");
    let nowhere = Project::with(&[]);
    let error = nowhere.build().unwrap_err();
    assert!(error.starts_with("in: cannot be read: "), "{error}");
    assert!(!project.path("out").exists() && !nowhere.path("out").exists());
}

#[test]
fn an_equal_run_touches_no_file() {
    let project = Project::with(GOOD);
    project.build().unwrap();
    let modified = || -> BTreeMap<PathBuf, std::time::SystemTime> {
        let files = project.written().into_keys();
        files.map(|path| (path.clone(), fs::metadata(path).unwrap().modified().unwrap())).collect()
    };
    let before = modified();
    project.build().unwrap();
    assert_eq!(modified(), before);
    project.remove(&GOOD[1..]);
    project.build().unwrap();
    assert!(!project.path("out/crate/samples/v1/order/b.json").exists());
}

#[test]
fn the_manifest_is_the_users_and_the_samples_are_never_overwritten() {
    let project = Project::with(GOOD);
    project.build().unwrap();
    let manifest = project.path("out/crate/Cargo.toml");
    fs::write(&manifest, "[package]\nname = \"mine\"\n").unwrap();
    project.build().unwrap();
    assert_eq!(fs::read_to_string(&manifest).unwrap(), "[package]\nname = \"mine\"\n");

    let samples = project.path("crate/samples");
    fs::create_dir_all(project.path("crate")).unwrap();
    fs::rename(project.path("in"), &samples).unwrap();
    let output = Output::Crate { folder: project.path("crate"), name: "vendor".to_owned() };
    let error = Builder::new(&samples).output(output).try_build().unwrap_err().to_string();
    assert!(error.contains("output folder holds the samples: "), "{error}");
    assert_eq!(fs::read_dir(project.path("crate")).unwrap().count(), 1);
}
