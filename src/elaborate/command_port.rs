//! The design's input where weights can be written: samples go on, loads wait until every sample before
//! them has come out, and the pixels that no result needs have come to where they are dropped. Then they go to their
//! tile.

use std::collections::BTreeMap;

use crate::blocks::Store;
use crate::dataflow::{Commands, NodeId, Wired, Writable, capacity};
use crate::diag::Bug;
use crate::num::Format;
use crate::num::{bits_for_count, bits_for_unsigned};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

/// Name of the module and its instance, of which a design has one where weights can be written.
pub const COMMAND_PORT: &str = "command_port";

/// What the port is made for.
pub(super) struct Parameters {
    /// Rows of each tile.
    rows: Vec<usize>,
    /// Width of the field `row`.
    row_bits: u32,
    /// Beats of a sample and of its result.
    beats: (u64, u64),
    /// Most samples in flight.
    capacity: u64,
    /// Of each operation that does not need the last beats of a sample, how many those of a sample are.
    drains: Vec<u64>,
}

/// A tile's share of the command stream.
pub(super) struct Written<'m> {
    /// A load for this tile is there.
    pub load: Wire<'m>,
    /// Drive: the tile takes it.
    pub ready: Wire<'m>,
}

/// What all tiles see of the command stream.
pub(super) struct CommandBus<'m> {
    commands: Commands,
    data: Wire<'m>,
    tiles: BTreeMap<NodeId, Written<'m>>,
    /// Drive: the operation takes a beat.
    drained: BTreeMap<NodeId, Wire<'m>>,
}

/// The instance of the port.
pub(super) struct CommandPort<'m> {
    /// A command is taken.
    pub ready: Wire<'m>,
    /// The stream of samples.
    pub sample: Wire<'m>,
    /// Whether one is there.
    pub sample_valid: Wire<'m>,
    /// Drive: it is taken.
    pub sample_ready: Wire<'m>,
    /// Drive: a beat of a result is taken.
    pub given: Wire<'m>,
    /// The loads.
    pub bus: CommandBus<'m>,
}

impl<'m> CommandPort<'m> {
    /// The instance for the commands on `data`.
    pub fn new(
        m: &'m ModuleBuilder,
        (netlist, module): (&Netlist, ModuleId),
        commands: Commands,
        data: Wire<'m>,
        valid: Wire<'m>,
    ) -> Result<Self, Bug> {
        let beat = commands.beat();
        let field = |name: &str| beat.field(data, name);
        let lacking = || Bug::new("a command lacks a field, or its port one");
        let sample = commands.sample_of(data);
        let sample_ready = m.forward("sample_tready", 1);
        let given = m.forward("result_taken", 1);
        let readies = m.forward("tiles_tready", commands.stores.len() as u32);
        let drains = commands.drains.iter();
        let drained =
            drains.map(|drain| (drain.node, m.forward(&format!("{}_drained", drain.name), 1)));
        let drained: Vec<(NodeId, Wire<'m>)> = drained.collect();
        let mut inputs = vec![
            ("s_tvalid".to_string(), valid),
            ("x_tready".to_string(), sample_ready),
            ("given".to_string(), given),
            ("tiles_tready".to_string(), readies),
        ];
        inputs.extend((!drained.is_empty()).then(|| {
            let wires = drained.iter().map(|(_, wire)| *wire);
            ("drained".to_string(), m.concat(wires.collect::<Vec<_>>()))
        }));
        let fields = [Store::LOAD, "tile", Store::ROW].into_iter();
        inputs.extend(fields.filter_map(|name| Some((name.to_string(), field(name)?))));
        let ports: BTreeMap<String, Wire<'m>> =
            m.instance(netlist, module, COMMAND_PORT, inputs).into_iter().collect();
        let port = |name: &str| ports.get(name).copied().ok_or_else(lacking);
        let (ready, sample_valid) = (port("s_tready")?, port("x_tvalid")?);
        let mut bus = CommandBus::new(m, commands, data, port("loads")?);
        bus.drained.extend(drained);
        m.drive(readies, bus.readies(m));
        Ok(Self { ready, sample, sample_valid, sample_ready, given, bus })
    }
}

impl<'m> CommandBus<'m> {
    /// The bus for the beats on `data`; `loads` has a bit for each tile.
    fn new(m: &'m ModuleBuilder, commands: Commands, data: Wire<'m>, loads: Wire<'m>) -> Self {
        let tile = |(number, tile): (usize, &Writable)| {
            let ready = m.forward(&format!("{}_load_tready", tile.name), 1);
            (tile.node, Written { load: loads.bit(number as u32), ready })
        };
        let tiles = commands.stores.iter().enumerate().map(tile).collect();
        Self { commands, data, tiles, drained: BTreeMap::new() }
    }

