//! Which of the two ways a tile goes.

use crate::blocks::cim_array::Digitizer;
use crate::blocks::cim_tile::CimTile;
use crate::blocks::{Beat, Golden, Instructions};

use super::dot::Dot;
use super::sliced::Sliced;

/// A tile prepared for many products.
pub(in crate::blocks::cim_tile) enum Tile {
    /// Nothing is lost in digitizing.
    Dot(Dot),
    /// Counts of bit lines are clipped.
    Sliced(Sliced),
}

impl Tile {
    /// Prepares the weights.
    pub fn new(tile: &CimTile, instructions: Instructions) -> Self {
        let longest = tile.array.active_rows().min(tile.inputs());
        match tile.array.digitizer {
            Digitizer::Clip { bits } if longest >= 1 << bits => {
                Self::Sliced(Sliced::new(tile, bits, instructions))
            }
            Digitizer::Clip { .. } | Digitizer::Exact => Self::Dot(Dot::new(tile, instructions)),
        }
    }
}

impl Golden for Tile {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        vec![match self {
            Self::Dot(dot) => dot.product(&inputs[0]),
            Self::Sliced(sliced) => sliced.product(&inputs[0]),
        }]
    }
}
