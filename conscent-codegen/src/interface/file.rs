//! `interface.json`: the interface of a crate, or of its last release.

use super::{ANY_PAYLOAD, Interface, Module, RustType, Struct, Views};
use crate::diagnostic::{Diagnostic, Location};
use crate::{input, text};
use conscent_shape::syntax::{self, Reason};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// The name of the file: in `schemas/` of a generated crate, and in `released/`.
pub const FILE: &str = "interface.json";

/// The version of the format that this generator writes, and reads.
///
/// As long as no released generator reads the format, a new key with a default needs no new number: a file without the
/// key keeps its meaning. After that, every new key needs a new number, because the released generator rejects unknown
/// keys.
pub const FORMAT: u32 = 3;

/// The part that is read first, regardless of the rest of the file.
#[derive(Deserialize)]
struct Header {
    format: u32,
}

impl Interface {
    /// Reads an `interface.json`.
    ///
    /// # Errors
    /// The file cannot be read, is not an interface, or has the format of another version of the generator.
    pub fn read(file: &Path) -> Result<Self, Diagnostic> {
        let text = input::text(file)?;
        let is_not_one = |error: &serde_json::Error| {
            let reason = match syntax::reason(error) {
                Reason::TooDeep => "nested too deeply".to_owned(),
                Reason::Other(reason) => reason,
            };
            let help = format!("{reason}; generate the crate again, or restore the file from its release");
            Location::column(file, error.line().max(1), error.column().max(1)).error("not an interface", help)
        };
        let Header { format } = serde_json::from_str(&text).map_err(|error| is_not_one(&error))?;
        if format != FORMAT {
            let help = if format > FORMAT {
                "a newer generator wrote it; update this one"
            } else {
                "an older generator wrote it; generate the crate again; if it belongs to a release, remove it and give the next \
                 version by hand"
            };
            return Err(
                Location::file(file).error(format!("unsupported interface format {format}, expected {FORMAT}"), help)
            );
        }
        let interface: Self = serde_json::from_str(&text).map_err(|error| is_not_one(&error))?;
        interface.modules.iter().try_for_each(|module| check(module, file))?;
        Ok(interface)
    }

    /// The text of `interface.json`.
    #[must_use]
    pub fn to_text(&self) -> String {
        text::json(self)
    }
}

/// Checks what `diff` and the catalogue rely on: valid Rust names, one type per name, and a type for every reference.
fn check(module: &Module, file: &Path) -> Result<(), Diagnostic> {
    let error = |message: String| {
        let help = "the file was changed by hand; generate the crate again, or restore the file";
        Location::file(file).error(message, help)
    };
    let mut types = BTreeSet::from(["AnyEvent", ANY_PAYLOAD]);
    let structs = module.all_structs().map(|one| one.name.as_str());
    let others =
        module.enums.iter().map(|one| one.name.as_str()).chain(module.unions.iter().map(|one| one.name.as_str()));
    let families = module.families.iter().map(|one| one.ident.as_str());
    let views = || module.all_structs().filter_map(|one| one.views.as_ref());
    if let Some(name) = structs
        .chain(others)
        .chain(families)
        .chain(views().flat_map(Views::type_names))
        .find(|name| !types.insert(name))
    {
        return Err(error(format!("two types are named {name:?}")));
    }
    let fields = || module.all_structs().flat_map(|one| &one.fields).chain(&module.shared);
    let variants = module.enums.iter().flat_map(|one| one.values.iter().map(|value| value.variant.as_str()));
    let variants = variants.chain(module.events.iter().map(|event| event.variant.as_str()));
    let variants = variants.chain(views().flat_map(|one| one.variants.iter().map(|view| view.variant.as_str())));
    let functions = module.events.iter().flat_map(|event| event.samples.iter().map(|sample| sample.ident.as_str()));
    let idents = types
        .iter()
        .copied()
        .chain(fields().map(|field| field.ident.as_str()))
        .chain(variants)
        .chain(functions)
        .chain(views().map(|one| one.method.as_str()));
    if let Some(name) = idents.chain([module.ident.as_str()]).find(|name| syn::parse_str::<syn::Ident>(name).is_err()) {
        return Err(error(format!("{name:?} cannot be a name in Rust")));
    }
    if let Some((one, key)) = module.all_structs().find_map(|one| Some((one, missing(one)?))) {
        return Err(error(format!("{} has views of {key:?}, which is not one of its fields", one.name)));
    }
    let held = fields()
        .map(|field| &field.ty)
        .chain(module.events.iter().filter_map(|event| event.value.as_ref()))
        .chain(module.unions.iter().flat_map(|one| one.variants.iter().map(|one| &one.ty)));
    match held.filter_map(RustType::reference).find(|name| !types.contains(name)) {
        Some(unknown) => Err(error(format!("no type is named {unknown:?}"))),
        None => Ok(()),
    }
}

/// A key that the views of a struct have, and the struct lacks.
fn missing(one: &Struct) -> Option<&str> {
    let views = one.views.as_ref()?;
    let fields = views.variants.iter().flat_map(|view| &view.fields).map(|field| field.key.as_str());
    std::iter::once(views.tag.as_str()).chain(fields).find(|key| !one.fields.iter().any(|field| field.key == *key))
}
