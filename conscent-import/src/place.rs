//! Chooses the folders and names for the payloads of pages.
//!
//! A payload keeps the name of the sample that was taken from its page before with the same text. All others get the
//! first free name: that of the page, then with `-2` and so on. No payload is rejected: its name is generated, and free
//! by the rules of the build.

use crate::known::{Entry, Known, OfPage};
use crate::page::Payload;
use crate::page_id::PageId;
use crate::sample::NewSample;
use conscent_codegen::samples::key;
use conscent_codegen::samples::name::{FullNames, claims, sample};
use conscent_codegen::{Diagnostic, input};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The APIs of a samples folder and of a run. In some file systems, folders whose names differ only in case are the
/// same.
pub(crate) struct Apis(BTreeMap<String, String>);

impl Apis {
    /// The APIs of a samples folder.
    pub(crate) fn of(samples: &Path) -> Self {
        let folders = input::list(samples).unwrap_or_default().into_iter().filter(|path| path.is_dir());
        let names = folders.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
        Self(names.map(|name| (name.to_lowercase(), name)).collect())
    }

    /// Adds an API.
    ///
    /// # Errors
    /// Another API has a name that differs only in case; what to do.
    pub(crate) fn claim(&mut self, api: &str) -> Result<(), String> {
        let known = self.0.entry(api.to_lowercase()).or_insert_with(|| api.to_owned());
        if known == api {
            Ok(())
        } else {
            Err(format!("{api:?} differs only in case from the api {known:?}; use the same spelling"))
        }
    }
}

/// The payloads of a page, with the file of each, because the same page may be given in several formats.
pub(crate) struct PagePayloads {
    pub(crate) id: PageId,
    pub(crate) payloads: Vec<(PageId, Payload)>,
}

/// The names in one run.
pub(crate) struct Places<'a> {
    samples: &'a Path,
    known: &'a Known<'a>,
    names: &'a mut FullNames,
    /// By folder path.
    folders: BTreeMap<String, Folder>,
}

/// The samples of an event.
#[derive(Default)]
struct Folder {
    /// The names of the existing samples, by what they claim.
    present: BTreeMap<String, String>,
    /// The names from this run.
    claimed: BTreeSet<String>,
    /// Pairs of page name and text.
    given: BTreeSet<(String, String)>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(samples: &'a Path, known: &'a Known<'a>, names: &'a mut FullNames) -> Self {
        Self { samples, known, names, folders: BTreeMap::new() }
    }

    /// The samples of a page. Equal payloads of an event become one sample.
    pub(crate) fn samples(&mut self, page: PagePayloads) -> Vec<Result<NewSample, Diagnostic>> {
        let PagePayloads { id: page, payloads } = page;
        let of_page = self.known.of_page(&page);
        let mut once = BTreeSet::new();
        let mut placed: Vec<_> = payloads
            .into_iter()
            .filter(|(_, one)| once.insert((one.api.clone(), one.event.clone(), one.text.clone())))
            .map(|(file, payload)| {
                let folder = self.names.claim(&payload.api, &payload.event);
                (file, payload, folder, None::<String>)
            })
            .collect();
        for (_, payload, folder, name) in &mut placed {
            *name = self.name_before(&page, &of_page, payload, folder);
        }
        let mut samples = Vec::new();
        for (file, payload, folder, name) in placed {
            let name = name.or_else(|| self.free_name(&page, &of_page, &payload, &folder));
            let shown = of_page.page().map_or_else(|| file.path(), |known| file.as_known(known));
            samples.extend(name.map(|name| {
                let mut new = NewSample::new(payload, name, &shown)?;
                new.sample.folder = folder;
                Ok(new)
            }));
        }
        samples
    }

    /// The name of the sample that was taken from the page before with the same text.
    fn name_before(&mut self, page: &PageId, of_page: &OfPage<'_>, payload: &Payload, folder: &str) -> Option<String> {
        let is_it = |entry: &&Entry<'_>| entry.folder == folder && entry.shows(payload);
        let name = of_page.entries.iter().copied().chain(self.known.unplaced()).find(is_it)?.name.to_owned();
        let folder = self.folder(&payload.api, folder);
        let is_free = !claims(&name).iter().any(|claim| folder.claimed.contains(claim));
        is_free.then(|| folder.give(name, page, payload))
    }

    /// The first free name. `None` if another page of the run has the same name and the same payload.
    fn free_name(&mut self, page: &PageId, of_page: &OfPage<'_>, payload: &Payload, folder: &str) -> Option<String> {
        let known = self.known;
        let (api, text) = (payload.api.as_str(), payload.text.as_str());
        let stem = page.name();
        let place = self.folder(api, folder);
        if place.given.contains(&(stem.to_owned(), text.to_owned())) {
            return None;
        }
        let is_free = |name: &String| {
            let claims = claims(name);
            if claims.iter().any(|claim| place.claimed.contains(claim)) {
                return false;
            }
            let mut present = claims.iter().filter_map(|claim| place.present.get(claim));
            let Some(other) = present.next() else { return true };
            let key = key(api, folder, name);
            let is_its = match known.entry(&key) {
                Some(entry) if of_page.unclear.is_none() && entry.page.is_same(page) => true,
                Some(entry) => entry.shows(payload),
                // Its page is unknown.
                None => !name.starts_with("capture-"),
            };
            other == name && present.all(|other| other == name) && is_its
        };
        let numbered = (2_usize..).map(|number| sample(&format!("{stem}-{number}")));
        let name = std::iter::once(sample(stem)).chain(numbered).find(is_free)?;
        Some(place.give(name, page, payload))
    }

    /// The folder of an event. If it cannot be read, it has no names.
    fn folder(&mut self, api: &str, folder: &str) -> &mut Folder {
        let path = self.samples.join(api).join(folder);
        self.folders.entry(format!("{api}/{folder}")).or_insert_with(|| {
            let files = input::list(&path).unwrap_or_default();
            let names = files.iter().filter_map(|file| file.file_name()?.to_str()?.strip_suffix(".json"));
            let present = names.flat_map(|name| claims(name).map(|claim| (claim, name.to_owned())));
            Folder { present: present.collect(), ..Folder::default() }
        })
    }
}

impl Folder {
    /// Assigns a name to a payload of a page.
    fn give(&mut self, name: String, page: &PageId, payload: &Payload) -> String {
        self.claimed.extend(claims(&name));
        self.given.insert((page.name().to_owned(), payload.text.clone()));
        name
    }
}
