//! Running designs: `cargo bench --bench simulate`. `docs/benchmarks.md` says what each means.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use cimgen::blocks::Instructions;
use cimgen::cosim::{Embedded, Pacing, Run, Simulator, Verilator, marks};
use cimgen::dataflow::{Evaluator, Wired};
use cimgen::rtl::Bits;
use cimgen::rtl::simulate::Simulator as Engine;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Beats of one run of the tile.
const BEATS: usize = 1000;

/// The tile compiled for the embedded simulator.
#[divan::bench]
fn tile_embedded_ready(bencher: divan::Bencher<'_, '_>) {
    let elaborated = subjects::hardware(&subjects::tile_graph());
    bencher.bench(|| Embedded::new(subjects::validated(&elaborated)).unwrap());
}

/// A tile in the embedded simulator, by its rows and columns; items are cycles.
#[divan::bench(args = [64, 128])]
fn tile_embedded(bencher: divan::Bencher<'_, '_>, side: usize) {
    let graph = subjects::tile_graph_of(side);
    let elaborated = subjects::hardware(&graph);
    cycles(bencher, &graph, &mut Embedded::new(subjects::validated(&elaborated)).unwrap());
}

/// The same beats shared between as many runs as there are lanes, on one core; items are cycles of all runs.
#[divan::bench(args = [64, 128])]
fn tile_embedded_in_lanes(bencher: divan::Bencher<'_, '_>, side: usize) {
    let graph = subjects::tile_graph_of(side);
    let elaborated = subjects::hardware(&graph);
    let mut embedded = Embedded::new(subjects::validated(&elaborated)).unwrap();
    let (_, packed) = subjects::beats(&graph, BEATS * embedded.lanes());
    let lasts = marks(BEATS);
    let run = |beats| run(beats, &lasts);
    let runs: Vec<Run<'_>> = packed.chunks(BEATS).map(run).collect();
    let observed = embedded.run_all(&runs).unwrap();
    let cycles: u64 = observed.iter().map(subjects::cycles).sum();
    let bencher = bencher.counter(ItemsCount::new(cycles));
    bencher.bench_local(|| embedded.run_all(&runs).unwrap());
}

/// The simulator alone, by instructions and lanes, with a new input every eight cycles; items are cycles of all
/// lanes.
#[divan::bench(consts = [1, 8, 16, 32], args = Instructions::available().into_iter().map(|set| set.name()))]
fn tile_alone<const LANES: usize>(bencher: divan::Bencher<'_, '_>, name: &str) {
    let elaborated = subjects::hardware(&subjects::tile_graph());
    let set = Instructions::available().into_iter().find(|set| set.name() == name);
    let engine = Engine::new(subjects::validated(&elaborated)).with(set.unwrap());
    let mut engine = engine.lanes::<LANES>();
    let [data, valid, ready] =
        ["s_axis_tdata", "s_axis_tvalid", "m_axis_tready"].map(|name| engine.input(name).unwrap());
    for lane in 0..LANES {
        engine.set_in(lane, valid, &Bits::from_u64(1, 1));
        engine.set_in(lane, ready, &Bits::from_u64(1, 1));
    }
    let mut rng = fastrand::Rng::with_seed(3);
    let mut beat = || Bits::from_words(512, &std::array::from_fn::<u64, 8, _>(|_| rng.u64(..)));
    let beats: Vec<Bits> = (0..64 + LANES).map(|_| beat()).collect();
    let bencher = bencher.counter(ItemsCount::new(64 * 8 * LANES));
    bencher.bench_local(|| {
        for number in 0..64 {
            (0..LANES).for_each(|lane| engine.set_in(lane, data, &beats[number + lane]));
            (0..8).for_each(|_| engine.clock());
        }
    });
}

/// The tile in Verilator, fed over pipes; items are cycles. Ignored where there is no Verilator.
#[divan::bench(ignore = cimgen::tool::find(&cimgen::tool::VERILATOR).is_none())]
fn tile_verilator(bencher: divan::Bencher<'_, '_>) {
    let graph = subjects::tile_graph();
    let elaborated = subjects::hardware(&graph);
    let verilator = Verilator::new(subjects::validated(&elaborated), None);
    cycles(bencher, &graph, &mut verilator.unwrap());
}

fn run<'r>(beats: &'r [Bits], lasts: &'r [bool]) -> Run<'r> {
    let limit = 100 * BEATS as u64;
    Run { beats, lasts, outputs: BEATS, pacing: Pacing::Full, limit }
}

fn cycles(bencher: divan::Bencher<'_, '_>, graph: &Wired, simulator: &mut dyn Simulator) {
    let (_, packed) = subjects::beats(graph, BEATS);
    let lasts = marks(BEATS);
    let run = run(&packed, &lasts);
    let cycles = subjects::cycles(&simulator.run(run).unwrap());
    let bencher = bencher.counter(ItemsCount::new(cycles));
    bencher.bench_local(|| simulator.run(run).unwrap());
}

/// The tile's golden model; items are matrix-vector products.
#[divan::bench]
fn tile_golden(bencher: divan::Bencher<'_, '_>) {
    let graph = subjects::tile_graph();
    let (beats, _) = subjects::beats(&graph, 50);
    let mut golden = Evaluator::new(&graph).unwrap();
    let bencher = bencher.counter(ItemsCount::new(beats.len()));
    bencher.bench_local(|| golden.evaluate(&beats).len());
}

/// 424 beats through the golden models, and their cycles.
#[divan::bench]
fn digits_golden(bencher: divan::Bencher<'_, '_>) {
    let compiled = subjects::digits();
    bencher.bench(|| subjects::digits_reference(&compiled).results.len());
}

/// 424 beats through the embedded simulator, compiled and compared.
#[divan::bench]
fn digits_embedded(bencher: divan::Bencher<'_, '_>) {
    let compiled = subjects::digits();
    let reference = subjects::digits_reference(&compiled);
    bencher.bench(|| {
        let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
        reference.check(&compiled, &mut embedded, Pacing::Full, None).unwrap().0.passed()
    });
}
