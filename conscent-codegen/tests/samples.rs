//! What a samples folder may contain, and the errors for everything else.
use conscent_codegen::samples::{self, Sample};
use std::path::Path;
use test_support::{folder, put, relative};

fn errors(folder: &Path) -> String {
    relative(folder, samples::read(folder).unwrap_err())
}

fn refused(files: &[(&str, &str)]) -> String {
    errors(folder(files).path())
}

#[test]
fn samples_are_sorted_and_trimmed() {
    let folder = folder(&[
        ("v2/b.c/two.json", "\u{feff}\n\n{\"b\": 1}\n"),
        ("v2/b.c/one.json", "{}"),
        ("v1/z/z.json", "{}\n"),
        ("v1/.hidden/x", "no"),
        ("v1/z/.DS_Store", "no"),
        ("README.md", "words"),
        (
            "provenance.toml",
            "[\"v2/b.c/two.json\"]\npage = \"p.txt\"\nline = 9\nheading = \"B.c\"\n[\"v2/gone/x.json\"]\npage = \"q\"\nline = 1\n",
        ),
    ]);
    let samples = samples::read(folder.path()).unwrap().all;
    let keys: Vec<_> = samples.iter().map(Sample::key).collect();
    assert_eq!(keys, ["v1/z/z.json", "v2/b.c/one.json", "v2/b.c/two.json"]);
    assert_eq!((samples[2].text.as_str(), samples[2].location.line), ("{\"b\": 1}", Some(3)));
    assert!(!samples[2].corrected);
    let origin = samples[2].origin.as_ref().unwrap();
    assert_eq!((origin.page.as_str(), origin.line, origin.heading.as_deref()), ("p.txt", Some(9), Some("B.c")));
    assert_eq!(samples[0].origin, None);
}

#[test]
fn a_folder_without_samples_is_an_error() {
    let folder = folder(&[("README.md", "")]);
    assert!(samples::read(folder.path()).unwrap_err().to_string().contains(": no samples: "));
    assert!(errors(&folder.path().join("nowhere")).contains("cannot be read"));
}

#[test]
fn every_error_of_a_folder_is_reported() {
    let folder = folder(&[
        ("v1/a/not-json.json", "{\n  \"a\": 1,\n}"),
        ("v1/a/list.json", "[{}]"),
        ("v1/a/empty.json", ""),
        ("v1/a/deep.json", &format!("{{\"a\":{}{}}}", "[".repeat(127), "]".repeat(127))),
        ("v1/a/fine.json", &format!("{{\"a\":{}{}}}", "[".repeat(125), "]".repeat(125))),
    ]);
    put(folder.path(), "v1/a/latin.json", b"{\"a\": 1,\n\"caf\xe9\": 1}");
    assert_eq!(
        errors(folder.path()),
        "v1/a/deep.json:1:132: nested too deeply: serde_json stops at depth 128, and so does every user of the generated types\n\
         v1/a/empty.json:1:1: not JSON: EOF while parsing a value\n\
         v1/a/latin.json:2:5: not UTF-8: the byte at offset 13 is not valid UTF-8; save the file as UTF-8\n\
         v1/a/list.json:1:1: not a JSON object: a payload must be an object, but this is an array; put each delivery of the list into its own file\n\
         v1/a/not-json.json:3:1: not JSON: trailing comma"
    );
}

#[test]
fn misplaced_files_are_errors() {
    let message = refused(&[
        ("top.json", "{}"),
        ("hint.toml", ""),
        ("v1/event.json", "{}"),
        ("v1/a/notes.txt", ""),
        ("v1/a/deeper/x.json", "{}"),
        ("v1/a/x.json", "{}"),
    ]);
    let places: Vec<_> = message.lines().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        places,
        [
            "hint.toml: unknown file",
            "top.json: out of place",
            "v1/a/deeper: out of place",
            "v1/a/notes.txt: out of place",
            "v1/event.json: out of place"
        ]
    );
}

