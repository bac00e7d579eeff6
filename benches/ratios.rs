//! What belongs together, measured by turns in one run: `cargo bench --bench ratios`.
//! `docs/benchmarks.md` says what each figure means.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use cimgen::blocks::digitizer::Conversion;
use cimgen::cosim::{Embedded, Pacing, Run, Simulator, Verilator, marks};
use cimgen::dataflow::Evaluator;
use cimgen::tool::{VERILATOR, find};

/// Measurements of each, of which the median is told.
const ROUNDS: usize = 9;

/// Layers of the elaboration table: rows and columns of arrays.
const LAYERS: [(usize, usize); 7] = [(1, 1), (2, 2), (4, 4), (8, 8), (16, 16), (256, 1), (1, 256)];

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().position(|argument| argument == "--only") {
        Some(at) => child(&arguments[at + 1..]),
        None => {
            let cores = std::thread::available_parallelism().map_or(0, usize::from);
            println!("{cores} cores; medians of {ROUNDS} rounds that take turns\n");
            elaboration();
            tile();
            evaluators();
            digits();
        }
    }
}

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs all by turns; medians in order.
fn medians(work: &mut [&mut dyn FnMut() -> f64]) -> Vec<f64> {
    let mut seen = vec![vec![]; work.len()];
    for _ in 0..ROUNDS {
        for (seen, work) in seen.iter_mut().zip(work.iter_mut()) {
            seen.push(work());
        }
    }
    seen.into_iter().map(median).collect()
}

/// What has to be measured in a process of its own; numbers on standard output.
fn child(arguments: &[String]) {
    let number = |at: usize| arguments[at].parse().unwrap();
    match arguments[0].as_str() {
        "layer" => {
            let network = subjects::layer_of(number(1), number(2));
            let mut bytes = 0;
            let time = seconds(|| bytes = subjects::network_to_files(&network));
            println!("{time} {bytes} {}", peak_kib().unwrap_or(f64::NAN));
        }
        _ => {
            let elaborated = subjects::hardware(&subjects::tile_graph());
            let ready = || Verilator::new(subjects::validated(&elaborated), None).unwrap();
            println!("{}", seconds(ready));
        }
    }
}

/// Most memory that this process had, where the system tells.
fn peak_kib() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// This program again; the numbers that it prints.
fn again(arguments: &[&str], cache: Option<&std::path::Path>) -> Vec<f64> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg("--only").args(arguments);
    command.envs(cache.map(|cache| ("CIMGEN_CACHE", cache)));
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn elaboration() {
    println!("A dense layer on arrays of 64x64 (s4, u8 inputs), from network to files in memory");
    println!(
        "{:>9} {:>7} {:>10} {:>12} {:>9} {:>9}",
        "arrays", "tiles", "ms", "ms a tile", "MB text", "peak MiB"
    );
    let mut seen = vec![vec![]; LAYERS.len()];
    for _ in 0..ROUNDS {
        for (seen, (rows, columns)) in seen.iter_mut().zip(LAYERS) {
            seen.push(again(&["layer", &rows.to_string(), &columns.to_string()], None));
        }
    }
    for ((rows, columns), seen) in LAYERS.into_iter().zip(seen) {
        let of = |at: usize| median(seen.iter().map(|numbers| numbers[at]).collect());
        let (tiles, ms) = (rows * columns, of(0) * 1e3);
        let shape = format!("{rows}x{columns}");
        let (each, text, peak) = (ms / tiles as f64, of(1) / 1e6, of(2) / 1024.0);
        println!("{shape:>9} {tiles:>7} {ms:>10.1} {each:>12.2} {text:>9.2} {peak:>9.1}");
    }
    println!();
}

