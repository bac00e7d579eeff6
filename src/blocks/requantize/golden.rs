//! The formula in exact integers.

use crate::blocks::{Beat, Golden};
use crate::num::{bits_for_unsigned, shift_round};
use crate::tech::{Event, Events};

use super::Requantize;

pub(super) struct Scale(pub Requantize);

impl Golden for Scale {
    /// A product and a sum for each lane; multiplications by powers of two are wires.
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let Requantize { input, multipliers, output, .. } = &self.0;
        let mut events = Events::default();
        for (lane, multiplier) in multipliers.iter().enumerate().take(inputs[0].len()) {
            if multiplier.count_ones() > 1 {
                let factor = bits_for_unsigned(multiplier.unsigned_abs());
                events.count(Event::BitProducts, u64::from(input.bits() * factor));
            }
            events.count(Event::BitsAdded, self.0.sum_bits(lane).into());
            events.count(Event::RegisterBits, output.bits().into());
        }
        events
    }

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
