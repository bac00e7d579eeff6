//! Products a second of one tile on one core: `cargo bench --bench evaluate`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use cimgen::blocks::Beat;
use cimgen::blocks::digitizer::Conversion;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Names of the models that this CPU can run.
fn models() -> Vec<&'static str> {
    subjects::models(&subjects::tile()).into_iter().map(|(name, _)| name).collect()
}

fn products(bencher: divan::Bencher<'_, '_>, digitizer: Conversion, name: &str, x: &[[Beat; 1]]) {
    let models = subjects::models(&subjects::tile_with(digitizer));
    let (_, mut model) = models.into_iter().find(|(own, _)| *own == name).unwrap();
    // The golden model takes as long for a few.
    let x = if name == "golden model" { &x[..16] } else { x };
    bencher
        .counter(ItemsCount::new(x.len()))
        .bench_local(|| x.iter().map(|x| model.fire(x)[0][0]).sum::<i64>());
}

/// Counts clipped to 5 bits; inputs drawn evenly, so half of their bits are set.
#[divan::bench(args = models())]
fn clip_5(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, Conversion::clip(5), model, &subjects::inputs(512));
}

/// The same with all bits of all inputs set: the time does not depend on the data.
#[divan::bench(args = models())]
fn clip_5_all_ones(bencher: divan::Bencher<'_, '_>, model: &str) {
    let ones = vec![[vec![255; subjects::SIDE]]; 512];
    products(bencher, Conversion::clip(5), model, &ones);
}

/// Nothing clipped.
#[divan::bench(args = models())]
fn exact(bencher: divan::Bencher<'_, '_>, model: &str) {
    products(bencher, Conversion::Exact, model, &subjects::inputs(512));
}
