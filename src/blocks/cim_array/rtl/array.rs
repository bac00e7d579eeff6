//! Cells and periphery as one module.

use crate::blocks::cim_array::spec::CimArray;
use crate::num::Format;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::assembly::assemble;
use super::cells::cells;
use super::periphery::Periphery;

/// In a group the array has ports by which it asks for its conversions.
pub(in crate::blocks::cim_array) fn array(
    own: &CimArray,
    grouped: bool,
    into: &mut Netlist,
) -> ModuleId {
    let ending = if grouped { "_grouped" } else { "" };
    let name = format!("cim_array_{}{}{ending}", own.parameters(), own.contents_hash());
    into.module(&name, |netlist| {
        let streams = own.streams();
        let inputs: Vec<Format> = own.contexts.iter().map(|context| context.input).collect();
        let periphery = Periphery {
            name: format!("cim_periphery_{}{ending}", own.parameters()),
            grouped,
            array: &own.array,
            inputs: &inputs,
            outputs: own.outputs(),
            output: own.output(),
            streams: &streams,
            writable: own.writable(),
        };
        let parts = (cells(own, netlist), periphery.rtl(netlist));
        let m = ModuleBuilder::new(&name, [comment(own)]);
        assemble(&m, netlist, &streams, parts);
        m.finish()
    })
}

fn comment(own: &CimArray) -> String {
    let contexts = match own.contexts.len() {
        1 => String::new(),
        count => format!(" of {count} contexts"),
    };
    let (rows, outputs) = (own.array.rows, own.outputs());
    format!("Compute-in-memory array{contexts}, {rows} rows, {outputs} outputs.")
}
