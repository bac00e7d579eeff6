//! What must hold of a finished graph.

use crate::blocks::Stream;
use crate::diag::Bug;
use crate::num::Format;

use super::edge::Edge;
use super::graph::Graph;
use super::node::{Node, NodeId};

impl Graph {
    /// Checks that every port is fed, that lanes exist and do not overlap, and that formats fit.
    pub(in crate::dataflow) fn check(&self) -> Result<(), Bug> {
        for (id, node) in self.nodes() {
            let interface = node.interface();
            if !interface.outputs.is_empty() && self.consumers(id).is_empty() {
                return Err(self.wrong(node, "feeds nothing"));
            }
            let by_port = self.edges_by_port(id, interface.inputs.len());
            for (edges, stream) in by_port.into_iter().zip(&interface.inputs) {
                self.check_port(id, edges, stream)?;
            }
        }
        Ok(())
    }

    fn wrong(&self, node: &Node, what: &str) -> Bug {
        Bug::new(format!("node `{}` of graph `{}` {what}", node.name, self.name))
    }

    fn check_port(
        &self,
        id: NodeId,
        edges: Vec<(NodeId, &Edge)>,
        stream: &Stream,
    ) -> Result<(), Bug> {
        let node = self.node(id);
        let formats: Vec<Format> = stream.beat.formats().collect();
        if edges.is_empty() {
            return Err(self.wrong(node, &format!("lacks a producer at `{}`", stream.name)));
        }
        let mut covered = 0;
        for (producer, edge) in edges {
            if edge.to < covered || edge.to + edge.lanes > formats.len() {
                return Err(self.wrong(node, &format!("has misplaced lanes at `{}`", stream.name)));
            }
            covered = edge.to + edge.lanes;
            let interface = self.node(producer).interface();
            let given = interface.outputs.iter().flat_map(|stream| stream.beat.formats());
            let given: Vec<Format> = given.skip(edge.from).take(edge.lanes).collect();
            if given.len() < edge.lanes {
                return Err(self.wrong(node, "takes lanes that do not exist"));
            }
            if given.iter().zip(&formats[edge.to..]).any(|(from, to)| !to.holds(*from)) {
                return Err(self.wrong(
                    node,
                    &format!("cannot hold what `{}` gives", self.node(producer).name),
                ));
            }
        }
        Ok(())
    }
}
