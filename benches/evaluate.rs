//! Products a second of one tile on one core: `cargo bench --bench evaluate`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

use cimgen::blocks::cim_tile::{Array, CimTile, Digitizer, Storage};
use cimgen::blocks::{Block, Golden, Instructions};
use cimgen::num::Format;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// What computes the products.
const MODELS: [&str; 5] = ["golden model", "SSE2", "SSE4.2", "AVX2", "AVX-512"];

/// A 64x64 tile of s4 weights, u8 inputs: 2048 counts a product.
fn tile(digitizer: Digitizer) -> CimTile {
    let mut rng = fastrand::Rng::with_seed(1);
    let array = Array {
        rows: 64,
        columns: 64,
        weight: Format::signed(4),
        storage: Storage::Rom,
        digitizer,
        active_rows: None,
    };
    let weights = (0..64).map(|_| (0..64).map(|_| rng.i64(-8..8)).collect()).collect();
    CimTile { array, input: Format::unsigned(8), weights }
}

/// `None` where this CPU lacks the instructions.
fn model(tile: &CimTile, name: &str) -> Option<Box<dyn Golden>> {
    if name == MODELS[0] {
        return Some(tile.golden());
    }
    let instructions = Instructions::available().into_iter().find(|set| set.name() == name)?;
    tile.fast(instructions)
}

fn products(bencher: divan::Bencher<'_, '_>, tile: &CimTile, name: &str, x: &[Vec<i64>]) {
    let Some(mut model) = model(tile, name) else { return };
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
#[divan::bench(args = MODELS)]
fn clip_5(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Clip { bits: 5 }), model, &random(64));
}

/// The same with all bits of all inputs set: the most that a product can cost.
#[divan::bench(args = MODELS)]
fn clip_5_all_ones(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Clip { bits: 5 }), model, &vec![vec![255; 64]; 64]);
}

/// Nothing clipped.
#[divan::bench(args = MODELS)]
fn exact(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, &tile(Digitizer::Exact), model, &random(64));
}
