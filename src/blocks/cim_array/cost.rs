//! What taking turns costs: row groups one after the other, and the bits of a weight.

use crate::num::{bits_for_count, bits_for_unsigned};
use crate::tech::GateCount;

use super::operator::Operator;
use super::spec::Array;

impl Array {
    /// Bits of the count of a line: no more rows are driven at once than this holds.
    pub(in crate::blocks) fn count_bits(&self) -> u64 {
        u64::from(bits_for_unsigned(self.active_rows() as u64))
    }

    /// Where a plane takes several steps: a counter of row groups with the decoder of its count, a gate for each row
    /// that it drives, and for each output a choice of whether its sum of `output` bits doubles or stands.
    pub(in crate::blocks) fn turns(&self, outputs: usize, output: u32) -> GateCount {
        let groups = self.groups().len() as u64;
        let mut count = GateCount::default();
        if groups > 1 {
            let bits = u64::from(bits_for_count(groups as usize));
            let lines = if self.operator == Operator::MultiplicationFree { 2 } else { 1 };
            count.flops = bits;
            count.full_adders = bits;
            count.gates = groups * bits + lines * self.rows as u64;
        }
        if groups > 1 || self.weight_steps() > 1 {
            count.muxes = outputs as u64 * u64::from(output);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Format;

    #[test]
    fn groups_by_hand() {
        let array = Array::new(64, 16, Format::signed(4));
        assert_eq!((array.count_bits(), array.turns(16, 14)), (7, GateCount::default()));
        // Eight groups: 3 bits of count, 8 comparisons with it, 64 rows, 16 sums of 14 bits.
        let array = Array { active_rows: Some(8), ..array };
        let expected = GateCount { full_adders: 3, flops: 3, muxes: 224, gates: 88 };
        assert_eq!((array.count_bits(), array.turns(16, 14)), (4, expected));
    }
}
