//! What a name was most likely meant to be.

/// How similar two names are at least, of 1: as clap has it for the names of options.
const SIMILAR: f64 = 0.7;

/// The name that is most similar, if one is similar at all.
pub(super) fn most_similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rated = known.map(|known| (strsim::jaro(name, known), known)).filter(|(similarity, _)| *similarity > SIMILAR);
    rated.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, known)| known)
}
