//! The vendor of the page's webhooks, the crate with their types, and the date.

use crate::show::printable;
use conscent_codegen::package::manifest;
use conscent_codegen::{Diagnostic, Diagnostics, Interface, Location, Package};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::env;
use std::path::{Path, PathBuf};

/// The default name of the crate: this project's own.
const DEFAULT_NAME: &str = "conscent-types";

/// The variable with the time of a reproducible build.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The facts in the header of the page.
#[derive(Debug)]
pub(crate) struct Subject {
    /// `GitHub webhooks`
    pub(crate) title: String,
    /// The name of the crate.
    pub(crate) name: String,
    /// The version of the crate, if the crate was already generated.
    pub(crate) version: Option<String>,
    /// How the samples differ from that version.
    pub(crate) state: Option<&'static str>,
    /// `2026-11-22`
    pub(crate) date: String,
}

/// The crate that has the types.
pub(super) struct Types {
    pub(super) name: String,
    /// The generated crate; `None` if it was not generated yet.
    pub(super) package: Option<Package>,
}

impl Types {
    /// The crate in the given folder, or the one that contains the samples, or the one with this name next to them.
    pub(super) fn find(samples: &Path, folder: Option<&Path>, name: Option<&str>) -> Result<Self, Diagnostics> {
        let found = match folder {
            Some(folder) => {
                let help = "give --crate the folder of a generated crate";
                let missing = || Location::file(folder.join(manifest::FILE)).error("no manifest", help);
                Some((folder.to_owned(), manifest::read(folder)?.ok_or_else(missing)?))
            }
            None => near(samples, name.unwrap_or(DEFAULT_NAME)).into_iter().find_map(|folder| {
                let info = manifest::read(&folder).ok().flatten()?;
                name.is_none_or(|name| name == info.name).then_some((folder, info))
            }),
        };
        let known = name.map(str::to_owned);
        Ok(match found {
            Some((folder, info)) => {
                let name = known.unwrap_or(info.name);
                Self { package: Some(Package::read(&folder, name.as_str())?), name }
            }
            None => Self { name: known.unwrap_or_else(|| DEFAULT_NAME.to_owned()), package: None },
        })
    }
}

/// The generated crates near the samples.
fn near(samples: &Path, name: &str) -> Vec<PathBuf> {
    // The folder was read before, so it can usually be resolved.
    let samples = samples.canonicalize().unwrap_or_else(|_| samples.to_owned());
    let around = samples.parent().into_iter();
    let folders = around.flat_map(|around| [around.to_owned(), around.join(name)]);
    folders.filter(|folder| folder.join("schemas").join(conscent_codegen::interface::FILE).is_file()).collect()
}

impl Subject {
    /// The day is that of `SOURCE_DATE_EPOCH` if it is set, or else that of the release if its samples are unchanged, or else today.
    pub(super) fn of(interface: &Interface, types: &Types) -> Result<Self, Diagnostic> {
        let Types { name, package } = types;
        let release = package.as_ref().and_then(|package| package.release.as_ref());
        let released = release.filter(|release| release.snapshot == interface.snapshot);
        let date = match (epoch()?, released) {
            (Some(time), _) => day(time),
            (None, Some(release)) => release.date.clone(),
            (None, None) => day(Timestamp::now()),
        };
        let (version, state) = match (package, release) {
            (_, Some(release)) => (Some(&release.version), released.is_none().then_some("with unreleased changes")),
            (Some(package), None) => (Some(&package.version), Some("not released yet")),
            (None, None) => (None, None),
        };
        Ok(Self {
            title: printable(interface.delivery.title.as_deref().unwrap_or(name)),
            name: printable(name),
            version: version.cloned(),
            state,
            date,
        })
    }

    /// The title of the page, for a browser's tab: `GitHub webhooks – my-webhooks 0.1.0`.
    pub(crate) fn document_title(&self) -> String {
        let Self { title, name, version, .. } = self;
        match version {
            None => title.clone(),
            Some(version) if title == name => format!("{name} {version}"),
            Some(version) => format!("{title} – {name} {version}"),
        }
    }
}

fn day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).date().to_string()
}

/// The time of a reproducible build, in seconds since 1970.
fn epoch() -> Result<Option<Timestamp>, Diagnostic> {
    let Some(text) = env::var_os(EPOCH) else { return Ok(None) };
    let time =
        text.to_str().and_then(|text| text.parse().ok()).and_then(|seconds| Timestamp::from_second(seconds).ok());
    let help = "set it to seconds since 1970, as `git log -1 --format=%ct` prints them, or unset it";
    time.map(Some).ok_or_else(|| Location::file(EPOCH).error("not a time", help))
}
