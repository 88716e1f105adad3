//! One build regenerates the types and compiles against them: cargo itself, run on a copy of this workspace.
//!
//! The copy keeps its target folder from run to run, so that only the first one builds the generator's dependencies.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

const BUNDLE: &str = "samples/v2/purchase.bundle/purchase-webhook.json";
const FAILED: &str = "samples/v2/transaction.failed/transaction-webhook.json";
const GIFT: &str = "samples/v2/gift.sent/made-up.json";
const EVENTS: &str = "conscent-macros/src/events.rs";
const NONE: [&str; 0] = [];

#[test]
fn a_build_changes_nothing_when_no_sample_has_changed() {
    let copy = Workspace::pristine();
    let before = copy.files();
    copy.build();
    assert!(copy.files() == before, "not one file is written again, with the same content or another");
    copy.assert_nothing_is_rebuilt();
}

#[test]
fn a_new_sample_is_a_type_in_the_same_build_and_gone_in_the_build_after_its_removal() {
    let copy = Workspace::pristine();
    let before = copy.files();
    let gift = json!({
        "entity": "event",
        "user_id": "u-1",
        "event": "gift.sent",
        "contains": ["gift"],
        "payload": { "gift": { "message": "for you", "price": 12.5 } },
        "client_info": { "deviceType": "desktop" },
        "created_at": 1_709_184_837,
    });
    copy.write(GIFT, gift.to_string());
    let user = "\
        use conscent::v2::{AnyEvent, GiftSent};
        use conscent::Event;
        fn main() {
            let body = conscent::samples::gift_sent().text;
            let Ok(AnyEvent::GiftSent(event)) = AnyEvent::decode(GiftSent::NAME, body.as_bytes()) else { return };
            let gift = event.payload().ok().and_then(GiftSent::gift);
            println!(\"{:?}\", gift.and_then(|gift| gift.message()));
        }";
    assert_eq!(copy.run(user), "Some(\"for you\")\n");
    assert!(copy.read(EVENTS).contains("\"gift.sent\""), "the macro's table has the event");
    let made = ["conscent-types/schemas/v2/gift.sent.json", "conscent-types/samples/v2/gift.sent/made-up.json"];
    assert!(made.iter().all(|file| copy.folder.join(file).is_file()));
    copy.assert_nothing_is_rebuilt();

    copy.remove(GIFT);
    let said = failed(copy.cargo(&["build"]));
    assert!(said.contains("unresolved import `conscent::v2::GiftSent`"), "{said}");
    copy.remove(USER);
    copy.build();
    assert_eq!(differing(&copy.files(), &before), NONE);
    assert!(!copy.folder.join("conscent-types/samples/v2/gift.sent").exists(), "its folder went with it");
}

#[test]
fn a_new_key_in_a_sample_is_an_accessor_in_the_same_build() {
    let copy = Workspace::pristine();
    let mut sample: Value = serde_json::from_str(&copy.read(BUNDLE)).unwrap();
    sample["payload"]["purchase"]["loyaltyPoints"] = json!(42);
    copy.write(BUNDLE, sample.to_string());
    let user = "\
        fn main() {
            let Ok(bundle) = conscent::samples::purchase_bundle().decode() else { return };
            let purchase = bundle.payload.value().and_then(|payload| payload.purchase.value());
            println!(\"{:?}\", purchase.and_then(|purchase| purchase.loyalty_points()?.as_i64()));
        }";
    assert_eq!(copy.run(user), "Some(42)\n");
    assert!(copy.read("conscent-types/schemas/v2/purchase.bundle.json").contains("loyaltyPoints"));
}

#[test]
fn broken_samples_fail_the_build_with_every_error_and_change_no_file() {
    let copy = Workspace::pristine();
    let whole = copy.files();
    let (bundle, transaction) = (copy.read(BUNDLE), copy.read(FAILED));
    copy.write(BUNDLE, "{\n  \"event\": \"purchase.bundle\",\n  \"payload\": }\n");
    copy.write(FAILED, "[]\n");
    let before = copy.files();
    let said = failed(copy.cargo(&["build"]));
    for (sample, told) in [(BUNDLE, ":3:14: not JSON: "), (FAILED, ": no JSON object: ")] {
        let told = format!("../{sample}{told}");
        let is_told = |line: &str| line.starts_with("error: conscent-") && line.contains(&told);
        assert!(said.lines().any(is_told), "{told}\n{said}");
    }
    assert!(copy.files() == before, "not one file is touched");

    copy.write(BUNDLE, bundle);
    copy.write(FAILED, transaction);
    copy.build();
    assert_eq!(differing(&copy.files(), &whole), NONE);
}

/// A program in the copy, of someone who uses the types.
const USER: &str = "src/bin/user.rs";

/// The copy of this workspace. The tests share it, one at a time.
struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// Files by their paths: what they hold, and when it was written.
type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

impl Workspace {
    /// The workspace as it is, whatever the test before has left of its copy. Equal files stay untouched, and so does what is built.
    fn pristine() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regenerate");
        let copy = Self {
            folder: root.join("workspace"),
            target: root.join("target"),
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        fs::create_dir_all(&copy.folder).unwrap();
        let (source, present) = (files(Path::new(env!("CARGO_MANIFEST_DIR"))), copy.files());
        for path in differing(&present, &source) {
            match source.get(path) {
                Some((bytes, _)) => copy.write(path, bytes),
                None => copy.remove(path),
            }
        }
        copy
    }

    fn files(&self) -> Files {
        files(&self.folder)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap()
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Removes a file, and its folder if that is empty then.
    fn remove(&self, path: &str) {
        let path = self.folder.join(path);
        fs::remove_file(&path).unwrap();
        let _ = fs::remove_dir(path.parent().unwrap());
    }

    /// Runs cargo on the root package: enough to regenerate, and less to compile than all packages.
    fn cargo(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--package", "conscent-workspace", "--verbose", "--offline", "--target-dir"])
            .arg(&self.target)
            .current_dir(&self.folder)
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_QUIET", "false")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .unwrap()
    }

    /// One build. What cargo says of it.
    fn build(&self) -> String {
        succeeded(self.cargo(&["build"])).1
    }

    /// What a user's program prints after one build.
    fn run(&self, program: &str) -> String {
        self.write(USER, program);
        self.build();
        succeeded(self.cargo(&["run", "--bin", "user"])).0
    }

    fn assert_nothing_is_rebuilt(&self) {
        let said = self.build();
        assert!(said.contains("Fresh conscent-types"), "{said}");
        assert!(!said.contains("Compiling"), "{said}");
    }
}

/// All files below a folder, but for git's and those that cargo has built, wherever its target folder is.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, (fs::read(&path).unwrap(), path.metadata().unwrap().modified().unwrap()));
            } else if !path.ends_with(".git") && !path.join("CACHEDIR.TAG").exists() {
                folders.push(path);
            }
        }
    }
    found
}

/// The paths of files that are only on one side, or do not hold the same.
fn differing<'a>(one: &'a Files, other: &'a Files) -> Vec<&'a str> {
    let content = |files: &'a Files, path| files.get(path).map(|(content, _)| content);
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| content(one, *path) != content(other, *path)).map(String::as_str).collect()
}

/// What a program printed, and what it said on the way.
fn succeeded(output: Output) -> (String, String) {
    let (printed, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}");
    (printed, said)
}

/// What a program said before it failed.
fn failed(output: Output) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{said}");
    said
}
