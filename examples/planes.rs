//! Accuracy against planes: trains a design with a `bwht` layer under growing push on its thresholds, several seeds
//! each, and its twin in floats; prints a table and draws `planes_<design>.svg`.
//!
//! `cargo run --release --features train --example planes -- designs/digits_bwht.yaml 600 0 0.05 0.1`
//! (the number of passes over the samples, and pushes; without them what `docs/walsh_hadamard.md` has for the digits, nine
//! minutes on two cores)

use std::error::Error;
use std::path::{Path, PathBuf};

use cimgen::blocks::wht_crossbar::{Crossbar, EarlyTermination, Scaled};
use cimgen::design::Design;
use cimgen::diag::{Diagnostics, render};
use cimgen::network::train::{Recipe, train};
use cimgen::network::{Activity, Part, accuracy, labelled, quantize};
use cimgen::parallel;
use plotters::prelude::*;

/// How hard thresholds are pushed, where it is not said.
const PUSHES: [f64; 6] = [0.0, 0.03, 0.05, 0.07, 0.1, 0.2];

/// Shares of what may come that rows wait for, in 256ths; all of it loses nothing.
const ALPHAS: [u32; 3] = [256, 96, 32];

const SEEDS: [u64; 4] = [1, 2, 3, 4];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().unwrap_or("designs/digits_bwht.yaml".into()));
    let epochs = arguments.next().map_or(Ok(600), |epochs| epochs.parse())?;
    let asked: Vec<f64> = arguments.map(|push| push.parse()).collect::<Result<_, _>>()?;
    let pushes = if asked.is_empty() { PUSHES.to_vec() } else { asked };
    let shown = |found: Diagnostics| render(&found);
    let design = Design::read(&file).map_err(shown)?;
    let recipe = Recipe { epochs, rate: 2e-2, decay: 0.1, shifts: 0.1, ..Recipe::default() };
    let (samples, labels) =
        labelled(&design, Part::Test).map_err(shown)?.ok_or("the design names no test samples")?;
    let share = |correct: f64| 100.0 * correct / labels.len() as f64;

    let twins = parallel::map(&SEEDS, |seed| {
        let recipe = Recipe { seed: *seed, floats: true, ..recipe };
        train(&design, recipe).map(|trained| trained.tested.map_or(0, |tested| tested.1))
    });
    let twins: Vec<usize> = twins.into_iter().collect::<Result<_, _>>().map_err(shown)?;
    let twin = share(mean(twins.iter().map(|correct| *correct as f64)));
    println!("float twin: {twin:.1} % of {}: {twins:?}", labels.len());
    println!("push   alpha  correct  by seed               planes/row  live  array  zeros  dead");

    let folder = tempfile::tempdir()?;
    let mut curves: Vec<Vec<(f64, f64)>> = vec![vec![]; ALPHAS.len()];
    for push in pushes {
        let trained = parallel::map(&SEEDS, |seed| {
            let scratch = folder.path().join(format!("{push}_{seed}.safetensors"));
            let design = with(&design, &file, &scratch, EarlyTermination::Lossless)?;
            train(&design, Recipe { seed: *seed, push, ..recipe })?;
            Ok::<PathBuf, Diagnostics>(scratch)
        });
        let trained: Vec<PathBuf> = trained.into_iter().collect::<Result<_, _>>().map_err(shown)?;
        for (alpha, curve) in ALPHAS.into_iter().zip(&mut curves) {
            let termination = match alpha {
                256 => EarlyTermination::Lossless,
                alpha => EarlyTermination::Scaled(Scaled { alpha }),
            };
            let runs = trained.iter().map(|parameters| {
                let design = with(&design, &file, parameters, termination)?;
                let network = quantize(&design)?.network;
                let correct = accuracy(&network.evaluate_all(&samples), &labels);
                Ok::<_, Diagnostics>((correct, network.transforms(&samples.codes)))
            });
            let runs: Vec<(usize, Vec<Activity>)> =
                runs.collect::<Result<_, _>>().map_err(shown)?;
            let of = |figure: &dyn Fn(&Activity) -> f64| {
                mean(runs.iter().map(|(_, blocks)| mean(blocks.iter().map(figure))))
            };
            let correct = share(mean(runs.iter().map(|(correct, _)| *correct as f64)));
            let by_seed: Vec<usize> = runs.iter().map(|(correct, _)| *correct).collect();
            let planes = of(&Activity::planes_per_row);
            println!(
                "{push:<5}  {alpha:>5}  {correct:>5.1} %  {:<20}  {planes:>10.2}  {:>4.2}  {:>5.2}  {:>3.0} %  {:>4.1}",
                format!("{by_seed:?}"),
                of(&Activity::planes_per_live_row),
                of(&Activity::planes_per_array),
                100.0 * of(&Activity::sparsity),
                of(&|block| block.dead_rows().len() as f64),
            );
            curve.push((planes, correct));
        }
    }
    let picture = format!("planes_{}.svg", design.description().name);
    draw(Path::new(&picture), twin, &curves)?;
    println!("drawn: {picture}");
    Ok(())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let all: Vec<f64> = values.collect();
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// The design with other parameters, and crossbars that stop otherwise.
fn with(
    design: &Design,
    file: &Path,
    parameters: &Path,
    termination: EarlyTermination,
) -> Result<Design, Diagnostics> {
    let mut description = design.description().clone();
    description.parameters = Some(parameters.to_path_buf());
    for (_, crossbar) in description.hardware.all_mut::<Crossbar>() {
        crossbar.early_termination = termination;
    }
    Design::build(description, file.parent().unwrap_or(Path::new(".")))
}

/// One line for each share that rows wait for; the twin as a level.
fn draw(path: &Path, twin: f64, curves: &[Vec<(f64, f64)>]) -> Result<(), Box<dyn Error>> {
    let points = || curves.iter().flatten();
    let most = points().map(|point| point.0).fold(1.0, f64::max).ceil();
    let least = points().map(|point| point.1).fold(twin, f64::min);
    let root = SVGBackend::new(path, (640, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = ((0.0, most), (least.floor() - 1.0, twin.ceil() + 1.0));
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(left.0..left.1, right.0..right.1)?;
    chart
        .configure_mesh()
        .x_desc("planes of a row")
        .y_desc("test samples recognized, %")
        .light_line_style(WHITE)
        .draw()?;
    let gray = RGBColor(120, 120, 120);
    chart
        .draw_series(LineSeries::new([(0.0, twin), (most, twin)], gray.stroke_width(2)))?
        .label("twin in floats")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], gray));
    let colors = [RGBColor(0, 90, 160), RGBColor(200, 80, 0), RGBColor(0, 130, 80)];
    for ((curve, alpha), color) in curves.iter().zip(ALPHAS).zip(colors) {
        let name = match alpha {
            256 => "lossless".to_string(),
            alpha => format!("scaled, alpha {alpha} of 256"),
        };
        chart
            .draw_series(LineSeries::new(curve.iter().copied(), color.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color));
        chart.draw_series(curve.iter().map(|point| Circle::new(*point, 4, color.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE)
        .border_style(gray)
        .draw()?;
    root.present()?;
    Ok(())
}
