//! Collects the texts on a page that may name a payload's event, in a strict order. A text that is added at the end of
//! a page changes nothing above it.

use super::label;
use crate::document::{Label, PAGE, ScopeId, ScopeKind};
use crate::outline::{Line, Outline};
use crate::page::Heading;
use serde_json::Value;

/// The strength of evidence, the strongest first. Users' answers and the payload itself are stronger than all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// The title of a tab, code block or row that only contains this payload.
    Own,
    /// A heading above, which applies to all payloads of its section.
    Heading,
    /// A line of prose above.
    Line,
    /// The title of the page.
    Title,
}

/// A text that may name the event of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) rank: Rank,
    pub(crate) heading: Heading,
    /// The name in the spelling of events. Empty if it names several.
    pub(crate) event: String,
    /// Whether it has the form of an event name. Words are weaker evidence.
    pub(crate) is_event: bool,
}

impl Claim {
    /// Whether its words name several events.
    fn is_of_several(&self) -> bool {
        !self.is_event && label::is_plural(&self.heading.name)
    }
}

/// All texts that may name a payload.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// The strongest first.
    pub(crate) claims: Vec<Claim>,
    /// Two different events, if several lines above name different ones.
    pub(crate) clash: Option<[Heading; 2]>,
    /// The line directly above, if it is short. It is shown, but is not evidence.
    pub(crate) above: Option<Heading>,
    /// Whether it is code in a line of text.
    pub(crate) is_aside: bool,
}

impl Evidence {
    /// `holds` returns the number of payloads in a scope, and `uses_up` returns whether a text uses up the lines above it.
    pub(crate) fn of(
        outline: &Outline<'_>,
        place: usize,
        body: &Value,
        holds: impl Fn(ScopeId) -> usize,
        uses_up: impl Fn(usize) -> bool,
    ) -> Self {
        let mut evidence = Self::default();
        for (id, scope) in outline.around(place) {
            let rank = match scope.kind {
                ScopeKind::Tab | ScopeKind::Row | ScopeKind::Item | ScopeKind::Code if holds(id) == 1 => Rank::Own,
                ScopeKind::Tab | ScopeKind::Row | ScopeKind::Item | ScopeKind::Code | ScopeKind::Section(_) => {
                    Rank::Heading
                }
                _ => continue,
            };
            // The first line of an item is usually a sentence.
            let claim = scope.label.as_ref().and_then(|label| claim(outline, rank, label));
            let mut claim = claim.filter(|claim| claim.is_event || scope.kind != ScopeKind::Item);
            if let Some(claim) = claim.as_mut().filter(|claim| holds(id) > 1 && claim.is_of_several()) {
                claim.event.clear();
            }
            let is_row = scope.kind == ScopeKind::Row && rank == Rank::Own;
            let cell = || if is_row { cell(outline, id, place, body) } else { None };
            evidence.claims.extend(claim.or_else(cell));
        }
        evidence.is_aside = outline.is_aside(place);
        if evidence.is_aside {
            evidence.claims.retain(|claim| claim.rank == Rank::Own && claim.is_event);
            return evidence;
        }
        evidence.claims.extend(key(outline, place));
        evidence.claims.extend(title(outline, place));
        evidence.read_lines(outline, place, body, uses_up);
        // The sort is stable, so the innermost comes first within a rank.
        evidence.claims.sort_by_key(|claim| claim.rank);
        evidence
    }

    /// Whether any of it has the form of an event name.
    pub(crate) fn has_event(&self) -> bool {
        self.claims.iter().any(|claim| claim.is_event)
    }

