//! The JSON Schema agrees with the reader, in the eyes of a validator that others wrote.

use std::fs;
use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::super::yaml::{self, Kind, Node};
use super::super::{codes, schema};
use super::{Design, GOOD, IMAGES, cases};
use crate::diag::{Code, Source};
use crate::num::Format;

/// Kinds of mistakes that are in the structure: the schema must refuse them too.
const STRUCTURAL: &[Code] = &[
    codes::UNKNOWN_FIELD,
    codes::MISSING_FIELD,
    codes::WRONG_TYPE,
    codes::UNKNOWN_CHOICE,
    codes::BAD_TEXT,
    codes::VERSION,
];

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

/// A text as an editor's YAML reader has it; `None` where it is no YAML.
fn value(text: &str) -> Option<Value> {
    let source = Arc::new(Source { path: "design.yaml".into(), text: text.into() });
    let (root, found) = yaml::parse(&source);
    if found.is_empty() { root.map(|root| value_of(&root)) } else { None }
}

fn value_of(node: &Node) -> Value {
    match &node.kind {
        Kind::Sequence(items) => items.iter().map(value_of).collect(),
        Kind::Mapping(entries) => {
            entries.iter().map(|(key, node)| (key.name.clone(), value_of(node))).collect()
        }
        Kind::Scalar { .. } if node.is_nothing() => Value::Null,
        Kind::Scalar { text, plain: true } => {
            let is_plain = |value: &Value| value.is_number() || value.is_boolean();
            serde_json::from_str(text).ok().filter(is_plain).unwrap_or(json!(text))
        }
        Kind::Scalar { text, plain: false } => json!(text),
        Kind::Any => Value::Null,
    }
}

/// Fields that may be one number, or else, and biases that may be absent.
const NUMBERS: [(&str, &str); 4] = [
    ("kernel: [3, 3]", "kernel: 3, stride: [1, 2]"),
    ("padding: same", "padding: 1"),
    ("size: [2, 2]", "size: 2"),
    ("name: fc1,", "name: fc1, prefix: \"0\", bias: false,"),
];

#[test]
fn right_designs_are_right() {
    let validator = validator();
    let mut designs = vec![GOOD.to_string()];
    for entry in fs::read_dir("designs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "yaml") {
            designs.push(fs::read_to_string(path).unwrap());
        }
    }
    assert!(designs.len() >= 2);
    designs.extend(NUMBERS.map(|(from, to)| IMAGES.replace(from, to)));
    let cases = cases::cases(GOOD).into_iter().map(|(_, text)| text);
    designs.extend(cases.filter(|text| Design::from_yaml(&**text, "design.yaml", "").is_ok()));
    for text in designs {
        let wrong = validator.iter_errors(&value(&text).unwrap()).next().map(|e| e.to_string());
        assert_eq!(wrong, None, "{text}");
        let design = Design::from_yaml(&*text, "design.yaml", "").unwrap();
        assert!(validator.is_valid(&serde_json::to_value(design.description()).unwrap()), "{text}");
    }
}

#[test]
fn structural_mistakes_are_mistakes() {
    let validator = validator();
    let mut seen = vec![];
    for (title, text) in cases::cases(GOOD) {
        // To JSON Schema, 1e9 is a whole number.
        let Some(value) = value(&text).filter(|_| !text.contains("1e9")) else { continue };
        let Err(found) = Design::from_yaml(&*text, "design.yaml", "") else { continue };
        if let Some(one) = found.iter().find(|one| STRUCTURAL.contains(&one.code)) {
            assert!(!validator.is_valid(&value), "{title}:\n{text}");
            seen.push(one.code);
        }
    }
    for code in STRUCTURAL {
        assert!(seen.contains(code), "no case tries {}", code.0);
    }
}

#[test]
fn formats_are_what_the_reader_takes() {
    let pattern = schema()["definitions"]["Format"]["pattern"].clone();
    let format = jsonschema::validator_for(&json!({ "pattern": pattern })).unwrap();
    let widths = (0..200).flat_map(|bits| [format!("u{bits}"), format!("s{bits}")]);
    let odd = ["", "u", "x4", "u04", "s-1", "u4 ", "4", "é4"].map(String::from);
    for text in widths.chain(odd) {
        assert_eq!(format.is_valid(&json!(text)), text.parse::<Format>().is_ok(), "{text}");
    }
}
