//! One constant multiplier, one adder of rounding and bias, and one saturating selector per lane.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::Format;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Requantize;

pub(super) fn requantize(block: &Requantize, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let lanes = block.multipliers.len();
        let comment = format!("{lanes} lanes of {} to {}.", block.input, block.output);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = block.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let scaled = (0..lanes).map(|lane| {
            let x = source.lane(lane, block.input.bits());
            let shifted = shifted_sum(&m, block, x, lane);
            saturate(&m, m.wire(&format!("scaled_{lane}"), shifted), (block.least(), block.output))
        });
        let data = m.concat(scaled.collect::<Vec<_>>());
        let (offer, free) = handshake::register(&m, Offer { data, ..source.offer }, ready);
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], offer);
        m.finish()
    })
}

/// Product, bias and half of a unit, without the bits that are shifted out; in two's complement.
fn shifted_sum<'m>(m: &'m ModuleBuilder, block: &Requantize, x: Wire<'m>, lane: usize) -> Wire<'m> {
    let (width, shift) = (block.sum_bits(lane), block.shift.of(lane));
    let product = x.extend(width, block.input.is_signed()).times(block.multipliers[lane]);
    let product = m.wire(&format!("product_{lane}"), product);
    let sum = match block.constant(lane) {
        0 => product,
        constant => {
            let sum = product + m.signed_constant(width, constant);
            m.wire(&format!("rounded_{lane}"), sum)
        }
    };
    sum.slice(shift, width - shift)
}

/// The nearest code of `format` from `least` on to a two's complement `value`.
fn saturate<'m>(m: &'m ModuleBuilder, value: Wire<'m>, (least, format): (i64, Format)) -> Wire<'m> {
    let bits = format.bits();
    // Wide enough for both ends of an unsigned format as two's complement.
    let width = value.width().max(bits + 1);
    let value = value.sign_extend(width);
    let most = format.max();
    let below = value.less(m.signed_constant(width, least), true);
    let above = m.signed_constant(width, most).less(value, true);
    let end = |code| m.signed_constant(bits, code);
    below.mux(end(least), above.mux(end(most), value.slice(0, bits)))
}
