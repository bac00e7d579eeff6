//! Numbers, and what a value is in the user's words.

use super::error::Error;
use super::node::{Kind, Node};
use crate::design::codes;
use crate::diag::quoted;
use crate::num::Format;

/// What a bare word means.
enum Word {
    Nothing,
    Boolean,
    /// A whole number; `None` beyond 128 bits.
    Whole(Option<i128>),
    Real(f64),
    Text,
}

fn word(node: &Node) -> Word {
    let Kind::Scalar { text, plain: true } = &node.kind else { return Word::Text };
    match text.as_str() {
        _ if node.is_nothing() => Word::Nothing,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Word::Boolean,
        ".nan" | ".NaN" | ".NAN" => Word::Real(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" => Word::Real(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Word::Real(f64::NEG_INFINITY),
        _ if is_whole(text) => Word::Whole(text.parse().ok()),
        _ if text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) => {
            text.parse().map_or(Word::Text, Word::Real)
        }
        _ => Word::Text,
    }
}

/// Digits without a leading zero, which YAML 1.1 would read as octal.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits == "0"
        || (!digits.is_empty()
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// A value in the user's words.
pub(super) fn describe(node: &Node) -> String {
    let text = match &node.kind {
        Kind::Scalar { text, .. } => quoted(text),
        Kind::Sequence(_) => return "a list".to_string(),
        Kind::Mapping(_) => return "fields (`name: value`)".to_string(),
        Kind::Any => return "a value".to_string(),
    };
    match word(node) {
        Word::Nothing => "nothing".to_string(),
        Word::Boolean => format!("the boolean {text}"),
        Word::Whole(_) | Word::Real(_) => format!("the number {text}"),
        Word::Text => format!("the text {text}"),
    }
}

/// A value of the wrong type.
pub(super) fn wrong_type(node: &Node, wanted: &str, help: impl Into<String>) -> Error {
    let cause = format!("expected {wanted}, found {}", describe(node));
    Error::new(node, codes::WRONG_TYPE, cause, help)
}

/// The whole number that a node is, within `low..=high`.
pub(super) fn whole_number(node: &Node, low: i128, high: i128) -> Result<i128, Error> {
    let help = match word(node) {
        Word::Whole(Some(number)) if (low..=high).contains(&number) => return Ok(number),
        Word::Whole(number) => {
            let (cause, help) = match number {
                Some(number) if number < low => (
                    format!("expected a whole number of {low} or more, found {number}"),
                    "check the sign",
                ),
                _ => (
                    format!("the number {} is too large", describe_text(node)),
                    "check the number of digits",
                ),
            };
            return Err(Error::new(node, codes::RANGE, cause, help));
        }
        Word::Real(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("write it as a whole number: `{number:.0}`")
        }
        Word::Real(number) if number.abs() < 1.0 && number != 0.0 => {
            let thousandths = number * 1000.0;
            format!("give a whole number; where thousandths are asked for, write {thousandths:.0}")
        }
        Word::Real(_) => "round it to a whole number".to_string(),
        Word::Nothing => "give a whole number".to_string(),
        Word::Boolean | Word::Text => number_help(node, "16"),
    };
    Err(wrong_type(node, "a whole number", help))
}

/// The number that a node is, if it is one that counts something.
pub(super) fn count(node: &Node) -> Option<u64> {
    match word(node) {
        Word::Whole(number) => number.and_then(|number| u64::try_from(number).ok()),
        _ => None,
    }
}

/// The number that a node is; may be infinite or not a number.
pub(super) fn number(node: &Node) -> Result<f64, Error> {
    match word(node) {
        Word::Real(number) => Ok(number),
        Word::Whole(Some(number)) => Ok(number as f64),
        Word::Whole(None) => Ok(f64::INFINITY),
        Word::Nothing => Err(wrong_type(node, "a number", "give a number")),
        Word::Boolean | Word::Text => {
            Err(wrong_type(node, "a number", number_help(node, "200 or 0.5")))
        }
    }
}

/// The text that a node is.
pub(super) fn text(node: &Node) -> Result<&str, Error> {
    let Kind::Scalar { text, .. } = &node.kind else {
        return Err(wrong_type(node, "text", "write a single word or a quoted text"));
    };
    match word(node) {
        Word::Text => Ok(text),
        Word::Nothing => Err(wrong_type(node, "text", "give a text")),
        Word::Whole(Some(bits)) if (1..=Format::MAX_BITS.into()).contains(&bits) => {
            let help = format!(
                "a number format has a letter, `u{bits}` or `s{bits}`; a text that is a number is quoted: `\"{text}\"`"
            );
            Err(wrong_type(node, "text", help))
        }
        Word::Boolean | Word::Whole(_) | Word::Real(_) => {
            Err(wrong_type(node, "text", format!("if it is meant as text, quote it: `\"{text}\"`")))
        }
    }
}

fn describe_text(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => quoted(text),
        _ => describe(node),
    }
}

/// Help where something that is no number stands in a number's place.
fn number_help(node: &Node, example: &str) -> String {
    let inner = match &node.kind {
        Kind::Scalar { text, plain: false } => Some(text.as_str()),
        _ => None,
    };
    match inner.filter(|text| text.parse::<f64>().is_ok()) {
        Some(text) => format!("remove the quotes: `{text}`"),
        None => format!("write digits alone, such as {example}"),
    }
}
