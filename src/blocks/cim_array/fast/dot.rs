//! The product where digitizing loses nothing.

use fearless_simd::dispatch;

use crate::blocks::cim_array::tile::Tile;
use crate::blocks::{Beat, Instructions};

/// Weights and inputs of up to 8 bits as 16-bit numbers, of which CPUs multiply and add pairs.
pub(super) struct Dot {
    instructions: Instructions,
    inputs: usize,
    /// `[outputs][inputs]`.
    weights: Vec<i16>,
    x: Vec<i16>,
}

impl Dot {
    pub fn new(tile: &Tile, instructions: Instructions) -> Self {
        let inputs = tile.inputs();
        let weights = tile.weights.iter().flatten().map(|code| *code as i16).collect();
        Self { instructions, inputs, weights, x: vec![0; inputs] }
    }

    pub fn product(&mut self, x: &[i64]) -> Beat {
        for (to, code) in self.x.iter_mut().zip(x) {
            *to = *code as i16;
        }
        // A tile has at least one input.
        let outputs = self.weights.chunks_exact(self.inputs.max(1));
        let mut y = vec![0; outputs.len()];
        dispatch!(self.instructions.level(), _simd => {
            for (y, weights) in y.iter_mut().zip(outputs) {
                *y = dot(weights, &self.x).into();
            }
        });
        y
    }
}

/// The sum of up to 4096 products of 16 bits, which fits 32 bits.
#[inline(always)]
fn dot(weights: &[i16], x: &[i16]) -> i32 {
    let mut sum = 0;
    for (weight, x) in weights.iter().zip(x) {
        sum += i32::from(*weight) * i32::from(*x);
    }
    sum
}
