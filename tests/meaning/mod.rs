//! The meaning of schemas, regardless of how they are written.

use serde_json::{Map, Value, json};

/// The requirements of a schema, with each `$ref` replaced by its target, without descriptions and parts that allow everything.
pub(crate) fn meaning(root: &Value, schema: &Value) -> Value {
    let Some(keywords) = schema.as_object() else { return schema.clone() };
    if let Some(reference) = schema["$ref"].as_str() {
        return meaning(root, root.pointer(reference.trim_start_matches('#')).unwrap());
    }
    let says = |keyword: &str| {
        !["$schema", "$id", "$defs", "title", "description", "examples", "discriminator"].contains(&keyword)
    };
    let mut meant = Map::new();
    for (keyword, value) in keywords.iter().filter(|(keyword, _)| says(keyword) && !keyword.starts_with("x-")) {
        let value = match keyword.as_str() {
            "properties" => {
                let inner = value.as_object().unwrap().iter();
                inner.map(|(key, schema)| (key.clone(), meaning(root, schema))).collect::<Map<_, _>>().into()
            }
            "anyOf" | "allOf" => value.as_array().unwrap().iter().map(|schema| meaning(root, schema)).collect(),
            "items" | "additionalProperties" | "if" | "then" => meaning(root, value),
            _ => value.clone(),
        };
        if ["items", "additionalProperties"].contains(&keyword.as_str()) && (value == json!({}) || value == true) {
            continue;
        }
        meant.insert(keyword.clone(), value);
    }
    meant.into()
}
