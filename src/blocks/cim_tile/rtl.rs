//! The tile's hardware: an array of constant columns, and the periphery that drives it and adds up
//! what it gives. Only the array depends on the weights.

use crate::blocks::Block;
use crate::blocks::cim_array::{Periphery, assemble};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::array::array;
use super::spec::CimTile;

pub(super) fn tile(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    into.module(&tile.module_name(), |netlist| {
        let streams = tile.interface();
        let periphery = Periphery {
            name: format!("cim_periphery_{}", tile.parameters()),
            array: &tile.array,
            inputs: &[tile.input],
            outputs: tile.outputs(),
            output: tile.output(),
            streams: &streams,
            writable: false,
        };
        let parts = (array(tile, netlist), periphery.rtl(netlist));
        let (rows, outputs) = (tile.array.rows, tile.outputs());
        let comment = format!("Compute-in-memory tile, {rows} rows, {outputs} outputs.");
        let m = ModuleBuilder::new(tile.module_name(), [comment]);
        assemble(&m, netlist, &streams, parts);
        m.finish()
    })
}
