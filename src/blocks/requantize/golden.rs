//! The formula in exact integers.

use crate::blocks::{Beat, Golden};
use crate::num::shift_round;

use super::Requantize;

pub(super) struct Scale(pub Requantize);

impl Golden for Scale {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let Requantize { multipliers, shift, output, .. } = &self.0;
        let lane = |(x, multiplier): (&i64, &i64)| {
            let scaled = shift_round(i128::from(*x) * i128::from(*multiplier), *shift);
            scaled.clamp(output.min().into(), output.max().into()) as i64
        };
        vec![inputs[0].iter().zip(multipliers).map(lane).collect()]
    }
}
