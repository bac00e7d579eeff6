//! Sides of windows and strides: a pair, or one number for both.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Rows and columns. A file has one number where both are the same: `3` is `[3, 3]`.
///
/// ```
/// use cimgen::design::Sides;
///
/// assert_eq!(Sides::from(3), Sides([3, 3]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides(pub [usize; 2]);

impl Sides {
    pub(super) const ONE: Self = Self([1, 1]);

    pub(super) fn are_one(&self) -> bool {
        *self == Self::ONE
    }
}

impl From<usize> for Sides {
    fn from(side: usize) -> Self {
        Self([side; 2])
    }
}

impl From<[usize; 2]> for Sides {
    fn from(sides: [usize; 2]) -> Self {
        Self(sides)
    }
}

impl Serialize for Sides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [rows, columns] if rows == columns => rows.serialize(serializer),
            sides => sides.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Sides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SidesVisitor)
    }
}

struct SidesVisitor;

impl<'de> Visitor<'de> for SidesVisitor {
    type Value = Sides;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number or a list of 2: write `3`, or `[3, 1]` for 3 rows and 1 column")
    }

    fn visit_u64<E: Error>(self, side: u64) -> Result<Sides, E> {
        Ok(Sides::from(usize::try_from(side).unwrap_or(usize::MAX)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sides: A) -> Result<Sides, A::Error> {
        let mut all = vec![];
        while let Some(side) = sides.next_element()? {
            all.push(side);
        }
        let sides: [usize; 2] =
            all.try_into().map_err(|all: Vec<usize>| A::Error::invalid_length(all.len(), &self))?;
        Ok(Sides(sides))
    }

    fn visit_unit<E: Error>(self) -> Result<Sides, E> {
        Ok(Sides::ONE)
    }
}

impl JsonSchema for Sides {
    fn schema_name() -> Cow<'static, str> {
        "Sides".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let side = generator.subschema_for::<usize>();
        json_schema!({
            "description": "Rows and columns: `[3, 1]`, or one number for both.",
            "anyOf": [side, { "type": "array", "items": side, "minItems": 2, "maxItems": 2 }]
        })
    }
}