    /// A bit for each tile: it takes a load.
    fn readies(&self, m: &'m ModuleBuilder) -> Wire<'m> {
        let tiles = self.commands.stores.iter().filter_map(|tile| self.tiles.get(&tile.node));
        m.concat(tiles.map(|tile| tile.ready).collect::<Vec<_>>())
    }

    /// The share of one tile, once; `None` for what cannot be written.
    pub fn take(&mut self, node: NodeId) -> Option<Written<'m>> {
        self.tiles.remove(&node)
    }

    /// The wire to drive where an operation takes a beat, if loads wait until it has a whole sample.
    pub fn drained(&self, node: NodeId) -> Option<Wire<'m>> {
        self.drained.get(&node).copied()
    }

    /// The beat for the tile of `node`, which takes turns with none: what it takes itself, or its load.
    pub fn beat(
        &self,
        m: &'m ModuleBuilder,
        (node, own): (NodeId, Wire<'m>),
        load: Wire<'m>,
    ) -> Result<Wire<'m>, Bug> {
        let lacking = || Bug::new("a tile that is loaded has no field `x`");
        let tile =
            self.commands.stores.iter().find(|tile| tile.node == node).ok_or_else(lacking)?;
        let x = tile.beat.field(own, Store::DATA).ok_or_else(lacking)?;
        let (row, codes) = self.row(m, tile.store.row(), tile.store.holds.formats())?;
        // Without a load nobody looks at its fields, and with one nobody at `x`.
        Ok(m.concat([load, row, codes, x]))
    }

    /// The fields `row` and `w` as hardware takes them that has rows of so many codes.
    pub fn row(
        &self,
        m: &'m ModuleBuilder,
        row: Format,
        codes: impl Iterator<Item = Format>,
    ) -> Result<(Wire<'m>, Wire<'m>), Bug> {
        let field = |name: &str| {
            let field = self.commands.beat().field(self.data, name);
            field.ok_or_else(|| Bug::new("a command lacks a field"))
        };
        let row = field(Store::ROW)?.slice(0, row.bits());
        let lanes = self.commands.beat().fields.iter().find(|field| field.name == "w");
        let bits = lanes.map_or(1, |lanes| lanes.format.bits());
        let w = field("w")?;
        let codes = (0..).zip(codes).map(|(column, code)| w.slice(column * bits, code.bits()));
        Ok((row, m.concat(codes.collect::<Vec<_>>())))
    }
}

impl Parameters {
    /// Those for the hardware of a graph.
    pub fn new(graph: &Wired, commands: &Commands) -> Result<Self, Bug> {
        Ok(Self {
            rows: commands.stores.iter().map(|tile| tile.store.rows()).collect(),
            row_bits: commands.beat().span(Store::ROW).map_or(1, |(_, width)| width),
            beats: (graph.beats_per_sample(), graph.rates().beats_per_result()),
            capacity: capacity(graph),
            drains: commands.drains.iter().map(|drain| drain.beats).collect(),
        })
    }

    /// The module. Ports: `load`, `tile`, `row` of the beat that is there; `given`, a beat of a result is
    /// taken; of each tile a bit in `tiles_tready` and `loads`; in `drained` one of each operation that does not need
    /// the last beats of a sample: it takes a beat.
    pub fn rtl(&self, into: &mut Netlist) -> ModuleId {
        into.module(COMMAND_PORT, |_| {
            let comment = "Samples go on; a load waits until every sample before it has come out.";
            let m = ModuleBuilder::new(COMMAND_PORT, [comment]);
            self.build(&m);
            m.finish()
        })
    }

