//! Tiles of all formats, digitizers and row groups.

use crate::num::Format;

use crate::blocks::cim_array::{Array, Digitizer, WeightPlanes};

use super::spec::CimTile;

/// A tile with `outputs` columns of `used` weights, drawn from a fixed seed.
fn tile(array: Array, input: Format, used: usize) -> CimTile {
    let mut rng = fastrand::Rng::with_seed(1);
    let weight = array.weight;
    let mut column = || (0..used).map(|_| rng.i64(weight.min()..=weight.max())).collect();
    let weights = (0..array.columns).map(|_| column()).collect();
    CimTile { array, input, weights }
}

fn array(rows: usize, columns: usize, weight: Format, digitizer: Digitizer) -> Array {
    Array { digitizer, ..Array::new(rows, columns, weight) }
}

fn grouped(array: Array, active_rows: usize) -> Array {
    Array { active_rows: Some(active_rows), ..array }
}

fn serial(array: Array) -> Array {
    Array { weight_planes: WeightPlanes::Serial, ..array }
}

pub(super) fn examples() -> Vec<CimTile> {
    let (u, s) = (Format::unsigned, Format::signed);
    let (exact, clip) = (Digitizer::Exact, |bits| Digitizer::Clip { bits });
    vec![
        tile(array(1, 1, u(1), exact), u(1), 1),
        tile(array(8, 3, u(1), exact), s(4), 8),
        tile(array(16, 4, s(4), exact), u(4), 11),
        tile(array(17, 3, s(8), clip(3)), s(8), 17),
        tile(grouped(array(20, 2, s(2), clip(2)), 6), u(1), 20),
        tile(grouped(array(33, 2, s(3), exact), 8), s(2), 30),
        tile(array(64, 8, s(4), clip(5)), u(8), 64),
        tile(serial(array(12, 3, s(4), exact)), u(3), 12),
        tile(serial(grouped(array(10, 2, s(2), exact), 3)), s(2), 10),
        tile(serial(grouped(array(6, 2, u(1), exact), 4)), u(1), 6),
        tile(serial(array(20, 2, s(5), clip(2))), u(2), 19),
        tile(serial(array(9, 2, u(1), clip(2))), s(3), 7),
        tile(serial(grouped(array(33, 3, s(8), clip(3)), 8)), s(8), 33),
        tile(grouped(array(70, 2, s(5), clip(8)), 70), u(3), 70),
    ]
}

pub(super) fn growing() -> Vec<CimTile> {
    let grown =
        |rows| tile(array(rows, 4, Format::signed(4), Digitizer::Exact), Format::unsigned(4), rows);
    [4, 16, 64].map(grown).to_vec()
}
