//! The top module.

mod ends;
mod ports;
mod shared;

use std::collections::BTreeMap;

use crate::blocks::cim_array::{ASKS, GRANTED};
use crate::blocks::{Block, Stream};
use crate::dataflow::{Member, NodeId, Operation, Placed, Wired};
use crate::diag::Bug;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::users::Users;
use ends::LoadPath;
use ports::Branch;
use shared::{Bound, TurnWires};

/// A netlist and its top module, which has the ports `s_axis_*` and `m_axis_*`.
pub struct Elaborated {
    /// All modules.
    pub netlist: Netlist,
    /// The design.
    pub top: ModuleId,
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
    turns: BTreeMap<NodeId, TurnWires<'m>>,
    /// Where weights can be written.
    loads: Option<LoadPath<'m>>,
}

/// The hardware of a graph.
pub fn elaborate(graph: &Wired) -> Result<Elaborated, Bug> {
    let mut netlist = Netlist::new();
    let order = graph.order();
    let mut comment = vec![format!("Design `{}`.", graph.name)];
    comment.extend(ends::layouts(graph)?);
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

impl<'m> Top<'m, '_> {
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
            let drained = self.loads.as_ref().and_then(|loads| loads.bus.drained(id));
            if let Some(drained) = drained {
                self.m.drive(drained, joined.valid & ready);
            }
            self.accept(joined, ready);
        }
        if let (Some(granted), Some(asks)) = (granted, given.get(ASKS)) {
            self.turns.insert(id, TurnWires { asks: *asks, granted });
        }
        let (data, valid) = (wire(&output, "tdata")?, wire(&output, "tvalid")?);
        let last = wire(&output, "tlast")?;
        self.give(netlist, id, Branch { data, valid, last, ready });
        Ok(())
    }

    fn only_output(&self, id: NodeId) -> Result<Stream, Bug> {
        let node = self.graph.node(id);
        match &node.interface().outputs[..] {
            [stream] => Ok(stream.clone()),
            _ => Err(Bug::new(format!("node `{}` does not have one output", node.name))),
        }
    }
}
