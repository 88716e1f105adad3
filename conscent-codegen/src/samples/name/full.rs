//! `events.toml`: the full names of events whose folders have only the start of them. `import` keeps it.
//!
//! ```toml
//! [v2]
//! "a.very.long.name~2c26b46b68ffc68f" = "a.very.long.name.and.so.on"
//! ```

use super::{decoded, folder, is_cut};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::input;
use conscent_shape::syntax::position;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// The file of full names, in the samples folder.
pub const EVENTS: &str = "events.toml";

/// The names of events, by api and folder, where the folder's name is not all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullNames(BTreeMap<String, BTreeMap<String, String>>);

impl FullNames {
    /// Reads `events.toml` in a samples folder. Without the file, there are none.
    ///
    /// # Errors
    /// The file cannot be read, is not such TOML, or names an event that has another folder.
    pub fn read(samples: &Path) -> Result<Self, Diagnostics> {
        type Content = BTreeMap<String, BTreeMap<String, Spanned<String>>>;
        let file = samples.join(EVENTS);
        let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Self::default()) };
        let check = |(known, event): (String, Spanned<String>)| {
            let (right, start) = (folder(event.get_ref()), event.span().start);
            if right == known {
                return Ok((known, event.into_inner()));
            }
            let location = Location::line(&file, position(text.as_bytes(), start).0);
            Err(location
                .error(format!("{known:?} is not the folder of this event"), format!("its folder is {right:?}")))
        };
        let apis = content
            .into_iter()
            .map(|(api, names)| Ok::<_, Diagnostics>((api, diagnostic::collect_all(names.into_iter().map(check))?)));
        diagnostic::collect_all(apis).map(Self)
    }

    /// The event that a folder of an api is of.
    ///
    /// # Errors
    /// The folder's name is not that of any event, and why.
    pub fn event(&self, api: &str, folder: &str) -> Result<String, Diagnostic> {
        let wrong = |help: String| Err(Location::file(folder).error("not the name of an event", help));
        if let Some(event) = self.0.get(api).and_then(|names| names.get(folder)) {
            return Ok(event.clone());
        }
        if is_cut(folder) {
            let help = format!("it is only the start of it; {EVENTS} has to say the full name, under [{api}]");
            return wrong(help);
        }
        match decoded(folder) {
            Some(event) if super::folder(&event) == folder => Ok(event),
            // What no encoding gives is taken for a name that nobody encoded.
            Some(event) => {
                wrong(format!("the folder of the event {event:?} is {:?}; rename it", super::folder(&event)))
            }
            None => wrong(format!("the folder of the event {folder:?} is {:?}; rename it", super::folder(folder))),
        }
    }

    /// Notes the name of an event, if its folder's is not all of it.
    pub fn add(&mut self, api: &str, event: &str) {
        let folder = folder(event);
        if is_cut(&folder) {
            self.0.entry(api.to_owned()).or_default().insert(folder, event.to_owned());
        }
    }

    /// Whether every folder's name is the whole name of its event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of `events.toml`.
    ///
    /// # Errors
    /// TOML cannot hold a name.
    pub fn to_text(&self) -> Result<String, Diagnostic> {
        let names = toml::to_string(&self.0)
            .map_err(|error| Location::file(EVENTS).error("cannot be written", error.to_string()))?;
        Ok(format!(
            "# The full names of events that are too long for their folders. Kept by `conscent import`.\n\n{names}"
        ))
    }
}
