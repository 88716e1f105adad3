//! The documentation of one webhook changes from version to version, and its users build with each of them.

use crate::workspace::{Workspace, failed, succeeded};
use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

/// Another vendor's package, whose build script generates the types that the package uses.
const PACKAGE: &str = "examples/build-script";
const CORRECTIONS: &str = "corrections.toml";

/// The exit code of `conscent diff`.
const NONE: i32 = 0;
const PATCH: i32 = 10;
const MINOR: i32 = 11;
const MAJOR: i32 = 12;

/// A version of the documentation.
struct Version {
    what: &'static str,
    /// The files of the samples folder that are new or differ; files without content are removed.
    edits: &'static [(&'static str, &'static str)],
    /// The change since the version before, for users.
    class: i32,
    /// The output of `conscent diff`, without the lines about how often things were seen.
    says: &'static [&'static str],
}

const HISTORY: &[Version] = &[
    Version {
        what: "two events, one of them under the name of the other",
        edits: &[
            (
                "hints.toml",
                "min_samples = 2\n[envelope.v1]\nevent = \"kind\"\npayload = \"data\"\n\
                 [[hint]]\napi = \"v1\"\nat = \"/parcel/service\"\nkind = \"enum\"\nreason = \"the page lists the services\"\n",
            ),
            (
                CORRECTIONS,
                "[[correction]]\nsample = \"v1/parcel.lost/one.json\"\npointer = \"/kind\"\nfrom = \"parcel.sent\"\n\
                 to = \"parcel.lost\"\nreason = \"it is what the page shows for a lost parcel\"\n",
            ),
            (
                "v1/parcel.sent/one.json",
                r#"{"kind": "parcel.sent", "data": {"insured": true,
                    "parcel": {"id": "p-1", "grams": 250, "service": "EXPRESS"}}}"#,
            ),
            (
                "v1/parcel.sent/two.json",
                r#"{"kind": "parcel.sent", "data": {"insured": false,
                    "parcel": {"id": "p-3", "grams": 90, "service": "ECONOMY"}}}"#,
            ),
            (
                "v1/parcel.lost/one.json",
                r#"{"kind": "parcel.sent", "data": {"seen": {"city": "Odense"},
                    "parcel": {"id": "p-2", "grams": 4.5, "service": "ECONOMY"}}}"#,
            ),
        ],
        class: NONE,
        says: &[],
    },
    Version {
        what: "fields are added",
        edits: &[(
            "v1/parcel.sent/one.json",
            r#"{"kind": "parcel.sent", "data": {"insured": true, "note": "",
                "parcel": {"id": "p-1", "grams": 250, "service": "EXPRESS", "size": {"cm": 30}}}}"#,
        )],
        class: MINOR,
        says: &[
            "minor  v1: + type Size (parcel.size)",
            "minor  v1 parcel.sent: + note (seen in 1 of 2)",
            "minor  v1 parcel.sent: + parcel.size (seen in 1 of 2)",
        ],
    },
    Version {
        what: "a code is added",
        edits: &[(
            "v1/parcel.sent/two.json",
            r#"{"kind": "parcel.sent", "data": {"insured": false,
                "parcel": {"id": "p-3", "grams": 90, "service": "OVERNIGHT"}}}"#,
        )],
        class: MINOR,
        says: &["minor  v1: parcel.service: + OVERNIGHT"],
    },
    Version {
        what: "a field is removed",
        edits: &[
            (
                "v1/parcel.sent/one.json",
                r#"{"kind": "parcel.sent", "data": {"note": "",
                    "parcel": {"id": "p-1", "grams": 250, "service": "EXPRESS", "size": {"cm": 30}}}}"#,
            ),
            (
                "v1/parcel.sent/two.json",
                r#"{"kind": "parcel.sent", "data": {"parcel": {"id": "p-3", "grams": 90, "service": "OVERNIGHT"}}}"#,
            ),
        ],
        class: MAJOR,
        says: &["major  v1 parcel.sent: - insured"],
    },
    Version {
        what: "a field has another type",
        edits: &[
            (
                "v1/parcel.sent/one.json",
                r#"{"kind": "parcel.sent", "data": {"note": "",
                    "parcel": {"id": "p-1", "grams": "250 g", "service": "EXPRESS", "size": {"cm": 30}}}}"#,
            ),
            (
                "v1/parcel.sent/two.json",
                r#"{"kind": "parcel.sent", "data": {"parcel": {"id": "p-3", "grams": "90 g", "service": "OVERNIGHT"}}}"#,
            ),
            (
                "v1/parcel.lost/one.json",
                r#"{"kind": "parcel.sent", "data": {"seen": {"city": "Odense"},
                    "parcel": {"id": "p-2", "grams": "4.5 g", "service": "ECONOMY"}}}"#,
            ),
        ],
        class: MAJOR,
        says: &["major  v1: parcel.grams: number → string: Field<Number> → Field<String> (a sample contradicts it)"],
    },
    Version {
        what: "a field is not always there any more, and a code is gone",
        edits: &[(
            "v1/parcel.sent/two.json",
            r#"{"kind": "parcel.sent", "data": {"parcel": {"id": "p-3", "grams": "90 g"}}}"#,
        )],
        class: MAJOR,
        says: &["major  v1: parcel.service: - OVERNIGHT", "patch  v1: parcel.service: always → sometimes seen"],
    },
    Version {
        what: "the wrong name is fixed, so that its correction is stale",
        edits: &[
            (
                "v1/parcel.lost/one.json",
                r#"{"kind": "parcel.lost", "data": {"seen": {"city": "Odense"},
                    "parcel": {"id": "p-2", "grams": "4.5 g", "service": "ECONOMY"}}}"#,
            ),
            (CORRECTIONS, ""),
        ],
        class: NONE,
        says: &[],
    },
    Version {
        what: "an event is added",
        edits: &[(
            "v1/parcel.returned/one.json",
            r#"{"kind": "parcel.returned", "data": {"why": "REFUSED",
                "parcel": {"id": "p-4", "grams": "10 g", "service": "ECONOMY"}}}"#,
        )],
        class: MINOR,
        says: &["minor  v1 parcel.returned: + event"],
    },
    Version {
        what: "an event is split",
        edits: &[
            ("v1/parcel.lost/one.json", ""),
            (
                "v1/parcel.lost_at_depot/one.json",
                r#"{"kind": "parcel.lost_at_depot", "data": {"depot": "D7",
                    "parcel": {"id": "p-2", "grams": "4.5 g", "service": "ECONOMY"}}}"#,
            ),
            (
                "v1/parcel.lost_on_road/one.json",
                r#"{"kind": "parcel.lost_on_road", "data": {"seen": {"city": "Odense"},
                    "parcel": {"id": "p-2", "grams": "4.5 g", "service": "ECONOMY"}}}"#,
            ),
        ],
        class: MAJOR,
        says: &[
            "major  v1 parcel.lost: - event (renamed? parcel.lost_on_road is new, and has the same keys)",
            "major  v1 parcel.lost: - type Seen (seen)",
            "minor  v1 parcel.lost_at_depot: + event",
            "minor  v1 parcel.lost_on_road: + event",
            "minor  v1 parcel.lost_on_road: + type ParcelLostOnRoadSeen (seen)",
        ],
    },
    Version {
        what: "an event is renamed",
        edits: &[
            ("v1/parcel.returned/one.json", ""),
            (
                "v1/parcel.back/one.json",
                r#"{"kind": "parcel.back", "data": {"why": "REFUSED",
                    "parcel": {"id": "p-4", "grams": "10 g", "service": "ECONOMY"}}}"#,
            ),
        ],
        class: MAJOR,
        says: &[
            "minor  v1 parcel.back: + event",
            "major  v1 parcel.returned: - event (renamed? parcel.back is new, and has the same keys)",
        ],
    },
    Version {
        what: "a value is null for the first time",
        edits: &[(
            "v1/parcel.sent/two.json",
            r#"{"kind": "parcel.sent", "data": {"note": null, "parcel": {"id": "p-3", "grams": "90 g"}}}"#,
        )],
        class: PATCH,
        says: &["patch  v1 parcel.sent: note: seen as null, too"],
    },
];

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn every_version_builds_decodes_all_older_payloads_and_has_its_class() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    copy.write(&format!("{PACKAGE}/src/bin/history.rs"), include_str!("history/program.rs"));
    let samples = format!("{PACKAGE}/samples");

    let mut files = BTreeMap::new();
    for (number, Version { what, edits, class, says }) in HISTORY.iter().enumerate() {
        let corrected_before = files.get(CORRECTIONS).copied();
        for (file, content) in *edits {
            if content.is_empty() {
                files.remove(file)
            } else {
                files.insert(*file, *content)
            };
        }
        write(&copy, &samples, &files);
        if let (Some(stale), None) = (corrected_before, files.get(CORRECTIONS)) {
            copy.write(&format!("{samples}/{CORRECTIONS}"), stale);
            let said = failed(build(&copy));
            assert!(said.contains("samples/corrections.toml:4:8: correction no longer applies: "), "{what}: {said}");
            copy.remove(&format!("{samples}/{CORRECTIONS}"));
        }
        succeeded(build(&copy));
        let today = format!("history/{number}");
        write(&copy, &today, &files);

        let is_payload = |file: &String| file.starts_with("history/") && file.strip_suffix(".json").is_some();
        let payloads: Vec<_> = copy.files().into_keys().filter(is_payload).collect();
        // It fails if a body does not encode to the same JSON.
        let (printed, _) = succeeded(copy.command("history").args(&payloads).output().unwrap());
        assert!(!printed.contains(&format!("{today}/")), "{what}: no sample drifts: {printed}");
        assert!(printed.lines().all(|line| line.starts_with("history/")), "{what}: {printed}");
        assert_eq!(
            printed.is_empty(),
            number < 3,
            "{what}: parts that are no longer documented are reported: {printed}"
        );

        if let Some(before) = number.checked_sub(1) {
            let diff = copy.command("conscent").args(["diff", &format!("history/{before}"), &today]).output().unwrap();
            let said = String::from_utf8(diff.stdout).unwrap();
            assert_eq!(diff.status.code(), Some(*class), "{what}: {said}");
            let is_change = |line: &&str| line.contains("  v1") && !line.contains(" docs: ");
            assert_eq!(said.lines().filter(is_change).collect::<Vec<_>>(), *says, "{what}");
        }
    }
}

fn build(copy: &Workspace) -> Output {
    copy.command(env!("CARGO")).args(["build", "--package", "build-script-example"]).output().unwrap()
}

/// Makes a folder hold exactly these files.
fn write(copy: &Workspace, folder: &str, files: &BTreeMap<&str, &str>) {
    let path = copy.folder.join(folder);
    if path.exists() {
        fs::remove_dir_all(path).unwrap();
    }
    for (file, content) in files {
        copy.write(&format!("{folder}/{file}"), content);
    }
}
