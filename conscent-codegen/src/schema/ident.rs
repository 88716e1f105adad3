//! Wire names (keys, event names, codes) as Rust names.
//!
//! A key may be any string: `fooBar`, `type`, `+1`, `größe`, the empty one. A Rust name is ASCII, not a keyword, and unique in its scope.

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Field and accessor names that the generated structs need for themselves, or that would hide a method everyone has.
const TAKEN_FIELDS: &[&str] = &[
    "borrow",
    "clone",
    "clone_from",
    "debug_unredacted",
    "drift",
    "eq",
    "extra",
    "fmt",
    "from",
    "into",
    "ne",
    "to_owned",
    "try_into",
];

/// Type names that no generated type has: those of Rust's prelude and of conscent-core's, generic parameters, and some that generated
/// modules used once, which stay reserved so that no name moves.
const TAKEN_TYPES: &str = "A AnyEvent BTreeMap Box Clone Debug DecodeError Default Drift Envelope Err Event Field FieldError Fn FnMut \
    FnOnce From Incoming Into Iterator Map MapAccess None Number Object Ok OpenEnum Option P PartialEq Result S Self Serialize Serializer Some \
    String Timestamp ToString TryFrom TryInto Undecodable UnknownEvent V Value Vec Visitor Wire";

/// Names already given in one scope.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope for the type names of one module.
    pub(crate) fn types() -> Self {
        Self(TAKEN_TYPES.split_whitespace().map(ToOwned::to_owned).collect())
    }

    /// A scope for the modules of apis, and for the functions of samples: what the root of the crate names is taken.
    pub(crate) fn modules() -> Self {
        Self(["conscent_core", "generated", "samples"].map(str::to_owned).into())
    }

    /// A scope for the fields of one struct.
    fn fields() -> Self {
        Self(TAKEN_FIELDS.iter().map(ToString::to_string).collect())
    }

    /// A scope for the variants of one enum; `taken` are those it has anyway.
    pub(crate) fn variants(taken: &[&str]) -> Self {
        Self(taken.iter().map(ToString::to_string).chain(["Self".to_owned()]).collect())
    }

    /// Gives the first candidate that is still free; when none is, the last one with the least free number behind it.
    pub(crate) fn claim(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for candidate in candidates {
            if self.0.insert(candidate.clone()) {
                return candidate;
            }
            last = candidate;
        }
        let is_snake = last.starts_with(|c: char| c.is_ascii_lowercase());
        let separator = if is_snake && !last.ends_with('_') { "_" } else { "" };
        let numbered = (2_u32..).map(|n| format!("{last}{separator}{n}"));
        for name in numbered {
            if self.0.insert(name.clone()) {
                return name;
            }
        }
        last
    }
}

/// The module of each api.
pub(super) fn modules(apis: &[&str]) -> Vec<String> {
    let mut scope = Scope::modules();
    apis.iter().map(|api| scope.claim([snake(api)])).collect()
}

/// The field (and accessor) name of each key of one object, in the keys' order.
///
/// A key that is a good name already keeps it: of `_id` and `id`, `id` is `id()`; `_id` alone is `id()` too.
pub(crate) fn fields(keys: &[&str]) -> Vec<String> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_cached_key(|&i| (ascii(keys[i]).to_snake_case() != keys[i], keys[i]));
    let mut scope = Scope::fields();
    let mut names = vec![String::new(); keys.len()];
    for i in order {
        let name = snake(keys[i]);
        let is_taken = TAKEN_FIELDS.contains(&name.as_str());
        let spare =
            || if is_taken { format!("{}_", snake(keys[i])) } else { escaped(&spelled(keys[i]).to_snake_case()) };
        // The spare name is worked out for the few keys that need it.
        names[i] = scope.claim(std::iter::once(name).chain(std::iter::once_with(spare)));
    }
    names
}

/// A key as the name of a field, function or module: `buyingPrice` → `buying_price`, `_id` → `id`, `type` → `kind`.
pub(crate) fn snake(key: &str) -> String {
    if key == "type" {
        return "kind".to_owned();
    }
    let plain = ascii(key).to_snake_case();
    let signed = key.starts_with(['+', '-']) && key[1..].starts_with(|c: char| c.is_ascii_digit());
    escaped(&if plain.is_empty() || signed { spelled(key).to_snake_case() } else { plain })
}

