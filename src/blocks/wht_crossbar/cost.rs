//! Area as digital logic. Energy and delay of the analog crossbar are not known.

use crate::blocks::Cost;
use crate::num::bits_for_unsigned;
use crate::tech::{GateCount, Tech};

use super::digitizer::RowDigitizer;
use super::rtl::sums_are_lines;
use super::spec::WhtCrossbar;

/// Planes are held; a butterfly has `N log2 N` adders, `K^2` small ones where `K` tiles are stitched, and adders for
/// what they have in common; lines take an adder a cell. Each row has an accumulator, a magnitude and a threshold.
pub(super) fn cost(spec: &WhtCrossbar, tech: &Tech) -> Cost {
    let crossbar = &spec.crossbar;
    let (points, rows) = (crossbar.points as u64, crossbar.rows() as u64);
    let width = u64::from(points.ilog2() + 2);
    let adders = |points: u64| points * u64::from(points.ilog2());
    let sums = match crossbar.stitching {
        _ if sums_are_lines(crossbar) => rows * RowDigitizer::cells(crossbar.points) as u64,
        None => adders(points) * width,
        Some(tiles) => {
            let (tile, columns) = (tiles.tile as u64, tiles.columns(crossbar.points) as u64);
            rows / tile * columns * adders(tile) * width + rows * (columns - 1) * width
        }
    };
    let sum = u64::from(spec.output().bits());
    let soft = if spec.is_soft() { 3 * sum } else { 0 };
    let written = u64::from(spec.threshold().bits());
    let stored = if crossbar.writable() { written } else { 0 };
    // Whether a row has stopped, and for each plane what it has to exceed.
    let stops = u64::from(spec.stops());
    let limits = stops * u64::from(spec.bits) * (written + 1);
    let counted = u64::from(bits_for_unsigned(spec.bits.into())) * u64::from(crossbar.counters);
    let own = GateCount {
        full_adders: sums + rows * (sum + soft + counted),
        flops: points * u64::from(spec.input().bits())
            + rows * (2 * sum + stored + stops + 2 * counted),
        muxes: points * u64::from(spec.bits) + rows * (soft + stored),
        gates: rows * (2 * sum + limits),
    };
    let conversion = crossbar.digitizer.conversion();
    let searches = conversion.map_or(GateCount::default(), |conversion| {
        conversion.gates(RowDigitizer::cells(crossbar.points), crossbar.rows())
    });
    Cost::of_area((own + searches).area(tech.cells))
}
