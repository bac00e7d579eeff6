//! The top module.

use std::collections::BTreeMap;

use crate::blocks::cim_array::{ASKS, GRANTED};
use crate::blocks::{Block, Stream};
use crate::dataflow::{
    ArrayGroup, Commands, Edge, Instance, Member, NodeId, Operation, Placed, Wired,
};
use crate::diag::Bug;
use crate::num::Format;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::command_port::{CommandBus, CommandPort, Parameters, Written};
use super::names::{given_wire, taken_wire};
use super::sharing::Sharing;
use super::turns;
use super::users::Users;
use super::wiring::{fork, join};

/// A netlist and its top module, which has the ports `s_axis_*` and `m_axis_*`.
pub struct Elaborated {
    /// All modules.
    pub netlist: Netlist,
    /// The design.
    pub top: ModuleId,
}

/// What a node gives to each of its takers.
#[derive(Clone, Copy)]
struct Branch<'m> {
    data: Wire<'m>,
    valid: Wire<'m>,
    last: Wire<'m>,
    ready: Wire<'m>,
}

/// Wires of one port: the beat, and whom to tell that it was taken.
struct Joined<'m> {
    data: Wire<'m>,
    valid: Wire<'m>,
    last: Wire<'m>,
    takers: Vec<Wire<'m>>,
    /// What comes first, where the port is a tile's that can be written.
    written: Option<Written<'m>>,
}

/// What an output of shared hardware goes to.
enum Driven<'m> {
    Takers(Joined<'m>),
    Wire(Wire<'m>),
}

struct Top<'m, 'g> {
    m: &'m ModuleBuilder,
    graph: &'g Wired,
    /// What flows from a node to a port.
    branches: BTreeMap<(NodeId, NodeId, usize), Branch<'m>>,
    users: Users,
    /// Operations that wait for the hardware they share.
    bound: BTreeMap<NodeId, Bound<'m>>,
    /// For arrays in groups, the wires on which they ask for conversions and are let to have them.
    turns: BTreeMap<NodeId, (Wire<'m>, Wire<'m>)>,
    /// Where weights can be written: how, and the wire that tells that a result is taken.
    loads: Option<(CommandBus<'m>, Wire<'m>)>,
}

/// The wires of an operation that shares its hardware: driven when all that share it are known.
struct Bound<'m> {
    x: Joined<'m>,
    y: Branch<'m>,
}

/// The hardware of a graph.
pub fn elaborate(graph: &Wired) -> Result<Elaborated, Bug> {
    let mut netlist = Netlist::new();
    let order = graph.order();
    let mut comment = vec![format!("Design `{}`.", graph.name)];
    comment.extend(order.iter().map(|id| graph.node(*id)).filter_map(|node| {
        let origin = node.origin.sentence();
        (!origin.is_empty()).then(|| format!("- {}: {origin}", node.name))
    }));
    let m = ModuleBuilder::new(graph.name.clone(), comment).clocked();
    let mut top = Top {
        m: &m,
        graph,
        branches: BTreeMap::new(),
        users: Users::default(),
        bound: BTreeMap::new(),
        turns: BTreeMap::new(),
        loads: None,
    };
    for id in order.iter().copied() {
        match (&graph.node(id).operation, graph.placed(id)) {
            (Operation::Input { .. }, _) => top.input(&mut netlist, id)?,
            (Operation::Output { .. }, _) => top.output(id)?,
            (_, Placed { turn: Some(_), .. }) => top.bound(&mut netlist, id)?,
            (Operation::Block(spec), Placed { member, .. }) => {
                let module = module(&mut netlist, spec.as_block(), member).ok_or_else(|| {
                    let name = &graph.node(id).name;
                    Bug::new(format!("`{name}` is no array, but in a group"))
                })?;
                let user = graph.node(id).described();
                top.users.add(&netlist, module, &user);
                top.block(&mut netlist, id, module)?;
            }
        }
    }
    for instance in graph.shared() {
        top.shared(&mut netlist, instance)?;
    }
    for group in graph.groups() {
        top.group(&mut netlist, group)?;
    }
    top.users.tell(&graph.name, &mut netlist);
    drop((top.branches, top.bound, top.turns, top.loads));
    let top = netlist.add(m.finish());
    Ok(Elaborated { netlist, top })
}

/// The module of a block by itself, or in a group of arrays.
fn module(netlist: &mut Netlist, block: &dyn Block, member: Option<Member>) -> Option<ModuleId> {
    match member {
        Some(_) => block.on().and_then(|on| on.member(netlist)),
        None => Some(block.rtl(netlist)),
    }
}

/// Bits of a port: a beat in whole bytes.
fn padded(stream: &Stream) -> u32 {
    stream.beat.width().next_multiple_of(8)
}

