//! Hardware that operations take turns on, and arrays that digitize each other.

use std::collections::BTreeMap;

use crate::blocks::Store;
use crate::dataflow::{ArrayGroup, Instance, NodeId};
use crate::diag::Bug;
use crate::elaborate::names::given_wire;
use crate::elaborate::sharing::Sharing;
use crate::elaborate::turns;
use crate::rtl::{Netlist, Wire};

use super::Top;
use super::ends::LoadPath;
use super::ports::{Branch, Joined};

/// The wires of an operation that shares its hardware: driven when all that share it are known.
pub(super) struct Bound<'m> {
    x: Joined<'m>,
    y: Branch<'m>,
}

/// The wires of an array in a group.
pub(super) struct TurnWires<'m> {
    /// It asks for a conversion.
    pub asks: Wire<'m>,
    /// Drive: it is let to have it.
    pub granted: Wire<'m>,
}

/// What an output of shared hardware goes to.
enum Driven<'m> {
    Takers(Joined<'m>),
    Wire(Wire<'m>),
}

impl<'m> Top<'m, '_> {
    /// An operation that shares its hardware.
    pub(super) fn bound(&mut self, netlist: &mut Netlist, id: NodeId) -> Result<(), Bug> {
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
    pub(super) fn shared(&mut self, netlist: &mut Netlist, instance: &Instance) -> Result<(), Bug> {
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
            let written = self.loads.as_mut().and_then(|loads| loads.bus.take(*id));
            loads.extend(written.map(|written| (written, number)));
            let streams = self.graph.interface(*id);
            let lanes =
                streams.inputs.first().and_then(|stream| stream.beat.field(x.data, Store::DATA));
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
        if let (Some(LoadPath { bus, .. }), false) = (&self.loads, loads.is_empty()) {
            let fields = sharing.loaded();
            let [row, codes] = fields[..] else { return Err(Bug::new("loads without a row")) };
            let wires =
                bus.row(self.m, row.format, std::iter::repeat_n(codes.format, codes.lanes))?;
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
    pub(super) fn group(&mut self, netlist: &mut Netlist, group: &ArrayGroup) -> Result<(), Bug> {
        let module = turns::controller(group, netlist);
        self.users.add(netlist, module, &group.name);
        let mut inputs = vec![];
        let mut grants = BTreeMap::new();
        for (array, id) in group.members() {
            let turns = self.turns.remove(&id);
            let TurnWires { asks, granted } = turns
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
}
