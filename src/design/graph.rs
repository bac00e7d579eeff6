//! Designs one level below layers: blocks of the library and the streams between them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::blocks::{BlockSpec, StreamType};

/// What the design's input is called among nodes.
pub const INPUT: &str = "input";

/// Blocks and the streams between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphDescription {
    /// Input beats of a sample, which share its lanes evenly: 1, or the pixels of an image.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub beats: usize,
    /// The blocks.
    pub nodes: Vec<NodeDescription>,
    /// The lanes that come out.
    pub output: Lanes,
    /// The field of what comes out that labels of samples are compared with, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A block, and what it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeDescription {
    /// Name; also that of its instance in the hardware.
    pub name: String,
    /// A block of the library with its parameters, as `cimgen blocks` lists them.
    pub block: BlockSpec,
    /// Parameters that are read from integer tensors of the parameter file: a field's path within the block,
    /// such as `weights`, and the tensor's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contents: BTreeMap<String, String>,
    /// Array of the `hardware` section that a product is bound to. The block's own `array` is like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware: Option<String>,
    /// For each input stream of the block the lanes that it takes.
    pub inputs: BTreeMap<String, Lanes>,
}

/// Lanes of several nodes side by side, from lane 0 up: a text, or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes(pub Vec<Tap>);

/// All lanes of a node's output, or some that lie together: `name`, `name[3]`, `name[0..8]`; those of a field of its
/// beats alone: `name.field`, `name.field[3]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// The node, or [`INPUT`].
    pub node: String,
    /// The field that lanes are counted in; the whole beat where `None`.
    pub field: Option<String>,
    /// Which lanes; all where `None`.
    pub lanes: Option<Range<usize>>,
}

/// Why a tap is none of a beat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TapError {
    /// The beat has no field of this name.
    Field,
    /// There are only so many lanes.
    Lanes(usize),
}

fn one() -> usize {
    1
}

fn is_one(beats: &usize) -> bool {
    *beats == 1
}

impl Tap {
    /// All lanes of a node.
    pub fn all(node: impl Into<String>) -> Self {
        Self { node: node.into(), field: None, lanes: None }
    }

    /// All lanes of a field of a node's beats.
    pub fn field(node: impl Into<String>, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::all(node) }
    }

    /// Some lanes of a node.
    pub fn some(node: impl Into<String>, lanes: Range<usize>) -> Self {
        Self { lanes: Some(lanes), ..Self::all(node) }
    }

    /// The lanes of a node's beat that it stands for.
    pub fn of(&self, beat: &StreamType) -> Result<Range<usize>, TapError> {
        let all = match &self.field {
            None => 0..beat.lanes(),
            Some(name) => beat.lanes_of_field(name).ok_or(TapError::Field)?,
        };
        let lanes = self.lanes.clone().unwrap_or(0..all.len());
        match lanes.end <= all.len() {
            true => Ok(all.start + lanes.start..all.start + lanes.end),
            false => Err(TapError::Lanes(all.len())),
        }
    }

    /// What lanes are counted in.
    pub fn counted(&self) -> String {
        match &self.field {
            None => self.node.clone(),
            Some(field) => format!("{}.{field}", self.node),
        }
    }
}

impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.counted())?;
        match &self.lanes {
            None => Ok(()),
            Some(lanes) if lanes.len() == 1 => write!(f, "[{}]", lanes.start),
            Some(lanes) => write!(f, "[{}..{}]", lanes.start, lanes.end),
        }
    }
}

impl FromStr for Tap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let whole = |text: &str| match text.split_once('.') {
            None => Self::all(text),
            Some((node, field)) => Self::field(node, field),
        };
        let Some((node, lanes)) = text.split_once('[') else { return Ok(whole(text)) };
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let lanes = lanes.strip_suffix(']').and_then(|lanes| match lanes.split_once("..") {
            Some((start, end)) => Some(number(start)?..number(end)?),
            None => number(lanes).and_then(|lane| Some(lane..lane.checked_add(1)?)),
        });
        let wrong = || {
            format!("`{text}` is no name with lanes: write `{node}`, `{node}[3]` or `{node}[0..8]`")
        };
        lanes.map(|lanes| Self { lanes: Some(lanes), ..whole(node) }).ok_or_else(wrong)
    }
}

impl From<&str> for Lanes {
    fn from(node: &str) -> Self {
        Self(vec![Tap::all(node)])
    }
}

impl From<Tap> for Lanes {
    fn from(tap: Tap) -> Self {
        Self(vec![tap])
    }
}

impl<const N: usize> From<[Tap; N]> for Lanes {
    fn from(taps: [Tap; N]) -> Self {
        Self(taps.into())
    }
}

impl From<Vec<Tap>> for Lanes {
    fn from(taps: Vec<Tap>) -> Self {
        Self(taps)
    }
}

impl Serialize for Lanes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [tap] => serializer.serialize_str(&tap.to_string()),
            taps => serializer.collect_seq(taps.iter().map(ToString::to_string)),
        }
    }
}

impl<'de> Deserialize<'de> for Lanes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LanesVisitor)
    }
}

struct LanesVisitor;

impl<'de> Visitor<'de> for LanesVisitor {
    type Value = Lanes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a node, or a list of them")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lanes, E> {
        text.parse().map(|tap| Lanes(vec![tap])).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut taps: A) -> Result<Lanes, A::Error> {
        let mut lanes = vec![];
        while let Some(Text(tap)) = taps.next_element()? {
            lanes.push(tap);
        }
        Ok(Lanes(lanes))
    }

    fn visit_unit<E: Error>(self) -> Result<Lanes, E> {
        Ok(Lanes(vec![]))
    }
}

/// One text of a list.
struct Text(Tap);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Text).map_err(D::Error::custom)
    }
}

impl JsonSchema for Lanes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Lanes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let tap = json_schema!({ "type": "string", "pattern": r"^[^\[]*(\[ *[0-9]+ *(\.\. *[0-9]+ *)?\])?$" });
        json_schema!({
            "description": "Lanes of nodes side by side: `name`, `name[3]`, `name[0..8]`, those of a field `name.field`, \
                or a list of them.",
            "anyOf": [tap, { "type": "array", "items": tap }]
        })
    }
}
