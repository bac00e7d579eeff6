//! A mistake on its way from where it is noticed to where it is told.

use std::fmt;
use std::ops::Range;

use serde::de::{Expected, Unexpected};

use super::node::Node;
use super::scalar::wrong_type;
use crate::design::codes;
use crate::design::near_miss::suggest;
use crate::diag::{Code, quoted};

/// Why a node does not become a value of its type.
#[derive(Debug)]
pub(super) enum Error {
    /// A type's own objection to a text; its place is not known yet.
    Loose(String),
    /// A type has no use for a value; this is what it takes. Which value is not known yet.
    Unexpected {
        wanted: String,
        /// Where it is a list, its length.
        length: Option<usize>,
    },
    /// A struct lacks a field; which struct is not known yet.
    Missing(&'static str),
    /// A mapping has a key that is none of these; which mapping is not known yet.
    Unknown(String, &'static [&'static str]),
    /// Everything is known.
    Placed(Box<Mistake>),
}

/// Findings, and what makes them go away so that reading can go on behind them.
#[derive(Debug)]
pub(super) struct Mistake {
    pub findings: Vec<Finding>,
    pub repair: Repair,
}

/// One finding at a span of the source.
#[derive(Debug)]
pub(super) struct Finding {
    pub code: Code,
    pub cause: String,
    pub help: String,
    pub span: Range<usize>,
}

/// How to go on behind a mistake.
#[derive(Debug)]
pub(super) enum Repair {
    /// Let the node of this number count as right.
    Any(usize),
    /// Act as if the mapping of this number had the field.
    Fill(usize, &'static str),
    /// Act as if the mapping of this number did not have the keys that start at these bytes, but
    /// did have the fields that were likely meant.
    Rename(usize, Vec<usize>, Vec<&'static str>),
}

impl Error {
    /// A value that is not what it should be.
    pub fn new(node: &Node, code: Code, cause: impl Into<String>, help: impl Into<String>) -> Self {
        let finding =
            Finding { code, cause: cause.into(), help: help.into(), span: node.mark.clone() };
        let repair = Repair::Any(node.id);
        Self::Placed(Box::new(Mistake { findings: vec![finding], repair }))
    }

    /// Keys of `node` that should not be there; `meant` are the fields they likely stand for.
    pub fn unwanted(node: &Node, findings: Vec<Finding>, meant: Vec<&'static str>) -> Self {
        let keys = findings.iter().map(|finding| finding.span.start).collect();
        let repair = Repair::Rename(node.id, keys, meant);
        Self::Placed(Box::new(Mistake { findings, repair }))
    }

    /// The same mistake of the key at `key` in `mapping`: the whole mapping counts as right from there on.
    pub fn at_key(self, key: &Range<usize>, mapping: &Node) -> Self {
        match self.at(mapping) {
            Self::Placed(mut mistake) => {
                for finding in &mut mistake.findings {
                    finding.span = key.clone();
                }
                Self::Placed(mistake)
            }
            other => other,
        }
    }

    /// The same mistake, standing at `node` unless its place is known.
    pub fn at(self, node: &Node) -> Self {
        match self {
            Self::Loose(text) => {
                // Types of this crate object with `what is wrong: how to write it`.
                let (cause, help) =
                    text.rsplit_once(": ").unwrap_or((&text, "see the design files in `designs/`"));
                Self::new(node, codes::BAD_TEXT, cause, help)
            }
            Self::Unexpected { wanted, length } => {
                // Visitors of this crate tell `what is wanted: how to write it`.
                let (wanted, help) =
                    wanted.split_once(": ").unwrap_or((&wanted, "write such a one"));
                let Some(length) = length else { return wrong_type(node, wanted, help) };
                let cause = format!("expected {wanted}, found a list of {length}");
                Self::new(node, codes::WRONG_TYPE, cause, help)
            }
            Self::Missing(field) => {
                let cause = format!("the field `{field}` is missing here");
                let help = format!("add `{field}: ...`");
                let span = node.mark.clone();
                let finding = Finding { code: codes::MISSING_FIELD, cause, help, span };
                let repair = Repair::Fill(node.id, field);
                Self::Placed(Box::new(Mistake { findings: vec![finding], repair }))
            }
            Self::Unknown(field, expected) => {
                let help = suggest(&field, "field", expected.iter().copied());
                let cause = format!("unknown field {}", quoted(&field));
                Self::new(node, codes::UNKNOWN_FIELD, cause, help)
            }
            Self::Placed(_) => self,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Loose(message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::Unexpected { wanted: wanted.to_string(), length: None }
    }

    fn invalid_length(length: usize, wanted: &dyn Expected) -> Self {
        Self::Unexpected { wanted: wanted.to_string(), length: Some(length) }
    }

    /// Of types that read their fields themselves.
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::Unknown(field.to_string(), expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}
