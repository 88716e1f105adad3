//! Decides what a release writes.

use super::changelog::{self, Section};
use super::{lock, version};
use conscent_codegen::diff::{self, SemverImpact};
use conscent_codegen::interface::FILE as INTERFACE;
use conscent_codegen::package::manifest::{self, ManifestInfo};
use conscent_codegen::package::{RELEASED, release};
use conscent_codegen::{
    Changes, Diagnostic, Diagnostics, File, Interface, Location, Package, diagnostic, generate, input, output,
};
use std::path::{Path, PathBuf};

pub(super) enum Plan {
    /// The last release already has everything.
    Nothing {
        name: String,
        version: String,
    },
    Release(Box<Release>),
}

pub(super) struct Release {
    pub(super) name: String,
    /// The version of the last release.
    pub(super) from: Option<String>,
    pub(super) to: String,
    /// The section of the changelog.
    pub(super) section: String,
    /// The manifests that have the version or require it, and the lock files, with the new one.
    pub(super) manifests: Vec<(PathBuf, String)>,
    /// All other files, below the crate's folder.
    pub(super) changes: Changes,
}

pub(super) fn plan(samples: &Path, folder: &Path, date: &str) -> Result<Plan, Diagnostics> {
    let info = manifest::read(folder)?.ok_or_else(|| {
        let help = "generate the crate first: `conscent generate --samples … --out …`";
        Location::file(folder.join(manifest::FILE)).error("no manifest", help)
    })?;
    let package = Package::read(folder, &info.name)?;
    let interface = fresh(samples, folder, &package)?;

    let last = package.release.as_ref();
    let changes = match last {
        None => None,
        Some(last) => released(folder, last, &package, &info)?.map(|old| diff::diff(old, &interface)),
    };
    let found = changes.as_deref().map(diff::impact).unwrap_or_default();
    // Different samples may give the same interface. They are published with the crate, so they need a version.
    let impact = match last {
        Some(last) if last.snapshot != interface.snapshot => found.max(SemverImpact::Patch),
        _ => found,
    };
    let to = version::next(&info, last, impact)?;
    if last.is_some_and(|last| impact == SemverImpact::None && last.version == to) {
        return Ok(Plan::Nothing { name: info.name, version: to });
    }

    let release = release::Release { version: to.clone(), date: date.to_owned(), snapshot: interface.snapshot.clone() };
    let section =
        changelog::section(&Section { release: &release, last, changes: changes.as_deref(), interface: &interface });
    let from = last.map(|last| last.version.clone());
    let mut manifests = version::set(&info, folder, &to)?;
    manifests.extend(lock::set(&info, folder, &to)?);
    let next = Package { version: to.clone(), release: Some(release.clone()), ..package };
    let mut files = generate(samples, &next)?;
    files.push(File::new(format!("{RELEASED}/{INTERFACE}"), interface.to_text()));
    files.push(File::new(release::FILE, release.to_string()));
    files.push(File::new(changelog::FILE, changelog::with(&changelog::read(folder)?, &section, &to)));
    let mut changes = output::compare(files, folder)?;
    changes.remove.extend(documents(&folder.join(RELEASED)));
    Ok(Plan::Release(Box::new(Release { name: info.name, from, to, section, manifests, changes })))
}

/// Checks that the crate is what its samples give, because a release must not contain what was not tested. Returns its
/// interface.
fn fresh(samples: &Path, folder: &Path, package: &Package) -> Result<Interface, Diagnostics> {
    let Changes { write, remove } = output::compare(generate(samples, package)?, folder)?;
    let stale = write.iter().map(|file| folder.join(&file.path)).chain(remove);
    diagnostic::check_all(stale.map(|path| {
        let help = "build the workspace, or run `conscent generate`, and test before a release";
        Err(Location::file(path).error("stale", help))
    }))?;
    Ok(Interface::read(&folder.join("schemas").join(INTERFACE))?)
}

/// The interface of the last release. `None` if it is not known, but the version was raised by hand.
fn released<'a>(
    folder: &Path,
    last: &release::Release,
    package: &'a Package,
    info: &ManifestInfo,
) -> Result<Option<&'a Interface>, Diagnostic> {
    if package.previous.is_some() || version::is_raised(info, last)? {
        return Ok(package.previous.as_ref());
    }
    let help = format!(
        "an older generator made the release, or the file was removed, so the changes since then are not known; \
         restore the file, or raise the version in {} by hand and release again",
        info.manifest.display()
    );
    Err(Location::file(folder.join(RELEASED).join(INTERFACE))
        .error(format!("no interface of release {}", last.version), help))
}

/// The documents that older generators kept instead of the interface: `<api>/<event>.json`.
fn documents(released: &Path) -> Vec<PathBuf> {
    let list = |folder: &Path| if folder.is_dir() { input::list(folder).unwrap_or_default() } else { Vec::new() };
    let mut documents: Vec<_> = list(released).iter().flat_map(|api| list(api)).collect();
    documents.retain(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "json"));
    documents
}
