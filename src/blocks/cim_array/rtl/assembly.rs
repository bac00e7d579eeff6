//! An array and its periphery as one module.

use std::collections::BTreeMap;

use crate::blocks::Interface;
use crate::rtl::{Direction, ModuleBuilder, ModuleId, Netlist, Wire};

/// Prefix of the array's ports that take a field of the input's beat as it comes.
pub(super) const LOADED: &str = "load_";

/// Instances of both, and the ports of the streams. What the array takes comes from the periphery's
/// output of the same name or, after [`LOADED`], is a field of the input.
pub(super) fn assemble(
    m: &ModuleBuilder,
    netlist: &Netlist,
    streams: &Interface,
    (array, periphery): (ModuleId, ModuleId),
) {
    let (x, y) = (&streams.inputs[0], &streams.outputs[0]);
    let port = |name: String, width: u32| {
        let wire = m.input(&name, width);
        (name, wire)
    };
    let data = port(format!("{}_tdata", x.name), x.beat.width());
    let field = |name: &str| x.beat.field(data.1, name);
    let mut driven: BTreeMap<String, Wire<'_>> = BTreeMap::new();
    let taken: Vec<(String, Wire<'_>)> = netlist
        .get(array)
        .ports_of(Direction::Input)
        .map(|port| match port.name.strip_prefix(LOADED).and_then(field) {
            Some(field) => (port.name.clone(), field),
            None => {
                let wire = m.forward(&port.name, port.width);
                driven.insert(port.name.clone(), wire);
                (port.name.clone(), wire)
            }
        })
        .collect();
    let products = m.instance(netlist, array, "cells", taken);
    let mut inputs = vec![
        data,
        port(format!("{}_tvalid", x.name), 1),
        port(format!("{}_tlast", x.name), 1),
        port(format!("{}_tready", y.name), 1),
    ];
    inputs.extend(products);
    // What else the periphery takes, the whole does.
    let others = netlist.get(periphery).ports_of(Direction::Input);
    let others = others.filter(|port| inputs.iter().all(|(name, _)| *name != port.name));
    let others: Vec<(String, u32)> = others.map(|port| (port.name.clone(), port.width)).collect();
    inputs.extend(others.into_iter().map(|(name, width)| (name.clone(), m.input(&name, width))));
    for (name, wire) in m.instance(netlist, periphery, "periphery", inputs) {
        match driven.get(&name) {
            Some(forward) => m.drive(*forward, wire),
            None => m.output(&name, wire),
        }
    }
}
