//! Reads the payloads of a documentation page, and accounts for every other JSON-like text on it.
//!
//! A page goes through several stages, and none of them loses a text. Its text is read as blocks and scopes, and these
//! are scanned for candidates. Each candidate is converted to JSON or gets a reason why it is not JSON, is judged, and
//! is named by evidence.

use crate::account::{self, LeftOut, Why};
use crate::decode;
use crate::document::Document;
use crate::mend::{self, Piece};
use crate::name::{self, Named, Subject, api};
use crate::outline::Outline;
use crate::role;
use crate::scan::{self, Candidate};
use crate::site::Site;
use crate::text::Lines;
use conscent_codegen::interface::Naming;
use conscent_codegen::{Diagnostic, Location, input};
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::path::Path;

/// The result of reading a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The payloads, in order.
    pub taken: Vec<Payload>,
    /// Every other text that looks like JSON, in order of their lines.
    pub left_out: Vec<LeftOut>,
}

/// A line that names the text below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The name, without markup and description: `Payment_Gateway.view`.
    pub name: String,
    /// The line of the page, counted from 1.
    pub line: usize,
}

/// A payload on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The API that it belongs to.
    pub api: String,
    /// The event that the documentation shows it for: the one in the body, unless the heading is the name of another
    /// event.
    pub event: String,
    /// Where the deliveries of the API name their event.
    pub naming: Naming,
    /// The heading above it, or the title of its tab or code block, as the page spells it.
    pub heading: Option<Heading>,
    /// The page, and the line where the payload starts.
    pub location: Location,
    /// The line on which it ends.
    pub last_line: usize,
    /// The payload, byte for byte, without what [`Payload::note`] reports.
    pub text: String,
    /// The parts that were removed because JSON does not allow them, such as comments. `None` if nothing was removed.
    pub note: Option<Diagnostic>,
}

/// Reads a page. The file's extension and its content determine the format.
///
/// # Errors
/// The page cannot be read as text.
pub fn read(file: &Path, site: &Site) -> Result<Page, Diagnostic> {
    let page = decode::page(input::bytes(file)?).map_err(|why| why.of(file))?;
    Ok(parse(file, &page, site))
}

/// Like [`read`], for a page that has been read already.
#[must_use]
pub fn parse(file: &Path, page: &str, site: &Site) -> Page {
    account_for(file, page, &crate::read::document(file, page, site), site)
}

/// Every JSON-like text of a page, as a payload or with the reason why it is left out.
pub(crate) fn account_for(file: &Path, page: &str, document: &Document, site: &Site) -> Page {
    let lines = Lines::of(page);
    let candidates = scan::candidates(document);
    let mended: Vec<_> = candidates.iter().map(|one| mend::mend(one, file, &lines)).collect();
    let outline = Outline::new(document, &candidates, &lines, site);
    let drafts = candidates.iter().zip(&mended).enumerate();
    let drafts = drafts.flat_map(|(place, (candidate, piece))| drafts_of(&outline, &lines, place, candidate, piece));
    let drafts: Vec<_> = drafts.map(|draft| judged(&outline, file, draft)).collect();
    let mut all = named(&outline, file, &without_other_apis(drafts, site));
    let covered: Vec<Range<usize>> = candidates.iter().map(Candidate::on_page).collect();
    let unread = account::unread(page, &covered);
    all.left_out.extend(unread.iter().map(|range| LeftOut::new(file, &lines, range, Why::Unread)));
    all.left_out.sort_by_key(|one| one.location.line);
    all
}

/// A text that may become a payload: an object of a candidate, or a candidate without an object.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// The index of its candidate.
    pub(crate) place: usize,
    /// Its first and its last line.
    lines: [usize; 2],
    pub(crate) text: &'a str,
    body: Option<&'a mend::Body>,
    /// Its API, or the reason why it is not taken.
    api: Result<String, Why>,
    /// Whether its body names an event in the place that an API defines.
    pub(crate) names_itself: bool,
}

impl Draft<'_> {
    /// Its content, if it is JSON.
    pub(crate) fn value(&self) -> Option<&Value> {
        self.body.map(|body| &body.value)
    }

    /// Whether a user has named its event, so that it is a payload.
    fn is_answered(&self, site: &Site) -> bool {
        site.answers.lines.contains_key(&self.lines[0])
    }

    /// The facts about it before it has a name, or the reason why it is not taken.
    fn subject(&self) -> Result<Subject<'_>, &Why> {
        let api = self.api.as_ref()?;
        // A text without a body has its own reason, so this one is never shown.
        let body = self.body.ok_or(&Why::Fragment)?;
        Ok(Subject { place: self.place, api, body: &body.value, text: &body.text, line: self.lines[0] })
    }
}

/// The drafts of a candidate: one for each of its objects.
fn drafts_of<'a>(
    outline: &Outline<'_>,
    lines: &Lines,
    place: usize,
    candidate: &'a Candidate,
    piece: &'a Result<Piece, Why>,
) -> Vec<Draft<'a>> {
    let why = match piece {
        Ok(piece) if piece.is_list && !is_batch(outline, piece) => Why::List,
        Ok(piece) => return piece.bodies.iter().map(|body| draft(outline, place, body)).collect(),
        Err(why) => why.clone(),
    };
    let lines = lines.of_range(&candidate.on_page());
    vec![Draft { place, lines, text: candidate.text.as_str(), body: None, api: Err(why), names_itself: false }]
}

