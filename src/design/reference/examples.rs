//! A value of each field, for its line of YAML.

use serde_json::{Map, Value, json};

use crate::num::Format;

use super::walk::{Schema, choices, fields};

/// Types within types that an example goes into.
const DEPTH: usize = 6;

/// Values by the paths or the names of fields, where one says more than any value of the type. The first that the schema
/// allows is taken.
fn named(path: &str) -> Vec<Value> {
    match path {
        "name" => vec![json!("digits")],
        "input" => vec![json!({ "shape": [8, 8], "format": "u4" })],
        "data" => vec![json!({ "test": { "input": "x.npy", "labels": "y.npy" } })],
        "data.train" | "data.test" => vec![json!({ "input": "x.npy", "labels": "y.npy" })],
        "hardware" => vec![json!({ "wht": { "wht_crossbar": { "points": 64 } } })],
        "graph" | "graph.nodes" => {
            let node = json!({ "name": "relu", "block": { "relu": { "lanes": 10, "input": "s8" } },
                               "inputs": { "x": "input" } });
            let graph = json!({ "nodes": [node], "output": "relu" });
            vec![graph["nodes"].clone(), graph]
        }
        _ => by_name(path),
    }
}

/// Values by the names of fields alone.
fn by_name(path: &str) -> Vec<Value> {
    let name = path.rsplit('.').next().unwrap_or_default();
    match name {
        "name" => vec![json!("fc1")],
        "hardware" => vec![json!("main")],
        "crossbar" => vec![json!("wht")],
        "parameters" => vec![json!("weights.safetensors")],
        "calibration" => vec![json!("calibration.npy")],
        "input" if path.starts_with("data.") => vec![json!("x.npy")],
        "input" => vec![json!("u4"), json!("x.npy")],
        "inputs" => vec![json!({ "x": "input" }), json!(["s8", "u4"])],
        "labels" => vec![json!("y.npy")],
        "clock_mhz" => vec![json!(200)],
        "scale" => vec![json!(0.0625)],
        "shape" => vec![json!([8, 8])],
        "outputs" | "lanes" => vec![json!(10)],
        "filters" | "height" | "width" => vec![json!(8)],
        "rows" => vec![json!(64), json!([[1, 2, 3, 4], [5, 6, 7, 8]])],
        "points" | "pixels" => vec![json!(64)],
        "columns" | "active_rows" | "cells" | "tile" => vec![json!(16)],
        "weight" => vec![json!("s4")],
        "block" => vec![json!({ "relu": { "lanes": 10, "input": "s8" } })],
        "array" => vec![
            json!({ "rows": 64, "columns": 16, "weight": "s4", "storage": "rom", "digitizer": "exact" }),
            json!("main"),
        ],
        "stride" | "size" => vec![json!(2), json!([2, 2])],
        "kernel" => vec![json!(3), json!([3, 3])],
        "weights" => vec![json!("0.weight")],
        "bias" => vec![json!("0.bias")],
        "prefix" => vec![json!("model.fc1")],
        "threshold" => vec![json!(0.5)],
        "padding" => vec![json!("same")],
        "groups" => vec![json!("depthwise")],
        "planes" => vec![json!("twos_complement")],
        "weight_planes" => vec![json!("serial")],
        "operator" => vec![json!("multiplication_free")],
        "order" => vec![json!("channels_first"), json!("sequency")],
        "tie" => vec![json!("zero")],
        "form" => vec![json!("structural")],
        "range" => vec![json!("calibrated")],
        "network" => vec![json!("cluster")],
        "storage" => vec![json!("ram")],
        "fields" => vec![json!([{ "name": "a", "lanes": 4, "format": "e4m3" }])],
        "label" => vec![json!("label")],
        "early_termination" => vec![json!({ "scaled": { "alpha": 96 } })],
        "digitizer" | "conversion" => vec![json!({ "sar": { "bits": 5 } })],
        "errors" => vec![json!({ "seed": 1, "cell_sigma": 20, "offset": -500 })],
        "alpha" => vec![json!(96)],
        "cell_sigma" => vec![json!(20)],
        "offset" => vec![json!(-500)],
        "offset_sigma" | "noise_sigma" => vec![json!(100)],
        "bits" => vec![json!(5)],
        "seed" | "top" | "bottom" | "left" | "right" => vec![json!(1)],
        "flash_bits" | "low" | "count" | "depth" | "droop" | "beats" => vec![json!(2)],
        "contents" => vec![json!({ "weights": "fc1" })],
        "output" if path.starts_with("graph") => vec![json!("relu")],
        "output" => vec![json!("u4")],
        _ => vec![],
    }
}

/// A value of the field at a path that its schema allows.
pub(super) fn example(schema: &Schema<'_>, path: &str, field: &Value) -> Value {
    let own = named(path).into_iter().find(|value| allows(schema, field, value));
    own.or_else(|| field.get("default").cloned()).unwrap_or_else(|| of(schema, field, DEPTH))
}

/// Whether a schema allows a value, as far as schemas of designs go.
fn allows(schema: &Schema<'_>, field: &Value, value: &Value) -> bool {
    if let Some((_, inner)) = schema.referred(field) {
        return allows(schema, inner, value);
    }
    // What a mapping demands beside its fields is no choice between types.
    let any = ["oneOf", "anyOf"].iter().find_map(|word| field.get(word)?.as_array());
    let any = any.filter(|_| field.get("type").is_none());
    if let Some(choices) = any {
        return choices.iter().any(|choice| allows(schema, choice, value));
    }
    if let Some(word) = field.get("const") {
        return word == value;
    }
    match (field.get("type").and_then(Value::as_str), value) {
        (Some("string"), Value::String(text)) => is_of_pattern(field, text),
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        (Some("array"), Value::Array(items)) => {
            let item = field.get("items").unwrap_or(&Value::Null);
            items.iter().all(|one| allows(schema, item, one))
        }
        (Some("object"), Value::Object(entries)) => {
            let of_type = fields(field);
            let entry = field.get("additionalProperties").filter(|one| one.is_object());
            let known = |name: &str| of_type.iter().find(|one| one.0 == name).map(|one| one.1);
            let missing = |(name, _, required): &(&str, &Value, bool)| {
                *required && !entries.contains_key(*name)
            };
            !of_type.iter().any(missing)
                && entries.iter().all(|(name, value)| {
                    known(name).or(entry).is_some_and(|field| allows(schema, field, value))
                })
        }
        _ => false,
    }
}

/// Whether a text has the form that its type wants: that of formats of numbers, or any other, such as lanes of nodes.
fn is_of_pattern(field: &Value, text: &str) -> bool {
    !is_format(field) || text.parse::<Format>().is_ok()
}

/// Whether a type is that of number formats.
pub(super) fn is_format(field: &Value) -> bool {
    field.get("pattern").and_then(Value::as_str) == Some(&*Format::pattern())
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
    let any = field.get("anyOf").filter(|_| field.get("type").is_none());
    if let Some(first) = any.and_then(|all| all.get(0)) {
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
        Some("string") if is_format(field) => json!("u4"),
        _ => json!("input"),
    }
}

/// The fields that a type requires.
fn object(schema: &Schema<'_>, of_type: &Value, depth: usize) -> Value {
    let required = fields(of_type).into_iter().filter(|(_, _, required)| *required);
    let values = required.map(|(name, field, _)| {
        // As one of its fields, not as one of the whole design.
        let own = named(&format!(".{name}")).into_iter().find(|value| allows(schema, field, value));
        (name.to_string(), own.unwrap_or_else(|| of(schema, field, depth)))
    });
    Value::Object(values.collect::<Map<String, Value>>())
}
