//! Reads the payloads of a documentation page.
//!
//! A page is GitBook's text as a browser copies it (with the site's navigation above it), Markdown, or HTML. A
//! payload is a JSON object that starts a line. The heading above it, or the title of its tab or code block, may name
//! its event. Only headings and payloads are taken from a page, never prose.
//!
//! | module | what it reads |
//! |---|---|
//! | `html` | HTML as Markdown |
//! | `text` | Markdown, or plain text, as lines |
//! | `frame` | the section and the title of a page, and where its navigation ends |
//! | `find` | lines as JSON objects |
//! | `lenient` | comments, trailing commas and foreign spaces, which JSON does not have, as nothing |
//! | `mask` | e-mail addresses that were hidden from a crawler, as errors |
//! | `outline` | the lines above an object, and the titles of the blocks around it, as its heading |
//! | `title` | tabs and code blocks as titles |
//! | `heading` | a line as a heading |

mod find;
mod frame;
mod heading;
mod html;
mod lenient;
mod mask;
mod outline;
mod text;
mod title;

use crate::site::Site;
use conscent_codegen::diagnostic::collect_all;
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use find::Found;
use frame::{Frame, Section};
use outline::Outline;
use serde_json::{Map, Value};
use std::path::Path;
use text::Text;

pub use heading::Heading;

/// A payload on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The generation of webhooks it belongs to (`v1`, `v2`).
    pub api: String,
    /// The event that the documentation shows it for: what the body says, unless the heading is the name of another
    /// event.
    pub event: String,
    /// The key under which the body names its event. `None` if the api has no envelope.
    pub event_key: Option<String>,
    /// The heading above it, or the title of its tab or code block, as the page spells it.
    pub heading: Option<Heading>,
    /// The page, and the line where the payload starts.
    pub location: Location,
    /// The payload, byte for byte, without what [`Payload::note`] reports.
    pub text: String,
    /// What was removed because JSON does not have it, such as comments. `None` if nothing was.
    pub note: Option<Diagnostic>,
}

/// Reads the payloads of a page. HTML is recognized by the extension of the file, or by the first tag.
///
/// # Errors
/// The page cannot be read, or has no payload. For each payload: it is not JSON, holds an e-mail address that was
/// hidden from a crawler, does not belong to the api of its page, or nothing names its event.
pub fn read(file: &Path, site: &Site) -> Result<Vec<Payload>, Diagnostics> {
    parse(file, &input::text(file)?, site)
}

/// Like [`read`], for a page that has been read already.
///
/// # Errors
/// As for [`read`].
pub fn parse(file: &Path, page: &str, site: &Site) -> Result<Vec<Payload>, Diagnostics> {
    let text = if is_html(file, page) { html::to_markdown(page) } else { Text::new(page.to_owned()) };
    let frame = Frame::read(&text, site);
    let found = find::objects(&text, file);
    if found.is_empty() {
        let help = "no line starts a JSON object; copy the page with its code blocks";
        return Err(Location::file(file).error("no payload", help).into());
    }
    let is_below = found.iter().flatten().all(|found| found.line >= frame.start);
    let mut outline = Outline::new(&text, site, if is_below { frame.start } else { 0 });
    // A page with one payload is about that payload. The vendor writes titles with more care than the lines above a
    // payload.
    let title = frame.title.as_ref().filter(|_| found.len() == 1);
    collect_all(found.into_iter().map(|found| {
        let found = found?;
        let heading = outline.heading_for(found.line, found.last_line);
        let location = Location::line(file, text.number(found.line));
        let api = api(site, frame.section.as_ref(), &location, &found.object)?;
        payload(site, api, title, heading, location, found).map_err(Diagnostics::from)
    }))
}

fn is_html(file: &Path, page: &str) -> bool {
    const STARTS: [&str; 2] = ["<!doctype html", "<html"];
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let page = page.trim_start().as_bytes();
    let starts_with =
        |start: &str| page.get(..start.len()).is_some_and(|page| page.eq_ignore_ascii_case(start.as_bytes()));
    matches!(extension.to_ascii_lowercase().as_str(), "html" | "htm") || STARTS.into_iter().any(starts_with)
}

/// The api of a payload. Its body has the form of the api, and the section of the page, if it has one, is about it.
fn api<'a>(
    site: &'a Site,
    section: Option<&Section>,
    location: &Location,
    body: &Map<String, Value>,
) -> Result<&'a str, Diagnostic> {
    let apis = site.apis_of(body);
    let has_form = if site.is_flat(body) { "has no envelope" } else { "has an envelope" };
    match (section, apis.as_slice()) {
        (Some(section), _) => apis.iter().find(|api| **api == section.api).copied().ok_or_else(|| {
            let message = format!("the payload {has_form}, as {} does", apis.join(" and "));
            let help = format!(
                "the page belongs to {} (line {}); split the page, or correct its section",
                section.api, section.line
            );
            location.clone().error(message, help)
        }),
        (None, [api]) => Ok(api),
        (None, _) => {
            let message = format!("the payload {has_form}, as {} do", apis.join(" and "));
            Err(location.clone().error(message, "put a line such as `1. Section` for one of them above the payload"))
        }
    }
}

/// Names the event of a payload: by its body, by its heading, or by the title of the page.
fn payload(
    site: &Site,
    api: &str,
    title: Option<&Heading>,
    heading: Option<Heading>,
    location: Location,
    found: Found,
) -> Result<Payload, Diagnostic> {
    let (event, event_key, heading) = if let Some(key) = site.event_key(api) {
        let Some(Value::String(wire)) = found.object.get(key) else {
            return Err(location.error(format!("no event name under {key:?}"), "the name of an event is a string"));
        };
        // Only a name with a dot claims to be an event's. Any other heading may be about anything.
        let heading = heading.filter(Heading::is_event);
        let claim = heading.as_ref().map(|heading| heading.event(site)).filter(|claim| !heading::is_same(claim, wire));
        (claim.unwrap_or_else(|| wire.clone()), Some(key.to_owned()), heading)
    } else {
        let Some(name) = title.or(heading.as_ref()) else {
            let help = "neither the body nor a heading names it; put a heading above the payload";
            return Err(location.error("no event", help));
        };
        (name.event(site), None, heading)
    };
    Ok(Payload { api: api.to_owned(), event, event_key, heading, location, text: found.text, note: found.note })
}
