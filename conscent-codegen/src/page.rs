//! A page of the vendor's documentation, read for its payloads.
//!
//! A page comes as GitBook's text (copied from a browser, the site's navigation first), as Markdown or as HTML. Each payload is a JSON
//! object that starts a line, under a heading, or in a tab or code block with a title, that may name its event. Only headings and payloads
//! are carried over, never prose.
//!
//! | where | read as |
//! |---|---|
//! | `html` | HTML as Markdown |
//! | `text` | Markdown, or plain text, as lines |
//! | `find` | lines as JSON objects |
//! | `lenient` | what JSON does not have, such as comments, as nothing |
//! | `mask` | what a crawler left of an e-mail address, as an error |
//! | `outline` | the lines above an object, and the titles of the blocks around it, as its heading |
//! | `title` | tabs and code blocks as titles |
//! | `heading` | a line as a heading |
//! | `site` | what only this vendor's site does |

mod find;
mod heading;
mod html;
mod lenient;
mod mask;
mod outline;
mod site;
mod text;
mod title;

use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::input;
use find::Found;
use outline::Outline;
use serde_json::Value;
use std::path::Path;
use text::Text;

pub use heading::Heading;

/// A payload on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The generation of webhooks it belongs to (`v1`, `v2`).
    pub api: String,
    /// The event that the documentation shows it for: what the body says, unless the heading is the name of another event.
    pub event: String,
    /// The key under which the body names its event; none when the api has no envelope.
    pub event_key: Option<String>,
    /// The heading above it, or the title of its tab or code block, as the page spells it.
    pub heading: Option<Heading>,
    /// The page, and the line where the payload starts.
    pub place: Place,
    /// The payload, byte for byte but for what [`Payload::note`] tells.
    pub text: String,
    /// That it is no JSON on the page, and what was put right: comments, trailing commas.
    pub note: Option<Diagnostic>,
}

/// Reads the payloads of a page. The file's extension tells HTML from text and Markdown, or else its first tag does.
///
/// # Errors
/// The page cannot be read or has no payload; or, for each payload: it is not JSON, has an e-mail address that was masked for a crawler,
/// belongs to another api than the page does, or nothing names its event.
pub fn read(file: &Path) -> Result<Vec<Payload>, Diagnostics> {
    parse(file, &input::text(file)?)
}

/// [`read`], for a page whose text is at hand.
///
/// # Errors
/// As for [`read`].
pub fn parse(file: &Path, page: &str) -> Result<Vec<Payload>, Diagnostics> {
    let text = if is_html(file, page) { html::to_markdown(page) } else { Text::new(page.to_owned()) };
    let site = site::Page::read(&text);
    let found = find::objects(&text, file);
    if found.is_empty() {
        let why = "no line starts a JSON object; copy the page with its code blocks";
        return Err(Place::file(file).says("no payload", why).into());
    }
    let only = found.len() == 1;
    let is_below = found.iter().flatten().all(|found| found.line >= site.start);
    let mut outline = Outline::new(&text, if is_below { site.start } else { 0 });
    diagnostic::collect(found.into_iter().map(|found| {
        let found = found?;
        let heading = outline.take(found.line, found.last_line);
        let place = Place::line(file, text.number(found.line));
        payload(&site, heading, place, found, only).map_err(Diagnostics::from)
    }))
}

/// The key under which the bodies of an api name their event, if they do.
pub(crate) fn event_key(api: &str) -> Option<&'static str> {
    (api == site::ENVELOPED).then_some(site::EVENT_KEY)
}

fn is_html(file: &Path, page: &str) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let start: String = page.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    matches!(extension.to_ascii_lowercase().as_str(), "html" | "htm")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
}

/// Names what was found: its api from its form, its event from body, heading and page.
fn payload(
    site: &site::Page,
    heading: Option<Heading>,
    place: Place,
    found: Found,
    only: bool,
) -> Result<Payload, Diagnostic> {
    let enveloped = [site::EVENT_KEY, site::PAYLOAD_KEY].iter().all(|key| found.object.contains_key(*key));
    let api = if enveloped { site::ENVELOPED } else { site::FLAT };

    if let Some(section) = site.section.as_ref().filter(|section| section.api != api) {
        let form = if enveloped { "has an envelope" } else { "has no envelope" };
        let why = format!(
            "the page belongs to {} (line {}); split the page, or correct its section",
            section.api, section.line
        );
        return Err(place.says(format!("the payload {form}, as {api} does"), why));
    }

    let (event, event_key, heading) = if enveloped {
        let Some(Value::String(wire)) = found.object.get(site::EVENT_KEY) else {
            let what = format!("no event name under {:?}", site::EVENT_KEY);
            return Err(place.says(what, "the name of an event is a string"));
        };
        // Only a dotted name claims to be an event's; any other heading just stands above.
        let heading = heading.filter(Heading::is_event);
        let claim = heading.as_ref().map(Heading::event).filter(|claim| !heading::same(claim, wire));
        (claim.unwrap_or_else(|| wire.clone()), Some(site::EVENT_KEY.to_owned()), heading)
    } else {
        // A page with one payload is about that payload, and the vendor writes titles with more care than the lines above a payload.
        let title = site.title.as_ref().filter(|_| only);
        let Some(name) = title.or(heading.as_ref()) else {
            return Err(
                place.says("no event", "neither the body nor a heading names it; put a heading above the payload")
            );
        };
        (name.event(), None, heading)
    };
    Ok(Payload { api: api.into(), event, event_key, heading, place, text: found.text, note: found.note })
}
