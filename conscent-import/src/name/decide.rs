//! Decides which evidence names a payload.

use super::evidence::{self, Claim, Evidence, Rank};
use super::{Named, Subject, header, label};
use crate::account::Why;
use crate::document::ScopeId;
use crate::outline::Outline;
use crate::page::Heading;
use crate::site::Answers;
use conscent_codegen::interface::Naming;
use conscent_codegen::samples;
use std::collections::{BTreeMap, BTreeSet};

/// A payload with all its evidence.
#[derive(Debug)]
pub(super) struct Case<'a> {
    subject: &'a Subject<'a>,
    naming: Naming,
    /// The name that its delivery has: in the body, in a header, or in both.
    own: Option<String>,
    /// The name in a header of the message that contains the body, if its API does not define where names are.
    message: Option<String>,
    evidence: Evidence,
}

/// The source of a payload's name.
#[derive(Debug)]
pub(super) enum Decision {
    /// A user, or the delivery itself.
    Said(Named),
    /// A text of the page.
    Claimed(Named, Claim),
    /// No source; what to do.
    Asks(String),
}

/// The evidence that all payloads of a page share.
#[derive(Debug)]
pub(super) struct Names {
    /// Whether any of them has a name with the form of an event name. Words are not names then.
    have_form: bool,
    /// The headings that name the same event as a payload below them, by line and name. They are not evidence against
    /// other payloads.
    confirmed: BTreeSet<(usize, String)>,
}

impl Names {
    pub(super) fn of(all: &[Case<'_>]) -> Self {
        let confirmed = all.iter().flat_map(|one| {
            let agrees = |claim: &&Claim| one.own.as_ref().is_some_and(|own| label::is_of_same(&claim.event, own));
            one.evidence.claims.iter().filter(agrees).map(|claim| (claim.heading.line, claim.heading.name.clone()))
        });
        Self {
            have_form: all.iter().any(|one| one.evidence.has_event() || one.message.is_some()),
            confirmed: confirmed.collect(),
        }
    }

    fn is_confirmed(&self, heading: &Heading) -> bool {
        self.confirmed.contains(&(heading.line, heading.name.clone()))
    }
}

impl<'a> Case<'a> {
    pub(super) fn of(
        outline: &Outline<'_>,
        subject: &'a Subject<'a>,
        holds: &BTreeMap<ScopeId, usize>,
        is_payload: impl Fn(usize) -> bool + Copy,
    ) -> Self {
        let naming = outline.site.naming(subject.api);
        let shown = |name: &str| header::value(&outline.shown_above(subject.place, is_payload), name);
        let own = naming.event_name(shown, subject.body);
        let holds = |scope| holds.get(&scope).copied().unwrap_or_default();
        let evidence = Evidence::of(outline, subject.place, subject.body, holds, is_payload);
        let is_unnamed = naming.header.is_none() && naming.pointer.is_none();
        let message = header::said(outline.code_before(subject.place).1).filter(|_| is_unnamed);
        let message = message.map(|name| label::event(name, outline.site));
        Self { subject, naming, own, message, evidence }
    }

    /// Decides without the title of the page. `earlier` are the payloads above, with their decisions.
    pub(super) fn decide<'k>(
        &self,
        answers: &Answers,
        names: &Names,
        mut earlier: impl Iterator<Item = (&'k Case<'k>, &'k Decision)>,
    ) -> Decision {
        if let Some(event) = answers.lines.get(&self.subject.line) {
            return Decision::Said(Named { event: event.clone(), heading: self.shown() });
        }
        if let Some(own) = &self.own {
            return Decision::Said(self.said(own, names));
        }
        if let (None, Some(place)) = (&self.naming.header, &self.naming.pointer) {
            let place = samples::shown_place(place);
            return Decision::Asks(format!(
                "the body has no event name under {place:?}; a name must be a non-empty text"
            ));
        }
        if let Some(event) = &self.message {
            let claim = self.evidence.claims.iter().find(|claim| label::is_of_same(&claim.event, event));
            return Decision::Said(Named { event: event.clone(), heading: claim.map(|claim| claim.heading.clone()) });
        }
        let mut counting =
            self.evidence.claims.iter().filter(|claim| claim.rank != Rank::Title && self.counts(claim, names));
        let Some(mut claim) = counting.next() else { return Decision::Asks(self.help()) };
        let is_its =
            |decision: &Decision| matches!(decision, Decision::Claimed(_, other) if other.heading == claim.heading);
        let mut first = earlier.find(|(_, decision)| is_its(decision)).map(|(one, _)| one);
        // Below a payload that the heading already names, a separate line is stronger evidence.
        let line = counting.find(|claim| claim.rank == Rank::Line && claim.is_event);
        if let (Rank::Heading, Some(_), Some(line)) = (claim.rank, first, line) {
            (claim, first) = (line, None);
        }
        match self.doubt(claim, first) {
            Some(doubt) => Decision::Asks(doubt),
            None => Decision::Claimed(self.claimed(claim), claim.clone()),
        }
    }

    /// Whether a text counts as a name: either all names have the form of an event name, or none has.
    fn counts(&self, claim: &Claim, names: &Names) -> bool {
        // The value of a header is often a single word: `push`.
        let is_word = || self.naming.header.is_some() && !claim.heading.name.contains(char::is_whitespace);
        claim.is_event || !names.have_form || is_word()
    }

