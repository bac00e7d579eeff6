//! A lane's bits, cleared by its sign.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::Minifloat;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Relu;

/// A float, or zeros where it has a sign and is a number.
fn rectified<'m>(m: &'m ModuleBuilder, x: Wire<'m>, float: Minifloat) -> Wire<'m> {
    if !float.has_sign() {
        return x;
    }
    let kept = match float.nan() {
        None => !x.top(),
        Some(_) => {
            let most = m.constant(float.magnitude_bits(), float.most_ordered());
            !x.top() | most.less(x.slice(0, float.magnitude_bits()), false)
        }
    };
    x & kept.repeat(x.width())
}

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
            match (relu.input.as_float(), relu.input.is_signed()) {
                (Some(float), _) => rectified(&m, x, float),
                (None, true) => x.slice(0, width) & (!x.top()).repeat(width),
                (None, false) => x,
            }
        });
        let data = m.concat(lanes.collect::<Vec<_>>());
        handshake::sink(&m, &interface.outputs[0], Offer { data, ..source.offer });
        m.finish()
    })
}
