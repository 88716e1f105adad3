//! Words and lines by which documentation distinguishes responses and requests from deliveries, as data.

use crate::name::words::has;

/// Words for a response.
const ANSWERS: &str = "acknowledgement acknowledgements answer answers replies reply response responses";

/// Verbs for sending a response.
const VERBS: &str = "\
    acknowledge acknowledges answer answers replies reply respond responds return returns";

/// Words before such a verb if the receiver or an API answers. A customer who "returns an item" does not.
const SUBJECTS: &str = "\
    api application backend can could endpoint handler has it just may must please receiver server service shall \
    should simply they url we will you";

/// Words after the first word of a line, if the line announces a response. `Return created` is about an event.
const CONTINUATIONS: &str = "\
    a an body code example format from in json like looks payload sample the this with";

/// Words with which a sentence points to the text below it.
const POINTERS: &str = "below following follows like this";

/// The HTTP methods, and the programs that send requests.
const METHODS: &str = "delete get head options patch post put";
const PROGRAMS: &str = "curl http https httpie wget xh";

/// Whether a line is the first of an HTTP response: `HTTP/1.1 200 OK`.
pub(super) fn is_status_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_version = words.next().is_some_and(|word| word.starts_with("HTTP/"));
    is_version && words.next().is_some_and(|code| code.len() == 3 && code.bytes().all(|c| c.is_ascii_digit()))
}

/// Whether a line is the first of an HTTP message, or of a command that sends one.
pub(super) fn is_message(line: &str) -> bool {
    is_status_line(line) || is_request(line)
}

/// Whether code that starts with this line sends a request.
pub(super) fn is_request(line: &str) -> bool {
    let line = line.trim_start_matches(['$', '>', '#', '%', ' ']);
    let Some((first, rest)) = line.split_once(char::is_whitespace) else { return false };
    // A method is in capital letters, and a target follows it.
    let is_method = has(METHODS, &first.to_lowercase()) && first.chars().all(char::is_uppercase);
    has(PROGRAMS, first) || is_method && rest.trim_start().starts_with(['/', 'h', '{', '<', '*'])
}

/// Whether one of the words of a label means a response.
pub(super) fn has_response(name: &str) -> bool {
    words(name).any(|word| has(ANSWERS, &word))
}

/// Whether a line announces a response: `Answer with:`, `Your endpoint should return:`, `Example response:`.
pub(super) fn leads_to_an_answer(line: &str) -> bool {
    if is_status_line(line) {
        return true;
    }
    let sentence = line.trim_end_matches('.').rsplit_once(". ").map_or(line, |(_, last)| last);
    let is_whole = line.trim_end_matches('*').ends_with('.');
    let words: Vec<String> = words(sentence).collect();
    let is = |list: &str, word: Option<&String>| word.is_some_and(|word| has(list, word));
    if is_whole && !words.iter().any(|word| is(POINTERS, Some(word))) {
        return false;
    }
    let pair = |one: &dyn Fn(&str) -> bool, other: &dyn Fn(&str) -> bool| {
        words.windows(2).any(|pair| matches!(pair, [first, second] if one(first) && other(second)))
    };
    let (is_verb, is_answer) = (|word: &str| has(VERBS, word), |word: &str| has(ANSWERS, word));
    let says_who = pair(&|word| has(SUBJECTS, word), &is_verb)
        || pair(&|word| word == "to", &|word| is_verb(word) && word != "return");
    let is_first = |list: &str| is(list, words.first());
    let goes_on = words.get(1).is_none_or(|word| has(CONTINUATIONS, word) || word.bytes().all(|c| c.is_ascii_digit()));
    let starts = (is_first(VERBS) || is_first(ANSWERS)) && goes_on;
    let ends = is(ANSWERS, words.last())
        || pair(&is_answer, &|word| word == "body")
        || pair(&|word| word == "status", &|word| word == "code");
    // A delivery is sent "in response to" an order.
    let is_cause = pair(&|word| word == "response", &|word| word == "to");
    !is_cause && (says_who || starts || ends)
}

/// Words in the address of a receiver of deliveries. A message sent there is not a client's request.
const RECEIVERS: &str = "callback endpoint hook hooks listener notify receiver webhook webhooks your";

/// Whether a line sends something to a receiver of deliveries.
pub(super) fn is_delivery(line: &str) -> bool {
    let mut parts = line.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| has(RECEIVERS, &part.to_lowercase()))
}

/// Whether keys are header names: `Content-Type`, `X-Signature`.
pub(super) fn are_headers(fields: &serde_json::Map<String, serde_json::Value>) -> bool {
    let is_header = |key: &str| {
        let mut words = key.split('-');
        words.all(|word| {
            word.starts_with(|c: char| c.is_ascii_uppercase()) && word.bytes().all(|c| c.is_ascii_alphanumeric())
        })
    };
    fields.keys().all(|key| is_header(key)) && fields.keys().any(|key| key.contains('-'))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).map(str::to_lowercase)
}