fn draft<'a>(outline: &Outline<'_>, place: usize, body: &'a mend::Body) -> Draft<'a> {
    let api = api::of(outline, body);
    let names_itself = api.as_ref().is_ok_and(|api| outline.site.naming(api).text_in(&body.value).is_some());
    Draft { place, lines: body.lines, text: &body.text, body: Some(body), api, names_itself }
}

/// Whether a list contains deliveries.
fn is_batch(outline: &Outline<'_>, piece: &Piece) -> bool {
    piece.bodies.iter().any(|body| api::of(outline, body).is_ok_and(|api| outline.site.is_batch(&api)))
}

/// A draft, with the reason if it is not a payload.
fn judged<'a>(outline: &Outline<'_>, file: &Path, draft: Draft<'a>) -> Draft<'a> {
    let why = if draft.is_answered(outline.site) { None } else { role::judge(outline, file, &draft) };
    match why {
        Some(why) => Draft { api: Err(why), ..draft },
        None => draft,
    }
}

/// If payloads of the page name their events themselves, a body without the place for a name is not one of them.
fn without_other_apis<'a>(drafts: Vec<Draft<'a>>, site: &Site) -> Vec<Draft<'a>> {
    let of = |draft: &Draft<'a>| draft.api.as_ref().ok().filter(|_| draft.names_itself).cloned();
    let Some(named) = drafts.iter().find_map(of) else { return drafts };
    let judge = |draft: Draft<'a>| {
        let Ok(subject) = draft.subject() else { return draft };
        let naming = site.naming(subject.api);
        let has_place = naming.pointer.as_deref().is_some_and(|place| subject.body.pointer(place).is_some());
        if has_place || naming.header.is_some() || draft.is_answered(site) {
            return draft;
        }
        Draft { api: Err(Why::OtherApi(named.clone())), ..draft }
    };
    drafts.into_iter().map(judge).collect()
}

/// The page with the names of its payloads.
fn named(outline: &Outline<'_>, file: &Path, drafts: &[Draft<'_>]) -> Page {
    let payloads = drafts.iter().filter(|draft| may_be_payload(outline, draft)).map(|draft| draft.place).collect();
    let subjects: Vec<Subject<'_>> = drafts.iter().filter_map(|draft| draft.subject().ok()).collect();
    let mut names = name::all(outline, &subjects, &payloads).into_iter();
    let mut page = Page::default();
    let mut taken: Vec<&Draft<'_>> = Vec::new();
    let mut left_out = Vec::new();
    let mut first_lines = BTreeMap::new();
    for draft in drafts {
        let payload = draft.subject().map_err(Clone::clone).and_then(|Subject { api, text, line, .. }| {
            let Named { event, heading } = names.next().unwrap_or(Err(Why::Fragment))?;
            match first_lines.entry((api, event.clone(), text)) {
                Entry::Occupied(first) => return Err(Why::Same(*first.get())),
                Entry::Vacant(first) => first.insert(line),
            };
            Ok(Payload {
                api: api.to_owned(),
                event,
                naming: outline.site.naming(api),
                heading,
                location: Location::line(file, line),
                last_line: draft.lines[1],
                text: text.to_owned(),
                note: draft.body.and_then(|body| body.note.clone()),
            })
        });
        match payload {
            Ok(payload) => {
                taken.push(draft);
                page.taken.push(payload);
            }
            Err(why) => left_out.push((draft, why)),
        }
    }
    let left_out = left_out.into_iter().map(|(draft, why)| {
        let [line, last_line] = draft.lines;
        let copied = taken.iter().find(|other| is_copy(outline, draft, &why, other));
        let why = copied.map_or(why, |other| Why::Same(other.lines[0]));
        let label = name::heading_of(outline, draft.place, &payloads);
        LeftOut { location: Location::line(file, line), last_line, why, label }
    });
    page.left_out = left_out.collect();
    page
}

/// Whether a text is, or would be, a payload, and uses up the lines above it. Code in a line of prose is one if it has
/// its own name.
fn may_be_payload(outline: &Outline<'_>, draft: &Draft<'_>) -> bool {
    use Why::{Cut, Masked, NoApi, NotJson, Placeholder, Shortened};
    let is_aside = outline.is_aside(draft.place) && !draft.names_itself && !name::has_own(outline, draft.place);
    !is_aside
        && matches!(draft.api, Ok(_) | Err(Cut | Masked(_) | NoApi(_) | NotJson(..) | Placeholder(..) | Shortened(_)))
}

/// Whether a text repeats a payload, for its copy button or for a small screen.
fn is_copy(outline: &Outline<'_>, draft: &Draft<'_>, why: &Why, taken: &Draft<'_>) -> bool {
    match why {
        Why::Hidden(_) => draft.body.is_some() && draft.value() == taken.value(),
        Why::NoApi(_) | Why::NoEvent(_) => {
            draft.text == taken.text && outline.section(draft.place) == outline.section(taken.place)
        }
        _ => false,
    }
}
