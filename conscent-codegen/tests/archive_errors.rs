//! Shape files that cannot be used: each error names the file, what is wrong, and what to do.
mod shapes;

use conscent_codegen::samples::{Archive, Sample, read, read_usable};
use conscent_shape::ShapeFile;
use shapes::{file, put_shape, shape};
use test_support::{TempDir, folder, put, relative};

const ENVELOPE: &str = "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n";

/// A delivery with this event.
fn delivery(event: &str) -> String {
    format!("{{\"event\": {event:?}, \"payload\": {{\"n\": 1}}}}\n")
}

fn errors(folder: &TempDir) -> String {
    relative(folder.path(), read(folder.path()).unwrap_err())
}

/// The errors of a folder with a usable sample and this shape file.
fn refused(path: &str, bytes: &[u8]) -> String {
    let folder = folder(&[("hints.toml", ENVELOPE), ("v2/a.b/x.json", &delivery("a.b"))]);
    put(folder.path(), path, bytes);
    errors(&folder)
}

#[test]
fn files_that_are_no_shapes() {
    let whole = String::from_utf8(file(&delivery("a.b"))).unwrap();
    for (bytes, expected) in [
        (b"{}".to_vec(), "v2/a.b/a.shape:1: not a usable shape file: not a shape file"),
        (b"\xff\n".to_vec(), "v2/a.b/a.shape:1: not a usable shape file: not a shape file"),
        (
            whole.replacen("\"conscent-shape\":1", "\"conscent-shape\":99", 1).into_bytes(),
            "v2/a.b/a.shape:1: not a usable shape file: this is a shape file of version 99",
        ),
        (
            whole.as_bytes()[..whole.len() - 1].to_vec(),
            "v2/a.b/a.shape:5: not a usable shape file: the file is cut off",
        ),
        (
            whole.replacen("\"count\":1", "\"count\":2", 1).into_bytes(),
            "v2/a.b/a.shape:1: not a usable shape file: the file was changed",
        ),
        (file(""), "v2/a.b/a.shape: an empty shape file: it covers no documents; remove it"),
        (
            file("{\"event\": \"a.b\"}\n[1]\n2\n"),
            "v2/a.b/a.shape: not JSON objects: a payload must be an object, but 2 of 3 documents are not;",
        ),
    ] {
        let error = refused("v2/a.b/a.shape", &bytes);
        assert!(error.starts_with(expected) && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn a_partial_file_may_hold_personal_data() {
    let partial = ShapeFile::of(shape(&delivery("a.b"))).write_partial();
    assert_eq!(
        refused("v2/a.b/a.shape", &partial),
        "v2/a.b/a.shape: a partial shape file: it holds strings of its documents, which may be personal data, so it \
         does not belong in a samples folder; `conscent merge` reads it, and writes a shape file without personal data"
    );
}

#[test]
fn a_shape_of_another_event_is_in_the_wrong_folder() {
    let help = "its folder is v2/a.b; move the file, or write one shape for each event with `conscent infer --shape \
                --by-event`";
    for (documents, says) in [
        (delivery("a.c"), "the shape says \"event\": \"a.c\""),
        (delivery("a.b") + &delivery("a.c"), "the shape says \"event\": \"a.c\""),
        (delivery("a.b") + "{\"payload\": {}}", "the shape says that 1 of 2 documents have no event under \"event\""),
        ("{\"payload\": {}}".to_owned(), "the shape says that 1 of 1 documents have no event under \"event\""),
    ] {
        assert_eq!(refused("v2/a.b/a.shape", &file(&documents)), format!("v2/a.b/a.shape: {says}: {help}"));
    }
    // With a header, the body has only a part of the name.
    let folder = folder(&[("hints.toml", "[envelope.v2]\nevent = \"event\"\nheader = \"X-Topic\"\n")]);
    put_shape(folder.path(), "v2/a.b/a.shape", "{\"event\": \"b\"}\n{}");
    assert_eq!(read(folder.path()).unwrap().archives[0].documents(), 2);
}

/// A shape keeps no strings under `name`, so none can contradict the folder.
#[test]
fn an_event_that_a_shape_does_not_keep_contradicts_nothing() {
    let folder = folder(&[("hints.toml", "[envelope.v2]\nevent = \"name\"\n")]);
    put_shape(folder.path(), "v2/a.b/a.shape", "{\"name\": \"other\"}");
    assert_eq!(read(folder.path()).unwrap().archives.len(), 1);
    put_shape(folder.path(), "v2/a.b/a.shape", "{\"names\": \"other\"}");
    let error = errors(&folder);
    assert!(error.starts_with("hints.toml:2:9: unknown place \"/name\": no sample of v2 has a value there"), "{error}");
}

#[test]
fn a_shape_cannot_be_corrected() {
    let correction =
        "[[correction]]\nsample = \"v2/a.b/a.shape\"\npointer = \"/payload/n\"\nfrom = 1\nto = 2\nreason = \"wrong\"\n";
    let folder = folder(&[("hints.toml", ENVELOPE), ("corrections.toml", correction)]);
    put_shape(folder.path(), "v2/a.b/a.shape", &delivery("a.b"));
    assert_eq!(
        errors(&folder),
        "corrections.toml:2:10: a shape cannot be corrected: a shape file counts values and does not hold them; remove the \
         correction, and leave the wrong documents out when `conscent infer --shape` writes the file, or overrule it with a \
         hint"
    );
}

#[test]
fn provenance_says_how_many_documents_a_shape_has() {
    let origins = "[\"v2/a.b/a.shape\"]\npage = \"a.shape\"\ncaptured = true\ndocuments = 2\n";
    let folder = folder(&[("hints.toml", ENVELOPE), ("provenance.toml", origins)]);
    put_shape(folder.path(), "v2/a.b/a.shape", &delivery("a.b").repeat(2));
    let archive: Archive = read(folder.path()).unwrap().archives.remove(0);
    assert_eq!((archive.key(), archive.documents()), ("v2/a.b/a.shape".to_owned(), 2));
    let origin = archive.origin.unwrap();
    assert_eq!((origin.to_string(), origin.line, origin.documents), ("a.shape".to_owned(), None, Some(2)));
    put(folder.path(), "provenance.toml", origins.replace(".shape\"]", ".json\"]"));
    assert_eq!(
        errors(&folder),
        "provenance.toml:1:2: invalid content: \"v2/a.b/a.json\" has no `line`; add the line where its payload starts"
    );
}

#[test]
fn unusable_shapes_are_left_out_and_reported() {
    let hint = |at: &str| format!("[[hint]]\napi = \"v2\"\nat = {at:?}\nkind = \"optional\"\nreason = \"known\"\n");
    let folder = folder(&[
        ("hints.toml", &(ENVELOPE.to_owned() + &hint("/lost") + &hint("/n") + &hint("/list/*/n"))),
        ("v2/a.b/x.json", &delivery("a.b")),
    ]);
    put(folder.path(), "v2/a.b/cut.shape", b"{");
    put_shape(folder.path(), "v2/a.b/fine.shape", r#"{"event": "a.b", "payload": {"list": [{"n": 1}]}}"#);
    put_shape(folder.path(), "v2/a.b/other.shape", &delivery("a.c"));
    let (samples, report) = read_usable(folder.path()).unwrap();
    assert_eq!(samples.all.iter().map(Sample::key).collect::<Vec<_>>(), ["v2/a.b/x.json"]);
    assert_eq!(samples.archives.iter().map(Archive::key).collect::<Vec<_>>(), ["v2/a.b/fine.shape"]);
    let report = relative(folder.path(), report);
    let lines: Vec<_> = report.lines().skip(1).collect();
    assert!(report.lines().next().unwrap().contains(": 2 files were left out: "), "{report}");
    assert_eq!(lines[0], "hints.toml:6:6: hint has no effect: no sample of v2 shows `/lost`, but some were left out");
    assert!(lines[1].starts_with("v2/a.b/cut.shape:1: left out, not a usable shape file: "), "{report}");
    assert!(lines[2].starts_with("v2/a.b/other.shape: left out, the shape says "), "{report}");
    assert_eq!(lines.len(), 3);
}
