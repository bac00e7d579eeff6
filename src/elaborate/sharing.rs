//! A tile that several operations take turns on: who may start, and where results wait.
//!
//! An operation asks when its beat is there and a slot is free for its result; of those that ask the one
//! furthest down the flow starts. `tready` depends on `tvalid` here, but no `tvalid` on a `tready`.

use std::collections::BTreeMap;

use crate::blocks::cim_bank::CimBank;
use crate::blocks::{Block, Interface, Stream};
use crate::dataflow::{Resource, SLOTS};
use crate::num::bits_for_unsigned;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Reg, Wire};

/// The streams of the operation in `context`, by their names on the module.
pub(super) fn streams(resource: &Resource, context: usize) -> (Stream, Stream) {
    let Interface { mut inputs, mut outputs } =
        resource.bank.tile(&resource.bank.contexts[context]).interface();
    let (mut x, mut y) = (inputs.remove(0), outputs.remove(0));
    (x.name, y.name) = (format!("x{context}"), format!("y{context}"));
    (x, y)
}

/// What an operation has on the module.
struct Member<'m> {
    x: Stream,
    y: Stream,
    /// The beat and its mark.
    data: Wire<'m>,
    last: Wire<'m>,
    asks: Wire<'m>,
    /// The operation goes, if the tile takes it.
    granted: Wire<'m>,
    /// Products that were started and not yet taken.
    held: Reg<'m>,
    ready: Wire<'m>,
}

/// The module: for operation `i` a stream `x<i>` and a stream `y<i>`.
pub(super) fn shared_tile(resource: &Resource, netlist: &mut Netlist) -> ModuleId {
    let bank = resource.bank.rtl(netlist);
    let name = resource.module_name();
    netlist.module(&name, |netlist| {
        let count = resource.operations.len();
        let comment = format!("One tile for {count} operations, those with higher numbers first.");
        let m = ModuleBuilder::new(&name, [comment]);
        build(&m, resource, netlist, bank);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, resource: &Resource, netlist: &mut Netlist, bank: ModuleId) {
    let mut members: Vec<Member<'_>> = vec![];
    let loads = resource.bank.writable().then(|| Loads::new(m, resource));
    // A load goes before everything else.
    let mut taken: Option<Wire<'_>> = loads.as_ref().map(|loads| loads.any);
    for context in resource.priority() {
        let mut member = member(m, resource, context);
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
    let command = command(m, resource, &members, loads.as_ref());
    let last = any(members.iter().map(|member| member.granted & member.last));
    let inputs = [
        ("x_tdata".to_string(), command),
        ("x_tvalid".to_string(), valid),
        ("x_tlast".to_string(), last.unwrap_or_else(|| m.constant(1, 0))),
        ("y_tready".to_string(), y_ready),
    ];
    let given: BTreeMap<String, Wire<'_>> =
        m.instance(netlist, bank, "tile", inputs).into_iter().collect();
    let result = Offered {
        data: port(m, &given, "y_tdata"),
        valid: port(m, &given, "y_tvalid"),
        last: port(m, &given, "y_tlast"),
        tile_ready: port(m, &given, "x_tready"),
    };
    let readies: Vec<Wire<'_>> = members
        .into_iter()
        .enumerate()
        .map(|(context, member)| slots(m, resource, netlist, (context, member), &result))
        .collect();
    if loads.is_some() {
        for context in 0..resource.operations.len() {
            m.output(&format!("load{context}_tready"), result.tile_ready);
        }
    }
    m.drive(y_ready, any(readies).unwrap_or_else(|| m.constant(1, 0)));
}

/// Rows to write.
struct Loads<'m> {
    /// For each context whether it is written.
    contexts: Vec<Wire<'m>>,
    any: Wire<'m>,
    row: Wire<'m>,
    codes: Wire<'m>,
}

impl<'m> Loads<'m> {
    fn new(m: &'m ModuleBuilder, resource: &Resource) -> Self {
        let bank = &resource.bank;
        let contexts: Vec<Wire<'m>> = (0..resource.operations.len())
            .map(|context| m.input(&format!("load{context}"), 1))
            .collect();
        let row = m.input("load_row", bank.row_format().bits());
        let codes = m.input("load_w", bank.outputs() as u32 * bank.array.weight.bits());
        let any = m.wire("load", any(contexts.iter().copied()).unwrap_or_else(|| m.constant(1, 0)));
        Self { contexts, any, row, codes }
    }

    /// The beat that writes the row; nobody looks at its other fields where there is none.
    fn beat(&self, m: &'m ModuleBuilder, bank: &CimBank) -> Wire<'m> {
        let context = bank.context_format().and_then(|format| {
            let numbered = self.contexts.iter().enumerate();
            any(numbered.map(|(number, here)| {
                here.repeat(format.bits()) & m.constant(format.bits(), number as u64)
            }))
        });
        let lanes = bank.array.rows as u32 * bank.lane().bits();
        let fields = [Some(self.any), context, Some(self.row), Some(self.codes)];
        let fields = fields.into_iter().flatten();
        m.concat(fields.chain([m.constant(lanes, 0)]).collect::<Vec<_>>())
    }
}

/// What the tile offers.
struct Offered<'m> {
    data: Wire<'m>,
    valid: Wire<'m>,
    last: Wire<'m>,
    tile_ready: Wire<'m>,
}

fn member<'m>(m: &'m ModuleBuilder, resource: &Resource, context: usize) -> Member<'m> {
    let (x, y) = streams(resource, context);
    let data = m.input(&format!("{}_tdata", x.name), x.beat.width());
    let valid = m.input(&format!("{}_tvalid", x.name), 1);
    let last = m.input(&format!("{}_tlast", x.name), 1);
    let ready = m.input(&format!("{}_tready", y.name), 1);
    let width = bits_for_unsigned(SLOTS.into());
    let held = m.register(&format!("held_{context}"), width).reset(0);
    let full = held.value().is(SLOTS.into());
    let asks = m.wire(&format!("asks_{context}"), valid & !full);
    Member { x, y, data, last, asks, granted: asks, held, ready }
}

