//! Converts names on the wire (keys, event names, codes) to Rust names.
//!
//! A key may be any string: `fooBar`, `type`, `+1`, `größe`, or empty. A Rust name is ASCII, not a keyword, and unique
//! in its scope.

use crate::interface::{Field, Interface};
use crate::samples::name::hash;
use heck::{ToSnakeCase, ToUpperCamelCase};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Names of fields and accessors that the generated structs need themselves, or that would hide a common method.
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
    "with",
];

/// Names that no generated type has: those of Rust's prelude and of conscent-core's, generic parameters, and names that
/// generated modules once used, which stay reserved so that no name changes.
const TAKEN_TYPES: &str = "A AnyEvent AnyPayload BTreeMap Box Clone Debug Decimal DecodeError Default Drift Envelope EpochMillis \
    EpochSeconds Err Event Field FieldError Fn FnMut FnOnce From Incoming Into Iterator Json Map MapAccess None Number Object Ok OpenEnum Option \
    P PartialEq Result S Self Serialize Serializer Some String Timestamp ToString TryFrom TryInto Undecodable UnknownEvent V Value Vec \
    Visitor Wire";

/// The names taken in one scope.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope for the type names of one module.
    pub(crate) fn types() -> Self {
        Self(TAKEN_TYPES.split_whitespace().map(ToOwned::to_owned).collect())
    }

    /// A scope for the modules of APIs and for the functions of samples. The names in the crate's root are taken.
    pub(crate) fn modules() -> Self {
        Self(["conscent_core", "generated", "samples"].map(str::to_owned).into())
    }

    /// A scope for the variants of one enum. `taken` are the variants that it always has.
    pub(crate) fn variants(taken: &[&str]) -> Self {
        Self(taken.iter().map(ToString::to_string).chain(["Self".to_owned()]).collect())
    }

    /// Reserves a name that is already in use.
    pub(super) fn reserve(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.0.contains(name)
    }

    /// Returns the first candidate that is free. If none is, appends the smallest free number to the last one.
    pub(crate) fn claim(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        self.claim_if(candidates, |_, _| true)
    }

    /// Like [`claim`](Self::claim), for a name with a further condition.
    fn claim_if(&mut self, candidates: impl IntoIterator<Item = String>, fits: impl Fn(&Self, &str) -> bool) -> String {
        let mut last = String::new();
        for candidate in candidates {
            if self.is_free(&candidate) && fits(self, &candidate) {
                self.0.insert(candidate.clone());
                return candidate;
            }
            last = candidate;
        }
        let is_snake = last.starts_with(|c: char| c.is_ascii_lowercase());
        let separator = if is_snake && !last.ends_with('_') { "_" } else { "" };
        let mut numbered = (2_u32..).map(|n| format!("{last}{separator}{n}"));
        let name = numbered.find(|name| self.is_free(name) && fits(self, name)).unwrap_or(last);
        self.0.insert(name.clone());
        name
    }
}

/// The module of each API. The modules of the last release keep their names.
pub(super) fn modules(apis: &[&str], previous: Option<&Interface>) -> Vec<String> {
    let known = previous.map_or(&[][..], |previous| &previous.modules);
    let mut scope = Scope::modules();
    for module in known {
        scope.reserve(&module.ident);
    }
    let name = |api: &&str| match known.iter().find(|module| module.api == **api) {
        Some(known) => known.ident.clone(),
        None => scope.claim([snake(api)]),
    };
    apis.iter().map(name).collect()
}

/// The name of the field and accessor of each key of one object, in the order of the keys. Some keys already have a
/// name.
///
/// A key that is a valid name keeps it: with both `_id` and `id`, `id` becomes `id()`; `_id` alone becomes `id()` too.
/// Each field has a second accessor, `require_id()`, whose name must be free as well.
/// `method` is a further method of the struct, whose name is taken.
pub(crate) fn fields(keys: &[(&str, Option<String>)], method: Option<&str>) -> Vec<String> {
    let mut order: Vec<usize> = (0..keys.len()).filter(|&i| keys[i].1.is_none()).collect();
    order.sort_by_cached_key(|&i| (ascii(keys[i].0).to_snake_case() != keys[i].0, keys[i].0));
    let mut scope = Scope(TAKEN_FIELDS.iter().map(ToString::to_string).collect());
    let mut names: Vec<String> = keys.iter().map(|(_, name)| name.clone().unwrap_or_default()).collect();
    for name in names.iter().filter(|name| !name.is_empty()) {
        scope.reserve(name);
        scope.reserve(&required(name));
    }
    if let Some(method) = method {
        scope.reserve(method);
    }
    for i in order {
        let key = keys[i].0;
        let name = snake(key);
        let is_taken = TAKEN_FIELDS.contains(&name.as_str()) || method == Some(&name);
        let spare = || if is_taken { format!("{}_", snake(key)) } else { escaped(&spelled(key).to_snake_case()) };
        // The spare name is computed only for the few keys that need it.
        let candidates = std::iter::once(name).chain(std::iter::once_with(spare));
        names[i] = scope.claim_if(candidates, |scope, name| scope.is_free(&required(name)));
        scope.reserve(&required(&names[i]));
    }
    names
}

