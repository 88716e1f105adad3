//! Samples inside a document.

use crate::interface::{Event, Module};
use crate::samples::Samples;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The samples of each event, each with its name.
#[derive(Debug)]
pub(super) struct Examples<'a>(BTreeMap<(&'a str, &'a str), Vec<(&'a str, Json<'a>)>>);

impl<'a> Examples<'a> {
    pub(super) fn new(samples: &'a Samples) -> Self {
        let parsed = samples.all.par_iter().map(|sample| Json::parse(&sample.text)).collect::<Vec<_>>();
        let mut examples = BTreeMap::<_, Vec<_>>::new();
        for (sample, json) in samples.all.iter().zip(parsed) {
            let event = (sample.api.as_str(), sample.event.as_str());
            // Every sample was parsed when it was read and when it was observed.
            examples.entry(event).or_default().extend(json.ok().map(|json| (sample.name.as_str(), json)));
        }
        Self(examples)
    }

    /// The samples of an event.
    pub(super) fn of(&self, module: &'a Module, event: &'a Event) -> impl Iterator<Item = (&'a str, &Json<'a>)> {
        let samples = self.0.get(&(module.api.as_str(), event.name.as_str()));
        samples.into_iter().flatten().map(|(name, json)| (*name, json))
    }
}

/// JSON that is indented like the document around it. Scalars keep their spelling.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Json<'a> {
    Scalar(&'a RawValue),
    Array(Vec<Json<'a>>),
    Object(BTreeMap<String, Json<'a>>),
}

impl<'a> Json<'a> {
    fn parse(text: &'a str) -> serde_json::Result<Self> {
        Ok(if text.starts_with('{') {
            let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let parsed = entries.into_iter().map(|(key, value)| Ok((key, Self::parse(value.get())?)));
            Self::Object(parsed.collect::<serde_json::Result<_>>()?)
        } else if text.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            Self::Array(items.into_iter().map(|item| Self::parse(item.get())).collect::<Result<_, _>>()?)
        } else {
            Self::Scalar(serde_json::from_str(text)?)
        })
    }
}
