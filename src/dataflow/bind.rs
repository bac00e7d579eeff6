//! Operations bound to arrays: where a design has fewer arrays than products, products share them.
//!
//! Every product becomes a context of one array. The longest is bound first, to the array that has least
//! to do (R. L. Graham, *Bounds on Multiprocessing Timing Anomalies*, SIAM J. Appl. Math. 17 (1969):
//! at most 4/3 of the best).

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::cim_bank::{CimBank, Context};
use crate::blocks::fifo::Fifo;
use crate::blocks::{Block, BlockSpec, StreamType, Timing};
use crate::diag::Bug;

use super::graph::{Graph, NodeId, Operation};
use super::rates::Rates;

/// A piece of hardware that several operations take turns on.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Unique name; also that of its instance in the hardware.
    pub name: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// The hardware; operation `i` is its context `i`.
    pub bank: CimBank,
    /// What runs on it, in the order of flow.
    pub operations: Vec<NodeId>,
}

/// Results of one operation that may wait to be taken. With two, an operation can go on while its
/// consumers wait for others on the same array.
pub const SLOTS: u32 = 2;

impl Resource {
    /// Cycles of each operation's work.
    pub fn timing(&self) -> Timing {
        self.bank.timing()
    }

    /// Where the results of one operation wait.
    pub fn slots(&self, context: usize) -> Fifo {
        let tile = self.bank.tile(&self.bank.contexts[context]);
        Fifo { beat: StreamType::lanes_of(tile.outputs(), tile.output()), depth: SLOTS }
    }

    /// Which operation goes first: the one furthest down the flow, so that what was begun is finished.
    pub fn priority(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.operations.len()).rev()
    }
}

/// Binds the products of every array of which there are fewer than products.
pub fn bind(graph: &mut Graph, arrays: &BTreeMap<String, Array>) -> Result<(), Bug> {
    let rates = Rates::of(graph)?;
    let order = graph.in_order()?;
    for (name, array) in arrays {
        let products: Vec<(NodeId, Context)> =
            order.iter().filter_map(|id| Some((*id, product(graph, *id, name)?))).collect();
        let Some(count) = array.count.filter(|count| *count < products.len()) else { continue };
        let work: Vec<u64> = products.iter().map(|(id, _)| rates.cycles(*id)).collect();
        let shared = share(&work, count);
        let resources: Vec<Resource> = shared
            .iter()
            .enumerate()
            .map(|(number, chosen)| {
                let chosen: Vec<(NodeId, Context)> =
                    chosen.iter().map(|place| products[*place].clone()).collect();
                resource(format!("{name}_{number}"), (name, array), &chosen)
            })
            .collect();
        // An operation by itself needs nobody who lets it go.
        let shared = resources.into_iter().filter(|resource| resource.operations.len() > 1);
        let shared: Vec<Resource> = shared.collect();
        graph.share(shared);
    }
    Ok(())
}

/// The product that `id` is, if it is one on the array called `name`.
fn product(graph: &Graph, id: NodeId, name: &str) -> Option<Context> {
    let node = graph.node(id);
    match &node.operation {
        Operation::Block(spec) if node.origin.hardware.as_deref() == Some(name) => match &**spec {
            BlockSpec::CimTile(tile) => {
                Some(Context { input: tile.input, weights: tile.weights.clone() })
            }
            BlockSpec::CimBank(bank) => bank.contexts.first().cloned(),
            _ => None,
        },
        _ => None,
    }
}

fn resource(
    name: String,
    (hardware, array): (&str, &Array),
    products: &[(NodeId, Context)],
) -> Resource {
    let array = Array { count: None, ..array.clone() };
    let (operations, contexts) = products.iter().cloned().unzip();
    let bank = CimBank { array, contexts };
    Resource { name, hardware: hardware.to_string(), bank, operations }
}

/// For each of `count` arrays the places of the works bound to it, in order.
fn share(work: &[u64], count: usize) -> Vec<Vec<usize>> {
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
        assert_eq!(share(&[2, 5, 4, 3], 2), [vec![0, 1], vec![2, 3]]);
        assert_eq!(share(&[1, 1, 1], 2), [vec![0, 2], vec![1]]);
    }
}
