//! Bits shifted out, lane by lane.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// How many bits are shifted out: the same of every lane, or a number for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Shift {
    /// Of every lane.
    All(u32),
    /// Lane by lane.
    Each(Vec<u32>),
}

impl Shift {
    /// Of one lane; 0 where the list has no number for it, which `check` refuses.
    pub fn of(&self, lane: usize) -> u32 {
        match self {
            Self::All(shift) => *shift,
            Self::Each(shifts) => shifts.get(lane).copied().unwrap_or(0),
        }
    }

    /// The greatest.
    pub(super) fn most(&self) -> u32 {
        match self {
            Self::All(shift) => *shift,
            Self::Each(shifts) => shifts.iter().copied().max().unwrap_or(0),
        }
    }

    /// Whether there is one for each of so many lanes.
    pub(super) fn is_for(&self, lanes: usize) -> bool {
        match self {
            Self::All(_) => true,
            Self::Each(shifts) => shifts.len() == lanes,
        }
    }
}

impl From<u32> for Shift {
    fn from(shift: u32) -> Self {
        Self::All(shift)
    }
}

impl From<Vec<u32>> for Shift {
    /// One number where all are equal.
    fn from(shifts: Vec<u32>) -> Self {
        match shifts.first() {
            Some(first) if shifts.iter().all(|shift| shift == first) => Self::All(*first),
            _ => Self::Each(shifts),
        }
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShiftVisitor)
    }
}

struct ShiftVisitor;

impl<'de> Visitor<'de> for ShiftVisitor {
    type Value = Shift;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of bits, or a list of them")
    }

    fn visit_u64<E: Error>(self, shift: u64) -> Result<Shift, E> {
        // Beyond any shift, `check` refuses it.
        Ok(Shift::All(u32::try_from(shift).unwrap_or(u32::MAX)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shift, A::Error> {
        let mut shifts = vec![];
        while let Some(shift) = list.next_element()? {
            shifts.push(shift);
        }
        Ok(Shift::Each(shifts))
    }

    /// What stands for any value while a design is searched for more mistakes.
    fn visit_unit<E: Error>(self) -> Result<Shift, E> {
        Ok(Shift::All(0))
    }
}
