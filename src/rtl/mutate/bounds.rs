//! Counters and queues off by one.

use crate::rtl::bits::Bits;
use crate::rtl::module::Module;

use super::constants::{constant_operands, is_bound};
use super::edit::{Edit, flipped};

/// Every constant that is compared with or added, one more, one less, and with its top bit wrong.
pub(super) fn edits(module: &Module) -> Vec<Edit> {
    constant_operands(module, is_bound)
        .flat_map(|(expr, operand, value)| {
            let mut wrong = vec![successor(value), predecessor(value)];
            wrong.push(flipped(value, value.width() - 1));
            // Of one bit, and at either end, some are the same.
            wrong.sort();
            wrong.dedup();
            wrong.into_iter().map(move |value| Edit::Constant { expr, operand, value })
        })
        .collect()
}

/// One more, modulo 2^width: ones turn to zeros up to the first zero, which turns to one.
fn successor(value: &Bits) -> Bits {
    let carried = (0..value.width()).find(|bit| !value.bit(*bit)).unwrap_or(value.width());
    Bits::from_bools(
        (0..value.width()).map(|bit| (bit > carried && value.bit(bit)) || bit == carried),
    )
}

/// One less, modulo 2^width.
fn predecessor(value: &Bits) -> Bits {
    let borrowed = (0..value.width()).find(|bit| value.bit(*bit)).unwrap_or(value.width());
    Bits::from_bools(
        (0..value.width()).map(|bit| (bit > borrowed && value.bit(bit)) || bit < borrowed),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_one_around_the_end() {
        for number in 0..16 {
            let value = Bits::from_u64(4, number);
            assert_eq!(successor(&value), Bits::from_u64(4, number + 1));
            assert_eq!(predecessor(&value), Bits::from_u64(4, number.wrapping_sub(1)));
        }
    }
}
