//! The JSON Schema as editors read it.

use serde_json::{Value, json};

use super::super::schema;

/// Editors show what a field is for; a field of no known kind or without a comment helps nobody.
#[test]
fn every_field_is_described() {
    let schema = schema();
    let mut open = vec![(String::new(), &schema)];
    let mut fields = 0;
    while let Some((path, at)) = open.pop() {
        if let Some(Value::Object(properties)) = at.get("properties") {
            assert_eq!(at["additionalProperties"], json!(false), "{path}");
            for (name, field) in properties {
                fields += 1;
                let described = field.get("description").or(at.get("description"));
                assert!(described.is_some(), "{path}/{name} is not described");
            }
        }
        assert_ne!(at.get("type"), Some(&json!("null")), "{path}");
        match at {
            Value::Object(entries) => {
                open.extend(entries.iter().map(|(name, one)| (format!("{path}/{name}"), one)));
            }
            Value::Array(items) => open.extend(items.iter().map(|one| (path.clone(), one))),
            _ => {}
        }
    }
    assert!(fields > 20, "{fields}");
}
