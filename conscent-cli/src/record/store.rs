//! Keeps bodies as files.

use crate::identify::{Api, Declared, identify};
use conscent_codegen::{Diagnostic, Diagnostics, Location, input, samples};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder for events whose name cannot be a folder.
const UNNAMED: &str = "unnamed";

/// The folder for bodies that are not JSON objects.
const UNDECODABLE: &str = "undecodable";

/// A folder of bodies.
#[derive(Debug)]
pub(super) struct Store {
    root: PathBuf,
    /// The last number in each folder.
    last: BTreeMap<PathBuf, u64>,
}

/// What is printed about a body that was kept.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    pub(super) api: Option<Api>,
    pub(super) event: Option<String>,
    pub(super) bytes: usize,
    pub(super) file: PathBuf,
}

impl Store {
    pub(super) fn new(root: PathBuf) -> Result<Self, Diagnostic> {
        fs::create_dir_all(&root).map_err(|error| unwritable(&root, &error))?;
        Ok(Self { root, last: BTreeMap::new() })
    }

    /// Keeps a body. The whole file is on the disk when this returns.
    pub(super) fn keep(&mut self, body: &[u8]) -> Result<Kept, Diagnostics> {
        let found = identify(body, Declared::Nothing).ok();
        let (folder, extension) = match &found {
            Some(found) => {
                let event = found.event.as_deref().filter(|event| samples::is_name(event)).unwrap_or(UNNAMED);
                (self.root.join(found.api.to_string()).join(event), "json")
            }
            None => (self.root.join(UNDECODABLE), "bin"),
        };
        let number = self.next(&folder)?;
        let file = folder.join(format!("{number:06}.{extension}"));
        write(&file, body).map_err(|error| unwritable(&self.root, &error))?;
        let (api, event) = found.map(|found| (found.api, found.event)).unzip();
        Ok(Kept { api, event: event.flatten(), bytes: body.len(), file })
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

    fn keep(root: &Path, bodies: &[&[u8]]) -> Vec<String> {
        let mut store = Store::new(root.to_owned()).unwrap();
        let kept = bodies.iter().map(|body| store.keep(body).unwrap());
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
        let kept = ["v2/unnamed/000001.json", "v2/unnamed/000002.json", "v1/unnamed/000001.json"];
        assert_eq!(
            keep(root.path(), &bodies),
            [&kept[..], &["undecodable/000001.bin", "undecodable/000002.bin"]].concat()
        );
    }
}