    fn read_lines(&mut self, outline: &Outline<'_>, place: usize, body: &Value, uses_up: impl Fn(usize) -> bool) {
        let title = outline.frame.title.as_ref().map(|title| title.line);
        let lines = outline.above(place, uses_up);
        let lines: Vec<&Line<'_>> = lines.iter().filter(|line| Some(line.number) != title).collect();
        let read: Vec<(usize, Option<label::Reading>)> =
            lines.iter().map(|line| (line.number, label::read_line(line.text))).collect();
        let is_generic = |reading: &label::Reading| label::is_generic(&reading.name, outline.site);
        let heading = |(line, reading): &(usize, Option<label::Reading>)| {
            reading.as_ref().map(|reading| Heading { name: reading.name.clone(), line: *line })
        };
        let nearest = read.iter().find(|(_, reading)| !reading.as_ref().is_some_and(is_generic));
        self.above = nearest.and_then(heading);
        let lead = lines.iter().find(|line| nearest.is_some_and(|(number, _)| line.number == *number));
        let lead = lead.and_then(|line| Some(Heading { name: label::read_lead(line.text)?, line: line.number }));
        let lead = lead.filter(|lead| !is_key(&lead.name, body));

        // Names of different events on consecutive lines are a menu.
        let is_bare = |reading: &label::Reading| !reading.is_described && label::is_event(&reading.name);
        let bare = |index: usize| read.get(index)?.1.as_ref().filter(|reading| is_bare(reading));
        let differ = |index: usize, other: Option<usize>| {
            let pair = bare(index).zip(other.and_then(bare));
            pair.is_some_and(|(one, other)| !label::is_same(&one.name, &other.name))
        };
        let is_listed = |index: usize| differ(index, index.checked_sub(1)) || differ(index, Some(index + 1));
        let named = read.iter().enumerate().filter(|(index, (_, reading))| {
            let is_name = |reading: &label::Reading| {
                label::is_event(&reading.name) && !is_generic(reading) && !is_key(&reading.name, body)
            };
            reading.as_ref().is_some_and(is_name) && !is_listed(*index)
        });
        // A bold or described line is more likely about a payload than a short line.
        let is_strong = |line: &(usize, Option<label::Reading>)| {
            line.1.as_ref().is_some_and(|reading| reading.is_described || reading.is_bold)
        };
        let (strong, weak): (Vec<_>, Vec<_>) = named.map(|(_, line)| line).partition(|line| is_strong(line));
        // A line directly above is stronger than any other line.
        let is_above =
            |line: &&(usize, Option<label::Reading>)| self.above.as_ref().is_some_and(|above| above.line == line.0);
        let direct: Vec<_> = strong.iter().chain(&weak).copied().find(is_above).into_iter().collect();
        let named = [direct, strong, weak].into_iter().find(|lines| !lines.is_empty()).unwrap_or_default();
        let named: Vec<Heading> = match lead {
            Some(lead) => vec![lead],
            None => named.into_iter().filter_map(heading).collect(),
        };
        let event = |heading: &Heading| label::event(&heading.name, outline.site);
        if let Some(first) = named.first() {
            let other = named.iter().find(|other| !label::is_same(&other.name, &first.name));
            self.clash = other.map(|other| [first.clone(), other.clone()]);
        }
        let events = named.into_iter().map(|heading| Claim {
            rank: Rank::Line,
            event: event(&heading),
            heading,
            is_event: true,
        });
        // Words count if they are directly above and say what the JSON is.
        let words = self.above.iter().filter(|above| label::has_stop_word(&above.name, outline.site));
        let words = words.filter(|above| !label::is_event(&above.name)).map(|above| Claim {
            rank: Rank::Line,
            event: event(above),
            heading: above.clone(),
            is_event: false,
        });
        let claims: Vec<Claim> = events.chain(words.take(1)).collect();
        self.claims.extend(claims);
    }
}

