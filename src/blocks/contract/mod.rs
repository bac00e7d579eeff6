//! What every block of the library promises, tried on all its examples. A new line in the `blocks!`
//! list is all it takes to be tried here.
//!
//! The bench and the runs that values and cycles are compared in (`runs`) are there outside of tests too:
//! mutants grade them.

mod bench;
#[cfg(test)]
mod cycles;
#[cfg(test)]
mod hardware;
#[cfg(test)]
mod ranges;
mod runs;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod values;

#[cfg(test)]
use crate::rtl::{ModuleId, Netlist};

use super::{Beat, Block, BlockSpec, Golden};
pub use runs::{Extent, fired, traces, tried};

/// What the golden model gives for `firings`, with marks as the bench sets them.
fn expected(spec: &BlockSpec, firings: &[Vec<Beat>]) -> (Vec<Beat>, Vec<bool>) {
    let mut golden = spec.as_block().golden();
    given(&mut *golden, firings)
}

fn given(golden: &mut dyn Golden, firings: &[Vec<Beat>]) -> (Vec<Beat>, Vec<bool>) {
    let (mut beats, mut lasts) = (vec![], vec![]);
    for (number, inputs) in firings.iter().enumerate() {
        let given = golden.fire(inputs);
        lasts.extend(golden.ends(bench::ends_sample(number), given.len()));
        beats.extend(given);
    }
    (beats, lasts)
}

/// A block's netlist by itself.
#[cfg(test)]
fn elaborate(spec: &BlockSpec) -> (Netlist, ModuleId) {
    let mut netlist = Netlist::new();
    let top = spec.as_block().rtl(&mut netlist);
    (netlist, top)
}

/// The block's preamble, then corners of every input, each beside the others' corners by turns, then random beats.
fn firings(block: &dyn Block, seed: u64, random: usize) -> Vec<Vec<Beat>> {
    let interface = block.interface();
    let mut rng = fastrand::Rng::with_seed(seed);
    let corners: Vec<Vec<Beat>> =
        interface.inputs.iter().map(|stream| stream.beat.corners()).collect();
    let count = corners.iter().map(Vec::len).max().unwrap_or(0);
    let turned = |number: usize| {
        let beat =
            |(k, corners): (usize, &Vec<Beat>)| corners[(number + k) % corners.len()].clone();
        corners.iter().enumerate().map(beat).collect()
    };
    let mut all = block.preamble();
    all.extend((0..count).map(turned));
    all.extend((0..random).map(|_| {
        interface.inputs.iter().map(|stream| stream.beat.varied(&mut rng)).collect::<Vec<_>>()
    }));
    all
}
