//! The samples that were taken from pages before, according to `provenance.toml`.

use crate::page::Payload;
use crate::page_id::PageId;
use conscent_codegen::samples::Origins;
use conscent_codegen::samples::name::FullNames;
use std::collections::BTreeMap;
use std::path::Path;

/// The existing samples of pages.
pub(crate) struct Known<'a> {
    /// In order of their paths.
    entries: Vec<Entry<'a>>,
}

/// A sample, by its path.
pub(crate) struct Entry<'a> {
    pub(crate) key: &'a str,
    pub(crate) api: &'a str,
    /// The folder of its event.
    pub(crate) folder: &'a str,
    pub(crate) name: &'a str,
    pub(crate) page: PageId,
    /// The heading above it on the page.
    heading: Option<&'a str>,
    /// The content of its file, without the line end that an import adds.
    text: Option<String>,
}

impl Entry<'_> {
    /// Whether it is a sample of this payload.
    pub(crate) fn shows(&self, payload: &Payload) -> bool {
        self.api == payload.api && self.text.as_ref() == Some(&payload.text)
    }
}

/// The samples that belong to one page.
pub(crate) struct OfPage<'a> {
    pub(crate) entries: Vec<&'a Entry<'a>>,
    /// The pages that it may be, if there are several.
    pub(crate) unclear: Option<[String; 2]>,
}

impl<'a> Known<'a> {
    /// Of the origins of samples, those of pages whose samples exist.
    pub(crate) fn of(samples: &Path, origins: &'a Origins) -> Self {
        let of_page = origins.iter().filter(|(key, origin)| !origin.captured && samples.join(key).exists());
        let entries = of_page.filter_map(|(key, origin)| {
            let mut parts = key.splitn(3, '/');
            let (api, folder, file) = (parts.next()?, parts.next()?, parts.next()?);
            let name = file.strip_suffix(".json")?;
            let text = std::fs::read_to_string(samples.join(key)).ok();
            let text = text.map(|text| text.strip_suffix('\n').unwrap_or(&text).to_owned());
            let (page, heading) = (PageId::known(&origin.page), origin.heading.as_deref());
            Some(Entry { key, api, folder, name, page, heading, text })
        });
        Self { entries: entries.collect() }
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry<'a>> {
        let index = self.entries.binary_search_by_key(&key, |entry| entry.key).ok()?;
        self.entries.get(index)
    }

    /// The samples of a page.
    pub(crate) fn of_page(&self, page: &PageId) -> OfPage<'_> {
        let entries: Vec<_> = self.entries.iter().filter(|entry| entry.page.is_same(page)).collect();
        let other = |one: &&Entry<'_>| entries.iter().find(|other| !other.page.is_same(&one.page)).copied();
        let unclear = entries.iter().find_map(|one| Some([one.page.path(), other(one)?.page.path()]));
        let unclear = unclear.map(|mut pages| {
            pages.sort();
            pages
        });
        OfPage { entries, unclear }
    }

    /// Whether a sample belongs to another page, which shows the same payload.
    pub(crate) fn is_of_other(&self, key: &str, page: &str) -> bool {
        let is_other = |entry: &Entry<'_>| !entry.page.is_unplaced() && !entry.page.is_same(&PageId::known(page));
        self.entry(key).is_some_and(is_other)
    }

    /// The samples whose page has a name such as `index`, without its folder. They may belong to any such page.
    pub(crate) fn unplaced(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| entry.page.is_unplaced())
    }

    /// The event that a payload had before, if its page still shows it under the same heading.
    pub(crate) fn event(&self, page: &PageId, payload: &Payload, names: &FullNames) -> Option<String> {
        let heading = payload.heading.as_ref().map(|heading| heading.name.as_str());
        let of_page = self.of_page(page);
        let entry = of_page.entries.iter().find(|entry| entry.heading == heading && entry.shows(payload))?;
        names.event(entry.api, entry.folder).ok()
    }

    /// The APIs and events of the samples that were taken from a page, by their texts.
    pub(crate) fn answers(&self, page: &PageId, names: &FullNames) -> BTreeMap<String, (String, String)> {
        let answer = |entry: &Entry<'_>| {
            let event = names.event(entry.api, entry.folder).ok()?;
            Some((entry.text.clone()?, (entry.api.to_owned(), event)))
        };
        self.of_page(page).entries.into_iter().filter_map(answer).collect()
    }
}

impl OfPage<'_> {
    /// The page's path, as its samples have it.
    pub(crate) fn page(&self) -> Option<&PageId> {
        self.entries.iter().map(|entry| &entry.page).max_by_key(|page| page.length())
    }
}