/// The only name with the form of an event name in the cells of a row, which may start with a number. Or in the rows
/// above, if the table is about one event: its title, or a row `Event | order.paid`.
fn cell(outline: &Outline<'_>, row: ScopeId, place: usize, body: &Value) -> Option<Claim> {
    let read = |line: Line<'_>| {
        let names = line.text.split(" | ").filter_map(|cell| Some(label::read_line(cell)?.name));
        let names: Vec<_> = names.filter(|name| label::is_event(name)).map(|name| (line.number, name)).collect();
        names
    };
    let mut names: Vec<_> = outline.lines_in(row, place).flat_map(read).collect();
    // Code in a cell is usually an example of a field.
    if names.is_empty() && !outline.is_aside(place) {
        names = outline.rows_above(row, place).flat_map(read).filter(|(_, name)| !is_key(name, body)).collect();
    }
    let [(line, name)] = names.as_slice() else { return None };
    let event = label::event(name, outline.site);
    let heading = Heading { name: name.clone(), line: *line };
    Some(Claim { rank: Rank::Own, event, heading, is_event: true })
}

/// The name in an API description, unchanged. It contains the names of its examples. An operation is not an event.
fn key(outline: &Outline<'_>, place: usize) -> Option<Claim> {
    let examples = outline.around(place).filter(|(_, scope)| scope.kind == ScopeKind::Example);
    let label = examples.filter_map(|(_, scope)| scope.label.as_ref()).last()?;
    let heading = Heading { name: label.raw.clone(), line: label.line };
    let claim = Claim { rank: Rank::Own, event: label.raw.clone(), heading, is_event: true };
    (!label.raw.contains(char::is_whitespace)).then_some(claim)
}

fn claim(outline: &Outline<'_>, rank: Rank, label: &Label) -> Option<Claim> {
    let name = label::read(&label.raw)?.name;
    let is_several = label::is_several(&name);
    let is_event = is_several || label::is_event(&name);
    let event = if is_several { String::new() } else { label::event(&name, outline.site) };
    let says_something = !label::is_generic(&name, outline.site) && (is_several || !event.is_empty());
    let is_name = is_event || label::is_plain(&name);
    let heading = Heading { name, line: label.line };
    (says_something && is_name).then_some(Claim { rank, heading, event, is_event })
}

/// The title of the page. If it is the name of an event, or one of several headings of its level, it counts as a
/// heading.
fn title(outline: &Outline<'_>, place: usize) -> Option<Claim> {
    let heading = outline.frame.title.clone()?;
    let is_event = label::is_event(&heading.name);
    let is_in_section = outline.around(place).any(|(_, scope)| scope.kind == ScopeKind::Section(1));
    let is_heading = !is_in_section && (is_event || outline.frame.is_one_of_several);
    let is_labelled = outline.document.scopes.get(PAGE).is_some_and(|page| page.label.is_some());
    // `Pass Payment Webhook` names an event, but `Webhook guide` and `Our webhook setup` do not.
    let words: Vec<&str> = heading.name.split_whitespace().collect();
    let is_stop_word = |word: Option<&&str>| word.is_some_and(|word| label::has_stop_word(word, outline.site));
    let is_about_one =
        is_stop_word(words.last()) || is_stop_word(words.first()) || is_labelled && label::is_happening(&heading.name);
    let is_generic =
        if is_heading { label::is_generic(&heading.name, outline.site) } else { label::is_about_pages(&heading.name) };
    let event = label::event(&heading.name, outline.site);
    let rank = if is_heading && is_labelled { Rank::Heading } else { Rank::Title };
    (!event.is_empty() && !is_generic && (is_event || is_heading || is_about_one)).then_some(Claim {
        rank,
        heading,
        event,
        is_event,
    })
}

/// Whether a name is that of a body's field, alone or as a path. Pages describe fields above an example.
pub(crate) fn is_key(name: &str, body: &Value) -> bool {
    let path: Vec<&str> = name.split('.').collect();
    let has_path = |value: &Value| path.iter().try_fold(value, |value, key| value.get(key)).is_some();
    let mut open = vec![body];
    while let Some(value) = open.pop() {
        if has_path(value) {
            return true;
        }
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    false
}
