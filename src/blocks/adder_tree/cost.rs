//! Area as ripple adders and the result register.

use crate::blocks::Cost;
use crate::tech::{GateCount, Tech};

use super::AdderTree;

pub(super) fn cost(tree: &AdderTree, tech: &Tech) -> Cost {
    let bits = tree.lanes as u64 * u64::from(tree.output().bits());
    let terms = tree.inputs.len() + usize::from(!tree.bias.is_empty());
    let full_adders = bits * (terms as u64 - 1);
    Cost::of_area(GateCount { full_adders, flops: bits, ..Default::default() }.area(tech.cells))
}
