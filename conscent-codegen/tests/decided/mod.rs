//! Decided types as short text.

use crate::sample_folder::with;
use conscent_codegen::model;
use conscent_codegen::schema::{Api, Kind, Object, Presence, Property, Type};
use tempfile::TempDir;

/// A samples folder: each sample with its event, all in the api `v1`.
pub(crate) fn folder(hints: &str, samples: &[(&str, &str)]) -> TempDir {
    let paths: Vec<String> =
        samples.iter().enumerate().map(|(n, (event, _))| format!("v1/{event}/s{n}.json")).collect();
    let mut files: Vec<(&str, &str)> =
        paths.iter().zip(samples).map(|(path, (_, text))| (path.as_str(), *text)).collect();
    files.push(("hints.toml", hints));
    with(&files)
}

/// Checks what is decided: a line for each event and definition. `key?` can be missing, `null` after a type says that it was seen.
#[track_caller]
pub(crate) fn check(hints: &str, samples: &[(&str, &str)], expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(show(&decide(hints, samples)), expected.join("\n") + "\n");
}

/// What is decided about the api.
pub(crate) fn decide(hints: &str, samples: &[(&str, &str)]) -> Api {
    let folder = folder(hints, samples);
    model(folder.path()).unwrap_or_else(|errors| panic!("{errors}")).apis.remove(0)
}

fn show(api: &Api) -> String {
    let envelope = api.envelope.iter().map(|envelope| format!("envelope {}\n", object(&envelope.object)));
    let events =
        api.events.iter().map(|one| format!("event {}: {} {}\n", one.name, one.type_name, object(&one.object)));
    let definitions = api.definitions.iter().map(|one| {
        let places: Vec<&str> = one.places.iter().map(String::as_str).collect();
        let kind = match &one.kind {
            Kind::Object(one) => object(one),
            Kind::Enum(codes) => {
                let codes = codes.iter().map(|code| format!("{}={}", code.variant, code.text));
                format!("enum {}", codes.collect::<Vec<_>>().join(" "))
            }
            Kind::Union(types) => types.iter().map(ty).collect::<Vec<_>>().join(" or "),
        };
        format!("{} at {}: {kind}\n", one.name, places.join(" "))
    });
    envelope.chain(events).chain(definitions).collect()
}

fn object(object: &Object) -> String {
    let properties: Vec<String> = object.properties.iter().map(property).collect();
    if properties.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", properties.join(", ")) }
}

fn property(property: &Property) -> String {
    let presence = if property.presence == Presence::Always { "" } else { "?" };
    let null = if property.nullable { "|null" } else { "" };
    format!("{}{presence}: {}{null}", property.key, ty(&property.ty))
}

fn ty(of: &Type) -> String {
    match of {
        Type::Any => "any".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::List(item) => format!("[{}]", ty(item)),
        Type::Nullable(inner) => format!("{}|null", ty(inner)),
        Type::Map(values) => format!("map of {}", ty(values)),
        Type::Ref(name) => name.clone(),
        Type::Payload => "payload".to_owned(),
    }
}
