//! The event of a payload, by evidence in a strict order. Each rank counts only where nothing before it says a name.
//!
//! | rank | evidence | it counts if |
//! |---|---|---|
//! | 1 | what a person answered | it is about this line |
//! | 2 | the body, or a header near it, where its api names events; or a header of the message whose body it is | it is a text that is not empty |
//! | 3 | the title of a tab, of code, of a row, or a name in an API description | this payload is the only one in it |
//! | 4 | the headings around it, from the innermost out | a heading is about all payloads of its section |
//! | 5 | a line above | no other payload has used it up |
//! | 6 | the title of the page | nothing else on the page names a payload of it |
//!
//! In ranks 3 to 6, a name with the form of an event's (`order.paid`) counts. Words (`Order paid`) count where no name on the page has
//! that form. Words that only say what a block is (`Example`, `Security`) never count.

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

/// A payload to name.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    /// The index of its text among the candidates.
    pub(crate) place: usize,
    pub(crate) api: &'a str,
    pub(crate) body: &'a Value,
    pub(crate) text: &'a str,
    /// The line of the page on which it starts.
    pub(crate) line: usize,
}

/// The event of a payload, and the heading that may be about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) event: String,
    pub(crate) heading: Option<Heading>,
}

/// The events of all payloads of a page, or why nothing says them. `payloads` are the texts of the page that are, or may be,
/// payloads.
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

/// The heading that a reader of the page would see above a text that is left out.
pub(crate) fn heading_of(outline: &Outline<'_>, place: usize, payloads: &BTreeSet<usize>) -> Option<String> {
    let evidence = Evidence::of(outline, place, &Value::Null, |_| 0, |place| payloads.contains(&place));
    let claim = evidence.claims.iter().find(|claim| claim.is_event).or(evidence.claims.first());
    claim.map(|claim| claim.heading.name.clone())
}

/// Whether code in a line of prose has a title of its own that names an event, in a row for example.
pub(crate) fn has_own(outline: &Outline<'_>, place: usize) -> bool {
    !Evidence::of(outline, place, &Value::Null, |_| 1, |_| false).claims.is_empty()
}

/// How many payloads there are in each scope.
fn held(outline: &Outline<'_>, payloads: &BTreeSet<usize>) -> BTreeMap<ScopeId, usize> {
    let mut held = BTreeMap::new();
    for place in payloads {
        outline.around(*place).for_each(|(scope, _)| *held.entry(scope).or_default() += 1);
    }
    held
}

#[cfg(test)]
mod tests;
