//! Finds the name that a user most likely meant.

/// The least similarity of two names, from 0 to 1: the same as clap's for the names of options.
const SIMILAR: f64 = 0.7;

/// The most similar name, if any is similar enough.
pub(super) fn most_similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rated = known.map(|known| (strsim::jaro(name, known), known)).filter(|(similarity, _)| *similarity > SIMILAR);
    rated.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, known)| known)
}
