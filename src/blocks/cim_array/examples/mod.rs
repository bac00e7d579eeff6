//! Arrays of all kinds for the contract.

mod constants;
mod contexts;

use super::spec::CimArray;

/// Small and large, plain and odd.
pub(super) fn examples() -> Vec<CimArray> {
    constants::examples().into_iter().chain(contexts::examples()).collect()
}

/// One matrix of more and more rows, then more and more of the largest.
pub(super) fn growing() -> Vec<CimArray> {
    constants::growing().into_iter().chain(contexts::growing()).collect()
}
