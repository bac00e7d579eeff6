//! Times that the README quotes: `cargo bench`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

use std::path::Path;

use cimgen::blocks::Block;
use cimgen::blocks::cim_tile::{Array, CimTile, Digitizer, Storage};
use cimgen::compile::{Compiled, Reference, compile, package};
use cimgen::cosim::{Embedded, Pacing, stimulus};
use cimgen::design::Design;
use cimgen::emit::verilog;
use cimgen::num::Format;
use cimgen::rtl::{Netlist, validate};

fn main() {
    divan::main();
}

/// A 64x64 tile of s4 weights in ROM, u8 inputs: elaborated, validated, printed.
#[divan::bench]
fn tile_64x64_to_verilog(bencher: divan::Bencher<'_, '_>) {
    let mut rng = fastrand::Rng::with_seed(1);
    let tile = CimTile {
        array: Array {
            rows: 64,
            columns: 64,
            weight: Format::signed(4),
            storage: Storage::Rom,
            digitizer: Digitizer::Exact,
            active_rows: None,
        },
        input: Format::unsigned(8),
        weights: (0..64).map(|_| (0..64).map(|_| rng.i64(-8..8)).collect()).collect(),
    };
    let print = || {
        let mut netlist = Netlist::new();
        let top = tile.rtl(&mut netlist);
        verilog(validate(&netlist, top).unwrap()).iter().map(|file| file.text.len()).sum::<usize>()
    };
    println!("\n64x64 tile: {} bytes of Verilog", print());
    bencher.bench(print);
}

fn digits() -> Compiled {
    compile(Design::read(Path::new("designs/digits_mlp.yaml")).unwrap()).unwrap()
}

/// From the design file to a validated netlist.
#[divan::bench]
fn digits_to_netlist(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| digits().latency().unwrap());
}

/// 424 beats through the golden models.
#[divan::bench]
fn digits_golden(bencher: divan::Bencher<'_, '_>) {
    let compiled = digits();
    bencher.bench(|| reference(&compiled).results.len());
}

/// 424 beats, 1,711 cycles, through the embedded simulator, compilation included.
#[divan::bench]
fn digits_embedded(bencher: divan::Bencher<'_, '_>) {
    let compiled = digits();
    let reference = reference(&compiled);
    bencher.bench(|| {
        let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
        reference.check(&compiled, &mut embedded, Pacing::Full, None).unwrap().0.passed()
    });
}

/// All files in memory.
#[divan::bench]
fn digits_package(bencher: divan::Bencher<'_, '_>) {
    let compiled = digits();
    let reference = reference(&compiled);
    bencher.bench(|| package(&compiled, &reference).unwrap().iter().count());
}

fn reference(compiled: &Compiled) -> Reference {
    Reference::new(compiled, stimulus(&compiled.input(), 424, 1)).unwrap()
}
