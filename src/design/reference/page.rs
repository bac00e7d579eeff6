//! The page.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::design::schema::schema;
use crate::design::yaml;

use super::examples::example;
use super::walk::{Schema, Section, fields};

const HEAD: &str = "\
# The design file

Every field of `design.yaml`: its type, whether it must be there or what stands for it where it is absent, what it means,
and a line of YAML. `cimgen schema --markdown` prints this page from the types that read a design; `cimgen schema` prints
the JSON Schema for editors. [Layers and arrays](layers.md) explains what the fields are for.

Unknown fields are mistakes, with the nearest name as help. File names are relative to the design file.
";

/// The reference of the design file as Markdown: a section for each type, and in it one for each field.
pub fn reference() -> String {
    let root = schema();
    let Some(schema) = Schema::new(&root) else { return HEAD.to_string() };
    let (sections, places) = schema.sections();
    let mut text = HEAD.to_string();
    for section in &sections {
        text.push_str(&told(&schema, &places, section));
    }
    text
}

fn told(schema: &Schema<'_>, places: &BTreeMap<&str, String>, section: &Section<'_>) -> String {
    let (choices, fields) = (schema.choices(section.schema), fields(section.schema));
    if section.path.is_empty() {
        return fields.iter().map(|field| of_field(schema, places, "", *field)).collect();
    }
    let mut text = format!("\n## `{}`\n\n{}\n", section.path, meaning(section.schema));
    if !choices.is_empty() {
        text.push_str("\n| value | meaning |\n| --- | --- |\n");
    }
    for choice in choices {
        let (value, inner) = match (choice.get("const"), self::fields(choice).first()) {
            (Some(Value::String(word)), _) => (format!("`{word}`"), None),
            (_, Some((name, inner, _))) => (format!("`{name}: ...`"), Some(*inner)),
            _ => continue,
        };
        let link = inner.and_then(|inner| link(schema, places, inner));
        let link = link.map_or(String::new(), |link| format!(" {link}"));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {value} | {}{link} |", meaning(choice).replace('|', "\\|"));
    }
    for field in fields {
        text.push_str(&of_field(schema, places, &section.path, field));
    }
    text
}

fn of_field(
    schema: &Schema<'_>,
    places: &BTreeMap<&str, String>,
    path: &str,
    (name, field, required): (&str, &Value, bool),
) -> String {
    let full = [path, name].join(".");
    let mut kind = words(schema, field);
    kind.get_mut(..1).map(str::make_ascii_uppercase);
    let default = match default(schema, field) {
        _ if required => "required".to_string(),
        Some(value) => format!("`{value}` where absent"),
        None => "may be absent".to_string(),
    };
    let link = link(schema, places, field).map_or(String::new(), |link| format!(" {link}"));
    let full = full.trim_start_matches('.');
    let line = format!("{name}: {}", yaml::flow(&example(schema, full, field)));
    let meaning = meaning(field);
    format!("\n### `{full}`\n\n{kind}, {default}. {meaning}{link}\n\n```yaml\n{line}\n```\n")
}

/// The comment of a type or field in one line.
fn meaning(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    // Links of rustdoc are words here.
    text.replace("[`", "`").replace("`]", "`").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands for a field that is absent: the field's own default, or that of its type.
fn default(schema: &Schema<'_>, field: &Value) -> Option<String> {
    let own = field.get("default");
    let of_type = || schema.referred(field)?.1.get("default");
    own.or_else(of_type).map(yaml::flow)
}

/// A type in a few words.
fn words(schema: &Schema<'_>, field: &Value) -> String {
    if let Some((name, inner)) = schema.referred(field) {
        return match inner.get("oneOf") {
            _ if name == "Format" => "format such as `u4`".into(),
            Some(_) => "choice".into(),
            None if inner.get("type").and_then(Value::as_str) == Some("object") => "mapping".into(),
            None => words(schema, inner),
        };
    }
    if let Some(any) = field.get("anyOf").and_then(Value::as_array) {
        let any: Vec<String> = any.iter().map(|one| words(schema, one)).collect();
        return any.join(" or ");
    }
    if let Some(word) = field.get("const") {
        return format!("`{word}`");
    }
    match field.get("type").and_then(Value::as_str) {
        Some("integer") => "integer".into(),
        Some("number") => "number".into(),
        Some("boolean") => "`true` or `false`".into(),
        Some("string") => "text".into(),
        Some("array") => {
            let items = field.get("items").map_or(String::new(), |items| words(schema, items));
            let many = match items.split_once(' ') {
                Some((word, rest)) => format!("{word}s {rest}"),
                None => format!("{items}s"),
            };
            match field.get("minItems").and_then(Value::as_u64) {
                Some(count) => format!("list of {count} {many}"),
                None => format!("list of {many}"),
            }
        }
        Some("object") => "mapping of names".into(),
        _ => "value".into(),
    }
}

/// Where the type of a field is told, if it has fields or choices.
fn link(schema: &Schema<'_>, places: &BTreeMap<&str, String>, field: &Value) -> Option<String> {
    let entry = field.get("additionalProperties").filter(|one| one.is_object());
    let inner = entry.or_else(|| field.get("items")).unwrap_or(field);
    let (name, of_type) = schema.referred(inner)?;
    let has_fields = !schema.choices(of_type).is_empty() || !fields(of_type).is_empty();
    let path = places.get(name).filter(|_| has_fields)?;
    let anchor: String =
        path.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    Some(format!("See [`{path}`](#{anchor})."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_section() {
        let page = reference();
        for field in [
            "### `clock_mhz`\n\nNumber, required.",
            "### `layers.conv2d.kernel`\n\nInteger or list of 2 integers, required. Rows and columns of the window.",
            "```yaml\nkernel: 3\n```",
            "### `hardware.NAME.cim_array.rows`\n\nInteger, required.",
            "## `hardware.NAME.cim_array.digitizer`",
            "### `input.scale`\n\nNumber, `1.0` where absent.",
        ] {
            assert!(page.contains(field), "{field}: {page}");
        }
        let root = schema();
        let all = Schema::new(&root).unwrap().sections().0;
        let count: usize = all.iter().map(|section| fields(section.schema).len()).sum();
        assert_eq!(page.matches("\n### ").count(), count);
        assert!(count > 80, "{count}");
        // No field is without a meaning.
        assert!(!page.contains(". \n") && !page.contains(".  "), "{page}");
    }

    /// Links lead to headings.
    #[test]
    fn links_lead_somewhere() {
        let page = reference();
        let anchor = |heading: &str| -> String {
            heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        let anchors: Vec<String> =
            page.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
        for link in page.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(anchors.iter().any(|anchor| anchor == link), "{link}");
        }
    }
}
