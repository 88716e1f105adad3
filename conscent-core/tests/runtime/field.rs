//! `Field` as a value of its own.

use conscent_core::Field;
use serde_json::json;

fn each() -> [Field<String>; 4] {
    [Field::Absent, Field::Value("a".to_owned()), Field::Null, Field::Mismatch(Box::new(json!(1)))]
}

#[test]
fn each_kind_decodes_to_its_case() {
    let [_, value, null, mismatch] = each();
    for (json, field) in [(json!("a"), value), (json!(null), null), (json!(1), mismatch)] {
        assert_eq!(serde_json::from_value::<Field<String>>(json).unwrap(), field);
    }
}

#[test]
fn each_case_answers_for_itself_only() {
    let answers = each().map(|field| [field.is_absent(), field.is_value(), field.is_null(), field.is_mismatch()]);
    assert_eq!(
        answers,
        [
            [true, false, false, false],
            [false, true, false, false],
            [false, false, true, false],
            [false, false, false, true]
        ]
    );
}

#[test]
fn only_a_value_has_a_value() {
    let text = "a".to_owned();
    assert_eq!(each().map(|field| field.value().cloned()), [None, Some(text.clone()), None, None]);
    assert_eq!(each().map(|mut field| field.value_mut().cloned()), [None, Some(text.clone()), None, None]);
    assert_eq!(each().map(Field::into_value), [None, Some(text), None, None]);
    assert_eq!(each().map(|field| field.mismatch().cloned()), [None, None, None, Some(json!(1))]);
}

#[test]
fn map_changes_values_only() {
    assert_eq!(
        each().map(|field| field.map(|text| text == "a")),
        [Field::Absent, Field::Value(true), Field::Null, Field::Mismatch(Box::new(json!(1)))]
    );
}

#[test]
fn fields_are_made_from_values_and_options() {
    assert_eq!(Field::from(true), Field::Value(true));
    assert_eq!(Field::from(Some(true)), Field::Value(true));
    assert_eq!(Field::<bool>::from(None), Field::Absent);
    assert!(Field::<bool>::default().is_absent());
}

#[test]
fn a_field_encodes_as_the_plain_value() {
    assert_eq!(
        each().map(|field| serde_json::to_value(field).unwrap()),
        [json!(null), json!("a"), json!(null), json!(1)]
    );
}
