//! The design file's JSON Schema, for editors.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

use super::description::Description;

/// JSON Schema of the design file, made from the types that read it. Draft 7, which the YAML plugins
/// of editors know. It has fields, types, formats and choices; what a design means is checked by
/// [`super::Design`] only.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_null));
    let mut generator = settings.into_generator();
    let mut schema = generator.root_schema_for::<Description>();
    schema.insert("title".to_string(), "A design of cimgen".into());
    schema.into()
}

/// Takes `null` out of what a schema allows: fields may be absent, but a field that is there must
/// have a value.
fn without_null(schema: &mut Schema) {
    let null = json!("null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| *one != null);
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_string(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|one| !one.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|one| one.get("type") != Some(&null));
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}
