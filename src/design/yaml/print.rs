//! Values as YAML text that reads back equal.

use serde_json::Value;

use super::parse::is_boolean_lookalike;

/// Longest line where there is a choice, in characters.
const WIDTH: usize = 100;

/// A mapping as the text of a file: short values on one line, long ones one entry a line.
pub fn print(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

/// `value` as lines indented by `indent`, the first without its indentation.
fn block(value: &Value, indent: usize, into: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (number, (key, value)) in entries.iter().enumerate() {
                if number > 0 {
                    into.push_str(&" ".repeat(indent));
                }
                into.push_str(&written_key(key, &format!("\n{}", " ".repeat(indent))));
                into.push(':');
                entry(value, indent, into);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_number) => numbers(items, indent, into),
        Value::Array(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    into.push_str(&" ".repeat(indent));
                }
                into.push_str("- ");
                block(item, indent + 2, into);
            }
        }
        _ => {
            into.push_str(&flow(value));
            into.push('\n');
        }
    }
}

/// Numbers on as few lines as hold them.
fn numbers(items: &[Value], indent: usize, into: &mut String) {
    let line = |into: &String| into.len() - into.rfind('\n').map_or(0, |at| at + 1);
    into.push('[');
    for (number, item) in items.iter().enumerate() {
        let text = item.to_string();
        if number > 0 {
            // A space or a new line, and the comma behind.
            into.push(',');
            if line(into) + text.len() + 2 > WIDTH {
                into.push('\n');
                into.push_str(&" ".repeat(indent + 1));
            } else {
                into.push(' ');
            }
        }
        into.push_str(&text);
    }
    into.push_str("]\n");
}

/// What stands behind a `key:` that is indented by `indent`.
fn entry(value: &Value, indent: usize, into: &mut String) {
    let line = flow(value);
    let used = into.len() - into.rfind('\n').map_or(0, |at| at + 1);
    let fits = used + 1 + line.chars().count() <= WIDTH;
    // The file's sections with structure of their own get a line an entry, however short.
    if depth(value) == 0 || (fits && (indent > 0 || depth(value) <= 2)) {
        into.push(' ');
        into.push_str(&line);
        into.push('\n');
        return;
    }
    if let Value::Array(items) = value
        && items.iter().all(Value::is_number)
    {
        into.push(' ');
        return numbers(items, indent + 2, into);
    }
    into.push('\n');
    into.push_str(&" ".repeat(indent + 2));
    block(value, indent + 2, into);
}

/// Characters that a key may have before its colon, unless a `?` announces it; YAML says 1024, quotes and all.
const LONGEST_KEY: usize = 1000;

/// A key before its colon, which stands behind `apart` where the key is too long to be told by it.
fn written_key(key: &str, apart: &str) -> String {
    let text = scalar(key);
    if text.chars().count() > LONGEST_KEY { format!("? {text}{apart}") } else { text }
}

/// Lists and mappings within each other; empty ones do not count.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| depth(item) + 1).max().unwrap_or(0),
        Value::Object(entries) => entries.values().map(|value| depth(value) + 1).max().unwrap_or(0),
        _ => 0,
    }
}

/// `value` on one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) if entries.is_empty() => "{}".to_string(),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let (key, value) = (written_key(key, " "), flow(value));
                format!("{key}: {value}")
            });
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => scalar(text),
        // Numbers, booleans, and null are written alike in JSON and YAML.
        _ => value.to_string(),
    }
}

/// Text, in quotes unless it is sure to be read as the same text without them.
fn scalar(text: &str) -> String {
    let mut characters = text.chars();
    let is_word = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || "_./-".contains(c));
    let means_more = ["true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_word && !means_more && !is_boolean_lookalike(text) {
        return text.to_string();
    }
    let quoted: String = text.chars().map(escape).collect();
    format!("\"{quoted}\"")
}

/// A character within double quotes.
fn escape(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_string(),
        '\t' => "\\t".to_string(),
        ' '..='~' => c.to_string(),
        _ if c.is_alphanumeric() => c.to_string(),
        _ => format!("\\U{:08X}", u32::from(c)),
    }
}