/// The beat for the tile: the context that is granted and its lanes, each at the top of the tile's.
fn command<'m>(
    m: &'m ModuleBuilder,
    resource: &Resource,
    members: &[Member<'m>],
    loads: Option<&Loads<'m>>,
) -> Wire<'m> {
    let bank = &resource.bank;
    let lane = bank.lane().bits();
    let beats = members.iter().enumerate().map(|(context, member)| {
        let bits = bank.contexts[context].input.bits();
        let mut parts = vec![];
        parts.extend(loads.map(|_| m.constant(1, 0)));
        if let Some(format) = bank.context_format() {
            parts.push(m.constant(format.bits(), context as u64));
        }
        parts.extend(loads.map(|loads| m.constant(loads.row.width() + loads.codes.width(), 0)));
        for row in 0..bank.array.rows as u32 {
            if bits < lane {
                parts.push(m.constant(lane - bits, 0));
            }
            parts.push(member.data.slice(row * bits, bits));
        }
        let beat = m.concat(parts);
        beat & member.granted.repeat(beat.width())
    });
    let beats = loads.map(|loads| loads.beat(m, bank)).into_iter().chain(beats);
    m.wire("command", any(beats).unwrap_or_else(|| m.constant(1, 0)))
}

/// Where the results of one operation wait; gives whether one that the tile offers now has room.
fn slots<'m>(
    m: &'m ModuleBuilder,
    resource: &Resource,
    netlist: &mut Netlist,
    (context, member): (usize, Member<'m>),
    result: &Offered<'m>,
) -> Wire<'m> {
    let bank = &resource.bank;
    let started = m.wire(&format!("start_{context}"), member.granted & result.tile_ready);
    m.output(&format!("{}_tready", member.x.name), started);
    let bits = bank.context_format().map_or(0, |format| format.bits());
    let here = match bits {
        0 => result.valid,
        bits => {
            let asked = result.data.slice(0, bits);
            result.valid & asked.is(context as u64)
        }
    };
    let here = m.wire(&format!("here_{context}"), here);
    let own = member.y.beat.formats().next().map_or(1, |format| format.bits());
    let lanes = (0..member.y.beat.lanes() as u32)
        .map(|lane| result.data.slice(bits + lane * bank.output().bits(), own));
    let module = resource.slots(context).rtl(netlist);
    let inputs = [
        ("x_tdata".to_string(), m.concat(lanes.collect::<Vec<_>>())),
        ("x_tvalid".to_string(), here),
        ("x_tlast".to_string(), result.last),
        ("y_tready".to_string(), member.ready),
    ];
    let ports: BTreeMap<String, Wire<'_>> =
        m.instance(netlist, module, &format!("slots_{context}"), inputs).into_iter().collect();
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
