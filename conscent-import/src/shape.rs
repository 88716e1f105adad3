//! Shape files, which summarize the documents of an archive, as `conscent infer --shape` writes them.

use crate::decode::{self, content_name};
use crate::place::Apis;
use crate::site::Site;
use crate::write::Write;
use conscent_codegen::diagnostic::collect_all;
use conscent_codegen::samples::archive::{self, EXTENSION, Found, at};
use conscent_codegen::samples::name::FullNames;
use conscent_codegen::samples::{Origin, Origins, name, shown_place};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use conscent_shape::{Shape, ShapeFile, Values};
use std::collections::BTreeMap;
use std::path::Path;

/// A shape file that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedShape {
    /// The API of its documents.
    pub api: String,
    /// Their event.
    pub event: String,
    /// The stem of its file in the samples folder.
    pub name: String,
    /// The file that is imported.
    pub location: Location,
    /// The number of its documents.
    pub documents: u64,
}

/// The shape files of a run.
#[derive(Default)]
pub(crate) struct Archives {
    /// The shapes and the texts of their files, by their paths in the samples folder.
    new: BTreeMap<String, (ImportedShape, String)>,
    /// The files that cannot be used.
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// Whether a file is a shape file, judged by its extension.
pub(crate) fn is_shape(file: &Path) -> bool {
    content_name(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}

/// Reads shape files. `answer` is the site, and the user's answer for the event.
pub(crate) fn read(files: &[&Path], answer: (&Site, Option<&str>), apis: &mut Apis, names: &mut FullNames) -> Archives {
    let mut archives = Archives::default();
    for file in files {
        let (site, event) = answer;
        let read = read_one(file, site, event, names).and_then(|(shape, text)| {
            apis.claim(&shape.api).map_err(|help| Location::file(*file).error("no api", help))?;
            let key = archive::key(&shape.api, &names.claim(&shape.api, &shape.event), &shape.name);
            if let Some((other, _)) = archives.new.get(&key) {
                let other = other.location.file.display();
                let help = format!("{other} becomes {key}, too; merge both with `conscent merge`, or rename one");
                return Err(Location::file(*file).error("two shape files have one name", help));
            }
            Ok((key, (shape, text)))
        });
        match read {
            Ok((key, new)) => drop(archives.new.insert(key, new)),
            Err(error) => archives.unreadable.push(error),
        }
    }
    archives
}

fn read_one(
    file: &Path,
    site: &Site,
    event: Option<&str>,
    names: &FullNames,
) -> Result<(ImportedShape, String), Diagnostic> {
    let bytes = decode::whole(file)?;
    let shape = archive::read(&bytes, file)?;
    let api = api(&shape, site, file)?.to_owned();
    let content = content_name(file);
    let stem = content.file_stem().unwrap_or_default().to_string_lossy();
    let event = named(&shape, site, &api).event(event, spelled(&api, &stem, names));
    let event = event.map_err(|help| Location::file(file).error("no event", help))?;
    let name = name::sample(&stem);
    let documents = shape.count();
    // A file that was made by hand may have content that generated files never have.
    let text = String::from_utf8(ShapeFile::of(shape).write())
        .map_err(|error| Location::file(file).error("cannot be written", error.to_string()))?;
    Ok((ImportedShape { api, event, name, location: Location::file(file), documents }, text))
}

impl Archives {
    /// Their entries in `provenance.toml`.
    pub(crate) fn origins(&self) -> Origins {
        self.new.iter().map(|(key, (shape, _))| (key.clone(), shape.origin())).collect()
    }

    /// The files to write.
    pub(crate) fn writes(self, folder: &Path) -> Result<Vec<Write>, Diagnostics> {
        collect_all(self.new.into_iter().map(|(key, (shape, text))| {
            let write = Write::decide(folder, key, text, None)?;
            Ok::<_, Diagnostic>(Write { shape: Some(shape), ..write })
        }))
    }
}

impl ImportedShape {
    /// Its entry in `provenance.toml`.
    fn origin(&self) -> Origin {
        Origin {
            page: self.location.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            line: None,
            heading: None,
            captured: true,
            redacted: false,
            documents: Some(self.documents),
        }
    }
}

/// The API of the documents: the given one, or the one whose form they have.
fn api<'a>(shape: &Shape, site: &'a Site, file: &Path) -> Result<&'a str, Diagnostic> {
    if let Some(api) = &site.api {
        return Ok(api);
    }
    let has = |place: &str| !matches!(at(shape, place), Found::Nothing);
    match site.apis_of(&has).as_slice() {
        [api] => Ok(api),
        [] => {
            let help = "no api in hints.toml has the form of its documents; give the api with --api NAME";
            Err(Location::file(file).error("no api", help))
        }
        several => {
            let help = format!("its documents have the form of {}; choose one with --api NAME", several.join(" and "));
            Err(Location::file(file).error("several apis", help))
        }
    }
}

/// The event whose folder has this name, if the name has an escape. Other names may be those of an archive.
fn spelled(api: &str, stem: &str, names: &FullNames) -> Option<String> {
    names.event(api, stem).ok().filter(|event| event != stem)
}

/// What a shape says about the event of its documents.
enum Named {
    One(String),
    /// The shape does not contain the event, for this reason.
    Unknown(String),
    /// The documents have no common event, for this reason.
    None(String),
}

fn named(shape: &Shape, site: &Site, api: &str) -> Named {
    let naming = site.naming(api);
    let Some(place) = naming.pointer.as_deref().filter(|_| naming.header.is_none()) else {
        return Named::Unknown(format!("the bodies of {api} do not name their event"));
    };
    let shown = shown_place(place);
    let names = match at(shape, place) {
        Found::Values(values) => &values.string,
        Found::Nothing => return Named::None(format!("its documents have no event under {shown:?}")),
        Found::Forgotten => return Named::Unknown(format!("it does not keep what is under {shown:?}")),
    };
    if names.count < shape.count() {
        let others = shape.count() - names.count;
        return Named::None(format!("{others} of {} documents have no event under {shown:?}", shape.count()));
    }
    match (&names.values, names.values.known().map(|names| names.iter().collect::<Vec<_>>()).as_deref()) {
        (Values::Exact(_), Some([name])) => Named::One((*name).clone()),
        // A shape does not keep names that are not codes, nor more strings than its limit.
        (Values::Some(_), Some([])) | (Values::Overflowed, _) => {
            Named::Unknown(format!("it does not keep the names under {shown:?}"))
        }
        _ => Named::None(format!("its documents have several events under {shown:?}")),
    }
}

impl Named {
    /// The event, from the shape, the user's answer, or the name of the file; or what to do.
    fn event(self, answer: Option<&str>, spelled: Option<String>) -> Result<String, String> {
        match (self, answer) {
            (Self::One(event), Some(answer)) if event != answer => {
                Err(format!("its documents are of the event {event:?}, but --event says {answer:?}"))
            }
            (Self::One(event), _) => Ok(event),
            (Self::Unknown(_), Some(answer)) => Ok(answer.to_owned()),
            (Self::Unknown(why), None) => spelled.ok_or_else(|| format!("{why}; give the event with --event NAME")),
            (Self::None(why), _) => {
                Err(format!("{why}; make a shape file for each event with `conscent infer --shape --by-event`"))
            }
        }
    }
}
