//! Finds the tag of a struct and its variants: what hints, the last release and the samples say.

use crate::diagnostic::Diagnostic;
use crate::interface::{Struct, View, Views};
use crate::samples::CONTRADICTION;
use crate::schema::cluster::{Cluster, Clusters};
use crate::schema::distinct::Distinct;
use crate::schema::hints::TagHint;
use crate::schema::memory::Memory;
use crate::schema::notes;
use crate::schema::sources::Sightings;
use crate::schema::tree::{KeyEvidence, Tree};
use conscent_shape::tag::{self, TagHints, Tagged, Variant};
use conscent_shape::{Field, Fields, Group, Objects, Tag, Tags};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many different objects must have a value before it is a variant, if the tag does not have a conventional name.
/// Documentation repeats one object in many samples. So the keys that the objects with a value have in common may be
/// those of a single object, and a coincidence.
const DISTINCT: usize = 2;

/// How many different objects the variants of a tag without a conventional name must have together. [`tag::find`]
/// counts every object, and requires ten bits of evidence that the tag is not a coincidence. An object gives at most
/// about one bit, and its copies give none.
const ALL_DISTINCT: usize = 12;

/// The minimum number of variants of a tag. A constant distinguishes nothing.
const VARIANTS: usize = 2;

/// What is known about the structs of one API.
pub(in crate::schema) struct Evidence<'a> {
    pub(in crate::schema) api: &'a str,
    pub(in crate::schema) tree: &'a Tree,
    pub(in crate::schema) clusters: &'a Clusters,
    /// The name of each cluster.
    pub(in crate::schema) names: &'a [String],
    pub(in crate::schema) distinct: &'a Distinct<'a>,
    pub(in crate::schema) memory: &'a Memory<'a>,
    pub(in crate::schema) min_samples: u64,
}

/// What the search for views concludes, for people.
#[derive(Debug, Default)]
pub(in crate::schema) struct Findings {
    /// The tags that samples suggest but do not prove.
    pub(in crate::schema) notes: Vec<String>,
    /// Hints that contradict each other, or do not apply.
    pub(in crate::schema) errors: Vec<Diagnostic>,
}

/// The views of a struct, without their names.
pub(super) struct Draft<'a> {
    /// The cluster of the struct.
    cluster: &'a Cluster,
    /// The struct in the last release.
    pub(super) previous: Option<&'a str>,
    /// The key of the tag.
    pub(super) tag: String,
    /// The tag's name from a hint.
    pub(super) rename: Option<&'a str>,
    /// The views in the last release.
    pub(super) released: Option<&'a Views>,
    /// Sorted by their texts.
    pub(super) views: Vec<DraftView<'a>>,
    /// The tag that samples suggest but do not prove.
    guess: Option<Tagged>,
}

/// A view without its names.
#[derive(Default)]
pub(super) struct DraftView<'a> {
    pub(super) texts: BTreeSet<String>,
    pub(super) released: Option<&'a View>,
    /// The objects of the variant.
    pub(super) objects: Group,
    /// Where such objects are.
    pub(super) sightings: Sightings,
}

/// What hints say about the tag of a struct.
#[derive(Default)]
struct Hinted<'a> {
    forced: Option<(&'a str, &'a TagHint)>,
    forbidden: BTreeSet<&'a str>,
}

