//! Area as slots, their selector and the fill counter.

use crate::blocks::Cost;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::Fifo;

pub(super) fn cost(fifo: &Fifo, tech: &Tech) -> Cost {
    let entry = u64::from(fifo.beat.width()) + 1;
    let fill = u64::from(bits_for_unsigned(fifo.depth.into()));
    let depth = u64::from(fifo.depth);
    let count = GateCount {
        full_adders: fill,
        flops: depth * entry + fill,
        muxes: (depth - 1) * entry,
        gates: depth * fill,
    };
    Cost::of_area(count.area(tech.cells))
}
