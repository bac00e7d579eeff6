//! Which lines of an array have digitizers.

use crate::blocks::cim_array::array::{Array, Storage, WeightPlanes};

use super::tile::Tile;

/// By line. Lines without a cell set in any of the matrices on the array have none, unless cells can be written or
/// are in error; where weight planes are serial a column has one for all its lines. A multiplication-free operator
/// reads all planes through the same two lines of a column, which always have digitizers.
#[derive(Clone)]
pub(in crate::blocks::cim_array) struct DigitizedLines(Vec<bool>);

impl DigitizedLines {
    /// Of an array that holds one matrix.
    pub fn of_tile(tile: &Tile) -> Self {
        Self::new(&tile.array, &[&tile.weights], tile.outputs())
    }

    /// Of an array that holds these matrices, all of `outputs` columns or fewer.
    pub fn new(array: &Array, matrices: &[&[Vec<i64>]], outputs: usize) -> Self {
        let always =
            array.errors.is_some() || array.storage == Storage::Ram || !array.operator.is_product();
        let mut lines = vec![always; outputs * array.lines()];
        for weights in matrices.iter().filter(|_| !always) {
            for (column, codes) in weights.iter().enumerate() {
                for bit in 0..array.weight.bits() {
                    let set = |code: &i64| match array.weight_planes {
                        WeightPlanes::Parallel => code >> bit & 1 == 1,
                        WeightPlanes::Serial => *code != 0,
                    };
                    lines[array.line(column, bit)] |= codes.iter().any(set);
                }
            }
        }
        Self(lines)
    }

    /// Whether the line of a column's weight bit has one.
    pub fn is(&self, array: &Array, column: usize, bit: u32) -> bool {
        self.0.get(array.line(column, bit)).copied().unwrap_or(false)
    }
}
