//! The JSON Schema agrees with the reader, in the eyes of a validator that others wrote.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::yaml::{self, Kind, Node};
use super::super::{codes, schema};
use super::{Design, GOOD, IMAGES, cases};
use crate::diag::{Code, Source};
use crate::num::Format;
use crate::tool::{Found, Tool, or_skip};

/// Kinds of mistakes that are in the structure: the schema must refuse them too.
const STRUCTURAL: &[Code] = &[
    codes::UNKNOWN_FIELD,
    codes::MISSING_FIELD,
    codes::WRONG_TYPE,
    codes::UNKNOWN_CHOICE,
    codes::BAD_TEXT,
    codes::VERSION,
];

/// A validator that many editors and checkers of files rest on.
const PYTHON: Tool = Tool {
    name: "python3 with jsonschema",
    program: "python3",
    variable: "CIMGEN_PYTHON",
    // Says nothing where it is missing.
    probe: &[
        "-c",
        "from importlib.util import find_spec as f; print('ok' if f('jsonschema') else '')",
    ],
    purpose: "tests of the JSON Schema",
    without: "the JSON Schema is not tried",
    package: Some("python3-jsonschema"),
};

/// Reads a schema and values, says of each value what is wrong first, or null.
const VALIDATE: &str = "
import json, sys
from jsonschema.validators import validator_for
given = json.load(sys.stdin)
kind = validator_for(given['schema'])
kind.check_schema(given['schema'])
one = kind(given['schema'])
first = lambda value: next((error.message for error in one.iter_errors(value)), None)
json.dump([first(value) for value in given['values']], sys.stdout)
";

/// What is wrong with each value by a schema; `None` where nothing is.
fn wrong(python: &Found, schema: &Value, values: &[Value]) -> Vec<Option<String>> {
    let mut command = Command::new(&python.program);
    command.args(["-c", VALIDATE]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let given = json!({ "schema": schema, "values": values }).to_string();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
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
    let Some(python) = or_skip(&PYTHON, "right_designs_are_right") else { return };
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
    let written = designs.iter().map(|text| value(text).unwrap());
    let printed = designs.iter().map(|text| {
        let design = Design::from_yaml(&**text, "design.yaml", "").unwrap();
        serde_json::to_value(design.description()).unwrap()
    });
    let values: Vec<Value> = written.chain(printed).collect();
    for (value, wrong) in values.iter().zip(wrong(&python, &schema(), &values)) {
        assert_eq!(wrong, None, "{value:#}");
    }
}

#[test]
fn structural_mistakes_are_mistakes() {
    let Some(python) = or_skip(&PYTHON, "structural_mistakes_are_mistakes") else { return };
    let (mut titles, mut values, mut seen) = (vec![], vec![], vec![]);
    for (title, text) in cases::cases(GOOD) {
        // To JSON Schema, 1e9 is a whole number.
        let Some(value) = value(&text).filter(|_| !text.contains("1e9")) else { continue };
        let Err(found) = Design::from_yaml(&*text, "design.yaml", "") else { continue };
        if let Some(one) = found.iter().find(|one| STRUCTURAL.contains(&one.code)) {
            titles.push(title);
            values.push(value);
            seen.push(one.code);
        }
    }
    for (title, wrong) in titles.iter().zip(wrong(&python, &schema(), &values)) {
        assert!(wrong.is_some(), "{title}");
    }
    for code in STRUCTURAL {
        assert!(seen.contains(code), "no case tries {}", code.0);
    }
}

#[test]
fn formats_are_what_the_reader_takes() {
    let Some(python) = or_skip(&PYTHON, "formats_are_what_the_reader_takes") else { return };
    let pattern = schema()["definitions"]["Format"]["pattern"].clone();
    let widths = (0..200).flat_map(|bits| [format!("u{bits}"), format!("s{bits}")]);
    let odd = [
        "", "u", "x4", "u04", "s-1", "u4 ", "4", "é4", "bf16", "fp16", "fp32", "f16", "e4m3b",
        "e04m3",
    ];
    let floats =
        (0..10).flat_map(|exponent| (0..26).map(move |mantissa| format!("e{exponent}m{mantissa}")));
    let biases = (0..300).map(|bias| format!("e4m3b{bias}"));
    let texts: Vec<String> =
        widths.chain(odd.map(String::from)).chain(floats).chain(biases).collect();
    let values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    for (text, wrong) in texts.iter().zip(wrong(&python, &json!({ "pattern": pattern }), &values)) {
        assert_eq!(wrong.is_none(), text.parse::<Format>().is_ok(), "{text}");
    }
}
