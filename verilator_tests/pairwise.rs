//! Covering arrays: few points that have every pair of values of two parameters.

use std::collections::BTreeSet;

/// Pairs of values of two parameters that a point has.
fn pairs<const N: usize>(
    point: &[usize; N],
) -> impl Iterator<Item = (usize, usize, usize, usize)> + '_ {
    (0..N).flat_map(move |a| (a + 1..N).map(move |b| (a, point[a], b, point[b])))
}

/// Points that have every pair of values that any of `all` has, most of the missing ones first.
pub fn cover<const N: usize>(all: &[[usize; N]]) -> Vec<[usize; N]> {
    let mut missing: BTreeSet<_> = all.iter().flat_map(pairs).collect();
    let mut chosen = vec![];
    while !missing.is_empty() {
        let covered =
            |point: &&[usize; N]| pairs(point).filter(|pair| missing.contains(pair)).count();
        let best = *all.iter().max_by_key(covered).unwrap();
        missing.retain(|pair| !pairs(&best).any(|one| one == *pair));
        chosen.push(best);
    }
    chosen
}
