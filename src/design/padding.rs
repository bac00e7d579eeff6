//! Zeros around an image: a choice, or one number for all sides.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::EnumAccessDeserializer;
use serde::de::{EnumAccess, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::image;

/// Zeros around an image. A file has one number where all sides have as many: `1` is `{ explicit: { top: 1,
/// bottom: 1, left: 1, right: 1 } }`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// None: the window stays within the image.
    #[default]
    Valid,
    /// As many zeros as make the result as large as the image, divided by the stride and rounded up; where that is an odd
    /// number, the extra one is below or to the right. TensorFlow's `SAME`, and PyTorch's `same` where strides are 1.
    Same,
    /// So many rows and columns; each side narrower than the window.
    Explicit(image::Padding),
}

impl Padding {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The number that all sides have, if it is given side by side.
    pub(super) fn even(self) -> Option<usize> {
        let Self::Explicit(image::Padding { top, .. }) = self else { return None };
        (self == Self::from(top)).then_some(top)
    }
}

impl From<usize> for Padding {
    /// So many on all sides.
    fn from(zeros: usize) -> Self {
        Self::Explicit(image::Padding { top: zeros, bottom: zeros, left: zeros, right: zeros })
    }
}

/// Padding as a choice.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PaddingChoice")]
enum Choice {
    /// None: the window stays within the image.
    Valid,
    /// As many zeros as it takes for a result as large as the image, where strides are 1; one more at the
    /// bottom and at the right where it cannot be even.
    Same,
    /// So many rows and columns; each side narrower than the window.
    Explicit(image::Padding),
}

/// As serde calls the variants of [`Choice`].
const CHOICES: &[&str] = &["valid", "same", "explicit"];

impl Serialize for Padding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, self.even()) {
            (_, Some(zeros)) => zeros.serialize(serializer),
            (Self::Valid, _) => Choice::Valid.serialize(serializer),
            (Self::Same, _) => Choice::Same.serialize(serializer),
            (Self::Explicit(padding), _) => Choice::Explicit(*padding).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Padding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Padding", CHOICES, PaddingVisitor)
    }
}

struct PaddingVisitor;

impl<'de> Visitor<'de> for PaddingVisitor {
    type Value = Padding;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a whole number or a choice: write `1` for one zero on all sides, `same` or `valid`",
        )
    }

    fn visit_u64<E: Error>(self, zeros: u64) -> Result<Padding, E> {
        Ok(usize::try_from(zeros).unwrap_or(usize::MAX).into())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, choice: A) -> Result<Padding, A::Error> {
        Ok(match Choice::deserialize(EnumAccessDeserializer::new(choice))? {
            Choice::Valid => Padding::Valid,
            Choice::Same => Padding::Same,
            Choice::Explicit(padding) => Padding::Explicit(padding),
        })
    }
}

impl JsonSchema for Padding {
    fn schema_name() -> Cow<'static, str> {
        "Padding".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (zeros, choice) =
            (generator.subschema_for::<usize>(), generator.subschema_for::<Choice>());
        json_schema!({
            "description": "Zeros around an image: a choice, or one number for all sides.",
            "anyOf": [zeros, choice]
        })
    }
}
