//! Slots that shift when a beat enters, and a counter that says which one holds the oldest.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::bits_for_unsigned;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Fifo;

pub(super) fn fifo(fifo: &Fifo, into: &mut Netlist) -> ModuleId {
    let name = fifo.module_name();
    into.module(&name, |_| {
        let m = ModuleBuilder::new(&name, [format!("Queue of {} beats.", fifo.depth)]);
        let interface = fifo.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);

        let width = bits_for_unsigned(fifo.depth.into());
        let fill = m.register("fill", width).reset(0);
        let level = fill.value();
        let room = m.wire("room", !level.is(fifo.depth.into()));
        let valid = m.wire("occupied", level.reduce_or());
        let push = m.wire("push", source.offer.valid & room);
        let pop = m.wire("pop", valid & ready);
        let one = m.constant(width, 1);
        fill.enable(push ^ pop).next(push.mux(level + one, level - one));
        source.accept_when(&m, room);

        let entry = m.concat([source.offer.data, source.offer.last]);
        let oldest = oldest(&m, fifo, level, entry, push);
        let bits = source.offer.data.width();
        let offer = Offer { data: oldest.slice(0, bits), valid, last: oldest.bit(bits) };
        handshake::sink(&m, &interface.outputs[0], offer);
        m.finish()
    })
}

/// The slots; gives the one that holds the oldest of `level` beats.
fn oldest<'m>(
    m: &'m ModuleBuilder,
    fifo: &Fifo,
    level: Wire<'m>,
    entry: Wire<'m>,
    push: Wire<'m>,
) -> Wire<'m> {
    let mut slots = vec![];
    let mut next = entry;
    for slot in 0..fifo.depth {
        next = m.register(&format!("slot_{slot}"), entry.width()).enable(push).next(next);
        slots.push((u64::from(slot) + 1, next));
    }
    let youngest = slots[0].1;
    let select = |otherwise, (beats, slot): (u64, Wire<'m>)| level.is(beats).mux(slot, otherwise);
    let oldest = slots[1..].iter().copied().fold(youngest, select);
    m.wire("oldest", oldest)
}
