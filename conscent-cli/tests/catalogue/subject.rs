//! What the page says about itself: the vendor, the crate and the date.

use super::command::command;
use super::{Page, folder, put, run};
use std::path::Path;

/// Runs it with the time of a reproducible build, and gives what the page says.
fn page(folder: &Path, arguments: &str, epoch: Option<&str>) -> Page {
    let mut command = command(folder, &format!("catalogue --out out {arguments}"));
    command.env_remove("SOURCE_DATE_EPOCH").envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Page::read(&folder.join("out/index.html"))
}

#[track_caller]
fn says(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.texts.iter().any(|one| one == text), "{text:?} in {:?}", page.texts);
    }
}

#[test]
fn title_crate_version_and_day() {
    let here = folder(&[
        ("samples/v1/a/one.json", "{\"n\": 1}"),
        ("samples/hints.toml", "[delivery]\ntitle = \"My webhooks\"\n"),
    ]);
    let named = "--name my-webhooks";
    // A crate that does not exist yet.
    says(&page(here.path(), named, Some("0")), &["My webhooks", "my-webhooks", "1970-01-01"]);

    run(here.path(), "generate --samples samples --out my-webhooks").ends(0);
    let generated = page(here.path(), named, Some("0"));
    says(&generated, &["My webhooks – my-webhooks 0.1.0", "my-webhooks", "0.1.0, not released yet"]);

    run(here.path(), "release --samples samples --out my-webhooks --date 2025-03-04").ends(0);
    for crate_of_it in [named, "--crate my-webhooks", "--samples my-webhooks/samples"] {
        says(&page(here.path(), crate_of_it, None), &["my-webhooks", "0.1.0", "2025-03-04"]);
    }
    says(&page(here.path(), named, Some("86400")), &["0.1.0", "1970-01-02"]);

    // Samples that were not released have the day on which the page is made.
    put(here.path(), "samples/v1/b/one.json", "{}");
    let changed = page(here.path(), named, None);
    says(&changed, &["0.1.0, with unreleased changes"]);
    assert!(!changed.texts.iter().any(|text| text == "2025-03-04"));
}

#[test]
fn without_a_title_and_a_crate_the_apis_name_the_page() {
    let here = folder(&[("samples/shop/a/one.json", "{}"), ("samples/mail/a/one.json", "{}")]);
    let page = page(here.path(), "", Some("0"));
    says(&page, &["mail, shop webhooks", "crate::webhooks"]);
    assert!(!page.texts.iter().any(|text| text.contains("conscent-types")));
}

#[test]
fn a_wrong_time_and_a_wrong_folder_are_errors() {
    let here = folder(&[("s/v1/a/one.json", "{}")]);
    let mut wrong = command(here.path(), "catalogue --out out --samples s");
    let done = wrong.env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).starts_with("SOURCE_DATE_EPOCH: not a time: "));
    let errors = run(here.path(), "catalogue --out out --samples s --crate nowhere").errors();
    assert!(errors.len() == 1 && errors[0].starts_with("nowhere/Cargo.toml: no manifest: "), "{errors:?}");
    assert!(!here.path().join("out").exists());
}
