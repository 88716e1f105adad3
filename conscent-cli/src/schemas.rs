//! The JSON Schemas of the command line's JSON output, from its types: `docs/src/reference/json/<command>.json`.
//!
//! `UPDATE_EXPECT=1 cargo test -p conscent-cli --bin conscent schemas` writes them. The tests in `tests/json.rs`
//! validate real output.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Defines the schema of a string that is one of some words.
macro_rules! words {
    ($name:ident: $($word:literal),+) => {
        pub(crate) struct $name;

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word),+] })
            }
        }
    };
}
pub(crate) use words;

/// The schema of all JSON Schemas that the command prints.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a command's output.
fn of<T: JsonSchema>(command: &str, description: &str) -> (String, Schema) {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(unwrap_description).transform(&mut schema);
    schema.insert("title".into(), format!("Output of `conscent {command} --json`").into());
    schema.insert("description".into(), description.into());
    (command.replace(' ', "-"), schema)
}

/// Puts a description on one line, because the wrapping of its comment does not matter.
fn unwrap_description(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

/// The schema of the output of each command.
fn all() -> Vec<(String, Schema)> {
    let lines = "Each line of the output is a document of this kind.";
    let whole = "The output is one document of this kind.";
    let mut all = vec![
        of::<Vec<crate::list::Listed>>("list", whole),
        of::<Vec<crate::import::row::Any<'_>>>("import", whole),
        of::<crate::generate::outcome::Outcome<'_>>("generate", whole),
        of::<crate::diff::Compared<'_>>("diff", whole),
        of::<crate::release::outcome::Outcome>("release", whole),
        of::<crate::catalogue::Written<'_>>("catalogue", whole),
        of::<crate::merge::Merged<'_>>("merge", whole),
        of::<crate::inspect::Inspected<'_>>("inspect", lines),
        of::<Vec<crate::send::summary::Row<'_>>>("trigger", whole),
        of::<Vec<crate::send::summary::Row<'_>>>("replay", whole),
        of::<crate::record::store::Kept>("record", lines),
    ];
    let infer = json_schema!({
        "$schema": DRAFT,
        "title": "Output of `conscent infer`",
        "description": "The output is a JSON Schema.",
        "$ref": DRAFT
    });
    all.push(("infer".to_owned(), infer));
    let description = "With `--shape` and `--by-event`, the output is one document of this kind.";
    all.push(("infer-events".to_owned(), of::<Vec<crate::infer::event_shapes::Row>>("infer", description).1));
    #[cfg(feature = "inbox")]
    all.extend([
        of::<crate::inbox::view::Summary<'_>>("inbox list", lines),
        of::<crate::inbox::show::Line<'_>>("inbox show", lines),
        of::<crate::inbox::change::Changed<'_>>("inbox retry", whole),
        of::<crate::inbox::change::Changed<'_>>("inbox drop", whole),
        of::<crate::inbox::erase::Outcome<'_>>("inbox erase", whole),
        of::<Vec<crate::inbox::stats::Counted<'_>>>("inbox stats", whole),
    ]);
    all
}

#[test]
fn the_schemas_in_the_book_are_those_of_the_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/reference/json");
    for (name, schema) in all() {
        let (file, text) = (folder.join(name + ".json"), serde_json::to_string_pretty(&schema).unwrap() + "\n");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&file).unwrap_or_default(), text, "{}", file.display());
    }
}
