//! When which operation runs on which array, as a picture.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diag::Bug;

use super::graph::{Graph, NodeId};
use super::label::escaped;
use super::rates::Rates;
use super::schedule::{Quota, Schedule};

/// Height of a row, and of the axis, in pixels.
const ROW: f64 = 26.0;
/// Width that the cycles take, about.
const WIDTH: f64 = 1100.0;
/// Width of a character of the font, about.
const CHARACTER: f64 = 6.2;
/// Samples that are shown.
const SAMPLES: u64 = 4;
/// A color a sample.
const COLORS: [&str; 4] = ["#9ecae1", "#fdae6b", "#a1d99b", "#bcbddc"];

/// Below this width, in pixels, bars are not told apart.
const NARROW: f64 = 2.0;

/// One operation at work.
#[derive(Clone)]
struct Bar {
    row: usize,
    name: String,
    sample: u64,
    start: u64,
    cycles: u64,
}

/// SVG text: a row an array, a bar an operation's work on one beat, for the first samples after reset,
/// offered and taken as early as can be. Equal graphs give equal bytes.
pub fn timeline(graph: &Graph) -> Result<String, Bug> {
    let rates = Rates::of(graph)?;
    let arrays = graph.arrays()?;
    let row_of: BTreeMap<NodeId, usize> = arrays
        .iter()
        .enumerate()
        .flat_map(|(row, array)| array.operations.iter().map(move |id| (*id, row)))
        .collect();
    let quota = Quota {
        inputs: (SAMPLES * graph.beats_per_sample()) as usize,
        outputs: (SAMPLES * rates.beats_per_result()) as usize,
        limit: u64::MAX,
    };
    let mut started: BTreeMap<NodeId, u64> = BTreeMap::new();
    let mut bars = vec![];
    for start in Schedule::new(graph)?.starts(quota) {
        let Some(row) = row_of.get(&start.node) else { continue };
        let number = started.entry(start.node).or_default();
        // A product gives a beat for each that it takes.
        let beats = rates.gives(start.node).max(1);
        bars.push(Bar {
            row: *row,
            name: graph.node(start.node).name.clone(),
            sample: *number / beats,
            start: start.cycle + 1,
            cycles: rates.cycles(start.node) / beats,
        });
        *number += 1;
    }
    let rows: Vec<&str> = arrays.iter().map(|array| array.name).collect();
    Ok(text(&rows, &bars))
}

fn text(rows: &[&str], bars: &[Bar]) -> String {
    let longest = rows.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64;
    let left = (longest * CHARACTER + 16.0).round().max(120.0);
    let cycles = bars.iter().map(|bar| bar.start + bar.cycles).max().unwrap_or(1);
    let scale = (WIDTH / cycles as f64).min(40.0);
    let bars = merged(bars, scale);
    let (width, height) =
        (left + cycles as f64 * scale + 16.0, (rows.len() + 1) as f64 * ROW + 8.0);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.1}\" height=\"{height:.1}\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    axis(&mut text, (left, scale, height), cycles);
    legend(&mut text, left);
    for (row, name) in rows.iter().enumerate() {
        let y = (row + 1) as f64 * ROW + ROW * 0.65;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            escaped(name)
        );
    }
    for bar in &bars {
        draw(&mut text, (left, scale), bar);
    }
    text.push_str("</svg>\n");
    text
}

/// The bars without those too narrow to be told from the ones before them: these become a part of them.
fn merged(bars: &[Bar], scale: f64) -> Vec<Bar> {
    let mut merged: Vec<Bar> = vec![];
    let mut last_of: BTreeMap<usize, usize> = BTreeMap::new();
    for bar in bars {
        let before = last_of.get(&bar.row).map(|last| &mut merged[*last]);
        let joins = before.filter(|before| {
            let gap = bar.start.saturating_sub(before.start + before.cycles);
            let narrow = bar.cycles as f64 * scale < NARROW && gap as f64 * scale < NARROW / 4.0;
            narrow && (&before.name, before.sample) == (&bar.name, bar.sample)
        });
        match joins {
            Some(before) => before.cycles = bar.start + bar.cycles - before.start,
            None => {
                last_of.insert(bar.row, merged.len());
                merged.push(bar.clone());
            }
        }
    }
    merged
}

/// Cycles in round steps.
fn axis(text: &mut String, (left, scale, height): (f64, f64, f64), cycles: u64) {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
    let wide = |step: &&u64| **step as f64 * scale >= 50.0;
    let step = steps.iter().find(wide).copied().unwrap_or(100_000);
    for cycle in (0..=cycles).step_by(step as usize) {
        let x = left + cycle as f64 * scale;
        let _ = writeln!(
            text,
            "<path d=\"M{x:.1} {:.1} V{height:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#666\">{cycle}</text>",
            ROW * 0.8,
            ROW * 0.6
        );
    }
}

/// The colors of the samples, above the names of the rows.
fn legend(text: &mut String, left: f64) {
    let side = ROW * 0.45;
    for (sample, color) in COLORS.iter().enumerate().rev() {
        let x = left - 30.0 - (COLORS.len() - sample) as f64 * side * 1.3;
        let _ = writeln!(
            text,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"{color}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\">{sample}</text>",
            ROW * 0.2,
            x + side / 2.0,
            ROW * 0.55
        );
    }
}

fn draw(text: &mut String, (left, scale): (f64, f64), bar: &Bar) {
    let (x, y) = (left + bar.start as f64 * scale, (bar.row + 1) as f64 * ROW + 2.0);
    let (width, height) = (bar.cycles as f64 * scale, ROW - 4.0);
    let color = COLORS[bar.sample as usize % COLORS.len()];
    let name = escaped(&bar.name);
    let (first, last) = (bar.start, bar.start + bar.cycles - 1);
    let _ = write!(
        text,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
         fill=\"{color}\" stroke=\"white\"><title>{name}, sample {}, cycles {first} to {last}</title></rect>",
        bar.sample
    );
    if bar.name.chars().count() as f64 * CHARACTER * 0.8 < width {
        let _ = write!(
            text,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\">{name}</text>",
            x + width / 2.0,
            y + height * 0.65
        );
    }
    text.push('\n');
}
