//! A PostgreSQL server that a test stops and starts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::database::Database;

/// Whether the test runs as root, which the server does not allow.
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("a user");
    output.stdout.trim_ascii() == b"0"
}

/// Gives a folder to the user of the server.
fn give(folder: &Path) {
    if is_root() {
        assert!(Command::new("chown").arg("postgres").arg(folder).status().expect("a command").success());
    }
}

pub(crate) struct Server {
    binaries: PathBuf,
    folder: TempDir,
}

impl Server {
    /// Starts an empty server.
    pub(crate) fn start_new() -> Self {
        let binaries = std::env::var_os("PG_BINDIR").expect("PG_BINDIR: `tests/tools/with-postgres` sets it").into();
        let folder = tempfile::Builder::new().prefix("conscent-server").tempdir_in("/tmp").unwrap();
        give(folder.path());
        let server = Self { binaries, folder };
        server.run("initdb", &["-U", "conscent", "-A", "trust", "-E", "UTF8", "--no-locale"]);
        server.start();
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://conscent@localhost/postgres?host={}", self.folder.path().display())
    }

    /// A database whose files are in this folder.
    pub(crate) async fn database_in(&self, folder: &Path) -> Database {
        give(folder);
        Database::at(self.url()).execute(&format!("CREATE TABLESPACE small LOCATION '{}'", folder.display())).await;
        Database::postgres_of(&self.url(), "TABLESPACE small").await
    }

    pub(crate) fn start(&self) {
        let path = self.folder.path().display();
        let (log, options) = (format!("{path}/log"), format!("-c listen_addresses='' -k {path}"));
        self.run("pg_ctl", &["-w", "-l", &log, "-o", &options, "start"]);
    }

    /// `immediate` simulates a crash of the server. `fast` closes the connections and rolls back their transactions.
    pub(crate) fn stop(&self, mode: &str) {
        self.run("pg_ctl", &["-w", "-m", mode, "stop"]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.binaries.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.arg("-D").arg(self.folder.path().join("data")).args(arguments);
        command.current_dir(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().unwrap();
        assert!(status.success(), "{command:?}: {:?}", fs::read_to_string(self.folder.path().join("log")));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if fs::exists(self.folder.path().join("data/postmaster.pid")).unwrap_or(false) {
            self.stop("immediate");
        }
    }
}
