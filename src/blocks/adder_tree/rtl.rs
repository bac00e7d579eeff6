//! One balanced tree a lane, behind one register.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::AdderTree;

pub(super) fn adder_tree(tree: &AdderTree, into: &mut Netlist) -> ModuleId {
    let name = tree.module_name();
    into.module(&name, |_| {
        let comment = format!("Sum of {} streams, {} lanes.", tree.inputs.len(), tree.lanes);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = tree.interface();
        let sources: Vec<_> =
            interface.inputs.iter().map(|stream| handshake::source(&m, stream)).collect();
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let width = tree.output().bits();
        let sums = (0..tree.lanes).map(|lane| {
            let terms = sources.iter().zip(&tree.inputs).map(|(source, format)| {
                source.lane(lane, format.bits()).extend(width, format.is_signed())
            });
            let bias = tree.bias.get(lane).filter(|bias| **bias != 0);
            let bias = bias.map(|bias| m.signed_constant(width, *bias));
            m.sum(width, terms.chain(bias))
        });
        let data = m.concat(sums.collect::<Vec<_>>());
        let load = m.forward("accept", 1);
        let valid = handshake::join(&m, &sources, load);
        let offer = Offer { data, valid, last: sources[0].offer.last };
        let (offer, free) = handshake::register(&m, offer, ready);
        m.drive(load, free);
        handshake::sink(&m, &interface.outputs[0], offer);
        m.finish()
    })
}
