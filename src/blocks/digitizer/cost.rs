//! Area as digital logic: counting, comparing, and what holds a search.

use crate::blocks::Cost;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::conversion::{Conversion, Form};
use super::spec::Digitizer;

/// A line of `n` cells takes `n - 1` full adders to count; each comparison an adder as wide as the count, and
/// for a reference of cells a mask of `n` gates and another count. A search keeps its code.
pub(super) fn cost(spec: &Digitizer, tech: &Tech) -> Cost {
    let Digitizer { cells, columns, conversion, .. } = spec;
    let (cells, columns) = (*cells as u64, *columns as u64);
    let bits = u64::from(conversion.code_bits(spec.cells));
    let width = u64::from(bits_for_unsigned(cells)) + bits;
    let (compared, charged) = match (conversion, conversion.form()) {
        (Conversion::Exact, _) => (0, 0),
        (_, Form::Structural) => (conversion.references() as u64, conversion.references() as u64),
        (_, Form::Optimized) => {
            (conversion.steps().unwrap_or(vec![1]).into_iter().max().unwrap_or(1).into(), 0)
        }
    };
    let count = GateCount {
        full_adders: columns * ((cells - 1) + compared * width + charged * (cells - 1)),
        flops: columns * (cells + 2 * bits),
        muxes: columns * bits,
        gates: columns * (charged * cells + compared * bits),
    };
    Cost::of_area(count.area(tech.cells))
}
