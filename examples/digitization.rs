//! What digitizers lose: digits recognized by the network of `designs/digits_mlp.yaml` for every width of codes
//! and every range rule, beside exact counts; then with 5 bits under growing errors of cells and comparators.
//!
//! `cargo run --release --example digitization`

use std::error::Error;
use std::path::Path;

use cimgen::blocks::Beat;
use cimgen::blocks::cim_array::Array;
use cimgen::blocks::digitizer::{Conversion, Errors, Form, RangeRule, Sar, Window};
use cimgen::dataflow::{evaluate_all, lower};
use cimgen::design::Design;
use cimgen::diag::render;
use cimgen::network::{Network, Part, accuracy, labelled, quantize};
use cimgen::parallel;

/// The digits with another digitizer, and what is in error about it.
fn digits(digitizer: Conversion, errors: Option<Errors>) -> Result<Design, Box<dyn Error>> {
    let design = Design::read(Path::new("designs/digits_mlp.yaml"));
    let mut description = design.map_err(|found| render(&found))?.description().clone();
    for (_, array) in description.hardware.all_mut::<Array>() {
        array.digitizer = digitizer.clone();
        array.errors = errors.clone();
    }
    Ok(Design::build(description, "designs").map_err(|found| render(&found))?)
}

/// Test samples that are recognized, of how many, and the network.
fn recognized(digitizer: Conversion) -> Result<(usize, usize, Network), Box<dyn Error>> {
    let design = digits(digitizer, None)?;
    let network = quantize(&design).map_err(|found| render(&found))?.network;
    let test = labelled(&design, Part::Test).map_err(|found| render(&found))?;
    let (samples, labels) = test.ok_or("the design names no test samples")?;
    Ok((accuracy(&network.evaluate_all(&samples), &labels), labels.len(), network))
}

/// The same with errors, by the golden models of the blocks.
fn in_error(range: RangeRule, errors: Errors) -> Result<usize, Box<dyn Error>> {
    let sar = Conversion::Sar(Sar::new(5, range)).in_form(Form::Structural);
    let design = digits(sar, Some(errors))?;
    let network = quantize(&design).map_err(|found| render(&found))?.network;
    let test = labelled(&design, Part::Test).map_err(|found| render(&found))?;
    let (samples, labels) = test.ok_or("the design names no test samples")?;
    let graph = lower("digits", &network)?;
    let results: Vec<Beat> = evaluate_all(&graph, &samples.codes)?.results;
    Ok(accuracy(&results, &labels))
}

/// Seeds that a figure is the mean of.
const SEEDS: [u32; 5] = [1, 2, 3, 4, 5];

/// A row for each size of an error: means over seeds for each range rule.
fn sweep(what: &str, sizes: &[u32], errors: fn(u32) -> Errors) {
    println!("\n{what:<14}full   clip   calibrated");
    for size in sizes {
        let of = |range: RangeRule| -> String {
            let recognized = parallel::map(&SEEDS, |seed| {
                in_error(range, Errors { seed: *seed, ..errors(*size) })
                    .map_err(|error| error.to_string())
            });
            let recognized: Result<Vec<usize>, String> = recognized.into_iter().collect();
            let mean = |all: Vec<usize>| all.iter().sum::<usize>() as f64 / all.len() as f64;
            recognized.map_or_else(|error| error, |all| format!("{:.1}", mean(all)))
        };
        let [full, clip, calibrated] =
            [RangeRule::Full, RangeRule::Clip, RangeRule::Calibrated].map(of);
        println!("{size:<14}{full:<7}{clip:<7}{calibrated}");
    }
}

/// Comparators decide half a cell below thresholds, between product-sums.
const BETWEEN: i32 = -500;

/// The window that was calibrated.
fn window(network: &Network) -> String {
    let ranges = network.hardware.all::<Array>().map(|(_, array)| array.digitizer.range());
    let shown = ranges.filter_map(|range| match range {
        RangeRule::Window(Window { low, step }) => Some(format!("from {low} in steps of {step}")),
        _ => None,
    });
    shown.collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let (exact, samples, _) = recognized(Conversion::Exact)?;
    println!(
        "Digits of {samples} that are recognized, on lines of 64 cells; exact counts: {exact}"
    );
    println!("bits  full  clip  calibrated  window");
    for bits in 1..=6 {
        let of = |range| recognized(Conversion::Sar(Sar::new(bits, range)));
        let (full, clip) = (of(RangeRule::Full)?.0, of(RangeRule::Clip)?.0);
        let (calibrated, _, network) = of(RangeRule::Calibrated)?;
        println!("{bits:<6}{full:<6}{clip:<6}{calibrated:<12}{}", window(&network));
    }
    println!(
        "\nThe same with 5 bits, means of {} seeds. Errors in thousandths of a cell;",
        SEEDS.len()
    );
    println!("but for the first table, comparators decide half a cell below thresholds.");
    let cells = [0, 10, 20, 50, 100];
    sweep("cells, at", &cells, |cell_sigma| Errors { cell_sigma, ..Errors::default() });
    sweep("cells", &cells, |cell_sigma| Errors {
        cell_sigma,
        offset: BETWEEN,
        ..Errors::default()
    });
    let comparators = [0, 200, 400, 800];
    sweep("offsets", &comparators, |offset_sigma| Errors {
        offset_sigma,
        offset: BETWEEN,
        ..Errors::default()
    });
    sweep("decisions", &comparators, |noise_sigma| Errors {
        noise_sigma,
        offset: BETWEEN,
        ..Errors::default()
    });
    sweep("droop a step", &[0, 2, 5, 10], |droop| Errors {
        droop,
        offset: BETWEEN,
        ..Errors::default()
    });
    Ok(())
}
