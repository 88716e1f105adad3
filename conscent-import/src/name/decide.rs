//! Which evidence names a payload.

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

/// A payload with all that may name it.
#[derive(Debug)]
pub(super) struct Case<'a> {
    subject: &'a Subject<'a>,
    naming: Naming,
    /// The name that its delivery has: in the body, in a header, or in both.
    own: Option<String>,
    /// The name in a header of the message whose body it is, where its api says nothing of names.
    message: Option<String>,
    evidence: Evidence,
}

/// What names a payload.
#[derive(Debug)]
pub(super) enum Decision {
    /// A person, or the delivery itself.
    Said(Named),
    /// A text of the page.
    Claimed(Named, Claim),
    /// Nothing; what to do.
    Asks(String),
}

/// What the payloads of a page have in common.
#[derive(Debug)]
pub(super) struct Names {
    /// Whether one of them is called by a name with the form of an event's. Then words are not names.
    have_form: bool,
    /// The headings that name an event that a payload below them names too, by their lines and names. They do not speak against other
    /// payloads.
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

    /// Decides without the title of the page. `earlier` are the payloads above, and what names them.
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
            return Decision::Asks(format!("there is no event name under {place:?}; it is a text that is not empty"));
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
        // Below a payload that its heading names already, a line of its own is nearer.
        let line = counting.find(|claim| claim.rank == Rank::Line && claim.is_event);
        if let (Rank::Heading, Some(_), Some(line)) = (claim.rank, first, line) {
            (claim, first) = (line, None);
        }
        match self.doubt(claim, first) {
            Some(doubt) => Decision::Asks(doubt),
            None => Decision::Claimed(self.claimed(claim), claim.clone()),
        }
    }

    /// Whether a text counts as a name: all have the form of an event's, or none has.
    fn counts(&self, claim: &Claim, names: &Names) -> bool {
        // The value of a header is often one word: `push`.
        let is_word = || self.naming.header.is_some() && !claim.heading.name.contains(char::is_whitespace);
        claim.is_event || !names.have_form || is_word()
    }

    /// What speaks against a text that would name a payload. `first` is the payload that it names already.
    fn doubt(&self, claim: &Claim, first: Option<&Case<'_>>) -> Option<String> {
        if claim.event.is_empty() {
            return Some(format!("{:?} (line {}) names several events; {ASK}", claim.heading.name, claim.heading.line));
        }
        if claim.rank == Rank::Line {
            let [one, other] = self.evidence.clash.as_ref()?;
            return Some(format!(
                "{:?} (line {}) and {:?} (line {}) name two events; {ASK}",
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
                "{name:?} (line {line}) is above another payload too (line {}), which has no key of this one; {ASK}",
                first.subject.line
            )
        })
    }

    /// The name that the delivery has itself; or that of a heading which says that it is of another event.
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
        // With a header, the body has the part of the name after the dot, which the heading may leave out.
        let name = &claim.event;
        let rest = self.naming.text_in(self.subject.body);
        let rest = rest.filter(|rest| !name.strip_suffix(*rest).is_some_and(|of| of.ends_with('.')));
        Named { event: rest.map_or(name.clone(), |rest| format!("{name}.{rest}")), heading }
    }

    /// The text that a person would take for its heading.
    fn shown(&self) -> Option<Heading> {
        self.evidence.claims.first().map(|claim| claim.heading.clone()).or_else(|| self.evidence.above.clone())
    }

    fn help(&self) -> String {
        match &self.naming.header {
            _ if self.evidence.is_aside => String::from(
                "it is in a line of text, which headings are not about; put it into a block of code of its own, or \
                 say `--event LINE=NAME`",
            ),
            Some(header) => format!("neither a line with the header {header} nor a heading names it; {ASK}"),
            None => format!("neither the body nor a heading names it; {ASK}"),
        }
    }
}

impl Decision {
    /// The decision, or what people have said of such payloads.
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

/// The title names the only payload that nothing else names, where no other text of the page names a payload either: a page that names
/// some of its payloads does not mean its title for the others.
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

/// Whether two names are written with the same signs between their words, as two events of one api are.
fn is_alike(one: &str, other: &str) -> bool {
    ['.', '/', ':'].into_iter().all(|sign| one.contains(sign) == other.contains(sign))
}

/// What a person can do where a page does not say it.
const ASK: &str = "say `--event NAME`, or `--event LINE=NAME` for this one, or put a heading above the payload";
