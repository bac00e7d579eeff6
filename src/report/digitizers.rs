//! How product-sums are digitized, and how busy arrays are that digitize each other.

use serde::Serialize;

use crate::blocks::OnHardware;
use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::{Asymmetric, Conversion, Errors, Figures, ProductSums, entropy};
use crate::compile::Compiled;
use crate::dataflow::ArrayGroup;
use crate::diag::Bug;
use crate::network::Column;

/// The digitizer of an entry of the `hardware` section.
#[derive(Clone, Debug, Serialize)]
pub struct DigitizerReport {
    /// The entry.
    pub hardware: String,
    /// The digitizer with all that was set from calibration samples.
    pub conversion: Conversion,
    /// What is in error about its first array.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Errors>,
    /// Most cycles of a conversion.
    pub cycles: u32,
    /// References that a line is compared with at once.
    pub references: usize,
    /// What it does to product-sums of the samples that it was measured with.
    pub figures: Option<Figures>,
    /// The same for each output of each layer on these arrays.
    pub columns: Vec<ColumnFigures>,
    /// Where a search goes along a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<Questions>,
}

/// What a digitizer does to one output's product-sums.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnFigures {
    /// Layer.
    pub layer: String,
    /// Number of the output or filter.
    pub output: usize,
    /// What it does.
    pub figures: Option<Figures>,
}

/// What a decision tree costs, by the histogram that it was made for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Questions {
    /// Expected comparisons of one line by itself.
    pub expected: f64,
    /// Expected until the slowest line of an array is done, were their codes independent.
    pub slowest: f64,
    /// No search has fewer: the entropy of the codes, in bits.
    pub entropy: f64,
    /// Those of successive approximation.
    pub sar: u32,
    /// Those of the deepest code; lines of one array wait for the slowest.
    pub deepest: u32,
}

/// Arrays that digitize each other.
#[derive(Clone, Debug, Serialize)]
pub struct GroupReport {
    /// Name of the instance that controls them.
    pub name: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// All of them.
    pub arrays: usize,
    /// Those that only refer.
    pub spares: usize,
    /// Sets of arrays that convert together and take turns.
    pub phases: usize,
    /// Operations, by array.
    pub operations: Vec<Option<String>>,
    /// Conversions of all arrays for a sample.
    pub conversions: u64,
    /// In the long run.
    pub conversions_per_cycle: f64,
    /// Share of all arrays' cycles in which they compute or refer, in the long run.
    pub utilization: f64,
}

/// The digitizers that search, on samples.
pub fn digitizers(compiled: &Compiled, samples: &[Vec<i64>]) -> Vec<DigitizerReport> {
    let Some(network) = &compiled.network else { return vec![] };
    let columns = network.columns(samples);
    let searching =
        network.hardware.all::<Array>().filter(|(_, array)| array.digitizer != Conversion::Exact);
    let digitizer = |(name, array): (&String, &Array)| {
        let conversion = &array.digitizer;
        let own: Vec<&Column> = columns.iter().filter(|column| column.hardware == *name).collect();
        let mut all = ProductSums::new(array.active_rows());
        own.iter().for_each(|column| all.add(&column.sums));
        let column = |column: &&Column| ColumnFigures {
            layer: column.layer.clone(),
            output: column.output,
            figures: Figures::new(conversion, &column.sums),
        };
        DigitizerReport {
            hardware: name.clone(),
            cycles: conversion.cycles(),
            references: conversion.references(),
            figures: Figures::new(conversion, &all),
            columns: own.iter().map(column).collect(),
            tree: questions(array),
            errors: array.errors.clone(),
            conversion: conversion.clone(),
        }
    };
    searching.map(digitizer).collect()
}

fn questions(array: &Array) -> Option<Questions> {
    let conversion = &array.digitizer;
    // A digitizer for each bit line, or one for each column.
    let lines = array.columns * array.lines();
    let (tree, Conversion::Asymmetric(Asymmetric { bits, histogram, .. })) =
        (conversion.tree()?, conversion)
    else {
        return None;
    };
    // More digits are noise of the summation.
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    Some(Questions {
        expected: rounded(tree.expected(histogram)),
        slowest: rounded(tree.expected_of(lines, histogram)),
        entropy: rounded(entropy(histogram)),
        sar: *bits,
        deepest: tree.depths().into_iter().max().unwrap_or(0),
    })
}

/// The groups, with samples every `interval` cycles.
pub(super) fn groups(compiled: &Compiled, interval: u64) -> Result<Vec<GroupReport>, Bug> {
    let rates = compiled.graph.rates();
    let group = |group: &ArrayGroup| {
        let graph = &compiled.graph;
        let of = |id| {
            let on = graph.node(id).block().and_then(|spec| spec.as_block().on());
            let conversions = on.map_or(0, OnHardware::conversions);
            // A product gives a beat for each that it takes.
            u64::from(conversions) * rates.gives(id)
        };
        let conversions: u64 = group.members().map(|(_, id)| of(id)).sum();
        let (arrays, cycles) = (group.operations.len(), interval.max(1) as f64);
        // An array that computes, and those that refer for it.
        let busy: usize = group.references.iter().map(|references| 1 + references).sum();
        let name = |id: &Option<_>| id.map(|id| graph.node(id).name.clone());
        GroupReport {
            name: group.name.clone(),
            hardware: group.hardware.clone(),
            arrays,
            spares: group.spares(),
            phases: group.phases().len(),
            operations: group.operations.iter().map(name).collect(),
            conversions,
            conversions_per_cycle: conversions as f64 / cycles,
            utilization: (conversions * busy as u64) as f64 / (arrays as f64 * cycles),
        }
    };
    Ok(compiled.graph.groups().iter().map(group).collect())
}
