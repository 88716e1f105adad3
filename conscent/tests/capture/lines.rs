//! The captured lines and the file.

use std::io::Write;

use conscent::capture::{Capture, Options, Status};
use conscent::{Ack, Api, Delivery, Naming, samples};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::support::{dispatch, drifting, folder, gift, lines, router, run, try_dispatch, v2};

/// The content of the file after these deliveries.
fn captured(options: Options, deliveries: impl IntoIterator<Item = Delivery>) -> Vec<Value> {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, options).unwrap();
    let router = router(&capture);
    for delivery in deliveries {
        dispatch(&router, delivery);
    }
    lines(&path)
}

#[test]
fn documented_payloads_are_not_captured() {
    let deliveries = samples::ALL.iter().map(|sample| match sample.api {
        "v1" => Delivery::v1(sample.event, sample.text.into()),
        _ => v2(sample.text),
    });
    assert_eq!(captured(Options::default(), deliveries), [] as [Value; 0]);
}

#[test]
fn each_reason_has_its_line() {
    let drifting = samples::ALL.iter().find(|sample| sample.event == "purchase.bundle").unwrap();
    let drifting = drifting.text.replacen("\"type\"", "\"newKey\": \"Jo Doe\", \"type\"", 1);
    let lines = captured(
        Options::default(),
        [
            gift("Jo Doe"),
            v2(drifting),
            v2(r#"{"event": "gift.sent", "user": {"name": "Jo D"#),
            v2(r#"{"payload": {"user": {"name": "Jo Doe"}}}"#),
            v2(&b"Jo Doe \xff"[..]),
            v2("[1]"),
            Delivery::v1("gift", r#"{"name": "Jo Doe"}"#.into()),
        ],
    );
    let told: Vec<_> =
        lines.iter().map(|line| ["api", "event", "why"].map(|key| line[key].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ["v2", "gift.sent", "unknown_event"],
            ["v2", "purchase.bundle", "drift"],
            ["v2", "gift.sent", "undecodable"],
            ["v2", "", "undecodable"],
            ["v2", "", "undecodable"],
            ["v2", "", "undecodable"],
            ["v1", "gift", "unknown_event"],
        ]
    );
    let keys: Vec<_> = lines
        .iter()
        .map(|line| line.as_object().unwrap().keys().find(|key| ["body", "text"].contains(&key.as_str())).unwrap())
        .collect();
    assert_eq!(keys, ["body", "body", "text", "body", "text", "text", "body"]);
    assert!(lines.iter().all(|line| !line.to_string().contains("Jo Doe")));
    // The same person in each.
    let name = &lines[0]["body"]["payload"]["user"]["name"];
    assert_eq!(&lines[1]["body"]["payload"]["purchase"]["newKey"], name);
    assert_eq!(&lines[3]["body"]["payload"]["user"]["name"], name);
    assert_eq!(&lines[6]["body"]["name"], name);
}

/// An api whose deliveries come in lists. A header names the event of all of them.
static LISTED: Api = Api {
    naming: Naming { header: Some("x-event"), pointer: None },
    batch: true,
    codes: &[("status", &["PAID"])],
    keys: &["Name", "status"],
    ..Api::new("listed", &[], conscent::v2::API.drift)
};

#[test]
fn an_event_that_looks_personal_is_replaced_with_the_body() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    run(capture.delivery(&v2(
        r#"{"event": "jo@mail.in", "payload": {"to": "jo@mail.in", "status": "HIV", "type": "CONTENT"}}"#,
    )))
    .unwrap();
    let headers = HeaderMap::from_iter([(HeaderName::from_static("x-event"), HeaderValue::from_static("AYUSH"))]);
    let body = r#"[{"Name": "AYUSH", "status": "PAID"}, {"Name": 1, "Ayush Sharma": {"status": "AYUSH"}}]"#;
    run(capture.delivery(&Delivery::new(&LISTED, body.into(), &headers).unwrap())).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!["jo@", "mail.in", "HIV", "AYUSH", "Ayush", "Sharma"].iter().any(|word| text.contains(word)), "{text}");
    let [one, first, second] = lines(&path).try_into().unwrap();
    assert_eq!((&one["body"]["event"], &one["body"]["payload"]["to"]), (&one["event"], &one["event"]));
    assert!(one["event"].as_str().unwrap().ends_with(".example"), "{one}");
    assert_eq!(one["body"]["payload"]["type"], "CONTENT");
    assert_eq!((&first["event"], &first["body"]["Name"]), (&second["event"], &first["event"]));
    assert_eq!(first["body"]["status"], "PAID");
    assert!(second["body"]["Name"].is_number(), "{second}");
}

#[test]
fn verbatim_is_as_it_arrived() {
    let body = "{\"event\": \"gift.sent\",\n \"payload\": {\"user\": {\"name\": \"Jo  Doe\"}, \"n\": 1.50}}";
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let router = router(&capture);
    for body in [body.as_bytes(), b"Jo Doe", b"\xff"] {
        dispatch(&router, v2(body));
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "{\"api\":\"v2\",\"event\":\"gift.sent\",\"why\":\"unknown_event\",\
         \"body\":{\"event\":\"gift.sent\",\"payload\":{\"user\":{\"name\":\"Jo  Doe\"},\"n\":1.50}}}\n\
         {\"api\":\"v2\",\"event\":\"\",\"why\":\"undecodable\",\"text\":\"Jo Doe\"}\n\
         {\"api\":\"v2\",\"event\":\"\",\"why\":\"undecodable\",\"base64\":\"/w==\"}\n"
    );
}

#[test]
fn a_full_file_does_not_change_and_deliveries_continue() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().max_bytes(250).best_effort()).unwrap();
    let router = router(&capture);
    for name in ["Jo", "Al", "Bo", "Cy"] {
        assert_eq!(dispatch(&router, gift(name)), Ack::OK);
    }
    while capture.status().waiting > 0 {
        std::thread::yield_now();
    }
    let Status { captured, left_out, failed, is_full, bytes, .. } = capture.status();
    assert_eq!((captured, left_out, failed, is_full), (2, 2, 0, true));
    assert_eq!(bytes, std::fs::metadata(&path).unwrap().len());
    assert!(bytes <= 250);
    assert_eq!(lines(&path).len(), 2);

    let full = Capture::create(&path, Options::default().max_bytes(bytes)).unwrap();
    assert!(full.status().is_full);
}

