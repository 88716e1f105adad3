//! `events.toml`: the full names of events whose folders only have the start of the name. `import` and `record`
//! maintain it.
//!
//! ```toml
//! [v2]
//! "a.very.long.name~2c26b46b68ffc68f" = "a.very.long.name.and.so.on"
//! ```

use super::{decoded, folder, hashed, is_cut};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::input;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// The file of full names, in the samples folder.
pub const EVENTS: &str = "events.toml";

/// The names of events, by API and folder, where the folder's name is not the whole name; and the existing folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullNames {
    names: BTreeMap<String, BTreeMap<String, String>>,
    /// The events whose folders have their whole names, by API and folder in lower case.
    plain: BTreeMap<(String, String), String>,
}

impl FullNames {
    /// Reads `events.toml` and the folders of events in a samples folder. Without the file, every folder's name is the
    /// whole name.
    ///
    /// # Errors
    /// The file cannot be read, is not valid TOML of this form, or names an event that has another folder.
    pub fn read(samples: &Path) -> Result<Self, Diagnostics> {
        type Content = BTreeMap<String, BTreeMap<String, Spanned<String>>>;
        let file = samples.join(EVENTS);
        let plain = plain(samples);
        // The names may come from deliveries.
        let unquoted = |error: Diagnostic| Diagnostic { location: error.location.unquotable(), ..error };
        let Some((text, content)) = input::toml::<Content>(&file).map_err(unquoted)? else {
            return Ok(Self { plain, ..Self::default() });
        };
        let check = |(known, event): (String, Spanned<String>)| {
            let (right, start) = (hashed(event.get_ref()), event.span().start);
            if right == known {
                return Ok((known, event.into_inner()));
            }
            let location = Location::offset(&file, &text, start).unquotable();
            let own = folder(event.get_ref());
            let taken = if own == right { String::new() } else { format!(", or {right:?} where that is taken") };
            let help = format!("its folder is {own:?}{taken}");
            Err(location.error(format!("{known:?} is not the folder of this event"), help))
        };
        let apis = content
            .into_iter()
            .map(|(api, names)| Ok::<_, Diagnostics>((api, diagnostic::collect_all(names.into_iter().map(check))?)));
        diagnostic::collect_all(apis).map(|names| Self { names, plain })
    }

    /// The event of an API's folder.
    ///
    /// # Errors
    /// The folder's name is not that of any event.
    pub fn event(&self, api: &str, folder: &str) -> Result<String, Diagnostic> {
        let wrong = |help: String| Err(Location::file(folder).error("not the name of an event", help));
        if let Some(event) = self.names.get(api).and_then(|names| names.get(folder)) {
            return Ok(event.clone());
        }
        if is_cut(folder) {
            let help = format!("it has only the start of the name; add the full name to {EVENTS}, under [{api}]");
            return wrong(help);
        }
        match decoded(folder) {
            Some(event) if super::folder(&event) == folder => Ok(event),
            // A folder name that the encoding never produces is treated as a name that was not encoded.
            Some(event) => {
                wrong(format!("the folder of the event {event:?} is {:?}; rename it", super::folder(&event)))
            }
            None => wrong(format!("the folder of the event {folder:?} is {:?}; rename it", super::folder(folder))),
        }
    }

    /// The folder of an event, which is reserved for it: its usual one, or one whose name differs from all others in
    /// more than case.
    pub fn claim(&mut self, api: &str, event: &str) -> String {
        let names = self.names.entry(api.to_owned()).or_default();
        if let Some((folder, _)) = names.iter().find(|(_, known)| *known == event) {
            return folder.clone();
        }
        let folder = folder(event);
        let place = (api.to_owned(), folder.to_lowercase());
        let is_free = !is_cut(&folder) && self.plain.entry(place).or_insert_with(|| event.to_owned()) == event;
        if is_free {
            names.is_empty().then(|| self.names.remove(api));
            return folder;
        }
        let folder = hashed(event);
        names.insert(folder.clone(), event.to_owned());
        folder
    }

    /// Whether every folder's name is the whole name of its event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The text of `events.toml`.
    ///
    /// # Errors
    /// TOML cannot represent a name.
    pub fn to_text(&self) -> Result<String, Diagnostic> {
        let names = toml::to_string(&self.names)
            .map_err(|error| Location::file(EVENTS).error("cannot be written", error.to_string()))?;
        Ok(format!(
            "# The full names of events whose folders have shortened names. Kept by `conscent import` and `conscent record`.\n\n{names}"
        ))
    }
}

/// The events whose folders have their whole names. A folder that cannot be read is empty here: the walk through the
/// samples reports it.
fn plain(samples: &Path) -> BTreeMap<(String, String), String> {
    let names = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect::<Vec<_>>()
    };
    let mut plain = BTreeMap::new();
    for api in names(samples) {
        for folder in names(&samples.join(&api)) {
            plain.extend(decoded(&folder).map(|event| ((api.clone(), folder.to_lowercase()), event)));
        }
    }
    plain
}
