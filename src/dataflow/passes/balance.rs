//! Queues where paths of different lengths meet again.
//!
//! A beat that is early by `d` cycles waits for its partner. Its producer can keep it while it works
//! on the next one, which is enough as long as `d` is less than the cycles `i` between two beats; beyond
//! that the waiting beats would hold up the producer and with it the whole graph, so a queue of
//! `floor(d / i) + 1` takes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::fifo::Fifo;
use crate::dataflow::graph::{Graph, NodeId, Origin};
use crate::dataflow::rates::Rates;
use crate::design::HardwareSection;
use crate::diag::Bug;

/// Inserts the queues.
pub(super) fn balance(graph: &mut Graph, _hardware: &HardwareSection) -> Result<(), Bug> {
    let rates = Rates::of(graph)?;
    let bound = rates.bound();
    let offered = offered(graph)?;
    let mut queues = vec![];
    for (consumer, node) in graph.nodes() {
        let ports = node.interface().inputs.len();
        let by_port = graph.edges_by_port(consumer, ports).into_iter().enumerate();
        let arrivals: Vec<(NodeId, usize, u64)> = by_port
            .flat_map(|(port, edges)| {
                let mut producers: Vec<NodeId> = edges.into_iter().map(|(from, _)| from).collect();
                producers.sort();
                producers.dedup();
                producers.into_iter().map(move |from| (from, port))
            })
            .map(|(from, port)| (from, port, offered[&from]))
            .collect();
        let last = arrivals.iter().map(|(.., at)| *at).max().unwrap_or(0);
        for (from, port, at) in arrivals {
            let interval = (bound / rates.gives(from).max(1)).max(1);
            let depth = (last - at) / interval + 1;
            if depth > 1 && !waits(graph, from, depth) {
                queues.push((from, consumer, port, depth));
            }
        }
    }
    let mut names = Names::of(graph);
    for (from, to, port, depth) in queues {
        insert_queue(graph, names.next(), (from, to, port), depth);
    }
    Ok(())
}

/// Names for queues: numbers that nothing in the graph has.
struct Names {
    taken: BTreeSet<String>,
    number: usize,
}

impl Names {
    fn of(graph: &Graph) -> Self {
        let nodes = graph.nodes().map(|(_, node)| &node.name);
        let shared = graph.shared().iter().map(|instance| &instance.name);
        let groups = graph.groups().iter().map(|group| &group.name);
        let names = nodes.chain(shared).chain(groups);
        Self { taken: names.map(|name| name.to_ascii_lowercase()).collect(), number: 0 }
    }

    fn next(&mut self) -> String {
        loop {
            let name = format!("queue_{}", self.number);
            self.number += 1;
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

/// Whether a node is a queue for so many beats: one that somebody wrote, as [`crate::dataflow::describe()`] does.
fn waits(graph: &Graph, node: NodeId, depth: u64) -> bool {
    let queue = graph.node(node).block().and_then(|block| block.as_block().queue());
    queue.is_some_and(|own| u64::from(own) >= depth)
}

fn insert_queue(
    graph: &mut Graph,
    name: String,
    (from, to, port): (NodeId, NodeId, usize),
    depth: u64,
) {
    let Some(stream) = graph.node(from).interface().outputs.pop() else { return };
    let fifo = Fifo { beat: stream.beat, depth: depth.try_into().unwrap_or(u32::MAX) };
    let part = format!("waits between `{}` and `{}`", graph.node(from).name, graph.node(to).name);
    let node = graph.add(name, fifo, Origin { part, ..Origin::default() });
    graph.insert_between(from, to, port, node);
}

/// For every node the cycle at which it offers its first beat, were no beat ever held back.
fn offered(graph: &Graph) -> Result<BTreeMap<NodeId, u64>, Bug> {
    let mut offered = BTreeMap::new();
    for id in graph.in_order()? {
        let arrival =
            graph.producers(id).iter().map(|producer| offered[producer]).max().unwrap_or(0);
        offered.insert(id, arrival + graph.latency(id));
    }
    Ok(offered)
}
