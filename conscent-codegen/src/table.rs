//! TOML files that people write, read key by key. Each mistake is an error of its own, at the value that is wrong, so a
//! run reports all of them.

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::input;
use crate::text::most_similar;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

/// A TOML file that people write.
#[derive(Debug)]
pub(crate) struct Source {
    file: PathBuf,
    text: String,
}

/// Where a table is, and the values of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The header of the table.
    pub entry: Location,
    values: BTreeMap<&'static str, Location>,
}

/// A table. Its keys are taken one by one, and [`finish`](Self::finish) rejects those that were not.
#[derive(Debug)]
pub(crate) struct Table<'s> {
    source: &'s Source,
    places: Places,
    fields: BTreeMap<String, Field<'s>>,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
    incomplete: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
}

#[derive(Debug)]
struct Field<'s> {
    key: Location,
    value: Spanned<DeValue<'s>>,
}

impl Source {
    /// Reads a file, or returns `None` if it does not exist.
    pub(crate) fn read(file: &Path) -> Result<Option<Self>, Diagnostic> {
        Ok(input::text_if_exists(file)?.map(|text| Self { file: file.to_owned(), text }))
    }

    /// The top of the file.
    pub(crate) fn table(&self) -> Result<Table<'_>, Diagnostic> {
        let table = DeTable::parse(&self.text).map_err(|error| self.invalid(&error, 0))?;
        Ok(Table::new(self, Location::file(&self.file), table.into_inner()))
    }

    fn place(&self, offset: usize) -> Location {
        Location::offset(&self.file, &self.text, offset)
    }

    /// The error of the parser. `around` is where the value starts, for errors without a place.
    fn invalid(&self, error: &Error, around: usize) -> Diagnostic {
        let start = error.span().map_or(around, |span| span.start);
        self.place(start).error(INVALID, error.message())
    }
}

const INVALID: &str = "invalid content";

impl Places {
    /// Whether no value was taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a key, or the table if it does not have the key.
    #[must_use]
    pub fn of(&self, key: &str) -> &Location {
        self.values.get(key).unwrap_or(&self.entry)
    }
}

impl<'s> Table<'s> {
    fn new(source: &'s Source, entry: Location, table: DeTable<'s>) -> Self {
        let fields = table.into_iter().map(|(key, value)| {
            let place = source.place(key.span().start);
            (key.into_inner().into_owned(), Field { key: place, value })
        });
        let places = Places { entry, values: BTreeMap::new() };
        Self {
            source,
            places,
            fields: fields.collect(),
            known: Vec::new(),
            missing: Vec::new(),
            incomplete: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Where the table is, and the values that were taken.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// Whether the table has a key that was taken.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.places.values.contains_key(key)
    }

    /// Takes the value of a key. A value of another type is an error.
    pub(crate) fn get<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        let field = self.take(key)?;
        self.value(field)
    }

    /// The same for a key that must be there.
    pub(crate) fn require<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        if !self.fields.contains_key(key) {
            self.missing.push(key);
        }
        self.get(key)
    }

    /// Takes a text that must be there and that says something.
    pub(crate) fn reason(&mut self, help: &str) -> Option<String> {
        let reason: String = self.require("reason")?;
        if reason.trim().is_empty() {
            self.error("reason", "no reason", help);
        }
        Some(reason)
    }

    /// Takes a table.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Self> {
        let field = self.take(key)?;
        self.table_of(field.value)
    }

    /// Takes a list of tables: `[[key]]`.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let Some(field) = self.take(key) else { return Vec::new() };
        let DeValue::Array(items) = field.value.into_inner() else {
            self.error(key, INVALID, format!("`{key}` is a list of tables; write [[{key}]]"));
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.table_of(item)).collect()
    }

    /// Takes every value that was not taken yet, with its key. The locations are those of the key and of the value.
    pub(crate) fn others<T: DeserializeOwned>(&mut self) -> Vec<(String, [Location; 2], T)> {
        let mut others = Vec::new();
        for (name, field) in std::mem::take(&mut self.fields) {
            let places = [field.key.clone(), self.source.place(field.value.span().start)];
            others.extend(self.value(field).map(|value| (name, places, value)));
        }
        others
    }

    /// Takes every table that was not taken yet, with its key, and where the key is.
    pub(crate) fn other_tables(&mut self) -> Vec<(String, Location, Self)> {
        let (tables, fields) =
            std::mem::take(&mut self.fields).into_iter().partition(|(_, field)| field.value.get_ref().is_table());
        self.fields = fields;
        let tables: BTreeMap<String, Field<'s>> = tables;
        tables.into_iter().filter_map(|(name, field)| Some((name, field.key, self.table_of(field.value)?))).collect()
    }

    /// Reports an error at the value of a key, or about the table if it does not have the key.
    pub(crate) fn error(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        self.errors.push(self.places.of(key).clone().error(message, help));
    }

    /// Reports that the table lacks something, unless it has an unknown key, which may be a misspelling of what it
    /// lacks.
    pub(crate) fn incomplete(&mut self, message: &str, help: &str) {
        self.incomplete.push(self.places.entry.clone().error(message, help));
    }

    /// The value of a result, whose errors are reported.
    pub(crate) fn ok<T>(&mut self, result: Result<T, impl Into<Diagnostics>>) -> Option<T> {
        result.map_err(|errors| self.errors.extend(errors.into())).ok()
    }

    /// Returns what was made of the table, unless a part of it is wrong.
    ///
    /// # Errors
    /// All that was reported, and each key that was not taken.
    pub(crate) fn finish<T>(mut self, content: Option<T>) -> Result<T, Diagnostics> {
        for (name, field) in &self.fields {
            let help = match (most_similar(name, &self.known), self.known.as_slice()) {
                (Some(meant), _) => {
                    self.missing.retain(|missing| *missing != meant);
                    format!("unknown field `{name}`; did you mean `{meant}`?")
                }
                (None, []) => format!("unknown field `{name}`"),
                (None, known) => format!("unknown field `{name}`; the fields are {}", known.join(", ")),
            };
            self.errors.push(field.key.clone().error(INVALID, help));
        }
        if self.fields.is_empty() {
            self.errors.append(&mut self.incomplete);
        }
        let missing = self.missing.iter().map(|key| format!("missing field `{key}`"));
        self.errors.extend(missing.map(|help| self.places.entry.clone().error(INVALID, help)));
        match content {
            Some(content) if self.errors.is_empty() => Ok(content),
            _ => Err(self.errors.into_iter().collect()),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Field<'s>> {
        self.known.push(key);
        let field = self.fields.remove(key)?;
        self.places.values.insert(key, self.source.place(field.value.span().start));
        Some(field)
    }

    fn value<T: DeserializeOwned>(&mut self, field: Field<'s>) -> Option<T> {
        let start = field.value.span().start;
        let value = T::deserialize(ValueDeserializer::from(field.value));
        value.map_err(|error| self.errors.push(self.source.invalid(&error, start))).ok()
    }

    fn table_of(&mut self, value: Spanned<DeValue<'s>>) -> Option<Self> {
        let place = self.source.place(value.span().start);
        match value.into_inner() {
            DeValue::Table(table) => Some(Self::new(self.source, place, table)),
            other => {
                self.errors.push(place.error(INVALID, format!("expected a table, found {}", other.type_str())));
                None
            }
        }
    }
}
