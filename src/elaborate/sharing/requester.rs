//! An operation on hardware that it shares: when it asks, what it sends, and where its results wait.

use std::collections::BTreeMap;

use crate::blocks::{Block, Field, Store, Stream};
use crate::dataflow::{SLOTS, slots};
use crate::num::bits_for_unsigned;
use crate::rtl::{ModuleBuilder, Netlist, Reg, Wire};

use super::{CONTEXT, Sharing, port};

/// What an operation has on the module.
pub(super) struct Requester<'m, 'g> {
    /// Its number on the hardware.
    number: usize,
    x: &'g Stream,
    y: &'g Stream,
    /// The beat and its mark.
    data: Wire<'m>,
    last: Wire<'m>,
    /// A beat is there, and a slot for its result.
    pub asks: Wire<'m>,
    /// The operation goes, if the hardware takes it.
    pub granted: Wire<'m>,
    /// Results that were started and not yet taken.
    held: Reg<'m>,
    ready: Wire<'m>,
}

/// What the hardware offers.
pub(super) struct Offered<'m> {
    pub data: Wire<'m>,
    pub valid: Wire<'m>,
    pub last: Wire<'m>,
    pub ready: Wire<'m>,
}

impl<'m, 'g> Requester<'m, 'g> {
    pub fn new(m: &'m ModuleBuilder, sharing: &'g Sharing<'_>, number: usize) -> Self {
        let (x, y) = sharing.streams(number);
        let data = m.input(&format!("{}_tdata", x.name), x.beat.width());
        let valid = m.input(&format!("{}_tvalid", x.name), 1);
        let last = m.input(&format!("{}_tlast", x.name), 1);
        let ready = m.input(&format!("{}_tready", y.name), 1);
        let width = bits_for_unsigned(SLOTS.into());
        let held = m.register(&format!("held_{number}"), width).reset(0);
        let full = held.value().is(SLOTS.into());
        let asks = m.wire(&format!("asks_{number}"), valid & !full);
        Self { number, x, y, data, last, asks, granted: asks, held, ready }
    }

    /// The mark of its beat, where it goes.
    pub fn ends(&self) -> Wire<'m> {
        self.granted & self.last
    }

    /// Its beat for the hardware, where it goes.
    pub fn command(&self, m: &'m ModuleBuilder, sharing: &Sharing<'_>) -> Wire<'m> {
        let mut parts = vec![];
        for field in &sharing.takes.fields {
            match field.name.as_str() {
                Store::DATA => parts.extend(self.aligned(m, field)),
                CONTEXT => parts.push(m.constant(field.width(), self.number as u64)),
                _ => parts.push(m.constant(field.width(), 0)),
            }
        }
        let beat = m.concat(parts);
        beat & self.granted.repeat(beat.width())
    }

    /// Its lanes, each at the top of one of a field.
    fn aligned(&self, m: &'m ModuleBuilder, field: &Field) -> Vec<Wire<'m>> {
        let bits = field.format.bits();
        let own = self.x.beat.formats().next().map_or(bits, |format| format.bits());
        let lane = |lane: u32| {
            let below = (own < bits).then(|| m.constant(bits - own, 0));
            below.into_iter().chain([self.data.slice(lane * own, own)])
        };
        (0..field.lanes as u32).flat_map(lane).collect()
    }

    /// Where its results wait; gives whether one that the hardware offers now has room.
    pub fn waiting(
        self,
        m: &'m ModuleBuilder,
        sharing: &Sharing<'_>,
        netlist: &mut Netlist,
        result: &Offered<'m>,
    ) -> Wire<'m> {
        let number = self.number;
        let started = m.wire(&format!("start_{number}"), self.granted & result.ready);
        m.output(&format!("{}_tready", self.x.name), started);
        let here = match sharing.gives.field(result.data, CONTEXT) {
            None => result.valid,
            Some(asked) => result.valid & asked.is(number as u64),
        };
        let here = m.wire(&format!("here_{number}"), here);
        let operation = sharing.graph.node(sharing.instance.operations[number]);
        let module = slots(operation).rtl(netlist);
        let inputs = [
            ("x_tdata".to_string(), self.result(m, sharing, result.data)),
            ("x_tvalid".to_string(), here),
            ("x_tlast".to_string(), result.last),
            ("y_tready".to_string(), self.ready),
        ];
        let ports: BTreeMap<String, Wire<'_>> =
            m.instance(netlist, module, &format!("slots_{number}"), inputs).into_iter().collect();
        for end in ["_tdata", "_tvalid", "_tlast"] {
            m.output(&format!("{}{end}", self.y.name), port(m, &ports, &format!("y{end}")));
        }
        count(m, self.held, started, port(m, &ports, "y_tvalid") & self.ready);
        here & port(m, &ports, "x_tready")
    }

    /// The lanes of a result of the hardware that are its own, as wide as it takes them.
    fn result(&self, m: &'m ModuleBuilder, sharing: &Sharing<'_>, data: Wire<'m>) -> Wire<'m> {
        let own = self.y.beat.formats().next().map_or(1, |format| format.bits());
        let given = sharing.gives.fields.iter().find(|field| field.name != CONTEXT);
        let low = given.and_then(|field| sharing.gives.span(&field.name)).map_or(0, |(low, _)| low);
        let wide = given.map_or(own, |field| field.format.bits());
        let lanes = 0..self.y.beat.lanes() as u32;
        m.concat(lanes.map(|lane| data.slice(low + lane * wide, own)).collect::<Vec<_>>())
    }
}

/// Counts what was started and not yet taken.
fn count<'m>(m: &'m ModuleBuilder, held: Reg<'m>, started: Wire<'m>, taken: Wire<'m>) {
    let value = held.value();
    let one = m.constant(value.width(), 1);
    held.enable(started ^ taken).next(started.mux(value + one, value - one));
}
