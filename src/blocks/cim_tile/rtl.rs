//! The tile's hardware: an array of constant columns, and the periphery that drives it and adds up
//! what it gives. Only the array depends on the weights.

use crate::blocks::Block;
use crate::blocks::cim_array::{Periphery, assemble};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::array::array;
use super::spec::CimTile;

/// In a group the tile has ports by which it asks for its conversions.
pub(super) fn tile(tile: &CimTile, grouped: bool, into: &mut Netlist) -> ModuleId {
    let ending = if grouped { "_grouped" } else { "" };
    let name = format!("{}{ending}", tile.module_name());
    into.module(&name, |netlist| {
        let streams = tile.interface();
        let periphery = Periphery {
            name: format!("cim_periphery_{}{ending}", tile.parameters()),
            grouped,
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
        let m = ModuleBuilder::new(&name, [comment]);
        assemble(&m, netlist, &streams, parts);
        m.finish()
    })
}