#[test]
fn a_torn_line_is_ended_and_later_lines_are_complete() {
    let (_folder, path) = folder();
    dispatch(&router(&Capture::create(&path, Options::default()).unwrap()), gift("Jo"));
    std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"api\":\"v2\",\"ev").unwrap();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let router = router(&capture);
    dispatch(&router, gift("Al"));
    dispatch(&router, gift("Bo"));
    let text = std::fs::read_to_string(&path).unwrap();
    let whole: Vec<_> = text.lines().map(|line| serde_json::from_str::<Value>(line).is_ok()).collect();
    assert_eq!(whole, [true, false, true, true]);
    assert_eq!(capture.status().bytes, text.len() as u64);
}

#[test]
fn many_writers_write_whole_lines() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let router = router(&capture);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let router = &router;
            scope.spawn(move || {
                for n in 0..25 {
                    dispatch(router, gift(&format!("{writer}-{n}")));
                }
            });
        }
    });
    let mut names: Vec<_> =
        lines(&path).iter().map(|line| line["body"]["payload"]["user"]["name"].to_string()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 200);
    assert_eq!(capture.status().captured, 200);
}

#[cfg(target_os = "linux")]
#[test]
fn a_delivery_that_cannot_be_written_is_not_acknowledged() {
    let capture = Capture::create("/dev/full", Options::default()).unwrap();
    let error = try_dispatch(&router(&capture), gift("Jo")).unwrap_err();
    assert_eq!(error.to_string(), "an observer of the router: returned an error");
    let Status { captured, failed, error, .. } = capture.status();
    assert_eq!((captured, failed, error), (0, 1, Some(std::io::ErrorKind::StorageFull)));

    let capture = Capture::create("/dev/full", Options::default().best_effort()).unwrap();
    assert_eq!(dispatch(&router(&capture), gift("Jo")), Ack::OK);
}

#[cfg(target_os = "linux")]
#[test]
fn a_handled_delivery_is_acknowledged_even_if_it_could_not_be_captured() {
    let capture = Capture::create("/dev/full", Options::default()).unwrap();
    assert_eq!(dispatch(&router(&capture), drifting("5")), Ack::OK);
    while capture.status().waiting > 0 {
        std::thread::yield_now();
    }
    assert_eq!(capture.status().failed, 1);
}

#[test]
fn a_file_that_cannot_be_created_is_an_error_with_its_path() {
    let (folder, _) = folder();
    let path = folder.path().join("missing").join("capture.jsonl");
    let error = Capture::create(&path, Options::default()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}: cannot capture into this file: ", path.display())), "{error}");
}

#[test]
fn debug_shows_no_secret() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    assert_eq!(format!("{capture:?}"), "Capture { is_redacted: true, .. }");
}

#[test]
fn captured_deliveries_are_imported_and_generated() {
    let (folder, path) = folder();
    let samples = folder.path().join("samples");
    let capture = Capture::create(&path, Options::default()).unwrap();
    let router = router(&capture);
    for name in ["Jo", "Al", "Bo"] {
        dispatch(&router, gift(name));
    }
    dispatch(&router, v2("no JSON"));
    std::fs::create_dir(&samples).unwrap();
    let hints = "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n";
    std::fs::write(samples.join("hints.toml"), hints).unwrap();
    let plan = conscent_import::plan(&[path], &samples, conscent_import::Options::default()).unwrap();
    assert_eq!((plan.writes.len(), plan.captures_left_out.len()), (2, 1));
    conscent_import::apply(&plan).unwrap();
    let files = conscent_codegen::generate(&samples, &conscent_codegen::Package::new("gifts")).unwrap();
    assert!(files.iter().any(|file| file.text.contains("pub struct GiftSent")));
}
