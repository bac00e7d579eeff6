//! A value of each field, for its line of YAML.

use serde_json::{Map, Value, json};

use super::walk::{Schema, choices, fields};

/// Types within types that an example goes into.
const DEPTH: usize = 6;

/// Values by the names of fields, where one says more than any value of the type.
fn named(name: &str) -> Option<Value> {
    Some(match name {
        "name" => json!("fc1"),
        "tile" | "hardware" => json!("main"),
        "crossbar" => json!("wht"),
        "parameters" => json!("weights.safetensors"),
        "calibration" => json!("calibration.npy"),
        "labels" => json!("labels.npy"),
        "clock_mhz" => json!(200),
        "scale" => json!(0.0625),
        "shape" => json!([8, 8]),
        "outputs" | "lanes" => json!(10),
        "filters" => json!(8),
        "rows" | "points" => json!(64),
        "columns" | "active_rows" | "cells" => json!(16),
        "weight" => json!("s4"),
        "stride" | "size" => json!([2, 2]),
        "kernel" => json!([3, 3]),
        "padding" => json!("same"),
        "groups" => json!("depthwise"),
        "planes" => json!("twos_complement"),
        "weight_planes" => json!("serial"),
        "operator" => json!("multiplication_free"),
        "order" => json!("sequency"),
        "tie" => json!("zero"),
        "form" => json!("structural"),
        "range" => json!("calibrated"),
        "network" => json!("cluster"),
        "storage" => json!("ram"),
        "early_termination" => json!({ "scaled": { "alpha": 96 } }),
        "bits" => json!(5),
        "flash_bits" | "low" | "count" => json!(2),
        "contents" => json!({ "weights": "fc1" }),
        "output" => json!("u4"),
        _ => return None,
    })
}

/// A value of a field that its schema allows.
pub(super) fn example(schema: &Schema<'_>, name: &str, field: &Value) -> Value {
    let own = named(name).filter(|value| allows(schema, field, value));
    own.or_else(|| field.get("default").cloned()).unwrap_or_else(|| of(schema, field, DEPTH))
}

/// Whether a value is of the kind that a schema wants, as far as names are used for different kinds.
fn allows(schema: &Schema<'_>, field: &Value, value: &Value) -> bool {
    if let Some((_, inner)) = schema.referred(field) {
        return allows(schema, inner, value);
    }
    let choices = choices(field);
    if !choices.is_empty() {
        return choices.iter().any(|choice| match (choice.get("const"), value) {
            (Some(word), _) => word == value,
            (None, Value::Object(entries)) => {
                let names = fields(choice);
                entries.keys().all(|key| names.iter().any(|(name, ..)| name == key))
            }
            (None, _) => false,
        });
    }
    match (field.get("type").and_then(Value::as_str), value) {
        (Some("string"), Value::String(_)) => {
            // Formats have a pattern, and so have lanes of nodes.
            let format = value.as_str().is_some_and(|text| text.len() < 4 && text != "fc1");
            field.get("pattern").is_none() || format
        }
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        (Some("array"), Value::Array(items)) => {
            let item = field.get("items").unwrap_or(&Value::Null);
            items.iter().all(|one| allows(schema, item, one))
        }
        (Some("object"), Value::Object(_)) => field.get("properties").is_none(),
        _ => false,
    }
}

/// Any value that a schema allows.
fn of(schema: &Schema<'_>, field: &Value, depth: usize) -> Value {
    if let Some(word) = field.get("const") {
        return word.clone();
    }
    if let Some((_, inner)) = schema.referred(field) {
        return if depth == 0 { Value::Null } else { of(schema, inner, depth - 1) };
    }
    if let Some(first) = choices(field).first() {
        return of(schema, first, depth);
    }
    if let Some(first) = field.get("anyOf").and_then(|all| all.get(0)) {
        return of(schema, first, depth);
    }
    match field.get("type").and_then(Value::as_str) {
        Some("integer") => {
            field.get("minimum").cloned().filter(|least| *least != 0).unwrap_or(json!(1))
        }
        Some("number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => {
            let least = field.get("minItems").and_then(Value::as_u64).unwrap_or(1);
            let item = of(schema, field.get("items").unwrap_or(&Value::Null), depth);
            Value::Array(vec![item; least as usize])
        }
        Some("object") => match field.get("additionalProperties").filter(|one| one.is_object()) {
            Some(entry) => json!({ "main": of(schema, entry, depth) }),
            None => object(schema, field, depth),
        },
        Some("string")
            if field
                .get("pattern")
                .is_some_and(|one| one.as_str().is_some_and(|one| one.starts_with("^[us]"))) =>
        {
            json!("u4")
        }
        _ => json!("input"),
    }
}

/// The fields that a type requires.
fn object(schema: &Schema<'_>, of_type: &Value, depth: usize) -> Value {
    let required = fields(of_type).into_iter().filter(|(_, _, required)| *required);
    let values = required.map(|(name, field, _)| {
        let own = named(name).filter(|value| allows(schema, field, value));
        (name.to_string(), own.unwrap_or_else(|| of(schema, field, depth)))
    });
    Value::Object(values.collect::<Map<String, Value>>())
}
