//! Hardware that several operations take turns on: who may start, and where results wait.
//!
//! An operation asks when its beat is there and a slot is free for its result; of those that ask the one
//! furthest down the flow starts. `tready` depends on `tvalid` here, but no `tvalid` on a `tready`.

use std::collections::BTreeMap;

use crate::blocks::{Block, Field, Interface, Stream, StreamType};
use crate::dataflow::{Graph, Instance, SLOTS, slots};
use crate::diag::Bug;
use crate::num::bits_for_unsigned;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Reg, Wire};

/// Field that tells which operation is asked for.
const CONTEXT: &str = "context";

/// Field of what operations compute with.
const LANES: &str = "x";

/// Field that tells whether a beat is a load.
const LOAD: &str = "load";

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
                x.beat.fields.retain(|field| field.name == LANES);
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
        let own = |name: &str| [LOAD, CONTEXT, LANES].contains(&name);
        match self.takes.span(LOAD) {
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
            let comment =
                format!("One array for {count} operations, those with higher numbers first.");
            let m = ModuleBuilder::new(&name, [comment]);
            build(&m, self, netlist, shared);
            m.finish()
        })
    }
}

/// What an operation has on the module.
struct Member<'m, 'g> {
    x: &'g Stream,
    y: &'g Stream,
    /// The beat and its mark.
    data: Wire<'m>,
    last: Wire<'m>,
    asks: Wire<'m>,
    /// The operation goes, if the hardware takes it.
    granted: Wire<'m>,
    /// Results that were started and not yet taken.
    held: Reg<'m>,
    ready: Wire<'m>,
}

fn build(m: &ModuleBuilder, sharing: &Sharing<'_>, netlist: &mut Netlist, shared: ModuleId) {
    let mut members: Vec<Member<'_, '_>> = vec![];
    let loads = (!sharing.loaded().is_empty()).then(|| Loads::new(m, sharing));
    // A load goes before everything else.
    let mut taken: Option<Wire<'_>> = loads.as_ref().map(|loads| loads.any);
    for context in sharing.instance.priority() {
        let mut member = member(m, sharing, context);
        if let Some(before) = taken {
            member.granted = m.wire(&format!("grant_{context}"), member.asks & !before);
        }
        let asked = taken.map_or(member.asks, |before| before | member.asks);
        taken = Some(asked);
        members.push(member);
    }
    members.reverse();
    let Some(valid) = taken else { return };

    let y_ready = m.forward("y_ready", 1);
    let command = command(m, sharing, &members, loads.as_ref());
    let last = any(members.iter().map(|member| member.granted & member.last));
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
    let readies: Vec<Wire<'_>> = members
        .into_iter()
        .enumerate()
        .map(|(context, member)| waiting(m, sharing, netlist, (context, member), &result))
        .collect();
    if loads.is_some() {
        for context in 0..sharing.operations.len() {
            m.output(&format!("load{context}_tready"), result.ready);
        }
    }
    m.drive(y_ready, any(readies).unwrap_or_else(|| m.constant(1, 0)));
}

/// Rows to write.
struct Loads<'m> {
    /// For each operation whether it is written.
    operations: Vec<Wire<'m>>,
    any: Wire<'m>,
    /// The row and its codes, by field.
    written: BTreeMap<String, Wire<'m>>,
}

impl<'m> Loads<'m> {
    fn new(m: &'m ModuleBuilder, sharing: &Sharing<'_>) -> Self {
        let count = sharing.operations.len();
        let operations: Vec<Wire<'m>> =
            (0..count).map(|number| m.input(&format!("load{number}"), 1)).collect();
        let input = |field: &&Field| {
            let width = field.lanes as u32 * field.format.bits();
            (field.name.clone(), m.input(&format!("load_{}", field.name), width))
        };
        let written = sharing.loaded().iter().map(input).collect();
        let any = any(operations.iter().copied()).unwrap_or_else(|| m.constant(1, 0));
        Self { operations, any: m.wire("load", any), written }
    }

    /// The beat that writes the row; nobody looks at its other fields where there is none.
    fn beat(&self, m: &'m ModuleBuilder, sharing: &Sharing<'_>) -> Wire<'m> {
        let fields = sharing.takes.fields.iter().map(|field| {
            let width = field.lanes as u32 * field.format.bits();
            let numbered = || self.operations.iter().enumerate();
            let number = || {
                let numbers = numbered()
                    .map(|(number, here)| here.repeat(width) & m.constant(width, number as u64));
                any(numbers)
            };
            let known = match field.name.as_str() {
                LOAD => Some(self.any),
                CONTEXT => number(),
                name => self.written.get(name).copied(),
            };
            known.unwrap_or_else(|| m.constant(width, 0))
        });
        m.concat(fields.collect::<Vec<_>>())
    }
}

/// What the hardware offers.
struct Offered<'m> {
    data: Wire<'m>,
    valid: Wire<'m>,
    last: Wire<'m>,
    ready: Wire<'m>,
}

