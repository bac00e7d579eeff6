//! Area as digital logic: counting, comparing, and what holds a search.

use crate::blocks::Cost;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::conversion::{Conversion, Form};
use super::spec::Digitizer;

impl Conversion {
    /// What the digitizers of lines of `cells` are beside what counts the lines: each comparison an adder as wide as
    /// the count, and for a reference of cells a mask of as many gates and another count. A search keeps its code.
    pub(in crate::blocks) fn gates(&self, cells: usize, lines: usize) -> GateCount {
        let bits = u64::from(self.code_bits(cells));
        let (cells, lines) = (cells as u64, lines as u64);
        let width = u64::from(bits_for_unsigned(cells)) + bits;
        let (compared, charged) = match (self, self.form()) {
            (Self::Exact, _) => return GateCount::default(),
            (_, Form::Structural) => (self.references() as u64, self.references() as u64),
            (_, Form::Optimized) => {
                (self.steps().unwrap_or(vec![1]).into_iter().max().unwrap_or(1).into(), 0)
            }
        };
        GateCount {
            full_adders: lines * (compared * width + charged * cells.saturating_sub(1)),
            flops: lines * bits,
            muxes: lines * bits,
            gates: lines * (charged * cells + compared * bits),
        }
    }
}

/// A line of `n` cells takes `n - 1` full adders to count, and is held, as is its code.
pub(super) fn cost(spec: &Digitizer, tech: &Tech) -> Cost {
    let Digitizer { cells, columns, conversion, .. } = spec;
    let (lines, each) = (*columns as u64, *cells as u64);
    let held = GateCount {
        full_adders: lines * (each - 1),
        flops: lines * (each + u64::from(conversion.code_bits(*cells))),
        ..GateCount::default()
    };
    Cost::of_area((held + conversion.gates(*cells, *columns)).area(tech.cells))
}
