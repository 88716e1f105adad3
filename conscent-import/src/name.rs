//! Finds the event of a payload, by evidence in a strict order. A rank counts only if no earlier rank has a name.
//!
//! | rank | evidence | condition |
//! |---|---|---|
//! | 1 | a user's answer | it is for this line |
//! | 2 | the body, or a header near it, where its API names events; or a header of the message that contains the body | it is a non-empty text |
//! | 3 | the title of a tab, of code, of a row, or a name in an API description | it contains only this payload |
//! | 4 | the headings around it, from the innermost out | it applies to all payloads of its section |
//! | 5 | a line above | no other payload uses it up |
//! | 6 | the title of the page | no other text on the page names a payload |
//!
//! In ranks 3 to 6, a name with the form of an event name (`order.paid`) counts. Words (`Order paid`) count only if no
//! name on the page has that form. Words that only describe a block (`Example`, `Security`) never count.

pub(crate) mod api;
mod decide;
mod evidence;
mod header;
pub(crate) mod label;
pub(crate) mod words;

use crate::account::Why;
use crate::document::ScopeId;
use crate::outline::Outline;
use crate::page::Heading;
use decide::{Case, Decision, Names, use_title};
use evidence::Evidence;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A payload that needs a name.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    /// The index of its candidate.
    pub(crate) place: usize,
    pub(crate) api: &'a str,
    pub(crate) body: &'a Value,
    pub(crate) text: &'a str,
    /// The line of the page on which it starts.
    pub(crate) line: usize,
}

/// The event of a payload, and the heading that may apply to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) event: String,
    pub(crate) heading: Option<Heading>,
}

/// The events of all payloads of a page, or the reason why one is unknown. `payloads` are the texts of the page that
/// are, or may be, payloads.
pub(crate) fn all(
    outline: &Outline<'_>,
    subjects: &[Subject<'_>],
    payloads: &BTreeSet<usize>,
) -> Vec<Result<Named, Why>> {
    let is_payload = |place: usize| payloads.contains(&place);
    let holds = held(outline, payloads);
    let cases: Vec<Case<'_>> = subjects.iter().map(|one| Case::of(outline, one, &holds, is_payload)).collect();
    let (names, answers) = (Names::of(&cases), &outline.site.answers);
    let mut decided: Vec<Decision> = Vec::new();
    for one in &cases {
        let decision = one.decide(answers, &names, cases.iter().zip(&decided));
        decided.push(decision);
    }
    use_title(&cases, &mut decided, &names);
    decided.into_iter().zip(&cases).map(|(decision, one)| decision.or_answered(one, answers)).collect()
}

/// The heading that a reader would see above a text that is left out.
pub(crate) fn heading_of(outline: &Outline<'_>, place: usize, payloads: &BTreeSet<usize>) -> Option<String> {
    let evidence = Evidence::of(outline, place, &Value::Null, |_| 0, |place| payloads.contains(&place));
    let claim = evidence.claims.iter().find(|claim| claim.is_event).or(evidence.claims.first());
    claim.map(|claim| claim.heading.name.clone())
}

/// Whether code in a line of prose has its own title that names an event, for example in a row.
pub(crate) fn has_own(outline: &Outline<'_>, place: usize) -> bool {
    !Evidence::of(outline, place, &Value::Null, |_| 1, |_| false).claims.is_empty()
}

/// The number of payloads in each scope.
fn held(outline: &Outline<'_>, payloads: &BTreeSet<usize>) -> BTreeMap<ScopeId, usize> {
    let mut held = BTreeMap::new();
    for place in payloads {
        outline.around(*place).for_each(|(scope, _)| *held.entry(scope).or_default() += 1);
    }
    held
}

#[cfg(test)]
mod tests;