impl<'a> Evidence<'a> {
    /// Decides the variants of a struct, if it has any.
    pub(super) fn draft(&self, of: &Struct, findings: &mut Findings) -> Option<Draft<'a>> {
        let n = self.names.iter().position(|name| *name == of.name)?;
        let cluster = &self.clusters.all[n];
        let hinted = match hinted(cluster, &of.name) {
            Ok(hinted) => hinted,
            Err(error) => {
                findings.errors.push(error);
                return None;
            }
        };
        let previous = cluster.previous.as_deref();
        let is_kept = |known: &&Views| {
            cluster.keys.contains_key(&known.tag)
                && !hinted.forbidden.contains(known.tag.as_str())
                && hinted.forced.is_none_or(|(key, _)| key == known.tag)
        };
        let released = previous.and_then(|name| self.memory.views(name)).filter(is_kept);
        let (objects, found) = self.evidence(n, &hinted, released);
        if let (None, Some((_, hint))) = (&found, hinted.forced) {
            findings.errors.push(unfit(hint));
        }
        let guess = found.clone().filter(|_| released.is_none() && hinted.forced.is_none());
        let tag = released.map(|known| known.tag.clone()).or_else(|| found.as_ref().map(|found| found.key.clone()))?;
        let views = self.views(cluster, &objects.tags, &tag, found, released);
        let rename = cluster.keys.get(&tag).and_then(|evidence| evidence.hints.rename.as_deref());
        Some(Draft { cluster, previous, tag, rename, released, views, guess })
    }

    /// The objects that are the evidence, and what they show.
    ///
    /// An archive keeps no strings under most keys, or under a key that has a string which is not a code. A key without
    /// strings may still be a tag, so the documented objects decide about it.
    fn evidence(&self, n: usize, hinted: &Hinted<'a>, released: Option<&Views>) -> (Objects, Option<Tagged>) {
        let cluster = &self.clusters.all[n];
        let find = |(count, tags), seen: &dyn Fn(&KeyEvidence) -> u64| {
            let objects = objects(cluster, count, tags, seen);
            let found = self.find(n, &objects, hinted, released);
            (objects, found)
        };
        let nodes = || cluster.nodes.iter().map(|&id| &self.tree.nodes[id]);
        let all =
            || find(together(&nodes().map(|node| (node.objects, &node.tags)).collect::<Vec<_>>()), &|key| key.seen);
        if !self.tree.sources.have_archives() {
            return all();
        }
        let of_samples =
            nodes().map(|node| (node.objects.saturating_sub(node.sightings.archived()), &node.documented_tags));
        let documented =
            find(together(&of_samples.collect::<Vec<_>>()), &|key| key.seen.saturating_sub(key.sightings.archived()));
        let is_archived = |key: &String| nodes().any(|node| node.archived_tags.contains(key));
        if documented.1.as_ref().is_some_and(|found| !is_archived(&found.key)) {
            return documented;
        }
        let all = all();
        // A hint may say that a key is a tag although an archive has too many strings under it.
        if all.1.is_none() && hinted.forced.is_some() { documented } else { all }
    }

    /// Finds the tag and the variants that samples show.
    fn find(&self, n: usize, objects: &Objects, hinted: &Hinted<'a>, released: Option<&Views>) -> Option<Tagged> {
        let keys = &self.clusters.all[n].keys;
        if let Some((key, _)) = hinted.forced {
            return tag::find(objects, &TagHints { forced: Some(key), ..TagHints::default() });
        }
        let mut hints = TagHints { forced: None, forbidden: hinted.forbidden.clone() };
        let found = loop {
            let Some(mut found) = tag::find(objects, &hints) else { break None };
            self.keep_distinct(n, &mut found);
            if found.variants.len() >= VARIANTS {
                break Some(found);
            }
            let Some((key, _)) = keys.get_key_value(&found.key) else { break None };
            hints.forbidden.insert(key);
        };
        match released {
            Some(known) if found.as_ref().is_none_or(|found| found.key != known.tag) => {
                let hints = TagHints { forced: Some(&known.tag), ..TagHints::default() };
                let mut found = tag::find(objects, &hints)?;
                self.keep_distinct(n, &mut found);
                Some(found)
            }
            _ => found,
        }
    }

    /// Removes the variants with too few different objects, unless the tag has a conventional name.
    fn keep_distinct(&self, n: usize, found: &mut Tagged) {
        let Tagged { key, variants, .. } = found;
        if tag::is_conventional(key) {
            return;
        }
        let objects =
            |variant: &Variant| variant.texts.iter().map(|text| self.distinct.with(n, key, text)).sum::<usize>();
        variants.retain(|variant| objects(variant) >= DISTINCT);
        if variants.iter().map(objects).sum::<usize>() < ALL_DISTINCT {
            variants.clear();
        }
    }

    /// The views of the last release, which gain spellings, and those of new variants.
    fn views(
        &self,
        cluster: &Cluster,
        tags: &Tags,
        key: &str,
        found: Option<Tagged>,
        released: Option<&'a Views>,
    ) -> Vec<DraftView<'a>> {
        let known = released.into_iter().flat_map(|known| &known.variants);
        let mut views: Vec<_> = known
            .map(|view| DraftView { texts: view.texts.clone(), released: Some(view), ..DraftView::default() })
            .collect();
        let mut used: BTreeSet<String> = views.iter().flat_map(|view| view.texts.iter().cloned()).collect();
        for variant in found.into_iter().flat_map(|found| found.variants) {
            let texts: BTreeSet<String> = variant.texts.difference(&used).cloned().collect();
            if texts.is_empty() {
                continue;
            }
            used.extend(texts.iter().cloned());
            match views.iter_mut().find(|view| !view.texts.is_disjoint(&variant.texts)) {
                Some(view) => view.texts.extend(texts),
                None => views.push(DraftView { texts, ..DraftView::default() }),
            }
        }
        for view in &mut views {
            if let Some(Tag::Groups(groups)) = tags.0.get(key) {
                view.texts.iter().filter_map(|text| groups.get(text)).for_each(|group| view.objects.merge(group));
            }
            let tagged = cluster.nodes.iter().filter_map(|&id| self.tree.nodes[id].tagged.get(key));
            let seen = tagged.flat_map(|values| view.texts.iter().filter_map(|text| values.get(text)));
            view.sightings = seen.collect();
        }
        views.sort_by(|a, b| a.texts.cmp(&b.texts));
        views
    }

    /// What a run says about a tag that is a guess.
    pub(super) fn note(&self, draft: &Draft<'_>, of: &str, method: &str) -> Option<String> {
        let (found, cluster) = (draft.guess.as_ref()?, draft.cluster);
        let nodes = cluster.nodes.iter().map(|&id| &self.tree.nodes[id]);
        let first = nodes.clone().min_by_key(|node| (node.path.len(), &node.pointer));
        let pointer = first.map_or("", |node| &node.pointer);
        let events = nodes.filter(|node| node.pointer == pointer).filter_map(|node| node.event.as_deref()).collect();
        let pointer = format!("{pointer}/{}", crate::pointer::escape(&found.key));
        let others = match notes::list(&found.equivalent) {
            none if none.is_empty() => none,
            others => format!(". {others} would identify the same variants: the hint `tag` chooses it"),
        };
        Some(format!(
            "{} identifies the variant of {of}, which {method}() returns: {}. The hint `no_tag` removes the views{others}",
            notes::place(self.api, &pointer, &events),
            found.evidence,
        ))
    }
}

