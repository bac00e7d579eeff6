//! What a build does to verify a design, as it grows: `cargo bench --bench verify`. `docs/benchmarks.md` says what
//! each means.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use cimgen::dataflow::{ByDefinition, Evaluator, Marked, expected, extremes, lower};
use cimgen::rtl::validate;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Samples of each design that golden models compute.
const SAMPLES: usize = 64;

/// Results of all beats at ends of sums, `SAMPLES` of them by the definition; a beat is an item.
#[divan::bench(args = [1, 4, 16], sample_count = 5)]
fn ends_of_sums(bencher: divan::Bencher<'_, '_>, tiles: usize) {
    let graph = lower("layer", &subjects::layer_of(tiles.isqrt(), tiles.isqrt())).unwrap();
    let beats = extremes(&graph);
    let lasts = vec![true; beats.len()];
    let some = ByDefinition::Some((0..SAMPLES).collect());
    bencher.counter(ItemsCount::new(beats.len())).bench(|| {
        expected(&graph, Marked { beats: &beats, lasts: &lasts }, &some).unwrap().beats.len()
    });
}

/// The same beats by the definition alone, the first of them.
#[divan::bench(args = [1, 4, 16], sample_count = 5)]
fn by_definition(bencher: divan::Bencher<'_, '_>, tiles: usize) {
    let graph = lower("layer", &subjects::layer_of(tiles.isqrt(), tiles.isqrt())).unwrap();
    let beats = &extremes(&graph)[..SAMPLES];
    bencher
        .counter(ItemsCount::new(beats.len()))
        .bench(|| Evaluator::new(&graph).unwrap().evaluate(beats).len());
}

/// Many arrays of one row whose products are added in one tree: from the network to a validated netlist. An
/// array is an item, and must cost the same however many there are.
#[divan::bench(args = [96, 384, 1536], sample_count = 3)]
fn one_row_arrays(bencher: divan::Bencher<'_, '_>, arrays: usize) {
    let network = subjects::one_row_arrays(arrays);
    bencher.counter(ItemsCount::new(arrays)).bench(|| {
        let hardware = subjects::hardware(&lower("rows", &network).unwrap());
        validate(&hardware.netlist, hardware.top).is_ok()
    });
}
