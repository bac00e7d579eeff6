//! What transforms do on samples, and what that costs.

use serde::Serialize;

use crate::blocks::wht_crossbar::{RowDigitizer, WhtCrossbar};
use crate::compile::Compiled;
use crate::network::Activity;
use crate::tech::{Mark, WALSH_HADAMARD};

/// A block of channels of a `bwht` layer: its transform, and the way back.
#[derive(Clone, Debug, Serialize)]
pub struct CrossbarReport {
    /// Name of the layer.
    pub layer: String,
    /// Number of the block.
    pub block: usize,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// Points of the transform.
    pub points: usize,
    /// Planes of an input.
    pub planes: u32,
    /// Transforms that were counted; nothing else is known without them.
    pub transforms: u64,
    /// What they did.
    pub activity: Option<Planes>,
}

/// What transforms did in the mean.
#[derive(Clone, Debug, Serialize)]
pub struct Planes {
    /// Planes of a row until it stopped.
    pub per_row: f64,
    /// The same of rows that are not dead; `None` where all are.
    pub per_live_row: Option<f64>,
    /// Planes of the crossbar, until its last row had stopped.
    pub per_array: f64,
    /// Share of coefficients that are zero.
    pub sparsity: f64,
    /// Rows that never gave anything but zero.
    pub dead_rows: Vec<usize>,
    /// There and back, by the figure that is published for comparators and all planes, whatever an operation is; `None`
    /// for other digitizers.
    pub tops_per_watt: Option<f64>,
    /// Where planes come from: the network's integers, which the hardware was compared with.
    pub source: Mark,
}

/// The crossbars of a design, on samples.
pub fn crossbars(compiled: &Compiled, samples: &[Vec<i64>]) -> Vec<CrossbarReport> {
    let Some(network) = &compiled.network else { return vec![] };
    network.transforms(samples).iter().map(crossbar).collect()
}

fn crossbar(activity: &Activity) -> CrossbarReport {
    let forward = &activity.transforms.forward;
    CrossbarReport {
        layer: activity.layer.clone(),
        block: activity.block,
        hardware: activity.hardware.clone(),
        points: forward.crossbar.points,
        planes: forward.bits,
        transforms: activity.count,
        activity: (activity.count > 0).then(|| planes(activity)),
    }
}

/// More digits are noise of the summation.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn planes(activity: &Activity) -> Planes {
    let (forward, inverse) = (&activity.transforms.forward, &activity.transforms.inverse);
    let per_row = activity.planes_per_row();
    let digitizer = &forward.crossbar.digitizer;
    let published = *digitizer == RowDigitizer::Comparator;
    let cells =
        |transform: &WhtCrossbar| (transform.crossbar.points * transform.crossbar.rows()) as f64;
    // Cells times planes, there and back.
    let (there, back) = (cells(forward) * per_row, cells(inverse) * f64::from(inverse.bits));
    let all = cells(forward) * f64::from(forward.bits) + back;
    let live = forward.crossbar.rows() > activity.dead_rows().len();
    Planes {
        per_row: rounded(per_row),
        per_live_row: live.then(|| rounded(activity.planes_per_live_row())),
        per_array: rounded(activity.planes_per_array()),
        sparsity: rounded(activity.sparsity()),
        dead_rows: activity.dead_rows(),
        tops_per_watt: published.then(|| rounded(WALSH_HADAMARD[0].value * all / (there + back))),
        source: Mark::Counted,
    }
}