/// A key as the name of a type or variant: `purchase.pay_per_use` → `PurchasePayPerUse`.
pub(crate) fn pascal(key: &str) -> String {
    let plain = ascii(key).to_upper_camel_case();
    let name = if plain.is_empty() { spelled(key).to_upper_camel_case() } else { plain };
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

/// The name of one item of a list: `bundleSubscriptions` → `bundleSubscription`, `categories` → `category`.
pub(crate) fn singular(key: &str) -> String {
    let stays = ["ss", "us", "is", "news", "series"].iter().any(|end| key.ends_with(end));
    match key {
        _ if stays => key.to_owned(),
        _ if key.len() > 4 && key.ends_with("ies") => format!("{}y", &key[..key.len() - 3]),
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| key.ends_with(end)) => key[..key.len() - 2].to_owned(),
        _ => key.strip_suffix('s').filter(|rest| rest.len() > 1).unwrap_or(key).to_owned(),
    }
}

/// Whether the key is a single word, such as `status`: too general to name a type on its own.
pub(crate) fn is_one_word(key: &str) -> bool {
    !ascii(key).to_snake_case().contains('_')
}

fn ascii(key: &str) -> Cow<'_, str> {
    if key.is_ascii() { key.into() } else { deunicode::deunicode_with_tofu(key, "").into() }
}

/// The key with its signs spelled out, for keys that are nothing but signs or that differ in nothing else.
fn spelled(key: &str) -> String {
    let mut words = String::new();
    for sign in ascii(key).chars() {
        let word = match sign {
            '+' => "plus",
            '-' => "minus",
            '_' => "underscore",
            '$' => "dollar",
            '@' => "at",
            '#' => "hash",
            '.' => "dot",
            '*' => "star",
            '/' => "slash",
            ':' => "colon",
            sign if sign.is_ascii_alphanumeric() => {
                words.push(sign);
                continue;
            }
            _ => "sign",
        };
        words.push(' ');
        words.push_str(word);
        words.push(' ');
    }
    if words.trim().is_empty() { "empty".to_owned() } else { words }
}

fn escaped(name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{name}")
    } else if syn::parse_str::<syn::Ident>(name).is_err() || name == "gen" {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &[&str], names: &[&str]) {
        assert_eq!(fields(keys), names);
    }

    #[test]
    fn keys_become_field_names() {
        check(
            &["buyingPrice", "_id", "type", "__v", "inrGstComponents"],
            &["buying_price", "id", "kind", "v", "inr_gst_components"],
        );
        check(
            &["self", "Self", "$ref", "gen", "crate", "async"],
            &["self_", "self_2", "ref_", "gen_", "crate_", "async_"],
        );
        check(&["+1", "-1", "100", "", "\"*/\n"], &["plus_1", "minus_1", "n100", "empty", "sign_star_slash_sign"]);
        check(&["größe", "名前", "😀"], &["grosse", "ming_qian", "grinning"]);
    }

    #[test]
    fn keys_that_are_alike_stay_apart() {
        check(&["_id", "id", "@id"], &["underscore_id", "id", "at_id"]);
        check(&["fooBar", "foo_bar", "FooBar"], &["foo_bar_3", "foo_bar", "foo_bar_2"]);
        check(&["kind", "type"], &["kind", "type_"]);
    }

    #[test]
    fn what_the_structs_need_stays_free() {
        check(&["extra", "clone", "drift"], &["extra_", "clone_", "drift_"]);
    }

    #[test]
    fn lists_are_named_for_their_items() {
        for (list, item) in [
            ("bundleSubscriptions", "bundleSubscription"),
            ("categories", "category"),
            ("billingAddress", "billingAddress"),
            ("boxes", "box"),
            ("s", "s"),
        ] {
            assert_eq!(singular(list), item);
        }
    }

    #[test]
    fn event_names_become_type_names() {
        assert_eq!(pascal("refunded.pay_per_use"), "RefundedPayPerUse");
        assert_eq!(pascal("+1"), "N1");
        assert_eq!(pascal("..."), "DotDotDot");
    }
}
