//! A memory with one read port, whose output register is the block's, and a write port for loads.

use crate::blocks::handshake::{self, Offer, Source};
use crate::blocks::{Block, Store};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Table;

pub(super) fn table(block: &Table, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let count = block.rows.count();
        let comment = format!("{count} rows: {}.", block.row);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = block.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let full = m.register("full", 1).reset(0);
        let free = m.wire("free", !full.value() | ready);
        let taken = m.wire("taken", source.offer.valid & free);
        let (number, load) = asked(block, &source);
        let reads = load.map_or(taken, |load| taken & !load);
        let memory = memory(&m, block, &source, taken);
        let word = m.read_port(memory, "word", number, reads);
        let last = m.register("result_last", 1).enable(reads).next(source.offer.last);
        let data = match is_whole(count) || !block.writable() {
            // Words that nobody gave are zero.
            true => word,
            false => {
                let is_there = within(&m, number, count);
                let was_there = m.register("is_there", 1).enable(reads).next(is_there);
                word & was_there.repeat(word.width())
            }
        };
        let valid = full.value();
        full.enable(free).next(load.map_or(source.offer.valid, |load| source.offer.valid & !load));
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], Offer { data, valid, last });
        m.finish()
    })
}

/// The number of the row that is asked for, at the width of an address, and whether it is a load instead.
fn asked<'m>(block: &Table, source: &Source<'m>) -> (Wire<'m>, Option<Wire<'m>>) {
    let field = |name: &str| source.field(name).unwrap_or(source.offer.data);
    match block.writable() {
        true => (field(Store::DATA), Some(field(Store::LOAD))),
        false => (source.offer.data, None),
    }
}

/// Whether all numbers are those of rows.
fn is_whole(count: usize) -> bool {
    count.is_power_of_two() && count > 1
}

fn within<'m>(m: &'m ModuleBuilder, number: Wire<'m>, count: usize) -> Wire<'m> {
    number.less(m.constant(number.width(), count as u64), false)
}

/// The rows: given, or to be loaded.
fn memory<'m>(m: &'m ModuleBuilder, block: &Table, source: &Source<'m>, taken: Wire<'m>) -> usize {
    let (row, count) = (&block.row, block.rows.count());
    if !block.writable() {
        let rows = (0..count).map(|number| block.rows.bits(row, number));
        return m.table("rows", row.width(), rows.collect());
    }
    let memory = m.memory("rows", row.width(), count, vec![]);
    let number = source.field(Store::ROW).unwrap_or(source.offer.data);
    let writes = source.field(Store::LOAD).map_or(taken, |load| taken & load);
    let writes = if is_whole(count) { writes } else { writes & within(m, number, count) };
    // The fields of the row lie together, between its number and `x`.
    let low = 1 + number.width();
    m.write_port(memory, number, writes, source.offer.data.slice(low, row.width()));
    memory
}
