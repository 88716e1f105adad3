//! JSON as text, where keys may repeat and numbers have a written form.

use conscent_types::{Sample, samples};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

/// A JSON text in parts.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    /// A value without parts that can be changed, as text.
    Scalar(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The path to a part: a position at each level.
pub(crate) type Path = Vec<usize>;

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(entries) => {
                Self::Object(entries.iter().map(|(key, value)| (key.clone(), value.into())).collect())
            }
            scalar => Self::Scalar(scalar.to_string()),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comma = |n: usize| if n > 0 { "," } else { "" };
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                items.iter().enumerate().try_for_each(|(n, item)| write!(f, "{}{item}", comma(n)))?;
                f.write_str("]")
            }
            Self::Object(entries) => {
                f.write_str("{")?;
                let mut entries = entries.iter().enumerate();
                entries.try_for_each(|(n, (key, value))| write!(f, "{}{}:{value}", comma(n), quote(key)))?;
                f.write_str("}")
            }
        }
    }
}

impl Json {
    pub(crate) fn of(sample: &Sample) -> Self {
        Self::from(&serde_json::from_str::<Value>(sample.text).unwrap())
    }

    fn part(&mut self, position: usize) -> &mut Self {
        match self {
            Self::List(items) => &mut items[position],
            Self::Object(entries) => &mut entries[position].1,
            Self::Scalar(text) => panic!("{text} has no parts"),
        }
    }

    /// The part at the end of the path.
    pub(crate) fn at(&mut self, path: &[usize]) -> &mut Self {
        path.iter().fold(self, |json, position| json.part(*position))
    }

    /// The paths to all parts.
    pub(crate) fn paths(&self) -> Vec<Path> {
        let parts: Vec<&Self> = match self {
            Self::Scalar(_) => Vec::new(),
            Self::List(items) => items.iter().collect(),
            Self::Object(entries) => entries.iter().map(|(_, value)| value).collect(),
        };
        let below = parts.into_iter().enumerate().flat_map(|(position, part)| {
            let below = part.paths().into_iter();
            std::iter::once(vec![position]).chain(below.map(move |path| [vec![position], path].concat()))
        });
        below.collect()
    }

    /// The JSON pointer of the part at the end of the path.
    pub(crate) fn pointer(&self, path: &[usize]) -> String {
        let Some((&first, rest)) = path.split_first() else { return String::new() };
        match self {
            Self::Scalar(text) => panic!("{text} has no parts"),
            Self::List(items) => format!("/{first}{}", items[first].pointer(rest)),
            Self::Object(entries) => {
                let (key, value) = &entries[first];
                format!("/{}{}", key.replace('~', "~0").replace('/', "~1"), value.pointer(rest))
            }
        }
    }

    pub(crate) fn remove(&mut self, path: &[usize]) {
        let (&last, above) = path.split_last().unwrap();
        match self.at(above) {
            Self::List(items) => drop(items.remove(last)),
            Self::Object(entries) => drop(entries.remove(last)),
            Self::Scalar(text) => panic!("{text} has no parts"),
        }
    }

    /// Puts `value` next to the part at the end of the path, under `key` if the part is in an object.
    pub(crate) fn add(&mut self, path: &[usize], key: &str, value: Self) {
        let (&last, above) = path.split_last().unwrap();
        match self.at(above) {
            Self::List(items) => items.insert(last, value),
            Self::Object(entries) => entries.insert(last, (key.to_owned(), value)),
            Self::Scalar(text) => panic!("{text} has no parts"),
        }
    }

    /// Puts `value` before the part at the end of the path, under the same key: the later one counts.
    pub(crate) fn repeat(&mut self, path: &[usize], value: Self) {
        let (&last, above) = path.split_last().unwrap();
        if let Self::Object(entries) = self.at(above) {
            let key = entries[last].0.clone();
            entries.insert(last, (key, value));
        }
    }
}

/// The keys of all samples.
static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
    fn collect(json: &Json, keys: &mut BTreeSet<String>) {
        match json {
            Json::Scalar(_) => {}
            Json::List(items) => items.iter().for_each(|item| collect(item, keys)),
            Json::Object(entries) => entries.iter().for_each(|(key, value)| {
                keys.insert(key.clone());
                collect(value, keys);
            }),
        }
    }
    let mut keys = BTreeSet::new();
    for sample in samples::ALL {
        collect(&Json::of(sample), &mut keys);
    }
    keys.into_iter().collect()
});

/// Whether `serde_json`, with the features of this build, treats an object with this key specially.
fn is_private(key: &str) -> bool {
    serde_json::from_str::<Value>(&format!("{{{}:\"0\"}}", quote(key))).unwrap().is_number()
}

/// Mostly keys that samples have, so that known fields meet every kind of value, often twice.
pub(crate) fn key() -> impl Strategy<Value = String> {
    let private = ["$serde_json::private::Number", "$serde_json::private::RawValue"];
    let odd =
        private.into_iter().filter(|key| !is_private(key)).chain(["", "$serde_json::private::", "a/b~c", "\u{0}"]);
    prop_oneof![
        12 => prop::sample::select(KEYS.clone()),
        1 => prop::sample::select(odd.map(str::to_owned).collect::<Vec<_>>()),
        2 => any::<String>(),
    ]
}

/// Any JSON object.
pub(crate) fn object() -> impl Strategy<Value = Json> {
    entries(any_json())
}

/// Any JSON value.
pub(crate) fn any_json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        1 => Just("null".to_owned()),
        1 => any::<bool>().prop_map(|value| value.to_string()),
        2 => number(),
        3 => text().prop_map(|text| quote(&text)),
    ];
    scalar.prop_map(Json::Scalar).prop_recursive(5, 48, 8, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Json::List),
            2 => entries(inner),
        ]
    })
}

fn entries(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    prop::collection::vec((key(), value), 0..10).prop_map(Json::Object)
}

fn number() -> BoxedStrategy<String> {
    let forms =
        ["0", "-0", "-0.0", "1", "1.0", "1.5", "120.0", "854.05", "1e3", "0.1E-7", "9e99", "1.7976931348623157e308"];
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has finite numbers", |number| number.is_finite())
            .prop_map(|number| format!("{number:?}")),
        prop::sample::select(forms.map(str::to_owned).to_vec()),
    ];
    if !is_private("$serde_json::private::Number") {
        return number.boxed();
    }
    // Numbers that an f64 cannot hold, or holds only in another form.
    let exact = ["1e400", "1.50", "-1E+2", "123456789012345678901234567890", "0.1000000000000000000001"];
    prop_oneof![3 => number, 2 => prop::sample::select(exact.map(str::to_owned).to_vec())].boxed()
}

/// Texts of every form that a field can require, and others.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let forms = [
        "",
        "CONTENT",
        "PAY_PER_USE",
        "NO_SUCH_CODE",
        "content",
        "12",
        "1.5",
        "null",
        "2024-03-04T10:28:47.967Z",
        "0222-03-12T00:00:00.000Z",
        "2024-02-30T00:00:00Z",
        "2024-03-04",
        "yesterday",
        "10000-01-01T00:00:00Z",
        "\u{0}\"\\/",
    ];
    prop_oneof![
        2 => prop::sample::select(forms.map(str::to_owned).to_vec()),
        1 => any::<String>(),
        1 => ("[a-zé毎]", 1_usize..20_000).prop_map(|(letter, times)| letter.repeat(times)),
    ]
}

pub(crate) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}
