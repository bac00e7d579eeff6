//! Area as comparators and selectors of the tournament, and the result register.

use crate::blocks::Cost;
use crate::blocks::ranked::{compared_bits, keys};
use crate::tech::{GateCount, Tech};

use super::Argmax;

pub(super) fn cost(argmax: &Argmax, tech: &Tech) -> Cost {
    let matches = argmax.lanes as u64 - 1;
    let (value, index) = (compared_bits(argmax.input), u64::from(argmax.output().bits()));
    let count = GateCount {
        full_adders: matches * value,
        muxes: matches * (value + index),
        flops: index,
        gates: 0,
    };
    Cost::of_area((count + keys(argmax.input, argmax.lanes as u64)).area(tech.cells))
}