    fn build(&self, m: &ModuleBuilder) {
        let valid = m.input("s_tvalid", 1);
        let load = m.input("load", 1);
        let count = self.rows.len();
        let tile = (count > 1).then(|| m.input("tile", bits_for_count(count)));
        let row = m.input("row", self.row_bits);
        let x_ready = m.input("x_tready", 1);
        let given = m.input("given", 1);
        let readies = m.input("tiles_tready", count as u32);

        let sample = m.wire("sample", valid & !load);
        m.output("x_tvalid", sample);
        let (begins, within) = first_of(m, "beat", sample & x_ready, self.beats.0);
        let ends = last_of(m, "result_beat", given, self.beats.1);
        let in_flight = self.in_flight(m, "in_flight", begins, ends);
        let undrained = self.undrained(m, begins);
        let busy = [within, in_flight].into_iter().chain(undrained);
        let idle = m.wire("idle", m.all(busy.map(|busy| !busy)));

        let loads = (0..count).map(|number| {
            let here = tile.map(|tile| tile.is(number as u64));
            let rows = self.rows[number] as u64;
            let exists = (rows < 1 << self.row_bits)
                .then(|| row.less(m.constant(self.row_bits, rows), false));
            m.all([Some(valid & load & idle), here, exists].into_iter().flatten())
        });
        let loads = m.wire("written", m.concat(loads.collect::<Vec<_>>()));
        m.output("loads", loads);
        let taken = m.wire("load_taken", within | (idle & !(loads & !readies).reduce_or()));
        // `s_tready` depends on what is offered, as AXI4-Stream allows, and on nothing of it while nothing is.
        m.output("s_tready", (valid & load).mux(taken, x_ready));
    }
}

impl Parameters {
    /// Of each operation that does not need the last beats of a sample, whether some are still to come there.
    fn undrained<'m>(&self, m: &'m ModuleBuilder, begins: Wire<'m>) -> Vec<Wire<'m>> {
        if self.drains.is_empty() {
            return vec![];
        }
        let taken = m.input("drained", self.drains.len() as u32);
        let drain = |(number, beats): (usize, &u64)| {
            let ends =
                last_of(m, &format!("drain_{number}_beat"), taken.bit(number as u32), *beats);
            self.in_flight(m, &format!("undrained_{number}"), begins, ends)
        };
        self.drains.iter().enumerate().map(drain).collect()
    }

    /// Whether samples have begun of which the end has not come.
    fn in_flight<'m>(
        &self,
        m: &'m ModuleBuilder,
        name: &str,
        begins: Wire<'m>,
        ends: Wire<'m>,
    ) -> Wire<'m> {
        let width = bits_for_unsigned(self.capacity);
        let flying = m.register(name, width).reset(0);
        let (value, one) = (flying.value(), m.constant(width, 1));
        flying.enable(begins ^ ends).next(begins.mux(value + one, value - one));
        value.reduce_or()
    }
}

/// Whether a beat is the first of `count` that belong together, and whether some of them are missing.
fn first_of<'m>(
    m: &'m ModuleBuilder,
    name: &str,
    beat: Wire<'m>,
    count: u64,
) -> (Wire<'m>, Wire<'m>) {
    match counter(m, name, beat, count) {
        None => (beat, m.constant(1, 0)),
        Some(number) => {
            let within = m.wire("mid_sample", number.reduce_or());
            (beat & !within, within)
        }
    }
}

/// Whether a beat is the last of `count` that belong together.
fn last_of<'m>(m: &'m ModuleBuilder, name: &str, beat: Wire<'m>, count: u64) -> Wire<'m> {
    match counter(m, name, beat, count) {
        None => beat,
        Some(number) => beat & number.is(count - 1),
    }
}

/// The number of the next beat, which wraps after `count`; `None` for one.
fn counter<'m>(m: &'m ModuleBuilder, name: &str, beat: Wire<'m>, count: u64) -> Option<Wire<'m>> {
    if count <= 1 {
        return None;
    }
    let width = bits_for_unsigned(count - 1);
    let register = m.register(name, width).reset(0);
    let value = register.value();
    let last = value.is(count - 1);
    let next = last.mux(m.constant(width, 0), value + m.constant(width, 1));
    Some(register.enable(beat).next(next))
}
