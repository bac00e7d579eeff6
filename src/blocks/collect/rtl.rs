//! Slots that shift, a counter, and a register for the result.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Collect;

pub(super) fn collect(block: &Collect, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let m = ModuleBuilder::new(&name, [format!("{} beats side by side.", block.beats)]);
        build(&m, block);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, block: &Collect) {
    let interface = block.interface();
    let source = handshake::source(m, &interface.inputs[0]);
    let ready = handshake::ready(m, &interface.outputs[0]);
    let full = m.register("y_valid", 1).reset(0);
    let free = m.wire("free", !full.value() | ready);
    let take = m.forward("take", 1);
    let at_last = count(m, block.beats, take);
    let takes = m.wire("takes", at_last.map_or(free, |at_last| !at_last | free));
    source.accept_when(m, takes);
    m.drive(take, source.offer.valid & takes);
    let fills = m.wire("fills", at_last.map_or(take, |at_last| take & at_last));
    let valid = full.value();
    full.enable(free).next(fills);

    let mut newest_first = vec![source.offer.data];
    for slot in (0..block.beats - 1).rev() {
        let from = newest_first[newest_first.len() - 1];
        let register = m.register(&format!("beat_{slot}"), from.width());
        newest_first.push(register.enable(take).next(from));
    }
    let whole = m.concat(newest_first.into_iter().rev());
    let data = m.register("result", whole.width()).enable(fills).next(whole);
    let last = m.register("result_last", 1).enable(fills).next(source.offer.last);
    handshake::sink(m, &interface.outputs[0], Offer { data, valid, last });
}

/// Whether the next beat is the last of a round; `None` where each is.
fn count<'m>(m: &'m ModuleBuilder, beats: usize, take: Wire<'m>) -> Option<Wire<'m>> {
    if beats == 1 {
        return None;
    }
    let width = bits_for_count(beats);
    let register = m.register("kept", width).reset(0);
    let kept = register.value();
    let at_last = m.wire("at_last", kept.is(beats as u64 - 1));
    let next = at_last.mux(m.constant(width, 0), kept + m.constant(width, 1));
    register.enable(take).next(next);
    Some(at_last)
}
