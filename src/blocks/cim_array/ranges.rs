//! What results can be where inputs are within ranges.

use crate::blocks::digitizer::Conversion;
use crate::num::Range;

use super::spec::CimArray;

/// For each output, where it is always the same matrix and nothing is lost: what is clipped is not a sum of products,
/// and may be any code.
pub(super) fn ranges(array: &CimArray, inputs: &[Vec<Range>]) -> Option<Vec<Range>> {
    let only = array.only().filter(|_| !array.writable())?;
    match (&array.array.digitizer, inputs) {
        (Conversion::Exact, [rows]) if array.array.operator.is_product() => {
            Some(only.weights.iter().map(|column| sum_of_products(rows, column)).collect())
        }
        _ => None,
    }
}

/// Least and greatest sum of inputs times weights.
fn sum_of_products(rows: &[Range], column: &[i64]) -> Range {
    let mut sum = (0, 0);
    for (row, weight) in rows.iter().zip(column) {
        let ends = [row.start() * weight, row.end() * weight];
        sum = (sum.0 + ends[0].min(ends[1]), sum.1 + ends[0].max(ends[1]));
    }
    sum.0..=sum.1
}
