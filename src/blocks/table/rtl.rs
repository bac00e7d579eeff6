//! A memory with one read port, whose output register is the block's, and a write port for loads.

use crate::blocks::handshake::{self, Offer, Source};
use crate::blocks::{Block, Store};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Table;

pub(super) fn table(block: &Table, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let comment = format!("{} rows: {}.", block.rows.count(), block.row);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = block.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let full = m.register("full", 1).reset(0);
        let free = m.wire("free", !full.value() | ready);
        let taken = m.wire("taken", source.offer.valid & free);
        let memory = memory(&m, block, &source, taken);
        // A load reads too, and nobody looks at it.
        let number = source.field(Store::DATA).unwrap_or(source.offer.data);
        let data = m.read_port(memory, "word", number, taken);
        let last = m.register("result_last", 1).enable(taken).next(source.offer.last);
        let valid = full.value();
        let gives = match source.field(Store::LOAD) {
            Some(load) => source.offer.valid & !load,
            None => source.offer.valid,
        };
        full.enable(free).next(gives);
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], Offer { data, valid, last });
        m.finish()
    })
}

/// The rows: given, or to be loaded.
fn memory<'m>(m: &'m ModuleBuilder, block: &Table, source: &Source<'m>, taken: Wire<'m>) -> usize {
    let (row, width) = (&block.row, block.row.width());
    let (Some(load), Some(number)) = (source.field(Store::LOAD), source.field(Store::ROW)) else {
        let rows = (0..block.rows.count()).map(|number| block.rows.bits(row, number));
        return m.table("rows", width, rows.collect());
    };
    let memory = m.memory("rows", width, block.capacity(), vec![]);
    // The fields of the row lie together, between its number and `x`.
    let codes = source.offer.data.slice(1 + number.width(), width);
    m.write_port(memory, number, taken & load, codes);
    memory
}
