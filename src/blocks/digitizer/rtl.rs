//! The block: lines are held while they are digitized.

use crate::blocks::worker::Worker;
use crate::blocks::{Block, Interface};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::errors::Errors;
use super::search::{ConversionCounter, Converter, MomentWires};
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
    let worker = Worker::new(m, streams);
    let busy = worker.busy();
    let found = spec.conversion.tree().map(|_| m.forward("found", 1));
    let cycles = ConversionCounter::new(m, &spec.conversion, found);
    let ends = m.wire("ends", cycles.last.map_or(busy, |last| busy & last));
    let advance = worker.advance(busy, ends);
    let work = worker.turn(ends).accept_unless(None);

    let held = work.held("held", work.source().offer.data);
    let search = cycles.search(m);
    let errors = spec.errors.as_ref();
    let noisy = errors.is_some_and(Errors::is_noisy);
    let moment = noisy.then_some(MomentWires { taken: work.accept, contexts: None, plane: None });
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
    cycles.clock(m, advance);

    let last = work.last();
    work.deliver(codes, last);
}