#[test]
fn names_that_collide_are_refused() {
    let message = refused(&[("v1/a/a-b.json", "{}"), ("v1/a/a_b.json", "{}")]);
    assert!(
        message.starts_with("v1/a/a_b.json: name already taken: v1/a/a-b.json has a name that differs"),
        "{message}"
    );
    let message = refused(&[("v1/a.b/x.json", "{}"), ("v1/A.b/x.json", "{}")]);
    assert!(message.starts_with("v1/a.b: name already taken: v1/A.b has"), "{message}");
    let message = refused(&[("v1/x/ x.json", "{}"), ("v1/y/---.json", "{}")]);
    assert_eq!(message.matches("unsafe name").count(), 2, "{message}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("v1/a/x.json", "{}")]);
    symlink(folder.path(), folder.path().join("v1/a/up")).unwrap();
    symlink("loop", folder.path().join("v1/loop")).unwrap();
    let message = errors(folder.path());
    assert!(message.contains("v1/a/up: out of place") && message.contains("v1/loop: cannot be read"), "{message}");
}

/// The keys of the samples that are read.
#[cfg(unix)]
fn keys(folder: &Path) -> Vec<String> {
    samples::read(folder).unwrap().all.iter().map(Sample::key).collect()
}

#[cfg(unix)]
#[test]
fn a_link_must_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    const HELP: &str = "its target would be published with the samples; copy the file, or remove the link";
    for (link, target) in [
        ("api", "../outside"),
        ("v1/event", "../../outside/event"),
        ("v1/a/y.json", "../../../outside/event/x.json"),
        ("hints.toml", "../outside/hints.toml"),
        ("README.md", "../outside/hints.toml"),
        ("v1/above", "../.."),
    ] {
        let both = folder(&[
            ("samples/v1/a/x.json", "{}"),
            ("outside/event/x.json", r#"{"secret": 1}"#),
            ("outside/hints.toml", "min_samples = 1"),
        ]);
        let samples = both.path().join("samples");
        let expected = format!("{link}: a link leads out of the samples folder: {HELP}");
        symlink(target, samples.join(link)).unwrap();
        assert_eq!(errors(&samples), expected);
        // The same by an absolute path.
        let absolute = samples.join(link).canonicalize().unwrap();
        std::fs::remove_file(samples.join(link)).unwrap();
        symlink(absolute, samples.join(link)).unwrap();
        assert_eq!(errors(&samples), expected);
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_by_way_of_another_is_refused() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("x.json", "{}")]);
    let samples = folder(&[("v1/a/x.json", "{}")]);
    symlink(outside.path().join("x.json"), samples.path().join("v1/a/.hidden")).unwrap();
    symlink(".hidden", samples.path().join("v1/a/y.json")).unwrap();
    let message = errors(samples.path());
    assert!(message.starts_with("v1/a/y.json: a link leads out of the samples folder: "), "{message}");
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_folder_is_followed() {
    use std::os::unix::fs::symlink;
    let samples = folder(&[("v1/a/x.json", "{\n\"a\": 1}")]);
    symlink("x.json", samples.path().join("v1/a/y.json")).unwrap();
    symlink("a", samples.path().join("v1/b")).unwrap();
    symlink(samples.path().join("v1"), samples.path().join("v2")).unwrap();
    let all = ["v1/a/x", "v1/a/y", "v1/b/x", "v1/b/y", "v2/a/x", "v2/a/y", "v2/b/x", "v2/b/y"];
    assert_eq!(keys(samples.path()), all.map(|key| format!("{key}.json")));

    // The folder itself may be a link.
    let other = folder(&[]);
    symlink(samples.path(), other.path().join("samples")).unwrap();
    assert_eq!(keys(&other.path().join("samples")).len(), 8);
}

#[cfg(unix)]
#[test]
fn names_of_devices_and_bidi_signs_are_refused() {
    for name in ["CON", "con", "aux", "nul", "com1", "LPT9.log", "Prn .x", "a\u{202e}b", "a\u{2066}b", "a\u{200f}"] {
        let said = |path: String| {
            let samples = folder(&[(path.as_str(), "{}")]);
            samples::read(samples.path()).unwrap_err()
        };
        for path in [format!("{name}/e/x.json"), format!("v1/e/{name}.json")] {
            let errors = said(path);
            let all: Vec<_> = errors.iter().collect();
            let [only] = all.as_slice() else { panic!("{errors}") };
            assert_eq!(only.message, "unsafe name");
            assert!(only.help.contains("no separator, quote, control or bidi character"), "{}", only.help);
            // The character never reaches a terminal.
            assert!(!errors.to_string().contains(['\u{202e}', '\u{2066}', '\u{200f}']), "{errors}");
        }
    }
    let fine = folder(&[("v1/console/aux-1.json", "{}"), ("v1/com.x/com10.json", "{}")]);
    assert_eq!(keys(fine.path()).len(), 2);
}

/// Whether a sample of an API with an envelope agrees with its folder.
fn agree(text: &str, more: &[(&str, &str)]) -> Result<(), String> {
    let folder =
        folder(&[("v2/a.b/x.json", text), ("hints.toml", "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n")]);
    for (path, text) in more {
        put(folder.path(), path, text);
    }
    samples::read(folder.path()).map(drop).map_err(|e| relative(folder.path(), e))
}

#[test]
fn a_body_names_its_event() {
    assert_eq!(agree("{\"event\": \"a.b\", \"payload\": {}}", &[("v1/flat/x.json", "{}")]), Ok(()));
    let other = "{\n  \"event\": \"a.c\"}";
    assert_eq!(
        agree(other, &[("provenance.toml", "[\"v2/a.b/x.json\"]\npage = \"p.txt\"\nline = 9\nheading = \"A.b\"")])
            .unwrap_err(),
        "v2/a.b/x.json:2:12: the body says \"event\": \"a.c\": its folder is v2/a.b (shown by p.txt:9 \"A.b\"); move the file, or correct the \
         body in corrections.toml"
    );
    let number = agree("{\"event\": 1}", &[]).unwrap_err();
    assert!(number.starts_with("v2/a.b/x.json:1: the body says \"event\" is a number: "), "{number}");
    let none = agree("{\"payload\": {}}", &[("v2/a.c/x.json", "{\"event\": \"a.c\"}")]).unwrap_err();
    assert!(none.starts_with("v2/a.b/x.json:1: the body says no event under \"event\": "), "{none}");
    let correction = "[[correction]]\nsample = \"v2/a.b/x.json\"\npointer = \"/event\"\nfrom = \"a.c\"\nto = \"a.b\"\nreason = \"r\"";
    assert_eq!(agree(other, &[("corrections.toml", correction)]), Ok(()));
}

#[test]
fn the_documented_samples_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let samples = samples::read(&folder).unwrap().all;
    let events: Vec<_> = samples.iter().map(|sample| format!("{}/{}", sample.api, sample.event)).collect();
    assert_eq!(
        events,
        [
            "v1/login",
            "v1/micro_payment",
            "v1/pass_payment",
            "v1/sign_up",
            "v2/cancelled.subscription",
            "v2/meter_banner.close",
            "v2/payment_gateway.close",
            "v2/payment_gateway.view",
            "v2/paywall.exit",
            "v2/purchase.bundle",
            "v2/purchase.pass",
            "v2/purchase.pay_per_use",
            "v2/purchase.subscription",
            "v2/refunded.pay_per_use",
            "v2/transaction.complete",
            "v2/transaction.failed",
        ]
    );
    let corrected: Vec<_> = samples.iter().filter(|sample| sample.corrected).map(Sample::key).collect();
    assert_eq!(corrected, ["v2/purchase.pass/purchase-webhook.json"]);
}
