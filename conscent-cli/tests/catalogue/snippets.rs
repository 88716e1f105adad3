//! The handlers and commands on the page.

use super::command::receiver::answering;
use super::command::vendors::vendors;
use super::command::{SAMPLES, put};
use super::{Page, folder, page, run};
use std::path::Path;
use std::process::Command;

/// The commands of a page.
fn commands(page: &Page) -> Vec<&String> {
    page.code.iter().filter(|code| code.starts_with("conscent trigger ")).collect()
}

/// Runs a command as a reader would, in a shell, but with another address.
#[track_caller]
fn paste(command: &str, folder: &Path, url: &str) {
    assert!(command.contains("--to http://127.0.0.1:3000/webhooks"), "{command}");
    let command = command.replacen("conscent", "\"$PROGRAM\"", 1).replace("http://127.0.0.1:3000/webhooks", url);
    let mut shell = Command::new("sh");
    shell.current_dir(folder).args(["-c", &command]).env("PROGRAM", env!("CARGO_BIN_EXE_conscent"));
    for name in ["CONSCENT_KEY", "CONSCENT_SECRET", "CONSCENT_WEBHOOK_SECRET", "MY_WEBHOOK_SECRET"] {
        shell.env(name, "a-secret");
    }
    let done = shell.output().unwrap();
    assert!(done.status.success(), "{command}\n{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_handler_compiles() {
    let handler = include_str!("handlers/of_conscent.rs").trim_end();
    assert!(page().code.iter().any(|code| code == handler), "{handler}");
}

/// Without a crate, and with one next to the samples: `handlers` has the code for both, compiled.
#[test]
fn handlers_fit_a_module_of_a_build_script_and_a_generated_crate() {
    let here = folder(&[]);
    copy(Path::new(SAMPLES), &here.path().join("samples"));
    put(here.path(), "samples/v2/gift.sent/a.json", r#"{"event": "gift.sent", "payload": {"gift": {"price": 1}}}"#);
    let has = |code: &str| {
        run(here.path(), "catalogue --out out").lines(0);
        let page = Page::read(&here.path().join("out/index.html"));
        assert!(page.code.iter().any(|one| one == code.trim_end()), "{code}");
        page
    };
    let page = has(include_str!("handlers/of_module.rs"));
    assert!(page.texts.iter().any(|text| text == "crate::webhooks::v2::PurchasePass"));

    // A crate of other events is not theirs.
    put(here.path(), "others/v9/a/a.json", "{}");
    run(here.path(), "generate --samples others --out other-types").ends(0);
    has(include_str!("handlers/of_module.rs"));
    run(here.path(), "generate --samples samples --out my-types").ends(0);
    let page = has(include_str!("handlers/of_crate.rs"));
    assert!(page.texts.iter().any(|text| text == "my_types::v2::PurchasePass"));
}

/// Copies a folder of files and folders.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn handlers_of_other_crates_name_their_types() {
    let here = vendors();
    run(here.path(), "catalogue --samples shop --out out --name my-shop").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    let expected = "use conscent::{BoxError, conscent_handler};\nuse my_shop::shop::OrdersCreate;\n\n\
                    #[conscent_handler(types = my_shop, event = \"orders/create\")]\n\
                    async fn on_orders_create(event: OrdersCreate) -> Result<(), BoxError> {\n    \
                    let id = event.require_id()?;\n    println!(\"{id:?}\");\n    Ok(())\n}";
    assert!(page.code.iter().any(|code| code == expected), "{:?}", page.code);
}

#[test]
fn events_of_several_apis_name_theirs() {
    let here = folder(&[("s/a/x/one.json", "{\"n\": 1}"), ("s/b/x/one.json", "{}")]);
    run(here.path(), "catalogue --samples s --out out").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    let attribute = "#[conscent_handler(types = crate::webhooks, api = \"b\", event = \"x\")]";
    let without_fields = "    println!(\"{event:?}\");\n";
    assert!(page.code.iter().any(|code| code.contains(attribute) && code.contains(without_fields)), "{:?}", page.code);
    let (url, requests) = answering(&[200; 2]);
    for command in commands(&page) {
        paste(command, here.path(), &url);
        assert!(requests.recv().unwrap().head.starts_with("POST /webhooks/x "), "each event has its endpoint");
    }
}

#[test]
fn commands_send_the_samples_of_conscent() {
    let page = page();
    let commands = commands(&page);
    assert_eq!(commands.len(), 16);
    let here = folder(&[]);
    let (url, requests) = answering(&[200; 16]);
    for command in commands {
        paste(command, here.path(), &url);
        let request = requests.recv().unwrap();
        assert_eq!(request.header("authorization").len(), 1);
        assert_eq!(request.header("x-conscent-signature").len(), 1);
    }
}

#[test]
fn commands_send_the_samples_of_other_vendors() {
    let here = vendors();
    for (vendor, signature) in
        [("chat", Some("x-slack-signature")), ("shop", Some("x-shopify-hmac-sha256")), ("mail", None)]
    {
        run(here.path(), &format!("catalogue --samples {vendor} --out out --name my-webhooks")).lines(0);
        let page = Page::read(&here.path().join("out/index.html"));
        let commands = commands(&page);
        let (url, requests) = answering(&[200; 2]);
        assert_eq!(commands.len(), 2);
        for command in commands {
            assert!(command.contains(&format!("--samples {vendor}")), "{command}");
            paste(command, here.path(), &url);
            let request = requests.recv().unwrap();
            assert_eq!(signature.map_or(0, |name| request.header(name).len()), usize::from(signature.is_some()));
        }
    }
}

#[test]
fn names_are_quoted_for_the_shell() {
    let here = folder(&[("it's $HOME/v1/a%20%24%28b%29/one.json", "{}")]);
    let mut command = super::command::command(here.path(), "catalogue --out out --samples");
    assert!(command.arg("it's $HOME").status().unwrap().success());
    let page = Page::read(&here.path().join("out/index.html"));
    let (url, requests) = answering(&[200]);
    paste(commands(&page)[0], here.path(), &url);
    assert!(requests.recv().unwrap().head.starts_with("POST /webhooks/a%20%24%28b%29 "));
}
