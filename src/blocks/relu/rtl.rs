//! A lane's bits, cleared by its sign.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::Relu;

pub(super) fn relu(relu: &Relu, into: &mut Netlist) -> ModuleId {
    let name = relu.module_name();
    into.module(&name, |_| {
        let comment =
            format!("Negative lanes become zero; {} lanes of {}.", relu.lanes, relu.input);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = relu.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        source.accept_when(&m, handshake::ready(&m, &interface.outputs[0]));
        let width = relu.output().bits();
        let lanes = (0..relu.lanes).map(|lane| {
            let x = source.lane(lane, relu.input.bits());
            match relu.input.is_signed() {
                true => x.slice(0, width) & (!x.top()).repeat(width),
                false => x,
            }
        });
        let data = m.concat(lanes.collect::<Vec<_>>());
        handshake::sink(&m, &interface.outputs[0], Offer { data, ..source.offer });
        m.finish()
    })
}
