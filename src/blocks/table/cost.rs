//! Area: unknown, as that of the memory is.

use crate::blocks::Cost;
use crate::tech::{Estimate, Tech};

use super::Table;

/// Nothing is known of memory macros; words of flip-flops and selectors would be no estimate of one.
pub(super) fn cost(table: &Table, _tech: &Tech) -> Cost {
    let bits = table.rows.count() as u64 * u64::from(table.row.width());
    Cost::of_area(Estimate::unknown(format!(
        "a memory of {bits} bits has no area without a library"
    )))
}
