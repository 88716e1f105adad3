//! Keeps bodies as files.

use super::disk::{Disk, WriteError};
use crate::identify::{Declared, Finding, IdentifyError, identify};
use crate::show::printable;
use crate::vendor::Vendor;
use conscent_codegen::samples::name::{self, EVENTS, FullNames};
use conscent_codegen::text::count;
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use conscent_core::from_json;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder for bodies whose event is not known.
const UNNAMED: &str = "unnamed";

/// The folder for bodies that are not JSON objects.
const UNDECODABLE: &str = "undecodable";

/// A folder of bodies.
#[derive(Debug)]
pub(super) struct Store {
    vendor: Vendor,
    /// The api of all bodies, if the user gives it.
    api: Option<String>,
    disk: Disk,
    /// The full names of events whose folder names do not have them.
    names: FullNames,
    /// The folders whose full names are already in the file of names.
    saved: BTreeSet<PathBuf>,
    /// The last number in each folder.
    last: BTreeMap<PathBuf, u64>,
}

/// What is printed about a body that was kept.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Kept {
    /// The api. Null if nothing names it.
    pub(super) api: Option<String>,
    /// The event. Null if it is not known.
    pub(super) event: Option<String>,
    /// The length of the body.
    pub(super) bytes: usize,
    /// The file that has the body.
    pub(super) file: PathBuf,
    /// Why its event is not known.
    #[serde(skip)]
    pub(super) why: Option<IdentifyError>,
}

/// Why a delivery was not kept.
#[derive(Debug)]
pub(super) enum KeepError {
    /// The folder takes as much of the disk as it may.
    Limit(Diagnostic),
    /// The disk or a quota is full.
    Full(Diagnostic),
    Other(Diagnostic),
}

impl From<Diagnostic> for KeepError {
    fn from(error: Diagnostic) -> Self {
        Self::Other(error)
    }
}

impl Kept {
    /// The line of JSON output.
    pub(super) fn to_json(&self) -> String {
        // Nothing in it is a map or a number that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.api, &self.event, &self.why) {
            (Some(api), Some(event), _) => write!(f, "{api} {}", printable(event))?,
            (.., Some(IdentifyError::Undecodable(_))) => f.write_str("undecodable")?,
            _ => f.write_str("unnamed event")?,
        }
        write!(f, ": {} -> {}", count(self.bytes, "byte"), printable(&self.file.to_string_lossy()))
    }
}

impl Store {
    pub(super) fn new(vendor: Vendor, api: Option<String>, root: &Path, limit: u64) -> Result<Self, Diagnostics> {
        vendor.declared(None, api.as_deref())?;
        let unwritable = |error: io::Error| unwritable(root, &error);
        let disk = Disk::new(root.to_owned(), limit).map_err(unwritable)?;
        // They could redirect files to other places.
        if disk.rights_of_others().map_err(unwritable)? & 0o2 != 0 {
            let help = "run `chmod go-rwx` on it, or name a folder that does not exist yet";
            return Err(Location::file(root).error("others can write to this folder", help).into());
        }
        let names = FullNames::read(root)?;
        Ok(Self { vendor, api, disk, names, saved: BTreeSet::new(), last: BTreeMap::new() })
    }

    /// Whether others can list the folder, which existed before. They cannot list the folders in it.
    pub(super) fn is_visible(&self) -> bool {
        self.disk.rights_of_others().is_ok_and(|rights| rights != 0)
    }

    /// Keeps a body, or each delivery in its list. When this returns, all files are on the disk; after an error, none of
    /// them is.
    pub(super) fn keep(
        &mut self,
        header: impl Fn(&str) -> Option<String>,
        body: &[u8],
    ) -> Result<Vec<Kept>, KeepError> {
        let takes_lists = self.declared()?.takes_lists(&self.vendor);
        let items = if takes_lists { from_json::<Vec<Box<RawValue>>>(body).ok() } else { None };
        let Some(items) = items.filter(|items| !items.is_empty()) else {
            return Ok(vec![self.keep_one(&header, body)?]);
        };
        let mut all: Vec<Kept> = Vec::new();
        for item in items {
            match self.keep_one(&header, item.get().as_bytes()) {
                Ok(kept) => all.push(kept),
                Err(error) => {
                    // The sender will send the whole body again.
                    for kept in all {
                        // A file that cannot be removed is recorded twice.
                        let _ = self.disk.remove(&kept.file);
                    }
                    return Err(error);
                }
            }
        }
        Ok(all)
    }

