//! The words of a name.

/// The words of a key, in lower case: `billingAddress` → `billing`, `address`; `HTTPBody` → `http`, `body`.
///
/// A word ends before a sign that is neither letter nor digit, before a capital that follows a small letter, and before
/// the last of several capitals that a small letter follows.
#[must_use]
pub fn words(key: &str) -> Vec<String> {
    key.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).flat_map(in_camel_case).collect()
}

/// Words at the end of keys whose names suggest a fixed set of values.
const SETS: &[&str] = &[
    "action",
    "association",
    "category",
    "class",
    "conclusion",
    "entity",
    "event",
    "gateway",
    "kind",
    "level",
    "method",
    "mode",
    "object",
    "outcome",
    "permission",
    "phase",
    "priority",
    "reason",
    "result",
    "role",
    "scope",
    "severity",
    "stage",
    "status",
    "type",
    "typename",
    "visibility",
];

/// Whether the name of a key suggests a fixed set of values that the designer of the API chose: `status`,
/// `paymentMethod`, `scopes`.
///
/// In the documentation of seven vendors, 95 of the 123 fields that are enums have such a key, and so do all tags. The
/// values under the other keys are as often names that repeat: of cookies, resources, variables.
#[must_use]
pub fn asks_for_set(key: &str) -> bool {
    let words = words(key);
    let is_set = |word: &str| SETS.contains(&word);
    words.last().is_some_and(|last| is_set(last) || last.strip_suffix('s').is_some_and(is_set))
}

/// Words in keys whose values name one person, thing, place or version, however often documents repeat them. These
/// values are not words of a fixed set, and they may be personal data.
const ONE_THING: &[&str] = &[
    "account",
    "address",
    "author",
    "branch",
    "brand",
    "city",
    "client",
    "color",
    "colour",
    "company",
    "country",
    "currency",
    "description",
    "district",
    "domain",
    "email",
    "filename",
    "first",
    "guid",
    "host",
    "hostname",
    "id",
    "ip",
    "key",
    "label",
    "language",
    "last",
    "locale",
    "login",
    "message",
    "name",
    "nickname",
    "owner",
    "password",
    "path",
    "phone",
    "postal",
    "product",
    "ref",
    "region",
    "secret",
    "sha",
    "slug",
    "street",
    "subject",
    "surname",
    "tag",
    "text",
    "timezone",
    "title",
    "token",
    "topic",
    "town",
    "url",
    "user",
    "username",
    "uuid",
    "value",
    "version",
    "zone",
];

/// Whether values under a key with this word, in lower case and in the singular, name one person, thing, place or version.
#[must_use]
pub fn names_one_thing(word: &str) -> bool {
    ONE_THING.contains(&word)
}

/// The words of a name without separators.
fn in_camel_case(part: &str) -> Vec<String> {
    let letters: Vec<char> = part.chars().collect();
    let (mut words, mut word) = (Vec::new(), String::new());
    // The case of the last letter of the word before a digit counts for the digit: `a1B` are two words.
    let mut case = Case::None;
    for (at, &letter) in letters.iter().enumerate() {
        let next_is_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase() && (case == Case::Small || case == Case::Capital && next_is_small);
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(letter.to_lowercase());
        case = match letter {
            letter if letter.is_lowercase() => Case::Small,
            letter if letter.is_uppercase() => Case::Capital,
            _ if starts => Case::None,
            _ => case,
        };
    }
    words.push(word);
    words
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    None,
    Small,
    Capital,
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_of_keys() {
        for (key, expected) in [
            ("billingAddress", "billing address"),
            ("billing_address-id", "billing address id"),
            ("HTTPBody", "http body"),
            ("sha256Sum", "sha256 sum"),
            ("A1B", "a1b"),
            ("_id", "id"),
            ("größeÜber", "größe über"),
            ("+1", "1"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(words(key).join(" "), expected, "{key}");
        }
    }
}
