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
//! | `header` | a line as the HTTP header that names an event |

mod find;
mod frame;
mod header;
mod heading;
mod html;
mod lenient;
mod mask;
mod outline;
mod text;
mod title;

use crate::site::Site;
use conscent_codegen::diagnostic::collect_all;
use conscent_codegen::interface::Naming;
use conscent_codegen::{Diagnostic, Diagnostics, Location, input, samples};
use find::Body;
use frame::{Frame, Section};
use outline::Outline;
use serde_json::Value;
use std::ops::Range;
use std::path::Path;
use text::Text;

pub use heading::Heading;

/// A payload on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The api it belongs to.
    pub api: String,
    /// The event that the documentation shows it for: what the body says, unless the heading is the name of another
    /// event.
    pub event: String,
    /// Where the deliveries of the api name their event.
    pub naming: Naming,
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
/// hidden from a crawler, does not belong to the api of its page, or nothing says its api or its event.
pub fn read(file: &Path, site: &Site) -> Result<Vec<Payload>, Diagnostics> {
    parse(file, &input::text(file)?, site)
}

/// Like [`read`], for a page that has been read already.
///
/// # Errors
/// As for [`read`].
pub fn parse(file: &Path, page: &str, site: &Site) -> Result<Vec<Payload>, Diagnostics> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let text = if is_html(file, page) { html::to_markdown(page) } else { Text::new(page.to_owned()) };
    let frame = Frame::read(&text, site);
    let found = find::objects(&text, file);
    if found.is_empty() {
        let help = "no line starts a JSON object; copy the page with its code blocks";
        return Err(Location::file(file).error("no payload", help).into());
    }
    let is_below = found.iter().flatten().all(|found| found.line >= frame.start);
    let start = if is_below { frame.start } else { 0 };
    let mut outline = Outline::new(&text, site, start);
    // A page with one payload is about that payload. The vendor writes titles with more care than the lines above a
    // payload.
    let title = frame.title.as_ref().filter(|_| found.len() == 1);
    let mut after_last = start;
    let payloads: Vec<Vec<Payload>> = collect_all(found.into_iter().map(|found| {
        let found = found?;
        let heading = outline.heading_for(found.line, found.last_line);
        let lines = std::mem::replace(&mut after_last, found.last_line + 1)..found.line;
        let at = |body: &Body| Location::line(file, text.number(body.line));
        let is_batch = |body: &Body| {
            api(site, frame.section.as_ref(), &at(body), &body.value).is_ok_and(|api| site.is_batch(api))
        };
        if found.is_list && !found.bodies.iter().any(is_batch) {
            let help = "a payload is an object; this is an array of objects; if it is a list of deliveries, `[envelope.<api>]` in \
                hints.toml says `batch = true`";
            return Err(Location::line(file, text.number(found.line)).error("not a JSON object", help).into());
        }
        let surroundings = Surroundings { section: frame.section.as_ref(), title, heading, text: &text, lines };
        collect_all(found.bodies.into_iter().map(|body| payload(site, &surroundings, at(&body), body)))
    }))?;
    Ok(payloads.into_iter().flatten().collect())
}

/// What is around a payload on its page.
struct Surroundings<'a> {
    section: Option<&'a Section>,
    /// The title of the page, if the page is about this payload.
    title: Option<&'a Heading>,
    heading: Option<Heading>,
    text: &'a Text,
    /// The lines between the payload before and this one.
    lines: Range<usize>,
}

fn is_html(file: &Path, page: &str) -> bool {
    const STARTS: [&str; 2] = ["<!doctype html", "<html"];
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let page = page.trim_start().as_bytes();
    let starts_with =
        |start: &str| page.get(..start.len()).is_some_and(|page| page.eq_ignore_ascii_case(start.as_bytes()));
    matches!(extension.to_ascii_lowercase().as_str(), "html" | "htm") || STARTS.into_iter().any(starts_with)
}

/// A body as a payload, with its api and its event.
fn payload(site: &Site, around: &Surroundings<'_>, location: Location, found: Body) -> Result<Payload, Diagnostic> {
    let Body { text, note, value, .. } = found;
    let api = api(site, around.section, &location, &value)?;
    let (event, heading) = event(site, api, around, &location, &value)?;
    Ok(Payload { api: api.to_owned(), event, naming: site.naming(api), heading, location, text, note })
}

/// The api of a payload: the one that the user gives, or that of the page's section, or the one whose form the body has.
fn api<'a>(
    site: &'a Site,
    section: Option<&Section>,
    location: &Location,
    body: &Value,
) -> Result<&'a str, Diagnostic> {
    if let Some(api) = &site.api {
        return Ok(api);
    }
    let apis = site.apis_of(body);
    let form = || if apis.is_empty() { "no api that is known".to_owned() } else { apis.join(" and ") };
    if let Some(Section { api, line }) = section {
        let known = site.sections.values().find(|known| *known == api).filter(|api| site.is_of(api, body));
        return known.map(String::as_str).ok_or_else(|| {
            let message = format!("the payload has the form of {}", form());
            let help = format!("the page belongs to {api} (line {line}); split the page, or correct its section");
            location.clone().error(message, help)
        });
    }
    match apis.as_slice() {
        [api] => Ok(api),
        [] => {
            let help = "give it with --api NAME; or hints.toml in the samples folder says in `[envelope.NAME]` where bodies name \
                their event, or in `[site]` which api is `flat`";
            Err(location.clone().error("no api", format!("nothing says which api the payload belongs to; {help}")))
        }
        _ => {
            let help =
                "give the api with --api NAME, or put a line such as `1. Section` for one of them above the payload";
            Err(location.clone().error(format!("the payload has the form of {}", form()), help))
        }
    }
}

/// The event of a payload, and the heading that may be about it: by its body, by a header near it, by its heading, or by the title of
/// the page.
fn event(
    site: &Site,
    api: &str,
    around: &Surroundings<'_>,
    location: &Location,
    body: &Value,
) -> Result<(String, Option<Heading>), Diagnostic> {
    let naming = site.naming(api);
    let heading = around.heading.clone();
    if let (None, Some(place)) = (&naming.header, &naming.pointer) {
        let Some(wire) = naming.text_in(body) else {
            let message = format!("no event name under {:?}", samples::shown_place(place));
            return Err(location.clone().error(message, "the name of an event is a text that is not empty"));
        };
        // Only a name with a dot claims to be an event's. Any other heading may be about anything.
        let heading = heading.filter(Heading::is_event);
        let claim = heading.as_ref().map(|heading| heading.event(site)).filter(|claim| !heading::is_same(claim, wire));
        return Ok((claim.unwrap_or_else(|| wire.to_owned()), heading));
    }
    let shown = |header: &str| header::value(around.text, around.lines.clone(), header);
    if let Some(event) = naming.event_name(shown, body) {
        return Ok((event, heading));
    }
    let Some(name) = around.title.or(heading.as_ref()).map(|name| name.event(site)).filter(|name| !name.is_empty())
    else {
        let help = match &naming.header {
            Some(header) => {
                format!("neither a line with the header {header} nor a heading names it; put one above the payload")
            }
            None => "neither the body nor a heading names it; put a heading above the payload".to_owned(),
        };
        return Err(location.clone().error("no event", help));
    };
    // With a header, the body has the part of the name after the dot, which the heading may leave out.
    let rest = naming.text_in(body).filter(|rest| !name.strip_suffix(*rest).is_some_and(|of| of.ends_with('.')));
    Ok((rest.map_or(name.clone(), |rest| format!("{name}.{rest}")), heading))
}
