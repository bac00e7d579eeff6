//! A constant multiplier, a rounding adder and a saturating selector a lane.

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
        let width = product_width(block);
        let scaled = (0..lanes).map(|lane| {
            let x = source.lane(lane, block.input.bits());
            let shifted = shifted_product(&m, block, width, x, lane);
            saturate(&m, m.wire(&format!("scaled_{lane}"), shifted), block.output)
        });
        let data = m.concat(scaled.collect::<Vec<_>>());
        let (offer, free) = handshake::register(&m, Offer { data, ..source.offer }, ready);
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], offer);
        m.finish()
    })
}

/// One bit for the sign of an unsigned product, one for the carry of the rounding.
fn product_width(block: &Requantize) -> u32 {
    (block.input.bits() + block.multiplier_bits()).max(block.shift) + 2
}

/// The rounded product, in two's complement.
fn shifted_product<'m>(
    m: &'m ModuleBuilder,
    block: &Requantize,
    width: u32,
    x: Wire<'m>,
    lane: usize,
) -> Wire<'m> {
    let product = x.extend(width, block.input.is_signed()).times(block.multipliers[lane]);
    let product = m.wire(&format!("product_{lane}"), product);
    if block.shift == 0 {
        return product;
    }
    let rounded = product + m.constant(width, 1 << (block.shift - 1));
    m.wire(&format!("rounded_{lane}"), rounded).slice(block.shift, width - block.shift)
}

/// The nearest code of `format` to a two's complement `value`.
fn saturate<'m>(m: &'m ModuleBuilder, value: Wire<'m>, format: Format) -> Wire<'m> {
    let bits = format.bits();
    // Wide enough for both ends of an unsigned format as two's complement.
    let width = value.width().max(bits + 1);
    let value = value.sign_extend(width);
    let (least, most) = (format.min(), format.max());
    let below = value.less(m.signed_constant(width, least), true);
    let above = m.signed_constant(width, most).less(value, true);
    let end = |code| m.signed_constant(bits, code);
    below.mux(end(least), above.mux(end(most), value.slice(0, bits)))
}
