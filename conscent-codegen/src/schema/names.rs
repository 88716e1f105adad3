//! Names structs after their key, prefixed with parent keys until unique.

use super::cluster::{Cluster, Clusters, base};
use super::ident::{Scope, pascal};
use super::tree::Tree;
use crate::interface::{ENVELOPE, EventFamily};
use std::collections::{BTreeMap, BTreeSet};

/// The type names of one api.
#[derive(Debug)]
pub(super) struct Names {
    /// The name of each cluster, by its number.
    pub(super) clusters: Vec<String>,
    /// The families of events.
    pub(super) families: Vec<EventFamily>,
    /// The names that are left for enums and unions.
    pub(super) scope: Scope,
}

/// Names the payloads after their events, then the families, then the other clusters, the most frequent first.
pub(super) fn name(tree: &Tree, clusters: &Clusters) -> Names {
    let mut scope = Scope::types();
    let mut names = vec![String::new(); clusters.all.len()];
    for (event, &root) in &tree.payloads {
        names[clusters.of[root]] = scope.claim([pascal(event), format!("{}Event", pascal(event))]);
    }
    let families: BTreeSet<&str> = tree.payloads.keys().filter_map(|event| EventFamily::name_of(event)).collect();
    let families = families.into_iter().map(|family| EventFamily {
        name: family.to_owned(),
        ident: scope.claim([format!("{}Event", pascal(family)), format!("Any{}Event", pascal(family))]),
    });
    let families = families.collect();
    if let Some(id) = tree.envelope {
        ENVELOPE.clone_into(&mut names[clusters.of[id]]);
    }
    let mut order: Vec<_> = (0..clusters.all.len()).filter(|&n| names[n].is_empty()).collect();
    order.sort_by_key(|&n| (hinted(tree, &clusters.all[n]).is_none(), usize::MAX - clusters.all[n].nodes.len(), n));
    for n in order {
        names[n] = scope.claim(candidates(tree, &clusters.all[n]));
    }
    Names { clusters: names, families, scope }
}

fn hinted<'t>(tree: &'t Tree, cluster: &Cluster) -> Option<&'t String> {
    cluster.nodes.iter().find_map(|&id| tree.nodes[id].name.as_ref())
}

/// `Address`, then `UserAddress`, then `PurchasePassUserAddress`.
fn candidates(tree: &Tree, cluster: &Cluster) -> Vec<String> {
    let mut keys = BTreeMap::<String, usize>::new();
    for &id in &cluster.nodes {
        *keys.entry(base(tree, id)).or_default() += 1;
    }
    let usual = keys.into_iter().min_by_key(|(key, count)| (usize::MAX - count, key.len(), key.clone()));
    let usual = usual.map_or(String::new(), |(key, _)| key);
    let first = cluster.nodes.iter().find(|&&id| base(tree, id) == usual).map(|&id| &tree.nodes[id]);
    let mut names: Vec<String> = hinted(tree, cluster).map(|name| pascal(name)).into_iter().collect();
    names.push(pascal(&usual));
    let mut longer = pascal(&usual);
    for key in first.into_iter().flat_map(|node| node.path.iter().rev().skip(1)) {
        longer = format!("{}{longer}", pascal(key));
        names.push(longer.clone());
    }
    if let Some(event) = first.and_then(|node| node.event.as_ref()) {
        names.push(format!("{}{longer}", pascal(event)));
    }
    names
}
