//! A text notation for decided interfaces.

use conscent_codegen::interface::{Event, Field, Interface, Module, RustType, Struct, View, ViewField, Views};
use std::collections::BTreeSet;
use test_support::TempDir;

/// A samples folder: each sample with its event, all in the API `v1`.
pub(crate) fn samples(hints: &str, samples: &[(&str, &str)]) -> TempDir {
    let paths: Vec<String> =
        samples.iter().enumerate().map(|(n, (event, _))| format!("v1/{event}/s{n}.json")).collect();
    let mut files: Vec<(&str, &str)> =
        paths.iter().zip(samples).map(|(path, (_, text))| (path.as_str(), *text)).collect();
    files.push(("hints.toml", hints));
    test_support::folder(&files)
}

/// Checks the decisions: a line for each event and each type, with the types sorted by name. `key?` is a key that may be
/// missing. A type with `null` was also seen as null. Views are a line for their enum: its variants with the values of the
/// tag and the view's fields.
#[track_caller]
pub(crate) fn check(hints: &str, samples: &[(&str, &str)], expected: &str) {
    check_module(&decide(hints, samples), expected);
}

/// The same for decisions that were made before.
#[track_caller]
pub(crate) fn check_module(module: &Module, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(show(module), expected.join("\n") + "\n");
}

/// The decisions about the API.
#[track_caller]
pub(crate) fn decide(hints: &str, samples: &[(&str, &str)]) -> Module {
    let folder = self::samples(hints, samples);
    let Interface { mut modules, .. } =
        conscent_codegen::interface(folder.path(), None).unwrap_or_else(|errors| panic!("{errors}"));
    modules.remove(0)
}

fn show(module: &Module) -> String {
    let envelope = module.around().map(|one| format!("envelope {}\n", structure(one)));
    let events =
        module.events.iter().map(|event| format!("event {}: {} {}\n", event.name, event.payload.name, payload(event)));
    let line = |name: &str, keys: &BTreeSet<String>, what: String| {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        format!("{name} at {}: {what}\n", keys.join(" "))
    };
    let structs = module.structs.iter().map(|one| (&one.name, line(&one.name, &one.keys, structure(one))));
    let enums = module.enums.iter().map(|one| {
        let values = one.values.iter().map(|value| format!(" {}={}", value.variant, value.text));
        (&one.name, line(&one.name, &one.keys, format!("enum{}", values.collect::<String>())))
    });
    let unions = module.unions.iter().map(|one| {
        let types: Vec<String> = one.variants.iter().map(|variant| ty(&variant.ty)).collect();
        (&one.name, line(&one.name, &one.keys, types.join(" or ")))
    });
    let views = module.all_structs().filter_map(|one| Some((one, one.views.as_ref()?)));
    let views = views.map(|(one, views)| (&views.name, format!("{} of {}.{}\n", views.name, one.name, shown(views))));
    let mut types: Vec<_> = structs.chain(enums).chain(unions).chain(views).collect();
    types.sort();
    envelope.chain(events).chain(types.into_iter().map(|(_, line)| line)).collect()
}

/// The method, and each view.
pub(crate) fn shown(views: &Views) -> String {
    let field = |field: &ViewField| {
        let optional = if field.required { "" } else { "?" };
        let kind = field.kind.as_ref().map_or(String::new(), |kind| format!(": {kind}"));
        format!("{}{optional}{kind}", field.key)
    };
    let view = |view: &View| {
        let texts: Vec<&str> = view.texts.iter().map(String::as_str).collect();
        let fields: Vec<String> = view.fields.iter().map(field).collect();
        let View { variant, name, .. } = view;
        format!(" {}={variant}({name} {{ {} }})", texts.join("|"), fields.join(", "))
    };
    format!("{}():{}", views.method, views.variants.iter().map(view).collect::<String>())
}

fn payload(event: &Event) -> String {
    event.value.as_ref().map_or_else(|| structure(&event.payload), |value| format!("= {}", ty(value)))
}

fn structure(one: &Struct) -> String {
    let fields: Vec<String> = one.fields.iter().map(field).collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn field(field: &Field) -> String {
    let optional = if field.required { "" } else { "?" };
    let null = if field.nullable { "|null" } else { "" };
    format!("{}{optional}: {}{null}", field.key, ty(&field.ty))
}

fn ty(of: &RustType) -> String {
    match of {
        RustType::Any => "any".to_owned(),
        RustType::Json => "json".to_owned(),
        RustType::Bool => "bool".to_owned(),
        RustType::Number => "number".to_owned(),
        RustType::String => "string".to_owned(),
        RustType::Timestamp => "time".to_owned(),
        RustType::EpochSeconds => "seconds".to_owned(),
        RustType::EpochMillis => "millis".to_owned(),
        RustType::Decimal => "decimal".to_owned(),
        RustType::Payload => "payload".to_owned(),
        RustType::Named(name) => name.clone(),
        RustType::Vec(item) => format!("[{}]", ty(item)),
        RustType::Option(inner) => format!("{}|null", ty(inner)),
        RustType::Map(values) => format!("map of {}", ty(values)),
        RustType::Box(inner) => format!("boxed {}", ty(inner)),
        RustType::Around(name) => format!("{name} of the payload"),
    }
}
