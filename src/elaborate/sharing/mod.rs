//! Hardware that several operations take turns on: who may start, and where results wait.
//!
//! An operation asks when its beat is there and a slot is free for its result; of those that ask the one
//! furthest down the flow starts. `tready` depends on `tvalid` here, but no `tvalid` on a `tready`.

mod loads;
mod requester;

use std::collections::BTreeMap;

use crate::blocks::{Block, Field, Interface, Store, Stream, StreamType};
use crate::dataflow::{Graph, Instance};
use crate::diag::Bug;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use loads::Loads;
use requester::{Offered, Requester};

/// Field that tells the number of the operation that is asked for.
const CONTEXT: &str = "context";

/// Hardware that operations take turns on.
pub(super) struct Sharing<'g> {
    instance: &'g Instance,
    block: &'g dyn Block,
    /// Beats of the hardware.
    takes: StreamType,
    gives: StreamType,
    /// The streams of each operation, by their names on the module.
    operations: Vec<(Stream, Stream)>,
    graph: &'g Graph,
}

impl<'g> Sharing<'g> {
    pub fn new(graph: &'g Graph, instance: &'g Instance) -> Result<Self, Bug> {
        let lacking = |what: &str| Bug::new(format!("`{}` has no {what}", instance.name));
        let block = instance.block().ok_or_else(|| lacking("block to share"))?;
        let Interface { mut inputs, mut outputs } = block.interface();
        let takes = inputs.pop().ok_or_else(|| lacking("input"))?.beat;
        let gives = outputs.pop().ok_or_else(|| lacking("output"))?.beat;
        let streams = |(number, id)| {
            let Interface { mut inputs, mut outputs } = graph.node(id).interface();
            let (mut x, mut y) = inputs.pop().zip(outputs.pop())?;
            // Loads come beside it.
            if x.beat.fields.len() > 1 {
                x.beat.fields.retain(|field| field.name == Store::DATA);
            }
            (x.name, y.name) = (format!("x{number}"), format!("y{number}"));
            Some((x, y))
        };
        let operations = instance.operations.iter().copied().enumerate().map(streams);
        let operations = operations.collect::<Option<_>>();
        let operations = operations.ok_or_else(|| lacking("streams of an operation"))?;
        Ok(Self { instance, block, takes, gives, operations, graph })
    }

    /// The streams of an operation, by their names on the module.
    pub fn streams(&self, operation: usize) -> &(Stream, Stream) {
        &self.operations[operation]
    }

    /// Fields of a load beside what it is and whom it is for, in order: the row's number, and its codes. None where
    /// nothing can be written.
    pub fn loaded(&self) -> Vec<&Field> {
        let fields = self.takes.fields.iter();
        let own = |name: &str| [Store::LOAD, CONTEXT, Store::DATA].contains(&name);
        match self.takes.span(Store::LOAD) {
            Some(_) => fields.filter(|field| !own(&field.name)).collect(),
            None => vec![],
        }
    }

    /// The module: for operation `i` a stream `x<i>` and a stream `y<i>`.
    pub fn rtl(&self, netlist: &mut Netlist) -> ModuleId {
        let shared = self.block.rtl(netlist);
        let name = self.instance.module_name().unwrap_or_default();
        netlist.module(&name, |netlist| {
            let count = self.operations.len();
            let comment = format!(
                "Shared by {count} operations; of those that ask, the one of the highest number goes first."
            );
            let m = ModuleBuilder::new(&name, [comment]);
            build(&m, self, netlist, shared);
            m.finish()
        })
    }
}

fn build(m: &ModuleBuilder, sharing: &Sharing<'_>, netlist: &mut Netlist, shared: ModuleId) {
    let mut requesters: Vec<Requester<'_, '_>> = vec![];
    let loads = (!sharing.loaded().is_empty()).then(|| Loads::new(m, sharing));
    // A load goes before everything else.
    let mut taken: Option<Wire<'_>> = loads.as_ref().map(|loads| loads.any);
    for number in sharing.instance.priority() {
        let mut requester = Requester::new(m, sharing, number);
        if let Some(before) = taken {
            requester.granted = m.wire(&format!("grant_{number}"), requester.asks & !before);
        }
        let asked = taken.map_or(requester.asks, |before| before | requester.asks);
        taken = Some(asked);
        requesters.push(requester);
    }
    requesters.reverse();
    let Some(valid) = taken else { return };

    let y_ready = m.forward("y_ready", 1);
    let command = command(m, sharing, &requesters, loads.as_ref());
    let last = any(requesters.iter().map(Requester::ends));
    let inputs = [
        ("x_tdata".to_string(), command),
        ("x_tvalid".to_string(), valid),
        ("x_tlast".to_string(), last.unwrap_or_else(|| m.constant(1, 0))),
        ("y_tready".to_string(), y_ready),
    ];
    let given: BTreeMap<String, Wire<'_>> =
        m.instance(netlist, shared, "shared", inputs).into_iter().collect();
    let result = Offered {
        data: port(m, &given, "y_tdata"),
        valid: port(m, &given, "y_tvalid"),
        last: port(m, &given, "y_tlast"),
        ready: port(m, &given, "x_tready"),
    };
    let readies: Vec<Wire<'_>> = requesters
        .into_iter()
        .map(|requester| requester.waiting(m, sharing, netlist, &result))
        .collect();
    if loads.is_some() {
        for number in 0..sharing.operations.len() {
            m.output(&format!("load{number}_tready"), result.ready);
        }
    }
    m.drive(y_ready, any(readies).unwrap_or_else(|| m.constant(1, 0)));
}

/// The beat for the hardware: a load, or that of the operation that is granted.
fn command<'m>(
    m: &'m ModuleBuilder,
    sharing: &Sharing<'_>,
    requesters: &[Requester<'m, '_>],
    loads: Option<&Loads<'m>>,
) -> Wire<'m> {
    let beats = requesters.iter().map(|requester| requester.command(m, sharing));
    let beats = loads.map(|loads| loads.beat(m, sharing)).into_iter().chain(beats);
    m.wire("command", any(beats).unwrap_or_else(|| m.constant(1, 0)))
}

/// A port of an instance. One that were missing would leave a width that does not fit, which is told later.
fn port<'m>(m: &'m ModuleBuilder, ports: &BTreeMap<String, Wire<'m>>, name: &str) -> Wire<'m> {
    ports.get(name).copied().unwrap_or_else(|| m.constant(1, 0))
}

fn any<'m>(wires: impl IntoIterator<Item = Wire<'m>>) -> Option<Wire<'m>> {
    wires.into_iter().reduce(|any, one| any | one)
}
