//! The tile's hardware: an array of constant columns, and the periphery that drives it and adds up
//! what it gives. Only the array depends on the weights.

use crate::blocks::Block;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::array::array;
use super::periphery::periphery;
use super::spec::CimTile;

pub(super) fn tile(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    into.module(&tile.module_name(), |netlist| {
        let (array, periphery) = (array(tile, netlist), periphery(tile, netlist));
        let (rows, outputs) = (tile.array.rows, tile.outputs());
        let comment = format!("Compute-in-memory tile, {rows} rows, {outputs} outputs.");
        let m = ModuleBuilder::new(tile.module_name(), [comment]);
        build(&m, tile, netlist, array, periphery);
        m.finish()
    })
}

fn build(
    m: &ModuleBuilder,
    tile: &CimTile,
    netlist: &Netlist,
    array: ModuleId,
    periphery: ModuleId,
) {
    let interface = tile.interface();
    let (x, y) = (&interface.inputs[0], &interface.outputs[0]);
    let rows = m.forward("rows", tile.array.rows as u32);
    let products = m.instance(netlist, array, "array", [("rows".to_string(), rows)]);
    let port = |name: String, width: u32| {
        let wire = m.input(&name, width);
        (name, wire)
    };
    let mut inputs: Vec<(String, Wire<'_>)> = vec![
        port(format!("{}_tdata", x.name), x.beat.width()),
        port(format!("{}_tvalid", x.name), 1),
        port(format!("{}_tlast", x.name), 1),
        port(format!("{}_tready", y.name), 1),
    ];
    inputs.extend(products);
    for (name, wire) in m.instance(netlist, periphery, "periphery", inputs) {
        match name.as_str() {
            "rows" => m.drive(rows, wire),
            _ => m.output(&name, wire),
        }
    }
}
