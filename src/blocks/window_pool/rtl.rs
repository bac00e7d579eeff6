//! A tree of comparators or adders for each channel, and a register.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::blocks::ranked::Ranked;
use crate::num::Format;
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
            let pixels =
                (0..block.pixels).map(|pixel| source.lane(pixel * block.channels + channel, bits));
            match block.pooling {
                Pooling::Max => greatest(&m, pixels, block.input),
                Pooling::Sum => sum(&m, block, pixels),
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
fn greatest<'m>(
    m: &'m ModuleBuilder,
    pixels: impl Iterator<Item = Wire<'m>>,
    format: Format,
) -> Wire<'m> {
    let mut pixels: Vec<Ranked<'m>> = pixels.map(|pixel| Ranked::new(m, pixel, format)).collect();
    while pixels.len() > 1 {
        pixels = pixels.chunks(2).map(greater).collect();
    }
    pixels[0].code
}

fn greater<'m>(pair: &[Ranked<'m>]) -> Ranked<'m> {
    match *pair {
        [one, other] => Ranked::chosen(one.less(other), other, one),
        _ => pair[0],
    }
}

fn sum<'m>(
    m: &'m ModuleBuilder,
    block: &WindowPool,
    pixels: impl Iterator<Item = Wire<'m>>,
) -> Wire<'m> {
    let width = block.output().bits();
    let signed = block.input.is_signed();
    m.sum(width, pixels.map(|pixel| pixel.extend(width, signed)))
}
