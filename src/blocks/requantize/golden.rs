//! The formula in exact integers.

use crate::blocks::{Beat, Golden};
use crate::num::shift_round;

use super::Requantize;

pub(super) struct Scale(pub Requantize);

impl Golden for Scale {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let Requantize { multipliers, bias, shift, output, .. } = &self.0;
        let least = self.0.least();
        let lane = |(lane, (x, multiplier)): (usize, (&i64, &i64))| {
            let bias = bias.get(lane).copied().unwrap_or(0);
            let sum = i128::from(*x) * i128::from(*multiplier) + i128::from(bias);
            let scaled = shift_round(sum, shift.of(lane));
            scaled.clamp(least.into(), output.max().into()) as i64
        };
        vec![inputs[0].iter().zip(multipliers).enumerate().map(lane).collect()]
    }
}
