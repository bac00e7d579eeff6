//! Product-sums of all rows in one plane: by a butterfly, by tiles of butterflies, or as lines of cells that are
//! charged.

use crate::blocks::digitizer::Form;
use crate::rtl::{ModuleBuilder, Netlist, Wire};

use super::super::crossbar::{Crossbar, Stitching};
use super::super::digitizer::RowDigitizer;
use super::super::spec::WhtCrossbar;
use super::butterfly::Butterfly;
use super::order::natural_row;

/// One plane of the inputs, lane by lane.
#[derive(Clone, Copy)]
pub(super) struct Plane<'m> {
    /// Which inputs are not zero.
    pub set: Wire<'m>,
    /// Which count against a sum; `None` where none can.
    pub minus: Option<Wire<'m>>,
}

impl<'m> Plane<'m> {
    /// Some inputs as the butterfly takes them.
    fn packed(self, m: &'m ModuleBuilder, low: u32, count: u32) -> Wire<'m> {
        let Some(minus) = self.minus else { return self.set.slice(low, count) };
        let negative = m.wire(&format!("minus_{low}"), self.set & minus);
        m.concat((low..low + count).flat_map(|at| [self.set.bit(at), negative.bit(at)]))
    }

    /// The two cells of an input (see [`RowDigitizer::cells`]) on a row that counts it for or against its sum; zero where
    /// the row does not see it.
    fn cells(
        self,
        m: &'m ModuleBuilder,
        (at, positive): (u32, bool),
        seen: Option<Wire<'m>>,
    ) -> [Wire<'m>; 2] {
        let set = self.set.bit(at);
        let set = seen.map_or(set, |seen| set & seen);
        let (plus, minus) = match self.minus {
            Some(minus) => (set & !minus.bit(at), set & minus.bit(at)),
            None => (set, m.constant(1, 0)),
        };
        if positive { [!minus, plus] } else { [!plus, minus] }
    }
}

/// Whether rows are given their lines of cells, not a number.
pub(in super::super) fn are_lines(crossbar: &Crossbar) -> bool {
    let conversion = crossbar.digitizer.conversion();
    conversion.is_some_and(|conversion| conversion.form() == Form::Structural)
}

/// Width of what each row is given.
pub(super) fn width(spec: &WhtCrossbar) -> u32 {
    match are_lines(&spec.crossbar) {
        true => RowDigitizer::cells(spec.crossbar.points) as u32,
        false => butterfly(spec, spec.crossbar.points).signed_bits(),
    }
}

fn butterfly(spec: &WhtCrossbar, points: usize) -> Butterfly {
    Butterfly { points, minus: spec.sign.has_minus() }
}

/// What each row is given, in the crossbar's order. `stitched` says whether tiles are one, where it is not always
/// so.
pub(super) fn sums<'m>(
    m: &'m ModuleBuilder,
    netlist: &mut Netlist,
    spec: &WhtCrossbar,
    plane: Plane<'m>,
    stitched: Option<Wire<'m>>,
) -> Vec<Wire<'m>> {
    let crossbar = &spec.crossbar;
    let natural = match (are_lines(crossbar), crossbar.stitching) {
        (true, _) => lines(m, crossbar, plane, stitched),
        (false, None) => whole(m, netlist, spec, plane),
        (false, Some(tiles)) => stitch(m, netlist, (spec, tiles), plane, stitched),
    };
    let row = |row| natural[natural_row(crossbar.order, row, crossbar.points)];
    (0..crossbar.rows()).map(row).collect()
}

fn whole<'m>(
    m: &'m ModuleBuilder,
    netlist: &mut Netlist,
    spec: &WhtCrossbar,
    plane: Plane<'m>,
) -> Vec<Wire<'m>> {
    let points = spec.crossbar.points;
    let butterfly = butterfly(spec, points);
    let module = butterfly.module(netlist);
    let x = plane.packed(m, 0, points as u32);
    let ps = m.instance(netlist, module, "transform", [("x".to_string(), x)])[0].1;
    rows_of(butterfly, ps)
}

/// The rows on a butterfly's output.
fn rows_of(butterfly: Butterfly, ps: Wire<'_>) -> Vec<Wire<'_>> {
    let bits = butterfly.sum_bits();
    let row = |row: usize| butterfly.signed(row, ps.slice(row as u32 * bits, bits));
    (0..butterfly.points).map(row).collect()
}

/// Rows and columns of tiles. A tile adds to the rows that it shares with others before they are compared, with
/// the sign of its place.
fn stitch<'m>(
    m: &'m ModuleBuilder,
    netlist: &mut Netlist,
    (spec, tiles): (&WhtCrossbar, Stitching),
    plane: Plane<'m>,
    stitched: Option<Wire<'m>>,
) -> Vec<Wire<'m>> {
    let crossbar = &spec.crossbar;
    let tile = butterfly(spec, tiles.tile);
    let width = width(spec);
    let module = tile.module(netlist);
    let columns = tiles.columns(crossbar.points);
    // Rows of another order may be of any tile.
    let natural = crossbar.order.is_natural();
    let rows = if natural { crossbar.rows() / tiles.tile } else { columns };
    let inputs: Vec<Wire<'m>> = (0..columns)
        .map(|column| plane.packed(m, (column * tiles.tile) as u32, tiles.tile as u32))
        .collect();
    let mut sums = vec![];
    for row in 0..rows {
        let mut parts: Vec<Vec<Wire<'m>>> = vec![vec![]; tiles.tile];
        for (column, x) in inputs.iter().enumerate() {
            let name = format!("tile_r{row}_c{column}");
            let inputs = [("x".to_string(), *x)];
            let ps = m.instance(netlist, module, &name, inputs)[0].1;
            for (parts, sum) in parts.iter_mut().zip(rows_of(tile, ps)) {
                let sum = sum.sign_extend(width);
                let minus = is_negative(row, column).then(|| m.constant(width, 0) - sum);
                let together = minus.unwrap_or(sum);
                parts.push(match stitched {
                    None => together,
                    Some(stitched) if row == column => stitched.mux(together, sum),
                    Some(stitched) => together & stitched.repeat(width),
                });
            }
        }
        sums.extend(parts.into_iter().map(|parts| m.sum(width, parts)));
    }
    sums
}

fn lines<'m>(
    m: &'m ModuleBuilder,
    crossbar: &Crossbar,
    plane: Plane<'m>,
    stitched: Option<Wire<'m>>,
) -> Vec<Wire<'m>> {
    let tile = crossbar.stitching.map_or(crossbar.points, |tiles| tiles.tile);
    let cells = |row: usize, at: usize| {
        let cells = |positive, seen| plane.cells(m, (at as u32, positive), seen);
        let positive = !is_negative(row, at);
        match stitched {
            Some(stitched) if row / tile == at / tile => {
                let (together, apart) =
                    (cells(positive, None), !is_negative(row % tile, at % tile));
                let apart = cells(apart, None);
                [0, 1].map(|cell| stitched.mux(together[cell], apart[cell]))
            }
            seen => cells(positive, seen),
        }
    };
    let row = |row| (0..crossbar.points).flat_map(|at| cells(row, at)).collect::<Vec<_>>();
    (0..crossbar.points).map(|number| m.concat(row(number))).collect()
}

/// Whether the cell, or the tile, at a place counts against the sum, in natural order.
fn is_negative(row: usize, column: usize) -> bool {
    (row & column).count_ones() % 2 == 1
}