/// The method that returns a view: `by_type`. No field has its name. It keeps the name of the last release, unless a hint
/// gives that name to a field.
pub(super) fn view_method(tag: &str, known: Option<&str>, fields: &[Field]) -> String {
    let mut scope = Scope::default();
    for field in fields {
        scope.reserve(&field.ident);
        scope.reserve(&required(&field.ident));
    }
    let plain = ascii(tag).to_snake_case();
    let plain = cut(if plain.is_empty() { spelled(tag).to_snake_case() } else { plain }, tag, "_");
    scope.claim(known.map(str::to_owned).into_iter().chain([format!("by_{plain}"), format!("by_{plain}_tag")]))
}

/// The accessor that returns a value or an error.
fn required(field: &str) -> String {
    format!("require_{field}")
}

/// Converts a key to the name of a field, function or module: `buyingPrice` → `buying_price`, `_id` → `id`, `type` →
/// `kind`.
pub(crate) fn snake(key: &str) -> String {
    if key == "type" {
        return "kind".to_owned();
    }
    let plain = ascii(key).to_snake_case();
    let signed = key.starts_with(['+', '-']) && key[1..].starts_with(|c: char| c.is_ascii_digit());
    escaped(&cut(if plain.is_empty() || signed { spelled(key).to_snake_case() } else { plain }, key, "_"))
}

/// Converts a key to the name of a type or variant: `purchase.pay_per_use` → `PurchasePayPerUse`.
pub(crate) fn pascal(key: &str) -> String {
    let plain = ascii(key).to_upper_camel_case();
    let name = if plain.is_empty() { spelled(key).to_upper_camel_case() } else { plain };
    let name = cut(name, key, "");
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

/// The maximum length of a name. A hash replaces the rest.
const MAX_LENGTH: usize = 80;

/// How much of a longer name is left.
const START: usize = 60;

/// Cuts a name that is too long to read. The name is ASCII.
fn cut(mut name: String, key: &str, separator: &str) -> String {
    if name.len() <= MAX_LENGTH {
        return name;
    }
    name.truncate(START);
    format!("{}{separator}{}", name.trim_end_matches('_'), hash(key, 8))
}

/// The name of one item of a list: `bundleSubscriptions` → `bundleSubscription`, `categories` → `category`.
///
/// English forms plurals in few ways. Only words in `-ie` (`movies`) look like those in `-y`, so they are listed.
pub(super) fn singular(key: &str) -> String {
    const IN_IE: &[&str] = &[
        "birdie", "brownie", "calorie", "cookie", "foodie", "freebie", "genie", "goalie", "hoodie", "lie", "movie",
        "newbie", "pie", "prairie", "rookie", "selfie", "smoothie", "tie", "veggie", "zombie",
    ];
    let lower = key.to_lowercase();
    let is_in_ie = words(key).last().is_some_and(|word| IN_IE.iter().any(|one| word.strip_suffix('s') == Some(one)));
    let without = |end: usize| key[..key.len() - end].to_owned();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    match () {
        () if !lower.is_ascii() => key.to_owned(),
        () if ends(&["news", "series", "species"]) => key.to_owned(),
        () if ends(&[
            "statuses", "aliases", "buses", "bonuses", "campuses", "viruses", "lenses", "biases", "canvases",
        ]) =>
        {
            without(2)
        }
        () if ends(&["ss", "us", "is"]) => key.to_owned(),
        () if let Some((many, one)) = IRREGULAR.iter().find(|(many, _)| lower.ends_with(many)) => {
            format!("{}{one}", without(many.len()))
        }
        () if key.len() > 4 && lower.ends_with("ies") && !is_in_ie => {
            format!("{}y", without(3))
        }
        () if ends(&["sses", "shes", "ches", "xes", "zzes"]) => without(2),
        () if lower.ends_with('s') && key.len() > 3 => without(1),
        () => key.to_owned(),
    }
}

/// Plurals without an `s`, and plurals with other endings.
const IRREGULAR: &[(&str, &str)] = &[
    ("addresses", "address"),
    ("analyses", "analysis"),
    ("children", "child"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("people", "person"),
    ("vertices", "vertex"),
];

/// The words of a key, in lower case and ASCII: `billingAddress` → `billing`, `address`.
pub(super) fn words(key: &str) -> Vec<String> {
    conscent_shape::words(&ascii(key))
}

/// Whether a key only gives an object's role, and never its type.
pub(super) fn is_role(key: &str) -> bool {
    const ROLES: &[&str] = &[
        "after",
        "args",
        "arguments",
        "attributes",
        "before",
        "body",
        "changes",
        "content",
        "context",
        "current",
        "data",
        "detail",
        "details",
        "entity",
        "entry",
        "event",
        "fields",
        "from",
        "info",
        "input",
        "item",
        "meta",
        "metadata",
        "new",
        "next",
        "object",
        "old",
        "output",
        "params",
        "parameters",
        "payload",
        "prev",
        "previous",
        "properties",
        "record",
        "request",
        "resource",
        "response",
        "result",
        "self",
        "to",
        "value",
    ];
    ROLES.contains(&key.to_lowercase().as_str())
}

/// Whether the key is a single word, such as `status`, which is too general to name a type.
pub(crate) fn is_one_word(key: &str) -> bool {
    !ascii(key).to_snake_case().contains('_')
}

fn ascii(key: &str) -> Cow<'_, str> {
    if key.is_ascii() { key.into() } else { deunicode::deunicode_with_tofu(key, "").into() }
}

/// The key with its punctuation spelled out, for keys that consist of punctuation, or differ only in it.
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
mod tests;
