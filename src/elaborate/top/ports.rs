//! What goes from nodes to ports: forks, joins, lanes, loads.

use std::collections::BTreeMap;

use crate::blocks::Stream;
use crate::dataflow::{Edge, NodeId};
use crate::diag::Bug;
use crate::elaborate::command_port::Written;
use crate::elaborate::names::taken_wire;
use crate::elaborate::wiring::{fork, join};
use crate::num::Format;
use crate::rtl::{Netlist, Wire};

use super::Top;
use super::ends::LoadPath;

/// What a node gives to each of its takers.
#[derive(Clone, Copy)]
pub(super) struct Branch<'m> {
    pub data: Wire<'m>,
    pub valid: Wire<'m>,
    pub last: Wire<'m>,
    pub ready: Wire<'m>,
}

/// Wires of one port: the beat, and whom to tell that it was taken.
pub(super) struct Joined<'m> {
    pub data: Wire<'m>,
    pub valid: Wire<'m>,
    pub last: Wire<'m>,
    pub takers: Vec<Wire<'m>>,
    /// What comes first, where the port is a tile's that can be written.
    pub written: Option<Written<'m>>,
}

impl<'m> Top<'m, '_> {
    /// Lets all takers of a node have its beats.
    pub(super) fn give(&mut self, netlist: &mut Netlist, id: NodeId, whole: Branch<'m>) {
        let takers = self.graph.branches(id);
        if let [(taker, port)] = takers[..] {
            self.branches.insert((id, taker, port), whole);
            return;
        }
        let name = format!("{}_fork", self.graph.node(id).name);
        let module = fork(netlist, takers.len());
        self.users.add(netlist, module, &name);
        let readies: Vec<Wire<'m>> = (0..takers.len())
            .map(|branch| self.m.forward(&format!("{name}_{branch}_tready"), 1))
            .collect();
        let inputs = [
            ("in_tvalid".to_string(), whole.valid),
            ("out_tready".to_string(), self.m.concat(readies.iter().copied())),
        ];
        for (port, wire) in self.m.instance(netlist, module, &name, inputs) {
            match port.as_str() {
                "in_tready" => self.m.drive(whole.ready, wire),
                _ => {
                    for (branch, (taker, port)) in takers.iter().enumerate() {
                        let valid = wire.bit(branch as u32);
                        let branch = Branch { valid, ready: readies[branch], ..whole };
                        self.branches.insert((id, *taker, *port), branch);
                    }
                }
            }
        }
    }

    /// The data and `tvalid` of a port, with the loads of a tile that can be written.
    pub(super) fn loaded(
        &mut self,
        id: NodeId,
        joined: &mut Joined<'m>,
    ) -> Result<(Wire<'m>, Wire<'m>), Bug> {
        let taken =
            self.loads.as_mut().and_then(|LoadPath { bus, .. }| Some((bus.take(id)?, &*bus)));
        let Some((written, bus)) = taken else { return Ok((joined.data, joined.valid)) };
        let load = written.load;
        joined.written = Some(written);
        Ok((bus.beat(self.m, (id, joined.data), load)?, joined.valid | load))
    }

    /// Puts the lanes of a port together from those that feed it.
    pub(super) fn port(
        &self,
        id: NodeId,
        port: usize,
        stream: &Stream,
        edges: &[(NodeId, &Edge)],
    ) -> Result<Joined<'m>, Bug> {
        let mut feeding: BTreeMap<NodeId, Branch<'m>> = BTreeMap::new();
        for (from, _) in edges {
            let branch = self.branches.get(&(*from, id, port));
            let branch = branch.ok_or_else(|| Bug::new("an edge without a branch"))?;
            feeding.insert(*from, *branch);
        }
        let data = self.lanes(edges, &feeding, stream);
        let branches: Vec<Branch<'m>> = feeding.into_values().collect();
        let valids: Vec<Wire<'m>> = branches.iter().map(|branch| branch.valid).collect();
        let name = format!("{}_{}", self.graph.node(id).name, stream.name);
        let last = branches.first().ok_or_else(|| Bug::new("a port without a producer"))?.last;
        Ok(Joined {
            data: self.m.wire(&taken_wire(self.graph.node(id), stream), data),
            valid: join(self.m, &name, &valids),
            last,
            takers: branches.iter().map(|branch| branch.ready).collect(),
            written: None,
        })
    }

    /// A port's data: each edge's lanes, extended to the port's format, and zeros elsewhere.
    pub(super) fn lanes(
        &self,
        edges: &[(NodeId, &Edge)],
        feeding: &BTreeMap<NodeId, Branch<'m>>,
        stream: &Stream,
    ) -> Wire<'m> {
        let formats: Vec<Format> = stream.beat.formats().collect();
        let zeros = |lanes: &[Format]| {
            let width: u32 = lanes.iter().map(|format| format.bits()).sum();
            (width > 0).then(|| self.m.constant(width, 0))
        };
        let mut parts = vec![];
        let mut covered = 0;
        for (from, edge) in edges {
            parts.extend(zeros(&formats[covered..edge.to]));
            covered = edge.to + edge.lanes;
            let beat = &self.graph.node(*from).interface().outputs[0].beat;
            let mut at = beat.bit_of(edge.from);
            let given: Vec<Format> = beat.formats().skip(edge.from).take(edge.lanes).collect();
            let ends = given.iter().zip(&formats[edge.to..covered]);
            if ends.clone().all(|(from, to)| from == to) {
                let width = ends.map(|(format, _)| format.bits()).sum();
                parts.push(feeding[from].data.slice(at, width));
                continue;
            }
            for (given, wanted) in ends {
                let lane = feeding[from].data.slice(at, given.bits());
                at += given.bits();
                parts.push(lane.extend(wanted.bits(), given.is_signed()));
            }
        }
        parts.extend(zeros(&formats[covered..]));
        self.m.concat(parts)
    }

    /// Tells all who feed a port when their beat is taken.
    pub(super) fn accept(&self, joined: &Joined<'m>, ready: Wire<'m>) {
        let ready = match &joined.written {
            None => ready,
            Some(written) => {
                self.m.drive(written.ready, ready);
                ready & !written.load
            }
        };
        let alone = joined.takers.len() == 1;
        for taker in &joined.takers {
            self.m.drive(*taker, if alone { ready } else { ready & joined.valid });
        }
    }
}
