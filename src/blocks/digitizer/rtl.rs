//! The block: lines are held while they are digitized.

use crate::blocks::handshake::{self, Offer};
use crate::blocks::{Block, Interface};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::errors::Errors;
use super::search::{Converter, Cycles, MomentWires};
use super::spec::Digitizer;

pub(super) fn digitizer(spec: &Digitizer, into: &mut Netlist) -> ModuleId {
    into.module(&spec.module_name(), |netlist| {
        let Digitizer { cells, columns, conversion, .. } = spec;
        let comment = [
            format!("Digitizers of {columns} lines of {cells} cells."),
            format!("A conversion takes up to {} cycles.", conversion.cycles()),
        ];
        let m = ModuleBuilder::new(spec.module_name(), comment);
        build(&m, netlist, spec, &spec.interface());
        m.finish()
    })
}

fn build(m: &ModuleBuilder, netlist: &mut Netlist, spec: &Digitizer, streams: &Interface) {
    let source = handshake::source(m, &streams.inputs[0]);
    let ready = handshake::ready(m, &streams.outputs[0]);
    let delivered = m.register("y_valid", 1).reset(0);
    let room = m.wire("room", !delivered.value() | ready);
    let busy = m.register("busy", 1).reset(0);
    let occupied = busy.value();

    let found = spec.conversion.tree().map(|_| m.forward("found", 1));
    let cycles = Cycles::new(m, &spec.conversion, found);
    let ends = cycles.last.map_or(occupied, |last| occupied & last);
    let ends = m.wire("ends", ends);
    let finish = m.wire("finish", ends & room);
    let accept_ready = m.wire("accept_ready", !occupied | finish);
    let accept = m.wire("accept", source.offer.valid & accept_ready);
    source.accept_when(m, accept_ready);
    busy.next(accept | (occupied & !finish));

    let held = m.register("held", source.offer.data.width()).enable(accept).next(source.offer.data);
    let search = cycles.search(m);
    let errors = spec.errors.as_ref();
    let noisy = errors.is_some_and(Errors::is_noisy);
    let moment = noisy.then_some(MomentWires { taken: accept, contexts: None, plane: None });
    let converter = Converter::new(m, (&spec.conversion, spec.cells), search);
    let converter = converter.with(errors, moment);
    let cells = spec.cells as u32;
    let codes = (0..spec.columns as u32)
        .map(|column| (column, held.slice(column * cells, cells)))
        .map(|(column, line)| converter.code((&format!("c{column}"), column as usize), line));
    let codes = m.concat(codes.collect::<Vec<_>>());
    let all = converter.finish(netlist);
    if let (Some(found), Some(all)) = (found, all) {
        m.drive(found, all);
    }
    cycles.clock(m, occupied & (!ends | room));

    let last = m.register("x_last", 1).enable(accept).next(source.offer.last);
    let data = m.register("y", codes.width()).enable(finish).next(codes);
    let last = m.register("y_last", 1).enable(finish).next(last);
    let valid = delivered.value();
    delivered.enable(room).next(ends);
    handshake::sink(m, &streams.outputs[0], Offer { data, valid, last });
}
