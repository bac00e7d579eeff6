//! Faults on the wires between nodes that no sample shows.
//!
//! Weights are constants and sums have the width of the greatest that any weights give, so many bits between
//! nodes are always the same, and what differs may be gone one node later: a negative sum is zero after the
//! rectifier, whatever its bits.

use crate::blocks::Stream;
use crate::dataflow::{Graph, Node, NodeId, Ranges};
use crate::diag::Bug;
use crate::elaborate::{given_wire, taken_wire};
use crate::num::{Format, Range};
use crate::rtl::Module;
use crate::rtl::mutate::Edit;

/// Most values of a lane that are tried one by one.
const VALUES: i64 = 1 << 18;

/// A design's lanes, and what they can be.
pub(super) struct Lanes<'g> {
    graph: &'g Graph,
    ranges: Ranges,
}

/// The stream of a node whose beats a wire carries, and the number of its port; `None` for the output's.
fn stream_of(node: &Node, wire: &str) -> Option<(Stream, Option<usize>)> {
    let interface = node.interface();
    let inputs = interface.inputs.into_iter().enumerate();
    let mut taken = inputs.filter(|(_, stream)| taken_wire(node, stream) == wire);
    let mut given = interface.outputs.into_iter().filter(|stream| given_wire(node, stream) == wire);
    let taken = taken.next().map(|(port, stream)| (stream, Some(port)));
    taken.or_else(|| given.next().map(|stream| (stream, None)))
}

/// One lane of a stream between nodes: all who read it, its format and what it can be.
struct Lane {
    readers: Vec<Reader>,
    format: Format,
    range: Range,
}

/// A lane of a node's port.
#[derive(Clone, Copy)]
struct Reader {
    node: NodeId,
    lane: usize,
}

impl<'g> Lanes<'g> {
    pub fn of(graph: &'g Graph) -> Result<Self, Bug> {
        Ok(Self { graph, ranges: Ranges::of(graph)? })
    }

    /// Whether a change of the top module is of a bit of a lane, and for every value that the lane can have
    /// either the value stays as it is or nothing behind it differs.
    pub fn never_show(&self, top: &Module, edit: &Edit) -> bool {
        let (Edit::StuckDriver { signal, bit, value } | Edit::StuckReads { signal, bit, value }) =
            edit
        else {
            return false;
        };
        let wire = top.signal(*signal);
        let Some((lane, bit)) = self.lane(&wire.name, wire.width, *bit) else { return false };
        if lane.range.end() - lane.range.start() >= VALUES {
            return false;
        }
        lane.range.clone().all(|right| {
            let mask = 1 << bit;
            let raw = lane.format.encode(right);
            let wrong = lane.format.decode(if *value { raw | mask } else { raw & !mask });
            lane.readers.iter().all(|reader| self.same_behind(*reader, right, wrong))
        })
    }

    /// The lane that a bit of a wire of the top module is of, and which of the lane's bits it is.
    fn lane(&self, name: &str, width: u32, bit: u32) -> Option<(Lane, u32)> {
        self.graph.nodes().find_map(|(id, node)| {
            let (stream, port) = stream_of(node, name)?;
            let (lane, within) =
                stream.beat.lane_at(bit).filter(|_| stream.beat.width() == width)?;
            let (ranges, readers) = match port {
                None => (self.ranges.given(id).to_vec(), self.readers(id, lane)),
                Some(port) => {
                    (self.ranges.taken(self.graph, id, port), vec![Reader { node: id, lane }])
                }
            };
            let (format, range) = (stream.beat.formats().nth(lane)?, ranges.get(lane)?.clone());
            Some((Lane { readers, format, range }, within))
        })
    }

    /// Who reads a lane of what a node gives.
    fn readers(&self, node: NodeId, lane: usize) -> Vec<Reader> {
        let edges = self.graph.edges().filter(|(from, _, edge)| {
            *from == node && (edge.from..edge.from + edge.lanes).contains(&lane)
        });
        edges.map(|(_, node, edge)| Reader { node, lane: edge.to + lane - edge.from }).collect()
    }

    /// Whether a node gives the same for both values of a lane or, if not, those behind it do.
    fn same_behind(&self, reader: Reader, right: i64, wrong: i64) -> bool {
        if right == wrong {
            return true;
        }
        let block = self.graph.node(reader.node).block().map(|spec| spec.as_block());
        let Some(block) = block.filter(|block| block.is_lanewise()) else { return false };
        let inputs = block.interface().inputs;
        let ([stream], Reader { node, lane }) = (&inputs[..], reader) else { return false };
        let given = [right, wrong].map(|code| {
            let mut beat = vec![0; stream.beat.lanes()];
            beat[lane] = code;
            block.golden().fire(&[beat]).pop().and_then(|beat| beat.get(lane).copied())
        });
        let [Some(right), Some(wrong)] = given else { return false };
        self.readers(node, lane).iter().all(|reader| self.same_behind(*reader, right, wrong))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::compile::{Reference, compile};
    use crate::cosim::{Embedded, Pacing, stimulus};
    use crate::dataflow::extremes;
    use crate::design::Design;
    use crate::rtl::mutate::{Mutant, mutants, sample};
    use crate::rtl::validate;

    #[test]
    fn what_never_shows_is_never_seen() {
        let design = Design::read(Path::new("designs/digits_mlp.yaml")).unwrap();
        let compiled = compile(design).unwrap();
        let whole = compiled.validated().unwrap();
        let lanes = Lanes::of(&compiled.graph).unwrap();
        let stuck = |one: &Mutant| one.module == whole.top_id() && one.class == "stuck";
        let stuck = sample(mutants(whole).into_iter().filter(stuck).collect(), 1000, 1);
        let (unseen, others): (Vec<Mutant>, Vec<Mutant>) =
            stuck.into_iter().partition(|one| lanes.never_show(whole.top(), &one.edit));
        assert!(unseen.len() > 50 && others.len() > 500, "{} {}", unseen.len(), others.len());

        let mut beats = stimulus(&compiled.input(), 20, 3);
        beats.extend(extremes(&compiled.graph));
        let reference = Reference::new(&compiled, beats).unwrap();
        for mutant in sample(unseen, 8, 1) {
            let netlist = mutant.apply(whole.netlist());
            let mut embedded = Embedded::new(validate(&netlist, whole.top_id()).unwrap()).unwrap();
            let given = reference.results_of(&compiled, &mut embedded, Pacing::Full).unwrap();
            assert!(given == reference.results, "{}", mutant.describe(&netlist));
        }
    }
}
