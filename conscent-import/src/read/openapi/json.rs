//! JSON nodes. Their values are only parsed when they are needed, and are copied byte for byte.

use super::Node;
use crate::read::code;
use crate::text::{Escape, Text, range_of};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;

/// A value of a page of JSON.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    text: &'a Text,
    raw: &'a str,
}

impl<'a> Json<'a> {
    pub(super) fn root(text: &'a Text) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(text.as_str()).ok()?;
        Some(Self { text, raw: raw.get() })
    }
}

impl Node for Json<'_> {
    fn entries(self) -> Vec<(String, usize, Self)> {
        let entries: BTreeMap<String, &RawValue> = serde_json::from_str(self.raw).unwrap_or_default();
        let values = entries.into_iter().map(|(key, raw)| (key, Self { raw: raw.get(), ..self }));
        let placed = values.map(|(key, value)| {
            // Only a colon separates a key from its value, and the key ends before it.
            let start = value.range().start;
            let before =
                self.text.as_str().get(..start).unwrap_or_default().trim_end().trim_end_matches(':').trim_end();
            (key, before.len().saturating_sub(1), value)
        });
        let mut entries: Vec<_> = placed.collect();
        entries.sort_by_key(|(_, at, _)| *at);
        entries
    }

    fn items(self) -> Vec<Self> {
        let items: Vec<&RawValue> = serde_json::from_str(self.raw).unwrap_or_default();
        items.into_iter().map(|raw| Self { raw: raw.get(), ..self }).collect()
    }

    fn string(self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    fn json(self) -> Text {
        let range = self.range();
        match self.string() {
            // An example that is JSON inside a string.
            Some(text) if text.trim_start().starts_with(['{', '[']) => {
                self.text.unescaped(range.start + 1..range.end - 1, Escape::JsonString)
            }
            _ => code::without_indentation(&self.text.part(range)),
        }
    }

    fn range(self) -> Range<usize> {
        range_of(self.raw, self.text.as_str())
    }
}
