//! Products a second of one tile on one core: `cargo bench --bench evaluate`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

use cimgen::blocks::cim_array::{Array, Digitizer};
use cimgen::blocks::cim_tile::CimTile;
use cimgen::blocks::{Block, Golden, Instructions};
use cimgen::num::Format;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

const GOLDEN: &str = "golden model";

/// The golden model, and the fast one with every set of instructions that this CPU has.
fn models() -> Vec<&'static str> {
    let fast = Instructions::available().into_iter().map(Instructions::name);
    std::iter::once(GOLDEN).chain(fast).collect()
}

/// A 64x64 tile of s4 weights, u8 inputs: 2048 counts a product.
fn tile(digitizer: Digitizer) -> CimTile {
    let mut rng = fastrand::Rng::with_seed(1);
    let array = Array { digitizer, ..Array::new(64, 64, Format::signed(4)) };
    let weights = (0..64).map(|_| (0..64).map(|_| rng.i64(-8..8)).collect()).collect();
    CimTile { array, input: Format::unsigned(8), weights }
}

fn model(tile: &CimTile, name: &str) -> Box<dyn Golden> {
    let instructions = Instructions::available().into_iter().find(|set| set.name() == name);
    instructions.map_or_else(|| tile.golden(), |instructions| tile.fast(instructions).unwrap())
}

fn products(bencher: divan::Bencher<'_, '_>, tile: &CimTile, name: &str, x: &[Vec<i64>]) {
    let mut model = model(tile, name);
    // The golden model takes as long for a few.
    let x = if name == GOLDEN { &x[..16] } else { x };
    let x: Vec<_> = x.iter().map(|x| [x.clone()]).collect();
    bencher
        .counter(ItemsCount::new(x.len()))
        .bench_local(|| x.iter().map(|x| model.fire(x)[0][0]).sum::<i64>());
}

fn random(count: usize) -> Vec<Vec<i64>> {
    let mut rng = fastrand::Rng::with_seed(2);
    (0..count).map(|_| (0..64).map(|_| rng.i64(0..256)).collect()).collect()
}

/// Counts clipped to 5 bits; inputs drawn evenly, so half of their bits are set.
#[divan::bench(args = models())]
fn clip_5(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Clip { bits: 5 }), model, &random(512));
}

/// The same with all bits of all inputs set: the time does not depend on the data.
#[divan::bench(args = models())]
fn clip_5_all_ones(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Clip { bits: 5 }), model, &vec![vec![255; 64]; 512]);
}

/// Nothing clipped.
#[divan::bench(args = models())]
fn exact(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Exact), model, &random(512));
}
