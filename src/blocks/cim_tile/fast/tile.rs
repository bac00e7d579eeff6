//! Which of the ways a tile goes.

use crate::blocks::cim_tile::CimTile;
use crate::blocks::cim_tile::multiply::Multiply;
use crate::blocks::digitizer::{Codes, Conversion};
use crate::blocks::{Beat, Instructions};

use super::counted::Counted;
use super::dot::Dot;
use super::sliced::Sliced;

/// A tile prepared for many products.
pub(in crate::blocks::cim_tile) enum Tile {
    /// Nothing is lost in digitizing.
    Dot(Dot),
    /// Counts of bit lines are clipped.
    Sliced(Sliced),
    /// What counts are worth follows another rule.
    Counted(Counted),
}

impl Tile {
    /// Prepares the weights.
    pub fn new(tile: &CimTile, instructions: Instructions) -> Self {
        let array = &tile.array;
        let codes = Codes::new(&array.digitizer, array.active_rows());
        let longest = array.active_rows().min(tile.inputs()) as i64;
        let is_worth = |rule: &dyn Fn(i64) -> i64| {
            let worth = |count: i64| array.digitizer.range().worth(codes.of(count));
            (0..=longest).all(|count| worth(count) == rule(count))
        };
        if is_worth(&|count| count) {
            return Self::Dot(Dot::new(tile, instructions));
        }
        let clips =
            (1..=Conversion::MAX_BITS).find(|bits| is_worth(&|count| count.min((1 << bits) - 1)));
        match clips {
            Some(bits) => Self::Sliced(Sliced::new(tile, bits, instructions)),
            None => Self::Counted(Counted::new(tile)),
        }
    }
}

impl Multiply for Tile {
    fn multiply(&mut self, _sample: u32, x: &[i64]) -> Beat {
        match self {
            Self::Dot(dot) => dot.product(x),
            Self::Sliced(sliced) => sliced.product(x),
            Self::Counted(counted) => counted.product(x),
        }
    }
}