    /// Keeps one delivery.
    fn keep_one(&mut self, header: impl Fn(&str) -> Option<String>, body: &[u8]) -> Result<Kept, KeepError> {
        let declared = self.declared()?;
        let (api, event, why) = match identify(&self.vendor, &declared, header, body) {
            // Otherwise one of the events would get the bodies of all.
            Ok(Finding { event: Some(event), rivals, .. }) if !rivals.is_empty() => {
                let events: Vec<_> = std::iter::once(event).chain(rivals).collect();
                (None, None, Some(IdentifyError::AnyOf(events.join(", "))))
            }
            Ok(Finding { module, event, .. }) => (module.map(|module| module.api.clone()), event, None),
            Err(why) => (None, None, Some(why)),
        };
        let (folder, extension) = match (&api, &event, &why) {
            (.., Some(IdentifyError::Undecodable(_))) => (self.disk.root.join(UNDECODABLE), "bin"),
            (Some(api), Some(event), _) => (self.folder(api, event)?, "json"),
            _ => (self.disk.root.join(UNNAMED), "json"),
        };
        let file = self.write_next(&folder, extension, body)?;
        Ok(Kept { api, event, bytes: body.len(), file, why })
    }

    /// The folder of an event. If its name is not the event's, the full name goes into a file.
    fn folder(&mut self, api: &str, event: &str) -> Result<PathBuf, KeepError> {
        let folder = self.names.claim(api, event);
        let place = self.disk.root.join(api).join(&folder);
        if name::is_cut(&folder) && !self.saved.contains(&place) {
            let text = self.names.to_text()?;
            self.write(&self.disk.root.join(EVENTS), text.as_bytes(), true)?;
            self.saved.insert(place.clone());
        }
        Ok(place)
    }

    fn declared(&self) -> Result<Declared<'_>, Diagnostic> {
        self.vendor.declared(None, self.api.as_deref())
    }

    /// Writes a file with the next number in a folder that is free.
    fn write_next(&mut self, folder: &Path, extension: &str, body: &[u8]) -> Result<PathBuf, KeepError> {
        let mut number = match self.last.get(folder) {
            Some(last) => *last,
            None if folder.is_dir() => last(&input::list(folder)?),
            None => 0,
        };
        loop {
            number += 1;
            let file = folder.join(format!("{number:06}.{extension}"));
            if self.write(&file, body, false)? {
                self.last.insert(folder.to_owned(), number);
                return Ok(file);
            }
        }
    }

    fn write(&mut self, file: &Path, bytes: &[u8], replaces: bool) -> Result<bool, KeepError> {
        self.disk.write(file, bytes, replaces).map_err(|error| match error {
            WriteError::Limit(limit) => {
                let help = format!("--max-disk is {limit} bytes; recording continues once files are removed");
                KeepError::Limit(Location::file(&self.disk.root).error("full", help))
            }
            WriteError::Io(error) => self.failed(&error),
        })
    }

    fn failed(&self, error: &io::Error) -> KeepError {
        let diagnostic = unwritable(&self.disk.root, error);
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => KeepError::Full(diagnostic),
            _ => KeepError::Other(diagnostic),
        }
    }
}

/// The greatest number among the names of files. Numbers that no recorder can have reached are ignored.
fn last(files: &[PathBuf]) -> u64 {
    let numbers = files.iter().filter_map(|file| file.file_stem()?.to_str()?.parse::<u64>().ok());
    numbers.filter(|number| *number < u64::MAX / 2).max().unwrap_or(0)
}

fn unwritable(folder: &Path, error: &io::Error) -> Diagnostic {
    Location::file(folder).error("cannot be written", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::no_headers;
    use std::fs;

    fn keep(root: &Path, bodies: &[&[u8]]) -> Vec<String> {
        let mut store = Store::new(Vendor::built_in().unwrap(), None, root, u64::MAX).unwrap();
        let kept = bodies.iter().flat_map(|body| store.keep(no_headers, body).unwrap());
        kept.map(|kept| kept.file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/")).collect()
    }

    #[test]
    fn each_event_has_its_folder_and_numbers_continue() {
        let root = tempfile::tempdir().unwrap();
        let v2: &[u8] = br#"{"event": "gift.sent"}"#;
        assert_eq!(keep(root.path(), &[v2, v2]), ["v2/gift.sent/000001.json", "v2/gift.sent/000002.json"]);
        fs::remove_file(root.path().join("v2/gift.sent/000001.json")).unwrap();
        assert_eq!(keep(root.path(), &[v2]), ["v2/gift.sent/000003.json"]);
        assert_eq!(fs::read(root.path().join("v2/gift.sent/000003.json")).unwrap(), v2);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let bodies: [&[u8]; 5] = [br#"{"event": "../../up"}"#, br#"{"event": ""}"#, b"{}", b"[]", b"\xff"];
        let kept = ["v2/%2E.%2F..%2Fup/000001.json", "unnamed/000001.json", "unnamed/000002.json"];
        assert_eq!(
            keep(root.path(), &bodies),
            [&kept[..], &["undecodable/000001.bin", "undecodable/000002.bin"]].concat()
        );
    }

    #[test]
    fn a_byte_order_mark_is_kept_and_hides_no_event() {
        let root = tempfile::tempdir().unwrap();
        let body = "\u{feff}{\"event\": \"gift.sent\"}".as_bytes();
        assert_eq!(keep(root.path(), &[body]), ["v2/gift.sent/000001.json"]);
        assert_eq!(fs::read(root.path().join("v2/gift.sent/000001.json")).unwrap(), body);
    }
}