    /// The evidence against a text as a payload's name. `first` is the payload that the text already names.
    fn doubt(&self, claim: &Claim, first: Option<&Case<'_>>) -> Option<String> {
        if claim.event.is_empty() {
            return Some(format!("{:?} (line {}) names several events; {ASK}", claim.heading.name, claim.heading.line));
        }
        if claim.rank == Rank::Line {
            let [one, other] = self.evidence.clash.as_ref()?;
            return Some(format!(
                "{:?} (line {}) and {:?} (line {}) name different events; {ASK}",
                one.name, one.line, other.name, other.line
            ));
        }
        let first = first.filter(|_| claim.rank == Rank::Heading)?;
        let keys =
            |one: &Case<'_>| one.subject.body.as_object().map(|fields| fields.keys().cloned().collect::<BTreeSet<_>>());
        let is_other = keys(self).zip(keys(first)).is_some_and(|(keys, first)| keys.is_disjoint(&first));
        is_other.then(|| {
            let Heading { name, line } = &claim.heading;
            format!(
                "{name:?} (line {line}) is also above another payload (line {}), which shares no key with this one; {ASK}",
                first.subject.line
            )
        })
    }

    /// The name in the delivery itself; or the name in a heading that shows the delivery as another event.
    fn said(&self, own: &str, names: &Names) -> Named {
        let claims = || self.evidence.claims.iter().filter(|claim| claim.is_event && claim.rank != Rank::Title);
        if let Some(claim) = claims().find(|claim| label::is_of_same(&claim.event, own)) {
            return Named { event: own.to_owned(), heading: Some(claim.heading.clone()) };
        }
        if self.naming.header.is_some() {
            return Named { event: own.to_owned(), heading: self.shown() };
        }
        let speaks_against = |claim: &&Claim| {
            is_alike(&claim.event, own)
                && !names.is_confirmed(&claim.heading)
                && !evidence::is_key(&claim.heading.name, self.subject.body)
        };
        match claims().find(speaks_against) {
            Some(claim) => Named { event: claim.event.clone(), heading: Some(claim.heading.clone()) },
            None => Named { event: own.to_owned(), heading: None },
        }
    }

    fn claimed(&self, claim: &Claim) -> Named {
        let heading = if claim.rank == Rank::Title { self.evidence.above.clone() } else { Some(claim.heading.clone()) };
        // With a header, the body has the part of the name after the dot, which the heading may omit.
        let name = &claim.event;
        let rest = self.naming.text_in(self.subject.body);
        let rest = rest.filter(|rest| !name.strip_suffix(*rest).is_some_and(|of| of.ends_with('.')));
        Named { event: rest.map_or(name.clone(), |rest| format!("{name}.{rest}")), heading }
    }

    /// The text that a reader would take as its heading.
    fn shown(&self) -> Option<Heading> {
        self.evidence.claims.first().map(|claim| claim.heading.clone()).or_else(|| self.evidence.above.clone())
    }

    fn help(&self) -> String {
        match &self.naming.header {
            _ if self.evidence.is_aside => String::from(
                "it is in a line of text, where headings do not apply; put it into its own code block, or \
                 use `--event LINE=NAME`",
            ),
            Some(header) => format!("neither a line with the header {header} nor a heading names it; {ASK}"),
            None => format!("neither the body nor a heading names it; {ASK}"),
        }
    }
}

impl Decision {
    /// The decision, or a user's answer for such payloads.
    pub(super) fn or_answered(self, case: &Case<'_>, answers: &Answers) -> Result<Named, Why> {
        let help = match self {
            Self::Said(named) | Self::Claimed(named, _) => return Ok(named),
            Self::Asks(help) => help,
        };
        let Subject { api, text, .. } = case.subject;
        let before = answers.known.get(*text).filter(|(of, _)| of == api).map(|(_, event)| event);
        let event = before.or(answers.event.as_ref()).ok_or(Why::NoEvent(help))?;
        Ok(Named { event: event.clone(), heading: case.shown() })
    }
}

/// Uses the page's title for the only payload without a name, if no other text of the page names a payload: a page that
/// names some payloads does not use its title for the others.
pub(super) fn use_title(all: &[Case<'_>], decided: &mut [Decision], names: &Names) {
    let asking = |decision: &Decision| matches!(decision, Decision::Asks(_));
    let is_alone = decided.iter().filter(|decision| asking(decision)).count() == 1;
    if !is_alone || decided.iter().any(|decision| matches!(decision, Decision::Claimed(..))) {
        return;
    }
    for (one, decision) in all.iter().zip(decided).filter(|(_, decision)| asking(decision)) {
        let title = one.evidence.claims.iter().find(|claim| claim.rank == Rank::Title && one.counts(claim, names));
        if let Some(title) = title.filter(|_| one.naming.header.is_some() || one.naming.pointer.is_none()) {
            *decision = Decision::Said(one.claimed(title));
        }
    }
}

/// Whether two names have the same punctuation between their words, like two events of one API.
fn is_alike(one: &str, other: &str) -> bool {
    ['.', '/', ':'].into_iter().all(|sign| one.contains(sign) == other.contains(sign))
}

/// What a user can do if a page does not name an event.
const ASK: &str = "use `--event NAME`, or `--event LINE=NAME` for this payload only, or put a heading above it";
