//! When which operation runs on which array, as a picture.

use std::collections::BTreeMap;

use crate::dataflow::graph::NodeId;
use crate::dataflow::placement::Instance;
use crate::dataflow::schedule::{Quota, Schedule};
use crate::dataflow::wired::Wired;
use crate::diag::Bug;

use super::chart::{Bar, Chart};
use super::fold::View;
use super::rows::{Row, drawn};

/// Samples that are shown.
const SAMPLES: u64 = 4;
/// A color for each sample.
const COLORS: [&str; 4] = ["#9ecae1", "#fdae6b", "#a1d99b", "#bcbddc"];

/// Below this width, in pixels, bars are not told apart.
const NARROW: f64 = 2.0;
/// Least gap between two of them.
const GAP: f64 = 1.0;

/// SVG text: one row per array, one bar for an operation's work on a beat, for the first samples after reset,
/// offered and taken as early as can be. Folded, arrays of one layer that do the same at the same time are one row.
/// Equal graphs give equal bytes.
pub fn timeline(graph: &Wired, view: View) -> Result<String, Bug> {
    let named = graph.instances().iter().filter(|instance| instance.hardware.is_some());
    let arrays: Vec<&Instance> = named.collect();
    let rows = arrays.iter().zip(bars(graph, &arrays)?);
    let rows = rows.map(|(array, bars)| Row {
        name: array.name.to_string(),
        operations: array.operations.clone(),
        bars,
    });
    let (rows, bars) = drawn(graph, rows.collect(), view);
    let bars = merged(&bars, Chart::scale(&bars));
    let legend =
        COLORS.iter().enumerate().map(|(sample, color)| (format!("sample {sample}"), *color));
    Ok(Chart { rows, bars, legend: legend.collect() }.svg())
}

/// What each array does, in the order of the arrays.
fn bars(graph: &Wired, arrays: &[&Instance]) -> Result<Vec<Vec<Bar>>, Bug> {
    let rates = graph.rates();
    let rows = arrays.iter().enumerate();
    let rows = rows.flat_map(|(row, array)| array.operations.iter().map(move |id| (*id, row)));
    let row_of: BTreeMap<NodeId, usize> = rows.collect();
    let quota = Quota {
        inputs: (SAMPLES * graph.beats_per_sample()) as usize,
        outputs: (SAMPLES * rates.beats_per_result()) as usize,
        limit: u64::MAX,
    };
    let mut started: BTreeMap<NodeId, u64> = BTreeMap::new();
    let mut bars = vec![vec![]; arrays.len()];
    for start in Schedule::new(graph)?.starts(quota) {
        let Some(row) = row_of.get(&start.node) else { continue };
        let number = started.entry(start.node).or_default();
        // A product gives a beat for each that it takes.
        let beats = rates.gives(start.node).max(1);
        let (name, sample) = (graph.node(start.node).name.clone(), *number / beats);
        bars[*row].push(Bar {
            row: *row,
            title: format!("{name}, sample {sample}"),
            label: name,
            color: COLORS[sample as usize % COLORS.len()],
            start: start.cycle + 1,
            cycles: rates.cycles(start.node) / beats,
        });
        *number += 1;
    }
    Ok(bars)
}

/// The bars without those too narrow to be told from the ones before them: these become a part of them.
fn merged(bars: &[Bar], scale: f64) -> Vec<Bar> {
    let mut merged: Vec<Bar> = vec![];
    let mut last_of: BTreeMap<usize, usize> = BTreeMap::new();
    for bar in bars {
        let before = last_of.get(&bar.row).map(|last| &mut merged[*last]);
        let joins = before.filter(|before| {
            let gap = bar.start.saturating_sub(before.start + before.cycles);
            let narrow = bar.cycles as f64 * scale < NARROW && gap as f64 * scale < GAP;
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