impl<'m> Top<'m, '_> {
    fn input(&mut self, netlist: &mut Netlist, id: NodeId) -> Result<(), Bug> {
        let stream = self.only_output(id)?;
        let commands = Commands::of(self.graph);
        let beat = commands.as_ref().map_or(&stream.beat, Commands::beat);
        let data = self.m.input("s_axis_tdata", beat.width().next_multiple_of(8));
        let valid = self.m.input("s_axis_tvalid", 1);
        let last = self.m.input("s_axis_tlast", 1);
        let ready = self.m.forward_output("s_axis_tready", 1);
        let data = data.slice(0, beat.width());
        let whole = Branch { data, valid, last, ready };
        let sample = match commands {
            None => whole,
            Some(commands) => self.commands(netlist, commands, whole)?,
        };
        self.give(netlist, id, sample);
        Ok(())
    }

    /// Takes loads out of a stream of commands; gives that of samples.
    fn commands(
        &mut self,
        netlist: &mut Netlist,
        commands: Commands,
        whole: Branch<'m>,
    ) -> Result<Branch<'m>, Bug> {
        let module = Parameters::new(self.graph, &commands)?.rtl(netlist);
        self.users.add(netlist, module, "s_axis: commands");
        let port = CommandPort::new(self.m, (netlist, module), commands, whole.data, whole.valid)?;
        self.m.drive(whole.ready, port.ready);
        let CommandPort { sample, sample_valid, sample_ready, given, bus, .. } = port;
        self.loads = Some((bus, given));
        Ok(Branch { data: sample, valid: sample_valid, ready: sample_ready, last: whole.last })
    }

    fn output(&mut self, id: NodeId) -> Result<(), Bug> {
        let ready = self.m.input("m_axis_tready", 1);
        let interface = self.graph.node(id).interface();
        let stream = interface.inputs.first().ok_or_else(|| Bug::new("an output takes nothing"))?;
        let joined = self.port(id, 0, stream, &self.graph.edges_into(id, 0))?;
        self.m.output("m_axis_tdata", joined.data.zero_extend(padded(stream)));
        self.m.output("m_axis_tvalid", joined.valid);
        self.m.output("m_axis_tlast", joined.last);
        if let Some((_, given)) = self.loads {
            self.m.drive(given, joined.valid & ready);
        }
        self.accept(&joined, ready);
        Ok(())
    }

    fn block(&mut self, netlist: &mut Netlist, id: NodeId, module: ModuleId) -> Result<(), Bug> {
        let node = self.graph.node(id);
        let interface = node.interface();
        let mut inputs = vec![];
        let mut ports = vec![];
        let by_port = self.graph.edges_by_port(id, interface.inputs.len());
        for (port, (stream, edges)) in interface.inputs.iter().zip(by_port).enumerate() {
            let mut joined = self.port(id, port, stream, &edges)?;
            let (data, valid) = self.loaded(id, &mut joined)?;
            inputs.push((format!("{}_tdata", stream.name), data));
            inputs.push((format!("{}_tvalid", stream.name), valid));
            inputs.push((format!("{}_tlast", stream.name), joined.last));
            ports.push(joined);
        }
        let output = self.only_output(id)?;
        let ready = self.m.forward(&format!("{}_{}_tready", node.name, output.name), 1);
        inputs.push((format!("{}_tready", output.name), ready));
        let granted = self.graph.placed(id).member.map(|_| {
            let granted = self.m.forward(&format!("{}_{GRANTED}", node.name), 1);
            inputs.push((GRANTED.to_string(), granted));
            granted
        });
        let given: BTreeMap<String, Wire<'m>> =
            self.m.instance(netlist, module, &node.name, inputs).into_iter().collect();
        let wire = |stream: &Stream, end: &str| {
            let name = format!("{}_{end}", stream.name);
            given.get(&name).copied().ok_or_else(|| {
                Bug::new(format!("the module of `{}` lacks port `{name}`", node.name))
            })
        };
        for (joined, stream) in ports.iter().zip(&interface.inputs) {
            let ready = wire(stream, "tready")?;
            let drained = self.loads.as_ref().and_then(|(bus, _)| bus.drained(id));
            if let Some(drained) = drained {
                self.m.drive(drained, joined.valid & ready);
            }
            self.accept(joined, ready);
        }
        if let (Some(granted), Some(asks)) = (granted, given.get(ASKS)) {
            self.turns.insert(id, (*asks, granted));
        }
        let (data, valid) = (wire(&output, "tdata")?, wire(&output, "tvalid")?);
        let last = wire(&output, "tlast")?;
        self.give(netlist, id, Branch { data, valid, last, ready });
        Ok(())
    }

    /// The data and `tvalid` of a port, with the loads of a tile that can be written.
    fn loaded(&mut self, id: NodeId, joined: &mut Joined<'m>) -> Result<(Wire<'m>, Wire<'m>), Bug> {
        let taken = self.loads.as_mut().and_then(|(bus, _)| Some((bus.take(id)?, &*bus)));
        let Some((written, bus)) = taken else { return Ok((joined.data, joined.valid)) };
        let load = written.load;
        joined.written = Some(written);
        Ok((bus.beat(self.m, (id, joined.data), load)?, joined.valid | load))
    }

    /// An operation that shares its hardware.
    fn bound(&mut self, netlist: &mut Netlist, id: NodeId) -> Result<(), Bug> {
        let node = self.graph.node(id);
        let interface = node.interface();
        let stream = interface.inputs.first().ok_or_else(|| Bug::new("an operation on nothing"))?;
        let x = self.port(id, 0, stream, &self.graph.edges_into(id, 0))?;
        let output = self.only_output(id)?;
        let wire = |end: &str, width| {
            self.m.forward(&format!("{}_{}_{end}", node.name, output.name), width)
        };
        let y = Branch {
            data: self.m.forward(&given_wire(node, &output), output.beat.width()),
            valid: wire("tvalid", 1),
            last: wire("tlast", 1),
            ready: wire("tready", 1),
        };
        self.give(netlist, id, y);
        self.bound.insert(id, Bound { x, y });
        Ok(())
    }

    /// The hardware that operations share.
    fn shared(&mut self, netlist: &mut Netlist, instance: &Instance) -> Result<(), Bug> {
        let sharing = Sharing::new(self.graph, instance)?;
        let module = sharing.rtl(netlist);
        let mut inputs = vec![];
        let mut drives = BTreeMap::new();
        let mut loads = vec![];
        for (number, id) in instance.operations.iter().enumerate() {
            let node = self.graph.node(*id);
            let user = node.described();
            self.users.add(netlist, module, &user);
            let Bound { x, y } =
                self.bound.remove(id).ok_or_else(|| Bug::new("an operation is bound twice"))?;
            let (from, to) = sharing.streams(number);
            let written = self.loads.as_mut().and_then(|(bus, _)| bus.take(*id));
            loads.extend(written.map(|written| (written, number)));
            let streams = self.graph.interface(*id);
            let lanes = streams.inputs.first().and_then(|stream| stream.beat.field(x.data, "x"));
            let data = lanes.unwrap_or(x.data);
            inputs.push((format!("{}_tdata", from.name), data));
            inputs.push((format!("{}_tvalid", from.name), x.valid));
            inputs.push((format!("{}_tlast", from.name), x.last));
            inputs.push((format!("{}_tready", to.name), y.ready));
            drives.insert(format!("{}_tready", from.name), Driven::Takers(x));
            drives.insert(format!("{}_tdata", to.name), Driven::Wire(y.data));
            drives.insert(format!("{}_tvalid", to.name), Driven::Wire(y.valid));
            drives.insert(format!("{}_tlast", to.name), Driven::Wire(y.last));
        }
        if let (Some((bus, _)), false) = (&self.loads, loads.is_empty()) {
            let fields = sharing.loaded();
            let [row, codes] = fields[..] else { return Err(Bug::new("loads without a row")) };
            let wires = bus.row(self.m, row.format, (codes.lanes, codes.format))?;
            for (field, wire) in [(row, wires.0), (codes, wires.1)] {
                inputs.push((format!("load_{}", field.name), wire));
            }
            for (written, number) in loads {
                inputs.push((format!("load{number}"), written.load));
                drives.insert(format!("load{number}_tready"), Driven::Wire(written.ready));
            }
        }
        for (name, wire) in self.m.instance(netlist, module, &instance.name, inputs) {
            match drives.remove(&name) {
                Some(Driven::Takers(joined)) => self.accept(&joined, wire),
                Some(Driven::Wire(forward)) => self.m.drive(forward, wire),
                None => return Err(Bug::new(format!("port `{name}` of `{}`", instance.name))),
            }
        }
        Ok(())
    }

    /// Who decides whose turn it is in a group of arrays.
    fn group(&mut self, netlist: &mut Netlist, group: &ArrayGroup) -> Result<(), Bug> {
        let module = turns::controller(group, netlist);
        self.users.add(netlist, module, &group.name);
        let mut inputs = vec![];
        let mut grants = BTreeMap::new();
        for (array, id) in group.members() {
            let turns = self.turns.remove(&id);
            let (asks, granted) = turns
                .ok_or_else(|| Bug::new(format!("an array of `{}` never asks", group.name)))?;
            inputs.push((turns::asks(array), asks));
            grants.insert(turns::granted(array), granted);
        }
        for (name, wire) in self.m.instance(netlist, module, &group.name, inputs) {
            if let Some(granted) = grants.get(&name) {
                self.m.drive(*granted, wire);
            }
        }
        Ok(())
    }

    fn only_output(&self, id: NodeId) -> Result<Stream, Bug> {
        let node = self.graph.node(id);
        match &node.interface().outputs[..] {
            [stream] => Ok(stream.clone()),
            _ => Err(Bug::new(format!("node `{}` does not have one output", node.name))),
        }
    }

    /// Lets all takers of a node have its beats.
    fn give(&mut self, netlist: &mut Netlist, id: NodeId, whole: Branch<'m>) {
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

    /// Puts the lanes of a port together from those that feed it.
    fn port(
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
    fn lanes(
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
    fn accept(&self, joined: &Joined<'m>, ready: Wire<'m>) {
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
