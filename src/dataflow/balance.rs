//! Queues where paths of different lengths meet again.
//!
//! A beat that is early by `d` cycles waits for its partner. Its producer can keep it while it works
//! on the next one, which is enough as long as `d` is less than the cycles `i` between two beats; beyond
//! that the waiting beats would hold up the producer and with it the whole graph, so a queue of
//! `floor(d / i) + 1` takes them.

use std::collections::BTreeMap;

use crate::blocks::fifo::Fifo;
use crate::diag::Bug;

use super::graph::{Graph, NodeId, Origin};
use super::rates::Rates;

/// Inserts the queues.
pub fn balance(graph: &mut Graph) -> Result<(), Bug> {
    let rates = Rates::of(graph)?;
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
            let interval = (rates.bound() / rates.gives(from).max(1)).max(1);
            if last - at >= interval {
                queues.push((from, consumer, port, (last - at) / interval + 1));
            }
        }
    }
    for (number, (from, to, port, depth)) in queues.into_iter().enumerate() {
        insert_queue(graph, number, from, to, port, depth);
    }
    Ok(())
}

fn insert_queue(
    graph: &mut Graph,
    number: usize,
    from: NodeId,
    to: NodeId,
    port: usize,
    depth: u64,
) {
    let Some(stream) = graph.node(from).interface().outputs.pop() else { return };
    let fifo = Fifo { beat: stream.beat, depth: depth.try_into().unwrap_or(u32::MAX) };
    let part = format!("waits between `{}` and `{}`", graph.node(from).name, graph.node(to).name);
    let node = graph.add(format!("queue_{number}"), fifo, Origin { part, ..Origin::default() });
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
