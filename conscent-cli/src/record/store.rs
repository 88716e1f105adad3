//! Keeps bodies as files.

use crate::identify::{Declared, Finding, IdentifyError, identify};
use crate::vendor::Vendor;
use conscent_codegen::samples::name::{self, EVENTS, FullNames};
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use conscent_core::from_json;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder for bodies that are not known to be of an event.
const UNNAMED: &str = "unnamed";

/// The folder for bodies that are not JSON objects.
const UNDECODABLE: &str = "undecodable";

/// A folder of bodies.
#[derive(Debug)]
pub(super) struct Store {
    vendor: Vendor,
    /// The api of all bodies, if the user says so.
    api: Option<String>,
    root: PathBuf,
    /// The names of events that are too long for their folders.
    names: FullNames,
    /// The last number in each folder.
    last: BTreeMap<PathBuf, u64>,
}

/// What is printed about a body that was kept.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    pub(super) api: Option<String>,
    pub(super) event: Option<String>,
    pub(super) bytes: usize,
    pub(super) file: PathBuf,
    /// Why it is not known which event it is.
    #[serde(skip)]
    pub(super) why: Option<IdentifyError>,
}

impl Store {
    pub(super) fn new(vendor: Vendor, api: Option<String>, root: PathBuf) -> Result<Self, Diagnostics> {
        vendor.declared(None, api.as_deref())?;
        fs::create_dir_all(&root).map_err(|error| unwritable(&root, &error))?;
        let names = FullNames::read(&root)?;
        Ok(Self { vendor, api, root, names, last: BTreeMap::new() })
    }

    /// Keeps a body, or each delivery that it lists. The files are on the disk when this returns.
    pub(super) fn keep(
        &mut self,
        header: impl Fn(&str) -> Option<String>,
        body: &[u8],
    ) -> Result<Vec<Kept>, Diagnostics> {
        let takes_lists = self.declared()?.takes_lists(&self.vendor);
        let items = if takes_lists { from_json::<Vec<Box<RawValue>>>(body).ok() } else { None };
        match items.filter(|items| !items.is_empty()) {
            Some(items) => items.iter().map(|item| self.keep_one(&header, item.get().as_bytes())).collect(),
            None => Ok(vec![self.keep_one(&header, body)?]),
        }
    }

    /// Keeps one delivery.
    fn keep_one(&mut self, header: impl Fn(&str) -> Option<String>, body: &[u8]) -> Result<Kept, Diagnostics> {
        let declared = self.declared()?;
        let (api, event, why) = match identify(&self.vendor, &declared, header, body) {
            Ok(Finding { module, event, .. }) => (module.map(|module| module.api.clone()), event, None),
            Err(why) => (None, None, Some(why)),
        };
        let (folder, extension) = match (&api, &event, &why) {
            (.., Some(IdentifyError::Undecodable(_))) => (self.root.join(UNDECODABLE), "bin"),
            (Some(api), Some(event), _) => (self.folder(api, event)?, "json"),
            _ => (self.root.join(UNNAMED), "json"),
        };
        let number = self.next(&folder)?;
        let file = folder.join(format!("{number:06}.{extension}"));
        write(&file, body).map_err(|error| unwritable(&self.root, &error))?;
        Ok(Kept { api, event, bytes: body.len(), file, why })
    }

    /// The folder of an event. If its name does not say the event, a file does.
    fn folder(&mut self, api: &str, event: &str) -> Result<PathBuf, Diagnostic> {
        let folder = name::folder(event);
        if name::is_cut(&folder) && self.names.event(api, &folder).is_err() {
            self.names.add(api, event);
            let text = self.names.to_text()?;
            write(&self.root.join(EVENTS), text.as_bytes()).map_err(|error| unwritable(&self.root, &error))?;
        }
        Ok(self.root.join(api).join(folder))
    }

    fn declared(&self) -> Result<Declared<'_>, Diagnostic> {
        self.vendor.declared(None, self.api.as_deref())
    }

    /// The next number in a folder, which is created if it does not exist.
    fn next(&mut self, folder: &Path) -> Result<u64, Diagnostics> {
        let last = if let Some(last) = self.last.get(folder) {
            *last
        } else {
            fs::create_dir_all(folder).map_err(|error| unwritable(&self.root, &error))?;
            last(&input::list(folder)?)
        };
        let next = last + 1;
        self.last.insert(folder.to_owned(), next);
        Ok(next)
    }
}

/// The greatest number among the names of files.
fn last(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.file_stem()?.to_str()?.parse().ok()).max().unwrap_or(0)
}

/// Writes a file so that a reader of the folder sees all of it or nothing.
fn write(path: &Path, body: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(body)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    // On Unix, the file's name is on the disk once its folder is synced. Other systems cannot sync folders.
    #[cfg(unix)]
    fs::File::open(path.parent().unwrap_or(path))?.sync_all()?;
    Ok(())
}

fn unwritable(folder: &Path, error: &io::Error) -> Diagnostic {
    Location::file(folder).error("cannot be written", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::no_headers;

    fn keep(root: &Path, bodies: &[&[u8]]) -> Vec<String> {
        let mut store = Store::new(Vendor::built_in().unwrap(), None, root.to_owned()).unwrap();
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