fn member<'m, 'g>(m: &'m ModuleBuilder, sharing: &'g Sharing<'_>, number: usize) -> Member<'m, 'g> {
    let (x, y) = sharing.streams(number);
    let data = m.input(&format!("{}_tdata", x.name), x.beat.width());
    let valid = m.input(&format!("{}_tvalid", x.name), 1);
    let last = m.input(&format!("{}_tlast", x.name), 1);
    let ready = m.input(&format!("{}_tready", y.name), 1);
    let width = bits_for_unsigned(SLOTS.into());
    let held = m.register(&format!("held_{number}"), width).reset(0);
    let full = held.value().is(SLOTS.into());
    let asks = m.wire(&format!("asks_{number}"), valid & !full);
    Member { x, y, data, last, asks, granted: asks, held, ready }
}

/// The beat for the hardware: the operation that is granted and its lanes, each at the top of the hardware's.
fn command<'m>(
    m: &'m ModuleBuilder,
    sharing: &Sharing<'_>,
    members: &[Member<'m, '_>],
    loads: Option<&Loads<'m>>,
) -> Wire<'m> {
    let beats = members.iter().enumerate().map(|(number, member)| {
        let mut parts = vec![];
        for field in &sharing.takes.fields {
            let (bits, lanes) = (field.format.bits(), field.lanes as u32);
            match field.name.as_str() {
                LANES => parts.extend(aligned(m, member, (bits, lanes))),
                CONTEXT => parts.push(m.constant(bits, number as u64)),
                _ => parts.push(m.constant(bits * lanes, 0)),
            }
        }
        let beat = m.concat(parts);
        beat & member.granted.repeat(beat.width())
    });
    let beats = loads.map(|loads| loads.beat(m, sharing)).into_iter().chain(beats);
    m.wire("command", any(beats).unwrap_or_else(|| m.constant(1, 0)))
}

/// The lanes of an operation at the top of as many of so many bits.
fn aligned<'m>(
    m: &'m ModuleBuilder,
    member: &Member<'m, '_>,
    (bits, lanes): (u32, u32),
) -> Vec<Wire<'m>> {
    let own = member.x.beat.formats().next().map_or(bits, |format| format.bits());
    let lane = |lane: u32| {
        let below = (own < bits).then(|| m.constant(bits - own, 0));
        below.into_iter().chain([member.data.slice(lane * own, own)])
    };
    (0..lanes).flat_map(lane).collect()
}

/// Where the results of one operation wait; gives whether one that the hardware offers now has room.
fn waiting<'m>(
    m: &'m ModuleBuilder,
    sharing: &Sharing<'_>,
    netlist: &mut Netlist,
    (number, member): (usize, Member<'m, '_>),
    result: &Offered<'m>,
) -> Wire<'m> {
    let started = m.wire(&format!("start_{number}"), member.granted & result.ready);
    m.output(&format!("{}_tready", member.x.name), started);
    let here = match sharing.gives.field(result.data, CONTEXT) {
        None => result.valid,
        Some(asked) => result.valid & asked.is(number as u64),
    };
    let here = m.wire(&format!("here_{number}"), here);
    let own = member.y.beat.formats().next().map_or(1, |format| format.bits());
    let given = sharing.gives.fields.iter().find(|field| field.name != CONTEXT);
    let low = given.and_then(|field| sharing.gives.span(&field.name)).map_or(0, |(low, _)| low);
    let wide = given.map_or(own, |field| field.format.bits());
    let lanes =
        (0..member.y.beat.lanes() as u32).map(|lane| result.data.slice(low + lane * wide, own));
    let operation = sharing.graph.node(sharing.instance.operations[number]);
    let module = slots(operation).rtl(netlist);
    let inputs = [
        ("x_tdata".to_string(), m.concat(lanes.collect::<Vec<_>>())),
        ("x_tvalid".to_string(), here),
        ("x_tlast".to_string(), result.last),
        ("y_tready".to_string(), member.ready),
    ];
    let ports: BTreeMap<String, Wire<'_>> =
        m.instance(netlist, module, &format!("slots_{number}"), inputs).into_iter().collect();
    for end in ["_tdata", "_tvalid", "_tlast"] {
        m.output(&format!("{}{end}", member.y.name), port(m, &ports, &format!("y{end}")));
    }
    count(m, member.held, started, port(m, &ports, "y_tvalid") & member.ready);
    here & port(m, &ports, "x_tready")
}

/// A port of an instance. One that were missing would leave a width that does not fit, which is told later.
fn port<'m>(m: &'m ModuleBuilder, ports: &BTreeMap<String, Wire<'m>>, name: &str) -> Wire<'m> {
    ports.get(name).copied().unwrap_or_else(|| m.constant(1, 0))
}

/// Counts what was started and not yet taken.
fn count<'m>(m: &'m ModuleBuilder, held: Reg<'m>, started: Wire<'m>, taken: Wire<'m>) {
    let value = held.value();
    let one = m.constant(value.width(), 1);
    held.enable(started ^ taken).next(started.mux(value + one, value - one));
}

fn any<'m>(wires: impl IntoIterator<Item = Wire<'m>>) -> Option<Wire<'m>> {
    wires.into_iter().reduce(|any, one| any | one)
}
