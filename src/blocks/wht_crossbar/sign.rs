//! How inputs are cut into planes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::Format;

/// What the planes of an input are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Sign::default()))]
pub enum Sign {
    /// The bits of its magnitude, each with its sign: -1, 0 or +1. It comes in two's complement of one bit more, of
    /// which the least code counts for its neighbor.
    #[default]
    SignedMagnitude,
    /// Its bits: 0 or 1; the most significant plane counts against the sum.
    TwosComplement,
    /// Its bits: 0 or 1.
    Unsigned,
}

impl Sign {
    /// Format of inputs of `bits` planes.
    pub fn format(self, bits: u32) -> Format {
        match self {
            Self::SignedMagnitude => Format::signed(bits + 1),
            Self::TwosComplement => Format::signed(bits),
            Self::Unsigned => Format::unsigned(bits),
        }
    }

    /// What a one of a plane is worth. Models ask for it, hardware does not.
    pub(super) fn weight(self, bits: u32, plane: u32) -> i64 {
        match self {
            Self::TwosComplement if plane + 1 == bits => -(1 << plane),
            _ => 1 << plane,
        }
    }

    /// Whether an input can be -1 in a plane.
    pub(super) fn has_minus(self) -> bool {
        self == Self::SignedMagnitude
    }

    /// Whether the first plane counts against the sum.
    pub(super) fn first_is_negative(self) -> bool {
        self == Self::TwosComplement
    }

    pub(super) fn name(self) -> char {
        match self {
            Self::SignedMagnitude => 'm',
            Self::TwosComplement => 's',
            Self::Unsigned => 'u',
        }
    }
}