fn tile() {
    const BEATS: usize = 2000;
    let graph = subjects::tile_graph();
    let elaborated = subjects::hardware(&graph);
    let design = subjects::validated(&elaborated);
    let (beats, packed) = subjects::beats(&graph, BEATS);
    let lasts = marks(BEATS);
    let run = Run {
        beats: &packed,
        lasts: &lasts,
        outputs: BEATS,
        pacing: Pacing::Full,
        limit: 100 * BEATS as u64,
    };
    let mut embedded = Embedded::new(design).unwrap();
    let cycles = subjects::cycles(&embedded.run(run).unwrap()) as f64;
    let mut golden = Evaluator::new(&graph).unwrap();
    let golden_beats = &beats[..BEATS / 20];
    let mut verilator = find(&VERILATOR).map(|_| Verilator::new(design, None).unwrap());
    let times = medians(&mut [
        &mut || seconds(|| Embedded::new(design).unwrap()),
        &mut || seconds(|| embedded.run(run).unwrap()),
        &mut || seconds(|| golden.evaluate(golden_beats).len()),
        &mut || verilator.as_mut().map_or(f64::NAN, |model| seconds(|| model.run(run).unwrap())),
    ]);
    println!("One 64x64 tile (s4, u8 inputs, exact digitizer), {BEATS} products, {cycles} cycles");
    let per_second = |cycles: f64, time: f64| cycles / time;
    let embedded = per_second(cycles, times[1]);
    println!("{:<34} {:>12.3} ms", "embedded: ready", times[0] * 1e3);
    let line = |name: &str, rate: f64, unit: &str| {
        println!("{name:<34} {rate:>12.0} {unit}");
    };
    line("embedded", embedded, "cycles/s");
    line("embedded", BEATS as f64 / times[1], "products/s");
    line("golden model", golden_beats.len() as f64 / times[2], "products/s");
    if verilator.is_none() {
        println!("{:<34} not installed, not measured\n", "Verilator");
        return;
    }
    let verilated = per_second(cycles, times[3]);
    let cache = tempfile::tempdir().unwrap();
    let built = again(&["verilator"], Some(cache.path()))[0];
    println!("{:<34} {built:>12.1} s, built once", "Verilator: ready");
    line("Verilator, through cimgen", verilated, "cycles/s");
    println!("{:<34} {:>12.2}", "embedded / Verilator, cycles/s", embedded / verilated);
    let even = built / (1.0 / embedded - 1.0 / verilated);
    if even > 0.0 {
        println!("{:<34} {:>12.1} million cycles\n", "Verilator pays from", even / 1e6);
    } else {
        println!();
    }
}

fn evaluators() {
    let inputs = subjects::inputs(8192);
    let mut models = subjects::models(&subjects::tile_with(Conversion::clip(5)));
    let mut rates = vec![vec![]; models.len()];
    for _ in 0..ROUNDS {
        for ((name, model), rates) in models.iter_mut().zip(&mut rates) {
            // The golden model takes as long for a few.
            let few = if *name == "golden model" { &inputs[..256] } else { &inputs };
            let time = seconds(|| few.iter().map(|x| model.fire(x)[0][0]).sum::<i64>());
            rates.push(few.len() as f64 / time);
        }
    }
    let rates: Vec<f64> = rates.into_iter().map(median).collect();
    println!("One 64x64 tile (s4, u8 inputs), counts clipped to 5 bits, values only, one core");
    for ((name, _), rate) in models.iter().zip(&rates) {
        let ratio = rate / rates[0];
        println!("{name:<34} {rate:>12.0} products/s {ratio:>8.0} times the golden model's");
    }
    println!();
}

fn digits() {
    let compiled = subjects::digits();
    let reference = subjects::digits_reference(&compiled);
    let design = compiled.validated().unwrap();
    let mut verilator = find(&VERILATOR).map(|_| Verilator::new(design, None).unwrap());
    let times = medians(&mut [
        &mut || seconds(|| subjects::digits_reference(&compiled)),
        &mut || {
            seconds(|| {
                let mut embedded = Embedded::new(design).unwrap();
                reference.check(&compiled, &mut embedded, Pacing::Full, None).unwrap()
            })
        },
        &mut || {
            verilator.as_mut().map_or(f64::NAN, |model| {
                seconds(|| reference.check(&compiled, model, Pacing::Full, None).unwrap())
            })
        },
    ]);
    println!("digits_mlp, 424 beats compared with the golden models");
    for (name, time) in ["golden models", "embedded, compiled and run", "Verilator, built before"]
        .into_iter()
        .zip(&times)
        .filter(|(_, time)| !time.is_nan())
    {
        println!(
            "{name:<34} {:>12.2} ms {:>8.2} of the golden models'",
            time * 1e3,
            time / times[0]
        );
    }
}
