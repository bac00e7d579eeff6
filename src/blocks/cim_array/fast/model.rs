//! Which of the ways a tile goes.

use crate::blocks::cim_array::array::Array;
use crate::blocks::cim_array::tile::{Multiply, Tile};
use crate::blocks::digitizer::{Codes, Conversion};
use crate::blocks::{Beat, Instructions};
use crate::tech::Events;

use super::counted::Counted;
use super::dot::Dot;
use super::sliced::Sliced;
use super::tally::Tally;

/// Whether there are fast models on this machine: their vectors are read as other numbers, in the order of
/// little-endian memory.
const HAS_FAST: bool = cfg!(target_endian = "little");

/// Whether products on an array have a fast model.
pub(in crate::blocks::cim_array) fn has_fast(array: &Array) -> bool {
    HAS_FAST && array.errors.is_none() && array.operator.is_product()
}

/// The fast equal of a tile's model; `None` where there is none.
pub(in crate::blocks::cim_array) fn fast_model(
    tile: &Tile,
    instructions: Instructions,
) -> Option<Box<dyn Multiply>> {
    let model = || -> Box<dyn Multiply> {
        Box::new(Prepared { way: Way::new(tile, instructions), tile: tile.clone(), tally: None })
    };
    has_fast(&tile.array).then(model)
}

/// A tile prepared for many products.
struct Prepared {
    way: Way,
    tile: Tile,
    /// Made when somebody asks.
    tally: Option<Tally>,
}

/// How products are computed.
enum Way {
    /// Nothing is lost in digitizing.
    Dot(Dot),
    /// Counts of bit lines are clipped.
    Sliced(Sliced),
    /// What counts are worth follows another rule.
    Counted(Counted),
}

impl Way {
    /// Prepares the weights.
    fn new(tile: &Tile, instructions: Instructions) -> Self {
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

impl Multiply for Prepared {
    fn multiply(&mut self, _sample: u32, x: &[i64]) -> Beat {
        match &mut self.way {
            Way::Dot(dot) => dot.product(x),
            Way::Sliced(sliced) => sliced.product(x),
            Way::Counted(counted) => counted.product(x),
        }
    }

    fn events(&mut self, _sample: u32, x: &[i64]) -> Events {
        self.tally.get_or_insert_with(|| Tally::new(&self.tile)).events(&self.tile, x)
    }
}
