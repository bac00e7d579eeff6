//! When which operation runs on which array, as a picture.

use std::collections::BTreeMap;

use crate::diag::Bug;

use super::gantt::{Bar, Chart};
use super::graph::{Graph, NodeId};
use super::rates::Rates;
use super::schedule::{Quota, Schedule};

/// Samples that are shown.
const SAMPLES: u64 = 4;
/// A color a sample.
const COLORS: [&str; 4] = ["#9ecae1", "#fdae6b", "#a1d99b", "#bcbddc"];

/// Below this width, in pixels, bars are not told apart.
const NARROW: f64 = 2.0;

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
        let (name, sample) = (graph.node(start.node).name.clone(), *number / beats);
        bars.push(Bar {
            row: *row,
            title: format!("{name}, sample {sample}"),
            label: name,
            color: COLORS[sample as usize % COLORS.len()],
            start: start.cycle + 1,
            cycles: rates.cycles(start.node) / beats,
        });
        *number += 1;
    }
    let rows = arrays.iter().map(|array| array.name.to_string()).collect();
    let bars = merged(&bars, Chart::scale(&bars));
    let legend =
        COLORS.iter().enumerate().map(|(sample, color)| (format!("sample {sample}"), *color));
    Ok(Chart { rows, bars, legend: legend.collect() }.svg())
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
            narrow && before.title == bar.title
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
