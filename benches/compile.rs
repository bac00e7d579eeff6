//! From designs to files: `cargo bench --bench compile`. `docs/benchmarks.md` says what each means.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use cimgen::blocks::Block;
use cimgen::compile::package;
use cimgen::emit::verilog;
use cimgen::rtl::{Netlist, validate};

fn main() {
    divan::main();
}

/// One tile without streams to the outside: elaborated, validated, printed.
#[divan::bench]
fn tile_to_verilog(bencher: divan::Bencher<'_, '_>) {
    let tile = subjects::tile();
    bencher.bench(|| {
        let mut netlist = Netlist::new();
        let top = tile.rtl(&mut netlist);
        verilog(validate(&netlist, top).unwrap()).len()
    });
}

/// A layer that fills a square of arrays: lowered, elaborated, validated, all files in memory.
#[divan::bench(args = [1, 4, 16, 64, 256], sample_count = 10)]
fn layer_to_files(bencher: divan::Bencher<'_, '_>, tiles: usize) {
    let network = subjects::layer_of(tiles.isqrt(), tiles.isqrt());
    let bencher = bencher.counter(divan::counter::ItemsCount::new(tiles));
    bencher.bench(|| subjects::network_to_files(&network));
}

/// A Walsh-Hadamard crossbar of 8 bits with a threshold for each row: elaborated and validated.
#[divan::bench(args = [16, 64, 256])]
fn crossbar_to_netlist(bencher: divan::Bencher<'_, '_>, points: usize) {
    let crossbar = subjects::crossbar(points);
    bencher.bench(|| {
        let mut netlist = Netlist::new();
        let top = crossbar.rtl(&mut netlist);
        validate(&netlist, top).is_ok()
    });
}

/// From the design file to a validated netlist.
#[divan::bench]
fn digits_to_netlist(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| subjects::digits().latency().unwrap());
}

/// All files in memory, from the netlist.
#[divan::bench]
fn digits_to_files(bencher: divan::Bencher<'_, '_>) {
    let compiled = subjects::digits();
    let reference = subjects::digits_reference(&compiled);
    bencher.bench(|| package(&compiled, &reference).unwrap().iter().count());
}