impl Draft<'_> {
    /// Whether a hint says that a field of the struct is always or not always present.
    pub(super) fn is_required(&self, key: &str) -> Option<bool> {
        self.cluster.keys.get(key).and_then(|evidence| evidence.hints.required)
    }
}

/// The number of objects in all nodes together, and their tags.
fn together(nodes: &[(u64, &Tags)]) -> (u64, Tags) {
    let (mut all, mut merged) = (0, Tags::default());
    for (count, tags) in nodes {
        all += count;
        merged.merge(tags);
    }
    (all, merged)
}

/// Objects of a cluster, with their keys and tags.
fn objects(cluster: &Cluster, count: u64, mut tags: Tags, seen: &dyn Fn(&KeyEvidence) -> u64) -> Objects {
    // Keys that are data have no fields.
    for tag in tags.0.values_mut() {
        let Tag::Groups(groups) = tag else { continue };
        for group in groups.values_mut() {
            // Few groups have keys that are data, and a change to a shared group copies it.
            if !group.keys.keys().all(|key| cluster.keys.contains_key(key)) {
                Arc::make_mut(group).keys.retain(|key, _| cluster.keys.contains_key(key));
            }
        }
    }
    tags.0.retain(|key, _| cluster.keys.contains_key(key));
    let field = |(key, seen): (&String, u64)| (key.clone(), Field { seen, ..Field::default() });
    let fields = cluster.keys.iter().map(|(key, evidence)| field((key, seen(evidence)))).collect();
    Objects { count, fields: Fields::Known(fields), tags, ..Objects::default() }
}

/// What hints say about the fields of a struct as its tag.
fn hinted<'a>(cluster: &'a Cluster, name: &str) -> Result<Hinted<'a>, Diagnostic> {
    let hints = cluster.keys.iter().flat_map(|(key, evidence)| evidence.hints.tag.iter().map(move |hint| (key, hint)));
    let mut hinted = Hinted::default();
    let mut refused = BTreeMap::new();
    for (key, hint) in hints {
        if hint.is_tag {
            if let Some((_, other)) = hinted.forced.filter(|(other, _)| other != key) {
                return Err(clash(hint, other, name));
            }
            hinted.forced = Some((key, hint));
        } else {
            refused.insert(key.as_str(), hint);
        }
    }
    if let Some((key, hint)) = hinted.forced
        && let Some(other) = refused.get(key)
    {
        return Err(clash(hint, other, name));
    }
    hinted.forbidden = refused.into_keys().collect();
    Ok(hinted)
}

/// Hints about two places whose objects are one struct.
fn clash(one: &TagHint, other: &TagHint, name: &str) -> Diagnostic {
    let (earlier, later) = if one.location < other.location { (one, other) } else { (other, one) };
    let help = format!(
        "this hint says {} of `{}`, and {} says {} of `{}`, but both are fields of the type {name}, which has one tag; keep one",
        later.kind, later.at, earlier.location, earlier.kind, earlier.at
    );
    later.location.clone().error(CONTRADICTION, help)
}

/// The error for a hint about a field whose values cannot be variants.
fn unfit(hint: &TagHint) -> Diagnostic {
    let help = format!(
        "none of its values is a code of at most {} letters (`card`, `bank_transfer`), or there are more than {}; remove the hint",
        Tags::LENGTH,
        Tags::VALUES
    );
    hint.location.clone().error(format!("hint for `{}` does not apply", hint.at), help)
}
