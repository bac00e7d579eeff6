//! Operations bound to hardware: where a design has fewer pieces than operations, these take turns.
//!
//! The longest is bound first, to the piece that has least to do (R. L. Graham, *Bounds on Multiprocessing Timing
//! Anomalies*, SIAM J. Appl. Math. 17 (1969): at most 4/3 of the best).

use std::sync::Arc;

use crate::blocks::BlockSpec;
use crate::dataflow::graph::{Graph, NodeId};
use crate::dataflow::placement::Instance;
use crate::dataflow::rates::Rates;
use crate::design::{HardwareEntry, HardwareSection};
use crate::diag::Bug;

/// Binds the operations of every entry of which there are fewer than operations.
pub(super) fn bind(graph: &mut Graph, hardware: &HardwareSection) -> Result<(), Bug> {
    let rates = Rates::of(graph)?;
    let order = graph.in_order()?;
    for (name, entry) in hardware.iter() {
        let on = |id: &&NodeId| graph.node(**id).origin.hardware.as_ref() == Some(name);
        let operations: Vec<NodeId> = order.iter().filter(on).copied().collect();
        let Some(count) = entry.count.filter(|count| *count < operations.len()) else { continue };
        let work: Vec<u64> = operations.iter().map(|id| rates.cycles(*id)).collect();
        for (number, chosen) in shared(&work, count).into_iter().enumerate() {
            // An operation by itself needs nobody who lets it go.
            if chosen.len() > 1 {
                let chosen = chosen.into_iter().map(|place| operations[place]).collect();
                let instance = instance(graph, (name, entry), number, chosen)?;
                graph.share(instance);
            }
        }
    }
    Ok(())
}

/// One of the pieces of an entry, for operations that take turns.
fn instance(
    graph: &Graph,
    (hardware, entry): (&str, &HardwareEntry),
    number: usize,
    operations: Vec<NodeId>,
) -> Result<Instance, Bug> {
    let blocks: Vec<&BlockSpec> =
        operations.iter().filter_map(|id| graph.node(*id).block()).collect();
    let shared = entry.kind.share(&blocks);
    let refused = || Bug::new(format!("operations on `{hardware}` cannot share it"));
    Ok(Instance {
        name: format!("{hardware}_{number}"),
        hardware: Some(hardware.to_string()),
        shared: Some(Arc::new(shared.ok_or_else(refused)?)),
        operations,
    })
}

/// For each of `count` arrays the places of the works bound to it, in order.
fn shared(work: &[u64], count: usize) -> Vec<Vec<usize>> {
    let mut places: Vec<usize> = (0..work.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(work[*place]));
    let mut shared: Vec<(u64, Vec<usize>)> = vec![(0, vec![]); count];
    for place in places {
        if let Some((busy, chosen)) = shared.iter_mut().min_by_key(|(busy, _)| *busy) {
            *busy += work[place];
            chosen.push(place);
        }
    }
    shared.iter_mut().for_each(|(_, chosen)| chosen.sort_unstable());
    shared.into_iter().map(|(_, chosen)| chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_goes_first_to_the_least_busy() {
        assert_eq!(shared(&[2, 5, 4, 3], 2), [vec![0, 1], vec![2, 3]]);
        assert_eq!(shared(&[1, 1, 1], 2), [vec![0, 2], vec![1]]);
    }
}
