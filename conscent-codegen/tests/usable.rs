//! A samples folder with unusable samples.
use conscent_codegen::samples::{self, Sample, Samples};
use test_support::{TempDir, folder, put, relative};

const ENVELOPE: &str = "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n";

/// The keys of the samples that are left, and the report.
fn usable(folder: &TempDir) -> (Vec<String>, String) {
    let (samples, report) = samples::read_usable(folder.path()).unwrap_or_else(|errors| panic!("{errors}"));
    (samples.all.iter().map(Sample::key).collect(), shown(folder, report))
}

/// The diagnostics, without summaries.
fn shown(folder: &TempDir, report: impl std::fmt::Display) -> String {
    let all = relative(folder.path(), report);
    let summary = format!("{}: ", folder.path().display());
    all.lines().filter(|line| !line.starts_with(&summary)).collect::<Vec<_>>().join("\n")
}

#[test]
fn unusable_samples_are_left_out_and_reported() {
    let folder = folder(&[
        ("hints.toml", ENVELOPE),
        ("v1/a/deep.json", &format!("{{\"a\":{}{}}}", "[".repeat(127), "]".repeat(127))),
        ("v1/a/fine.json", "{}"),
        ("v1/a/list.json", "[{}]"),
        ("v1/a/not-json.json", "{\n  \"a\": 1,\n}"),
        ("v1/b/empty.json", ""),
        ("v2/c.d/fine.json", r#"{"event": "c.d", "payload": []}"#),
        ("v2/c.d/other.json", r#"{"event": "c.e", "payload": {}}"#),
    ]);
    put(folder.path(), "v1/a/latin.json", b"{\"a\": 1,\n\"caf\xe9\": 1}");
    let (keys, report) = usable(&folder);
    assert_eq!(keys, ["v1/a/fine.json", "v2/c.d/fine.json"]);
    assert_eq!(
        report,
        "v1/a/deep.json:1:132: left out, nested too deeply: serde_json stops at depth 128, and so does every user of the generated types\n\
         v1/a/latin.json:2:5: left out, not UTF-8: the byte at offset 13 is not valid UTF-8; save the file as UTF-8\n\
         v1/a/list.json:1:1: left out, not a JSON object: a payload must be an object, but this is an array; put each delivery of the list into its own file\n\
         v1/a/not-json.json:3:1: left out, not JSON: trailing comma\n\
         v1/b/empty.json:1:1: left out, not JSON: EOF while parsing a value\n\
         v2/c.d/other.json:1: left out, the body says \"event\": \"c.e\": its folder is v2/c.d; move the file, or correct the body in \
         corrections.toml"
    );
    let (_, report) = samples::read_usable(folder.path()).unwrap();
    let summary = report.iter().next().unwrap();
    assert_eq!((summary.location.file.as_path(), summary.message.as_str()), (folder.path(), "6 samples were left out"));
    // A build script refuses the same folder, for the same reasons.
    let refused = relative(folder.path(), samples::read(folder.path()).unwrap_err());
    assert_eq!(refused, shown(&folder, report).replace("left out, ", ""));
}

#[test]
fn a_folder_with_only_usable_samples_has_no_report() {
    let folder = folder(&[("v1/a/x.json", "{}"), ("v1/a/y.json", r#"{"a": 1}"#)]);
    let (samples, report) = samples::read_usable(folder.path()).unwrap();
    assert_eq!(report.to_string(), "");
    assert_eq!(samples, samples::read(folder.path()).unwrap());
}

#[test]
fn one_sample_has_to_be_left() {
    let folder = folder(&[("v1/a/x.json", "{"), ("v1/a/y.json", "[]")]);
    let error = relative(folder.path(), samples::read_usable(folder.path()).unwrap_err());
    assert_eq!(error, relative(folder.path(), samples::read(folder.path()).unwrap_err()));
    assert_eq!(error.lines().count(), 2);
}

#[test]
fn every_other_mistake_stays_an_error() {
    for (file, text) in [
        ("hints.toml", "min_samples = 0"),
        ("hints.toml", "[[alias]]\napi = \"v1\"\nheading = \"A\"\nevent = \"a\"\nreason = \"r\""),
        ("corrections.toml", "correction = 1"),
        (
            "corrections.toml",
            "[[correction]]\nsample = \"v1/a/fine.json\"\npointer = \"/x\"\nfrom = 1\nto = 2\nreason = \"r\"",
        ),
        ("provenance.toml", "[x]\n"),
        ("v1/a/notes.txt", ""),
        ("top.json", "{}"),
    ] {
        let folder = folder(&[("v1/a/bad.json", "{"), ("v1/a/fine.json", "{}"), (file, text)]);
        let errors = relative(folder.path(), samples::read_usable(folder.path()).unwrap_err());
        let files: Vec<_> = errors.lines().map(|line| line.split(':').next().unwrap()).collect();
        // The sample is listed too, because it may be the reason.
        assert_eq!(files.len(), 2, "{errors}");
        assert!(files.contains(&file) && files.contains(&"v1/a/bad.json"), "{errors}");
    }
}

#[test]
fn hints_for_samples_that_were_left_out_are_noted() {
    let hint = |at: &str, what: &str| format!("[[hint]]\napi = \"v2\"\nat = {at:?}\n{what}\nreason = \"known\"\n");
    let hints = [
        ENVELOPE,
        &hint("/lost", "kind = \"text\""),
        &hint("/list/*/kept", "kind = \"text\""),
        &hint("/number", "kind = \"text\""),
        &hint("/lost", "event = \"b\"\nkind = \"required\""),
        "[[alias]]\napi = \"v2\"\nheading = \"A.a\"\nevent = \"a\"\nreason = \"known\"\n",
    ];
    let correction = |sample: &str| {
        format!(
            "[[correction]]\nsample = \"v2/a/{sample}.json\"\npointer = \"/payload/n\"\nfrom = 1\nto = 2\nreason = \"r\"\n"
        )
    };
    let folder = folder(&[
        ("hints.toml", &hints.concat()),
        ("corrections.toml", &(correction("bad") + &correction("fine"))),
        ("provenance.toml", "[\"v2/a/bad.json\"]\npage = \"p.txt\"\nline = 1\nheading = \"A.a\"\n"),
        ("v2/a/bad.json", r#"{"event": "a", "payload": {"lost": "x", "n": 1}"#),
        ("v2/a/fine.json", r#"{"event": "a", "payload": {"list": [{}, {"kept": ""}], "n": 1, "number": 1}}"#),
        ("v2/b/fine.json", r#"{"event": "b", "payload": {}}"#),
    ]);
    let (samples, report) = samples::read_usable(folder.path()).unwrap();
    assert_eq!(
        shown(&folder, report),
        "corrections.toml:1:1: correction has no effect: the sample \"v2/a/bad.json\" was left out\n\
         hints.toml:6:6: hint has no effect: no sample of v2 shows `/lost`, but some were left out\n\
         hints.toml:16:6: hint has no effect: no sample of v2 shows `/number`, but some were left out\n\
         hints.toml:25:1: alias has no effect: every sample of v2 a that was found under \"A.a\" was left out\n\
         v2/a/bad.json:1:47: left out, not JSON: EOF while parsing an object"
    );
    let Samples { all, hints, .. } = samples;
    assert!(all[0].corrected);
    // The hint for another event stays, and no longer applies.
    let left: Vec<_> = hints.places.iter().map(|hint| hint.places.entry.line.unwrap()).collect();
    assert_eq!(left, [9, 19]);
}
