//! The result of cargo-semver-checks for two generated crates.

use conscent_codegen::diff::SemverImpact;
use conscent_codegen::output;
use conscent_codegen::{File, Overwrite};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The name of the generated crates.
pub(crate) const NAME: &str = "vendor";

/// A workspace that holds one version after the other, so that their dependencies are compiled only once.
pub(crate) struct Tool {
    workspace: PathBuf,
}

impl Tool {
    pub(crate) fn new() -> Self {
        let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver");
        fs::create_dir_all(&workspace).unwrap();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{NAME:?}]\n");
        output::write_one(&manifest, &workspace.join("Cargo.toml")).unwrap();
        // The locked versions of this workspace, so that cargo does not query a registry.
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
        Self { workspace }
    }

    /// The interface of a crate with these files, as rustdoc describes it.
    pub(crate) fn document(&self, files: Vec<File>, name: &str) -> PathBuf {
        let folder = self.workspace.join(NAME);
        let files = files.into_iter().map(|file| File { overwrite: Overwrite::Always, ..file }).collect();
        output::apply(output::compare(files, &folder).unwrap(), &folder).unwrap();
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-core");
        let patch = format!("patch.crates-io.conscent-core.path={:?}", core.display().to_string());
        let target = self.workspace.join("target");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["rustdoc", "--offline", "--quiet", "--features", "samples", "--config", &patch]);
        cargo.args(["--", "-Zunstable-options", "--output-format", "json"]).current_dir(&folder);
        // Documentation as JSON is not stable yet, but the toolchain is stable.
        let output = cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &target).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let document = self.workspace.join(format!("{name}.json"));
        fs::copy(target.join("doc").join(format!("{NAME}.json")), &document).unwrap();
        document
    }

    /// The impact that the tool requires, if a patch would be too little.
    pub(crate) fn asks(&self, old: &Path, new: &Path) -> SemverImpact {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["semver-checks", "--release-type", "patch", "--baseline-rustdoc"]).arg(old);
        let output = cargo.arg("--current-rustdoc").arg(new).current_dir(&self.workspace).output().unwrap();
        let said = said(&output);
        match said.split_once("semver requires new ").map(|(_, class)| class.split(' ').next().unwrap()) {
            Some("major") => SemverImpact::Major,
            Some("minor") => SemverImpact::Minor,
            None if output.status.success() => SemverImpact::None,
            _ => panic!("{said}"),
        }
    }
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
