//! Bodies as files.

use crate::identify::{Api, Told, identify};
use conscent_codegen::sample;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder for events whose name is none for a folder.
const UNNAMED: &str = "unnamed";

/// The folder for what is no JSON object.
const UNDECODABLE: &str = "undecodable";

/// A folder of bodies.
#[derive(Debug)]
pub(super) struct Store {
    root: PathBuf,
    /// The last number in each folder.
    last: BTreeMap<PathBuf, u64>,
}

/// What is told of a body that is kept.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    pub(super) api: Option<Api>,
    pub(super) event: Option<String>,
    pub(super) bytes: usize,
    pub(super) file: PathBuf,
}

impl Store {
    pub(super) fn new(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        Ok(Self { root, last: BTreeMap::new() })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps a body. It is whole and on the disk when this returns.
    pub(super) fn keep(&mut self, body: &[u8]) -> io::Result<Kept> {
        let found = identify(body, Told::Nothing).ok();
        let (folder, extension) = match &found {
            Some(found) => {
                let event = found.event.as_deref().filter(|event| sample::is_name(event)).unwrap_or(UNNAMED);
                (self.root.join(found.api.to_string()).join(event), "json")
            }
            None => (self.root.join(UNDECODABLE), "bin"),
        };
        let number = self.next(&folder)?;
        let file = folder.join(format!("{number:06}.{extension}"));
        write(&file, body)?;
        let (api, event) = found.map(|found| (found.api, found.event)).unzip();
        Ok(Kept { api, event: event.flatten(), bytes: body.len(), file })
    }

    /// The next number in a folder, which is made if there is none.
    fn next(&mut self, folder: &Path) -> io::Result<u64> {
        let last = match self.last.get(folder) {
            Some(last) => *last,
            None => last(folder)?,
        };
        let next = last + 1;
        self.last.insert(folder.to_owned(), next);
        Ok(next)
    }
}

fn last(folder: &Path) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let mut last = 0;
    for entry in fs::read_dir(folder)? {
        let number = entry?.path().file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        last = number.unwrap_or(0).max(last);
    }
    Ok(last)
}

/// A reader of the folder sees the whole file or none.
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
    // The file's name is on the disk when its folder is. Elsewhere folders cannot be synced, nor need they be.
    #[cfg(unix)]
    fs::File::open(path.parent().unwrap_or(path))?.sync_all()?;
    Ok(())
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
    fn each_body_has_its_place_and_numbers_go_on() {
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
