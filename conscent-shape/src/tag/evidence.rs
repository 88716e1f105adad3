//! Why a key is a tag, in words for people.

use super::Variant;
use std::cmp::Reverse;

/// How many variants are named.
const NAMED: usize = 4;

/// One sentence about a tag that decides the presence and the kinds of this many keys, of `all` objects. The strings under a
/// tag are codes, so it contains no personal data.
pub(super) fn evidence(key: &str, decides: (usize, usize), variants: &[Variant], all: u64) -> String {
    let what = match decides {
        (0, 0) => "which variant an object is".to_owned(),
        (0, kinds) => format!("the kinds of values of {}", keys(kinds)),
        (present, 0) => format!("which of {} an object has", keys(present)),
        (present, kinds) => {
            format!("which of {} an object has, and the kinds of values of {}", keys(present), keys(kinds))
        }
    };
    let mut by_count: Vec<_> = variants.iter().collect();
    by_count.sort_by_key(|variant| Reverse(variant.count));
    let mut parts: Vec<_> = by_count.iter().take(NAMED).map(|variant| with(variant, "")).collect();
    if let (Some(first), Some(variant)) = (parts.first_mut(), by_count.first()) {
        *first = with(variant, if variant.count == 1 { " object" } else { " objects" });
    }
    match by_count.len().saturating_sub(NAMED) {
        0 => {}
        1 => parts.push("and 1 other value".to_owned()),
        more => parts.push(format!("and {more} other values")),
    }
    match all.saturating_sub(variants.iter().map(|variant| variant.count).sum()) {
        0 => {}
        1 => parts.push("and 1 with none of these".to_owned()),
        others => parts.push(format!("and {others} with none of these")),
    }
    format!("`{}` determines {what}: {}", key.escape_debug(), parts.join(", "))
}

fn with(variant: &Variant, objects: &str) -> String {
    let texts: Vec<_> = variant.texts.iter().map(String::as_str).collect();
    format!("{}{objects} with {}", variant.count, texts.join(" or "))
}

fn keys(number: usize) -> String {
    if number == 1 { "1 key".to_owned() } else { format!("{number} keys") }
}
