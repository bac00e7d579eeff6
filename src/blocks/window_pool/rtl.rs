//! A tree of comparators or adders for each channel, and a register.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::{Pooling, WindowPool};

pub(super) fn window_pool(block: &WindowPool, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let comment = format!("{} pixels of {} channels become one.", block.pixels, block.channels);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = block.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let bits = block.input.bits();
        let pooled = (0..block.channels).map(|channel| {
            let pixels = (0..block.pixels)
                .map(|pixel| source.lane(pixel * block.channels + channel, bits))
                .collect();
            match block.pooling {
                Pooling::Max => greatest(pixels, block.input.is_signed()),
                Pooling::Sum => sum(&m, block, &pixels),
            }
        });
        let data = m.concat(pooled.collect::<Vec<_>>());
        let (result, free) = handshake::register(&m, Offer { data, ..source.offer }, ready);
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], result);
        m.finish()
    })
}

/// Pairs, then pairs of pairs.
fn greatest<'m>(mut pixels: Vec<Wire<'m>>, signed: bool) -> Wire<'m> {
    while pixels.len() > 1 {
        pixels = pixels.chunks(2).map(|pair| greater(pair, signed)).collect();
    }
    pixels[0]
}

fn greater<'m>(pair: &[Wire<'m>], signed: bool) -> Wire<'m> {
    match *pair {
        [one, other] => one.less(other, signed).mux(other, one),
        _ => pair[0],
    }
}

fn sum<'m>(m: &'m ModuleBuilder, block: &WindowPool, pixels: &[Wire<'m>]) -> Wire<'m> {
    let width = block.output().bits();
    let signed = block.input.is_signed();
    m.sum(width, pixels.iter().map(|pixel| pixel.extend(width, signed)))
}
