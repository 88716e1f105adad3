//! The vendor of the page's webhooks, the crate with their types, and the date.

use super::snippet::RE_EXPORTED;
use crate::show::printable;
use conscent_codegen::package::manifest;
use conscent_codegen::samples::Samples;
use conscent_codegen::{Diagnostic, Diagnostics, Interface, Location, Package, input};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::env;
use std::path::{Path, PathBuf};

/// The module of a build script's types, as the book names it. Samples have it if no crate was generated from them.
const MODULE: &str = "crate::webhooks";

/// The variable with the time of a reproducible build.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The facts in the header of the page.
#[derive(Debug)]
pub(crate) struct Subject {
    /// `GitHub webhooks`
    pub(crate) title: String,
    /// The name of the crate, or the path of a build script's module.
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
    /// Its name, if it was given or the crate was found.
    name: Option<String>,
    /// The generated crate; `None` if it was not generated yet.
    pub(super) package: Option<Package>,
}

impl Types {
    /// The crate in the given folder, or one near the samples.
    pub(super) fn find(place: &Place<'_>, folder: Option<&Path>, name: Option<&str>) -> Result<Self, Diagnostics> {
        let found = match folder {
            Some(folder) => {
                let help = "give --crate the folder of a generated crate";
                let missing = || Location::file(folder.join(manifest::FILE)).error("no manifest", help);
                Some((folder.to_owned(), manifest::read(folder)?.ok_or_else(missing)?.name))
            }
            None => place.near(name),
        };
        let known = name.map(str::to_owned);
        Ok(match found {
            Some((folder, own)) => {
                let name = known.unwrap_or(own);
                Self { package: Some(Package::read(&folder, name.as_str())?), name: Some(name) }
            }
            None => Self { name: known, package: None },
        })
    }

    /// Where a program finds the types: the name of the crate, or the path of a build script's module. The types of
    /// Conscent's own samples are in a crate, even where there is none near the samples.
    pub(super) fn name(&self, interface: &Interface, built_in: &Interface) -> String {
        let is_conscent = interface.snapshot == built_in.snapshot;
        self.name.clone().unwrap_or_else(|| if is_conscent { RE_EXPORTED } else { MODULE }.to_owned())
    }

    /// The title of the page: that of the hints, or else the name of the crate or the apis: `shop webhooks`.
    pub(super) fn title(&self, interface: &Interface) -> String {
        let apis = || interface.modules.iter().map(|module| module.api.as_str()).collect::<Vec<_>>().join(", ");
        let title = interface.delivery.title.clone().or_else(|| self.name.clone());
        printable(&title.unwrap_or_else(|| format!("{} webhooks", apis())))
    }
}

/// The samples folder, and the samples in it.
pub(super) struct Place<'a> {
    pub(super) folder: &'a Path,
    pub(super) samples: &'a Samples,
}

impl Place<'_> {
    /// The generated crate that contains the samples, or the only one next to them that has the given name, or one of
    /// their events. Gives its folder and name.
    fn near(&self, name: Option<&str>) -> Option<(PathBuf, String)> {
        // The folder was read before, so it can usually be resolved.
        let samples = self.folder.canonicalize().unwrap_or_else(|_| self.folder.to_owned());
        let around = samples.parent()?;
        let is_wanted = |own: &str| name.is_none_or(|name| name == own);
        if let Some(found) = generated(around).filter(|(_, own)| is_wanted(own)) {
            return Some(found);
        }
        let neighbors = input::list(around).unwrap_or_default().into_iter().filter_map(|folder| generated(&folder));
        let is_one = |(folder, own): &(PathBuf, String)| is_wanted(own) && (name.is_some() || self.is_of(folder));
        let mut found: Vec<_> = neighbors.filter(is_one).collect();
        found.pop().filter(|_| found.is_empty())
    }

    /// Whether a generated crate has an event of the samples.
    fn is_of(&self, folder: &Path) -> bool {
        let has = |interface: &Interface| {
            self.samples.all.iter().any(|sample| {
                let module = interface.modules.iter().find(|module| module.api == sample.api);
                module.is_some_and(|module| module.events.iter().any(|event| event.name == sample.event))
            })
        };
        Interface::read(&interface_of(folder)).is_ok_and(|interface| has(&interface))
    }
}

/// The folder and the name of the generated crate in a folder, if it holds one.
fn generated(folder: &Path) -> Option<(PathBuf, String)> {
    let manifest = if interface_of(folder).is_file() { manifest::read(folder).ok()? } else { None };
    manifest.map(|info| (folder.to_owned(), info.name))
}

fn interface_of(folder: &Path) -> PathBuf {
    folder.join("schemas").join(conscent_codegen::interface::FILE)
}

impl Subject {
    /// The day is that of `SOURCE_DATE_EPOCH` if it is set, or else that of the release if its samples are unchanged, or else today.
    pub(super) fn of(interface: &Interface, types: &Types, name: &str) -> Result<Self, Diagnostic> {
        let package = &types.package;
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
        Ok(Self { title: types.title(interface), name: printable(name), version: version.cloned(), state, date })
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
