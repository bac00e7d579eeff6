//! The bank's hardware: an array with the cells of all contexts, and the periphery of a tile.

use crate::blocks::Block;
use crate::blocks::cim_array::{Periphery, assemble};
use crate::num::Format;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::array::array;
use super::spec::CimBank;

/// In a group the bank has ports by which it asks for its conversions.
pub(super) fn bank(bank: &CimBank, grouped: bool, into: &mut Netlist) -> ModuleId {
    let ending = if grouped { "_grouped" } else { "" };
    let name = format!("{}{ending}", bank.module_name());
    into.module(&name, |netlist| {
        let streams = bank.interface();
        let inputs: Vec<Format> = bank.contexts.iter().map(|context| context.input).collect();
        let periphery = Periphery {
            name: format!("cim_sequencer_{}{ending}", bank.parameters()),
            grouped,
            array: &bank.array,
            inputs: &inputs,
            outputs: bank.outputs(),
            output: bank.output(),
            streams: &streams,
            writable: bank.writable(),
        };
        let parts = (array(bank, netlist), periphery.rtl(netlist));
        let comment = format!(
            "Compute-in-memory tile of {} contexts, {} rows, {} outputs.",
            bank.contexts.len(),
            bank.array.rows,
            bank.outputs()
        );
        let m = ModuleBuilder::new(&name, [comment]);
        assemble(&m, netlist, &streams, parts);
        m.finish()
    })
}
