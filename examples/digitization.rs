//! What digitizers lose: digits recognized by the network of `designs/digits_mlp.yaml` for every width of codes
//! and every range rule, beside exact counts.
//!
//! `cargo run --release --example digitization`

use std::error::Error;
use std::path::Path;

use cimgen::blocks::digitizer::{Conversion, RangeRule, Sar, Window};
use cimgen::design::{Design, Hardware};
use cimgen::diag::render;
use cimgen::network::{Network, Part, accuracy, labelled, quantize};

/// The digits with another digitizer.
fn digits(digitizer: Conversion) -> Result<Design, Box<dyn Error>> {
    let design = Design::read(Path::new("designs/digits_mlp.yaml"));
    let mut description = design.map_err(|found| render(&found))?.description().clone();
    for hardware in description.hardware.values_mut() {
        let Hardware::CimTile(array) = hardware;
        array.digitizer = digitizer.clone();
    }
    Ok(Design::build(description, "designs").map_err(|found| render(&found))?)
}

/// Test samples that are recognized, of how many, and the network.
fn recognized(digitizer: Conversion) -> Result<(usize, usize, Network), Box<dyn Error>> {
    let design = digits(digitizer)?;
    let network = quantize(&design).map_err(|found| render(&found))?;
    let test = labelled(&design, Part::Test).map_err(|found| render(&found))?;
    let (samples, labels) = test.ok_or("the design names no test samples")?;
    Ok((accuracy(&network.evaluate_all(&samples), &labels), labels.len(), network))
}

/// The window that was calibrated.
fn window(network: &Network) -> String {
    let ranges = network.arrays.values().map(|array| array.digitizer.range());
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
    Ok(())
}
