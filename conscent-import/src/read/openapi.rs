//! Reads API descriptions. Only their examples are code, since a schema looks like JSON too.
//!
//! | place of an example | its scopes |
//! |---|---|
//! | `webhooks`, `x-webhooks`, and `callbacks` | the key, and the name of the example |
//! | `paths` | the method and the path (`POST /orders`), and the name of the example |
//! | `responses` of all of them | the same, and [`ScopeKind::Responses`] with the status between them |

mod json;
mod yaml;

use crate::document::{Builder, Handle, Hidden, ScopeKind};
use crate::text::{Text, merged};
use std::collections::BTreeMap;
use std::ops::Range;

/// The maximum number of references on the path to an example. They may form a cycle.
const HOPS: usize = 16;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A node of a description, in JSON or YAML.
pub(super) trait Node: Copy {
    /// The entries of a map in the order of the page: key, its place, and value.
    fn entries(self) -> Vec<(String, usize, Self)>;
    fn items(self) -> Vec<Self>;
    /// The text, if the node is one.
    fn string(self) -> Option<String>;
    /// Its value as JSON.
    fn json(self) -> Text;
    /// Its range on the page.
    fn range(self) -> Range<usize>;

    fn get(self, key: &str) -> Option<Self> {
        self.entries().into_iter().find(|(name, ..)| name == key).map(|(.., value)| value)
    }
}

/// Whether a text without a known extension may be a description.
pub(super) fn is_description(page: &str) -> bool {
    let start: String = page.trim_start().chars().take(400).collect();
    start.contains("openapi") && (start.starts_with('{') || start.lines().any(|line| line.starts_with("openapi:")))
}

/// Reads a description. Returns whether it is one.
pub(super) fn read(text: &Text, builder: &mut Builder) -> bool {
    if text.as_str().trim_start().starts_with('{') {
        json::Json::root(text).is_some_and(|root| Reader::new(root, text, builder).read())
    } else {
        let tree = yaml::Tree::read(text);
        tree.as_ref().and_then(yaml::Tree::root).is_some_and(|root| Reader::new(root, text, builder).read())
    }
}

struct Reader<'a, N> {
    root: N,
    text: &'a Text,
    builder: &'a mut Builder,
    /// The ranges of the examples in the text.
    examples: Vec<Range<usize>>,
    /// The entries of the maps on the paths of references, by path. Each map is read once.
    maps: BTreeMap<String, BTreeMap<String, N>>,
}

impl<'a, N: Node> Reader<'a, N> {
    fn new(root: N, text: &'a Text, builder: &'a mut Builder) -> Self {
        Self { root, text, builder, examples: Vec::new(), maps: BTreeMap::new() }
    }

    fn read(mut self) -> bool {
        let root = self.root.entries();
        let is = |names: &[&str]| root.iter().any(|(name, ..)| names.contains(&name.as_str()));
        if !is(&["openapi", "swagger"]) || !is(&["webhooks", "x-webhooks", "paths", "components"]) {
            return false;
        }
        if let Some(title) = self.root.get("info").and_then(|info| info.get("title")) {
            let at = self.text.offset(title.range().start);
            self.builder.title(&title.string().unwrap_or_default(), at);
        }
        for (section, _, items) in root {
            for (name, at, item) in items.entries() {
                match section.as_str() {
                    "webhooks" | "x-webhooks" => self.item(item, |_| name.clone(), at),
                    "paths" => self.item(item, |method| format!("{} {name}", method.to_uppercase()), at),
                    _ => {}
                }
            }
        }
        self.builder.hidden(Hidden::Description, self.text.without(&merged(self.examples)));
        true
    }

    /// Opens a scope that is named by a key.
    fn open(&mut self, kind: ScopeKind, name: &str, at: usize) -> Handle {
        let label = self.builder.label(name, self.text.offset(at));
        self.builder.open(kind, label)
    }

    /// The target of a reference.
    fn resolved(&mut self, node: N) -> N {
        let mut node = node;
        for _ in 0..HOPS {
            let reference = node.get("$ref").and_then(Node::string);
            let Some(found) = reference.and_then(|reference| self.at(reference.strip_prefix('#')?)) else { break };
            node = found;
        }
        node
    }

    /// The node at a JSON pointer.
    fn at(&mut self, pointer: &str) -> Option<N> {
        let mut node = self.root;
        for (start, _) in pointer.match_indices('/') {
            let (map, rest) = pointer.split_at(start);
            let key = rest.split('/').nth(1)?.replace("~1", "/").replace("~0", "~");
            let entries = self.maps.entry(map.to_owned()).or_insert_with(|| {
                let entries = node.entries().into_iter();
                entries.map(|(key, _, value)| (key, value)).collect()
            });
            node = *entries.get(&key)?;
        }
        Some(node)
    }

    /// Reads a path item: the requests to a path or a webhook.
    fn item(&mut self, item: N, name: impl Fn(&str) -> String, at: usize) {
        for (method, _, operation) in self.resolved(item).entries() {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let scope = self.open(ScopeKind::Example, &name(&method), at);
            for (part, _, value) in operation.entries() {
                match part.as_str() {
                    "requestBody" => self.content(value),
                    "responses" => {
                        for (status, at, response) in value.entries() {
                            let scope = self.open(ScopeKind::Responses, &status, at);
                            self.content(response);
                            self.builder.close(scope);
                        }
                    }
                    _ => {}
                }
            }
            self.builder.close(scope);
            for (name, at, callback) in operation.get("callbacks").map(Node::entries).unwrap_or_default() {
                for (_, _, item) in self.resolved(callback).entries() {
                    self.callback(item, &name, at);
                }
            }
        }
    }

    /// Reads a callback, which is a webhook of an operation. It has no callbacks itself.
    fn callback(&mut self, item: N, name: &str, at: usize) {
        let operations = self.resolved(item).entries().into_iter();
        for (_, _, operation) in operations.filter(|(method, ..)| METHODS.contains(&method.as_str())) {
            let scope = self.open(ScopeKind::Example, name, at);
            operation.get("requestBody").into_iter().for_each(|body| self.content(body));
            self.builder.close(scope);
        }
    }

    /// Reads a body: the examples of each of its types, or if there are none, those of its schema.
    fn content(&mut self, body: N) {
        for (_, _, media) in self.resolved(body).get("content").map(Node::entries).unwrap_or_default() {
            let named = media.get("examples").map(Node::entries).unwrap_or_default();
            for (name, at, example) in &named {
                if let Some(value) = self.resolved(*example).get("value") {
                    let scope = self.open(ScopeKind::Example, name, *at);
                    self.example(value);
                    self.builder.close(scope);
                }
            }
            let schema = media.get("schema").filter(|_| named.is_empty()).map(|schema| self.resolved(schema));
            let all = schema.and_then(|schema| schema.get("examples")).map(Node::items).unwrap_or_default();
            match media.get("example").or_else(|| schema.and_then(|schema| schema.get("example"))) {
                Some(example) => self.example(example),
                None => all.into_iter().for_each(|example| self.example(example)),
            }
        }
    }

    fn example(&mut self, value: N) {
        self.examples.push(value.range());
        self.builder.code(Some("json".into()), value.json());
    }
}
