//! Runs the book's commands as a reader does: in a project outside of this workspace, which depends on the copy of it.

use crate::receiver::Receiver;
use crate::workspace::{Workspace, succeeded};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};
use test_support::TempDir;
use test_support::markdown::{blocks, copied};

/// The address on which receivers of the book listen.
const ADDRESS: &str = "127.0.0.1:3000";

/// The time limit for handling a delivery, far longer than needed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A chapter of the book.
struct Chapter {
    text: String,
}

impl Chapter {
    fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src").join(path);
        Self { text: fs::read_to_string(path).unwrap() }
    }

    /// Its shell blocks, which must be as many as the test runs.
    fn shell<const N: usize>(&self) -> [String; N] {
        let blocks = blocks(&self.text, "sh").into_iter().map(|block| block.trim_start().to_owned());
        blocks.collect::<Vec<_>>().try_into().expect("a test runs every block")
    }

    /// What a reader copies from the block whose source ends like this.
    fn block(&self, source: &str) -> String {
        copied(&self.text, source).expect(source)
    }
}

/// A reader's project.
struct Project<'a> {
    copy: &'a Workspace,
    _root: TempDir,
    folder: PathBuf,
    /// Where its receiver listens.
    address: String,
    /// The commands at the start of every terminal session of the reader.
    terminal: String,
}

impl<'a> Project<'a> {
    /// Runs the block that creates the project, which is next to a clone of this workspace.
    fn new(copy: &'a Workspace, create: &str) -> Self {
        let root = TempDir::new().unwrap();
        let folder = root.path().join(create.split_whitespace().nth(2).unwrap());
        succeeded(copy.command("sh").current_dir(root.path()).args(["-euc", create]).output().unwrap());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let project = Self { copy, _root: root, folder, address, terminal: String::new() };
        // The versions of this workspace, which are already downloaded.
        project.write("Cargo.lock", &copy.read("Cargo.lock"));
        project
    }

    fn write(&self, path: &str, text: &str) {
        test_support::put(&self.folder, path, text);
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// Replaces the last line of the manifest.
    fn depend(&self, dependencies: &str) {
        let manifest = self.read("Cargo.toml");
        let package = manifest.strip_suffix("[dependencies]\n").expect("the last line");
        let clone = self.copy.folder.to_str().unwrap();
        self.write("Cargo.toml", &(package.to_owned() + &dependencies.replace("../conscent-rust", clone)));
    }

    fn sh(&self, lines: &str) -> Command {
        let script = format!("{}\n{lines}", self.terminal).replace(ADDRESS, &self.address);
        let mut sh = self.copy.command("sh");
        sh.current_dir(&self.folder).env("LISTEN", &self.address).args(["-euc", &script]);
        sh
    }

    /// Runs a block. Returns its output.
    fn run(&self, block: &str) -> String {
        succeeded(self.sh(block).output().unwrap()).0
    }

    /// Runs lines repeatedly until they print this text.
    fn run_until(&self, lines: &str, printed: &str) {
        self.until(lines, |output| String::from_utf8_lossy(&output.stdout).contains(printed));
    }

    fn until(&self, lines: &str, is_done: impl Fn(&Output) -> bool) {
        let start = Instant::now();
        loop {
            let output = self.sh(lines).output().unwrap();
            if is_done(&output) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{lines}: {output:?}");
            sleep(Duration::from_millis(100));
        }
    }

    /// Starts the receiver, by a block whose last line is `cargo run`.
    fn start(&self, block: &str) -> Receiver {
        Receiver::start(&mut self.sh(&block.replace("cargo run", "exec cargo run --quiet")))
    }
}

/// The next line of a log with this in it.
fn wait_for(receiver: &mut Receiver, part: &str) {
    loop {
        let line = receiver.line();
        assert!(!line.is_empty(), "the receiver has ended before it said {part}");
        if line.contains(part) {
            return;
        }
    }
}

/// The block without the lines that need a program which may be missing.
fn without_sqlite3(block: &str) -> String {
    if Command::new("sqlite3").arg("--version").output().is_ok() {
        return block.to_owned();
    }
    block.lines().filter(|line| !line.starts_with("sqlite3 ")).collect::<Vec<_>>().join("\n")
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn the_tutorial_leads_to_a_receiver() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let chapter = Chapter::read("tutorial.md");
    let [install, create, build, run, first, row, again, crash, kill, drop, dead, retry] = chapter.shell();
    assert!(install.contains("--path conscent-rust/conscent-cli"), "{install}");

    let mut project = Project::new(&copy, &create);
    project.depend(&chapter.block("dependencies.toml"));
    project.write("src/main.rs", &chapter.block("main.rs:all"));
    project.run(&build);
    let mut receiver = project.start(&run);

    let (terminal, send) = first.rsplit_once("send ").unwrap();
    terminal.clone_into(&mut project.terminal);
    assert!(project.run(&format!("send {send}")).contains("202: 1"));
    wait_for(&mut receiver, "booked");
    let [_, one_row, two_rows]: [String; 3] = blocks(&chapter.text, "text").try_into().unwrap();
    let rows = |expected: &str| {
        let select = without_sqlite3(&row);
        if !select.is_empty() {
            project.run_until(&select, expected.trim());
        }
    };
    rows(&one_row);

    let printed = project.run(&without_sqlite3(&again));
    assert!(printed.contains("202: 3"), "{printed}");
    assert!(without_sqlite3(&again) != again || printed.trim_end().ends_with("\n1"), "{printed}");

    let (send, list) = crash.split_once('\n').unwrap();
    assert!(project.run(send).contains("202: 1"));
    project.run_until(list, "waiting");
    std::mem::drop(receiver); // killed
    let list = kill.strip_prefix("pkill -9 -x receiver\n").unwrap();
    assert!(project.run(list).contains("purchase.pass"));
    let receiver = project.start(&run);
    project.until(&drop, |output| output.status.success()); // not while it is running

    let (send, look) = dead.split_once('\n').unwrap();
    assert!(project.run(send).contains("202: 1"));
    let (list, show) = look.split_once('\n').unwrap();
    project.run_until(list, "purchase.bundle");
    assert!(project.run(show).contains("no handler takes this event"));

    std::mem::drop(receiver);
    let with_handler = project.read("src/main.rs").replace("handlers![on_pass]", "handlers![on_pass, on_bundle]");
    project.write("src/main.rs", &format!("{with_handler}\n{}", chapter.block("bundle.rs")));
    let mut receiver = project.start(&run);
    let (retry, _) = retry.split_once('\n').unwrap();
    project.run(retry);
    wait_for(&mut receiver, "booked");
    rows(&two_rows);
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_page_leads_to_a_handler() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let chapter = Chapter::read("guide/page-to-handler.md");
    let [create, import, build, run, send] = chapter.shell();

    let project = Project::new(&copy, &create);
    project.write("orders.html", &chapter.block("orders.html"));
    project.write("samples/hints.toml", &chapter.block("hints.toml"));
    let (taken, left_out) = succeeded(project.sh(&import).output().unwrap());
    assert_eq!(taken + &left_out, chapter.block("import.txt"));

    project.depend(&chapter.block("manifest.toml"));
    project.write("build.rs", &chapter.block("build.rs"));
    project.write("src/main.rs", &chapter.block("main.rs").replace(ADDRESS, &project.address));
    project.run(&build);
    let mut receiver = project.start(&run);
    project.run(&send);
    let said = blocks(&chapter.text, "text").pop().unwrap();
    for line in said.trim().lines() {
        assert_eq!(receiver.line(), line);
    }
}
