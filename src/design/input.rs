//! The design's input: lanes of one format, or fields.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::blocks::{Field, StreamType};
use crate::num::Format;

use super::description::Description;

/// What comes in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Samples of one format.
    Uniform {
        /// Shape of a sample; lanes are its elements in row-major order. Two sides are height and width of an image
        /// with one channel; three are height, width and channels.
        shape: Vec<usize>,
        /// Format of a lane.
        format: Format,
        /// Real value of one code of an integer, or of 1.0 of a float.
        scale: f64,
    },
    /// Fields of a beat, side by side from lane 0 up. Samples are codes, or real numbers that are rounded to each
    /// field's format as they are.
    Fields(Vec<Field>),
}

impl Input {
    /// The format of lane 0: of all lanes, where they have one.
    pub fn format(&self) -> Format {
        match self {
            Self::Uniform { format, .. } => *format,
            Self::Fields(fields) => {
                fields.first().map_or(Format::unsigned(1), |field| field.format)
            }
        }
    }

    /// What a sample's numbers are divided by before they are rounded.
    pub fn scale(&self) -> f64 {
        match self {
            Self::Uniform { scale, .. } => *scale,
            Self::Fields(_) => 1.0,
        }
    }

    /// The fields, where it has some.
    pub fn fields(&self) -> Option<&[Field]> {
        match self {
            Self::Uniform { .. } => None,
            Self::Fields(fields) => Some(fields),
        }
    }

    /// Sides of a sample of so many beats; that of a shape says how many lanes all of them have.
    pub fn sides(&self, beats: usize) -> Cow<'_, [usize]> {
        match self {
            Self::Uniform { shape, .. } => Cow::Borrowed(shape),
            Self::Fields(fields) => {
                let lanes = fields.iter().map(|field| field.lanes);
                let lanes = lanes.fold(0, usize::saturating_add);
                Cow::Owned(vec![lanes.saturating_mul(beats)])
            }
        }
    }

    /// What a beat holds where a sample is so many.
    pub fn beat(&self, beats: usize) -> StreamType {
        match self {
            Self::Uniform { shape, format, .. } => {
                let lanes = shape.iter().copied().fold(1, usize::saturating_mul);
                StreamType::lanes_of(lanes / beats.max(1), *format)
            }
            Self::Fields(fields) => StreamType { fields: fields.clone() },
        }
    }
}

/// What comes in: samples of one format, or, in front of a `graph`, beats of fields.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["shape", "format"] }, { "required": ["fields"] }]))]
struct Written {
    /// Shape of a sample; lanes are its elements in row-major order. Two sides are height and width
    /// of an image with one channel; three are height, width and channels. Needed where there are no `fields`.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[schemars(with = "Option<Vec<usize>>")]
    shape: Given<Vec<usize>>,
    /// Format of a lane. Needed where there are no `fields`.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[schemars(with = "Option<Format>")]
    format: Given<Format>,
    /// Real value of one code of an integer, or of 1.0 of a float.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = 1.0))]
    scale: Option<f64>,
    /// In place of `shape`, `format` and `scale`, the fields of a beat of a `graph`, from lane 0 up.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[schemars(with = "Option<Vec<Field>>")]
    fields: Given<Vec<Field>>,
}

/// A field that may be absent, but not empty: an `Option` would take a value that counts as right for an absent one, and
/// a mistake in it be told as a missing field too.
struct Given<T>(Option<T>);

impl<T> Given<T> {
    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { shape, format, scale, fields } = Written::deserialize(deserializer)?;
        // Where the whole counts as right, every field is there, and this one empty.
        let fields = fields.0.filter(|fields| !fields.is_empty() || shape.is_absent());
        match (shape.0, format.0, scale, fields) {
            (None, None, None, Some(fields)) => Ok(Self::Fields(fields)),
            (_, _, _, Some(_)) => Err(Error::custom(
                "`fields` stands in place of `shape`, `format` and `scale`: leave out `fields`, or the others",
            )),
            (None, _, _, None) => Err(Error::missing_field("shape")),
            (_, None, _, None) => Err(Error::missing_field("format")),
            (Some(shape), Some(format), scale, None) => {
                Ok(Self::Uniform { shape, format, scale: scale.unwrap_or(1.0) })
            }
        }
    }
}

impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self.clone() {
            Self::Uniform { shape, format, scale } => Written {
                shape: Given(Some(shape)),
                format: Given(Some(format)),
                scale: Some(scale),
                fields: Given(None),
            },
            Self::Fields(fields) => Written {
                shape: Given(None),
                format: Given(None),
                scale: None,
                fields: Given(Some(fields)),
            },
        };
        written.serialize(serializer)
    }
}

impl JsonSchema for Input {
    fn schema_name() -> Cow<'static, str> {
        "Input".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

/// A sample as files hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleType {
    /// Its sides.
    pub sides: Vec<usize>,
    /// What a beat of it holds: its numbers are those of one beat after the other.
    pub beat: StreamType,
    /// What real numbers are divided by before they are rounded.
    pub scale: f64,
}

impl SampleType {
    /// Samples of one format.
    pub fn uniform(sides: impl Into<Vec<usize>>, format: Format, scale: f64) -> Self {
        let sides = sides.into();
        Self { beat: StreamType::lanes_of(sides.iter().product(), format), sides, scale }
    }

    /// The format of all its numbers; `None` where fields may have others.
    pub fn format(&self) -> Option<Format> {
        match &self.beat.fields[..] {
            [only] => Some(only.format),
            _ => None,
        }
    }

    /// Numbers of a sample.
    pub fn lanes(&self) -> usize {
        self.sides.iter().product()
    }

    /// The format of each, without end: that of all samples one after the other.
    pub fn formats(&self) -> impl Iterator<Item = Format> {
        self.beat.formats().collect::<Vec<Format>>().into_iter().cycle()
    }
}

impl Description {
    /// Beats of a sample that somebody shared out; 1 for layers.
    fn beats(&self) -> usize {
        self.graph.as_ref().map_or(1, |graph| graph.beats)
    }

    /// Lanes of a sample. `None` beyond what any machine counts.
    pub fn input_lanes(&self) -> Option<usize> {
        let sides = self.input.sides(self.beats());
        sides.iter().try_fold(1usize, |lanes, side| lanes.checked_mul(*side))
    }

    /// What a sample is.
    pub fn sample(&self) -> SampleType {
        let beats = self.beats();
        let (sides, beat) = (self.input.sides(beats).into_owned(), self.input.beat(beats));
        SampleType { sides, beat, scale: self.input.scale() }
    }
}
