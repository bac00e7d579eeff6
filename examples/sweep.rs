//! How large arrays must be, and how many: cycles, area and utilization of the digits.
//!
//! `cargo run --release --example sweep`

use std::error::Error;

use cimgen::blocks::cim_array::Array;
use cimgen::compile::{Compiled, compile};
use cimgen::design::{DataFiles, Design, HardwareEntry};
use cimgen::diag::render;
use cimgen::num::Format;
use cimgen::report::Report;

fn digits(rows: usize, columns: usize, count: usize) -> Result<Compiled, Box<dyn Error>> {
    let array = Array::new(rows, columns, Format::signed(4));
    let u4 = Format::unsigned(4);
    let calibration = Some("digits/train_images.npy".into());
    let design = Design::builder("sweep")
        .input([8, 8], u4, 0.0625)
        .parameters("digits_mlp.safetensors")
        .data(DataFiles { train: None, calibration, test: None })
        .hardware("main", HardwareEntry::from(array).times(count))
        .dense_relu("fc1", 64, "main", u4)
        .dense("fc2", 10, "main")
        .argmax()
        .build("designs")
        .map_err(|mistakes| render(&mistakes))?;
    Ok(compile(design)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("array    arrays  latency  interval  area (um2, modelled)  at work");
    for (rows, columns) in [(64, 64), (64, 16), (32, 32), (16, 16)] {
        for count in [1, 2, 4, 8] {
            let report = Report::new(&digits(rows, columns, count)?, None, vec![])?;
            let timing = &report.timing;
            let at_work = report.arrays.iter().map(|array| array.utilization).sum::<f64>();
            println!(
                "{:<9}{:<8}{:<9}{:<10}{:<22.0}{:.0} %",
                format!("{rows}x{columns}"),
                report.arrays.len(),
                timing.latency_cycles,
                timing.interval_cycles,
                report.area.square_microns,
                100.0 * at_work / report.arrays.len() as f64,
            );
        }
    }
    Ok(())
}
