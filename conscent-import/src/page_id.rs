//! Identifies a page by its path, since each folder of a site may have an `index.html`.

use crate::decode::content_name;
use std::ffi::OsStr;
use std::path::{Component, Path};

/// The names of files that are the page of their folder.
const OF_FOLDER: [&str; 4] = ["_index", "default", "index", "readme"];

/// The extensions of pages. The same page may be saved in several formats.
const FORMATS: [&str; 20] = [
    "adoc", "asc", "asciidoc", "htm", "html", "json", "markdown", "md", "mdown", "mdx", "mhtml", "org", "php", "rst",
    "shtml", "text", "txt", "xhtml", "yaml", "yml",
];

/// A page, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageId {
    /// The names of the folders, and of the file.
    path: Vec<String>,
    /// The name of the file without its extension.
    stem: String,
}

impl PageId {
    /// The page of a file, under the path that the user gives. The part of an absolute path that it shares with the
    /// samples folder is ignored: it describes the machine, not the page.
    pub(crate) fn of(file: &Path, samples: &Path) -> Self {
        let mut path = parts(file);
        if file.is_absolute() {
            let shared = parts(&absolute(samples));
            let same = path.iter().zip(&shared).take_while(|(one, other)| one == other).count();
            path.drain(..same.min(path.len().saturating_sub(1)));
        }
        let mut page = Self::new(path);
        if page.is_unplaced() {
            let whole = parts(&absolute(file));
            page.path = whole.get(whole.len().saturating_sub(2)..).unwrap_or_default().to_vec();
        }
        page
    }

    /// The page that an entry in `provenance.toml` or a hint names. A hint may omit the extension.
    pub(crate) fn known(page: &str) -> Self {
        Self::new(parts(Path::new(page)))
    }

    fn new(path: Vec<String>) -> Self {
        let stem = path.last().map(|file| stem(file)).unwrap_or_default();
        Self { path, stem }
    }

    /// Whether the path does not identify the page, because only the folder of an `index.html` does.
    pub(crate) fn is_unplaced(&self) -> bool {
        self.path.len() < 2 && is_of_folder(&self.stem)
    }

    /// Whether both are one page: their paths are equal from the end, as far as the shorter one goes.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let folders = |page: &Self| page.path.iter().rev().skip(1).cloned().collect::<Vec<_>>();
        self.is_unplaced() == other.is_unplaced()
            && self.stem == other.stem
            && folders(self).iter().zip(&folders(other)).all(|(one, other)| one == other)
    }

    /// The name of its samples: its file, or its folder.
    pub(crate) fn name(&self) -> &str {
        let mut stems = self.path.iter().rev().skip(1).map(String::as_str);
        if !is_of_folder(&self.stem) {
            return &self.stem;
        }
        stems.find(|folder| !is_of_folder(folder)).unwrap_or(&self.stem)
    }

    /// Its path, with `/` between folders.
    pub(crate) fn path(&self) -> String {
        self.path.join("/")
    }

    /// Its path, as long as the path of a known entry about the same page.
    pub(crate) fn as_known(&self, known: &Self) -> String {
        let start = self.path.len().saturating_sub(known.path.len());
        self.path.get(start..).unwrap_or_default().join("/")
    }

    /// The number of names in its path.
    pub(crate) fn length(&self) -> usize {
        self.path.len()
    }
}

fn is_of_folder(stem: &str) -> bool {
    OF_FOLDER.iter().any(|name| name.eq_ignore_ascii_case(stem))
}

/// The name of a file without compression and format.
fn stem(file: &str) -> String {
    let file = content_name(Path::new(file)).to_string_lossy().into_owned();
    let formatted = file.rsplit_once('.').filter(|(stem, extension)| {
        !stem.is_empty() && FORMATS.iter().any(|format| format.eq_ignore_ascii_case(extension))
    });
    formatted.map_or(file.clone(), |(stem, _)| stem.to_owned())
}

fn absolute(file: &Path) -> std::path::PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// The names in a path. `..` removes the name before it.
fn parts(path: &Path) -> Vec<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => parts.push(OsStr::to_string_lossy(name).into_owned()),
            Component::ParentDir => {
                parts.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::PageId;
    use std::path::Path;

    fn given(file: &str) -> PageId {
        PageId::of(Path::new(file), Path::new("/home/project/samples"))
    }

    #[test]
    fn a_page_is_known_by_its_path() {
        for (file, known, name) in [
            ("purchase-webhook.txt", "purchase-webhook.txt", "purchase-webhook"),
            ("./pages/../orders.html", "orders.html", "orders"),
            ("../pages/orders.html", "pages/orders.html", "orders"),
            ("orders/index.html", "orders/index.html", "orders"),
            ("site/orders/README.md", "site/orders/README.md", "orders"),
            ("site/index/default.htm", "site/index/default.htm", "site"),
            ("/home/project/pages/orders.md", "pages/orders.md", "orders"),
            ("/home/project/index.md", "project/index.md", "project"),
            ("/tmp/orders.md", "tmp/orders.md", "orders"),
            ("orders.html.gz", "orders.html.gz", "orders"),
            ("v2.0", "v2.0", "v2.0"),
            (".md", ".md", ".md"),
            ("index.md/..", "", ""),
        ] {
            let page = given(file);
            assert_eq!((page.path().as_str(), page.name()), (known, name), "{file}");
        }
    }

    #[test]
    fn paths_of_one_page_end_alike() {
        for (one, other, is_same) in [
            ("orders.txt", "orders.md", true),
            ("orders.txt", "orders.html.gz", true),
            ("site/orders.txt", "orders.md", true),
            ("a/site/orders.txt", "b/site/orders.txt", false),
            ("orders.txt", "orders-2.txt", false),
            ("site/orders/index.html", "orders/index.html", true),
            ("orders/index.html", "refunds/index.html", false),
            ("orders/index.html", "orders.html", false),
            ("webhooks.v1", "webhooks.v2", false),
            ("Page.md", "page.md", false),
        ] {
            assert_eq!(given(one).is_same(&PageId::known(other)), is_same, "{one} {other}");
            assert_eq!(PageId::known(other).is_same(&given(one)), is_same, "{other} {one}");
        }
        let bare = PageId::known("index.html");
        assert!(bare.is_unplaced() && !given("orders/index.html").is_same(&bare));
    }

    #[test]
    fn a_new_entry_is_as_long_as_the_known_one() {
        let known = PageId::known("site/orders.txt");
        assert_eq!(given("docs/site/orders.md").as_known(&known), "site/orders.md");
        assert_eq!(given("orders.md").as_known(&known), "orders.md");
    }
}
