//! Small and large, plain and odd.

use crate::blocks::cim_array::Storage;
use crate::blocks::digitizer::{Asymmetric, Flash, Form, Hybrid, RangeRule, Sar, Window};
use crate::blocks::{Beat, Block, Store};

use super::crossbar::{Crossbar, EarlyTermination, RandomTie, RowOrder, Scaled, Stitching, Tie};
use super::digitizer::RowDigitizer;
use super::sign::Sign;
use super::spec::WhtCrossbar;

const SIGNED: Sign = Sign::SignedMagnitude;

/// Thresholds that differ from row to row, from nothing to all.
fn stepped(crossbar: &Crossbar, bits: u32) -> Vec<i64> {
    let (rows, most) = (crossbar.rows() as i64, crossbar.greatest(bits));
    (0..rows).map(|row| (row * 7 % rows) * most / (rows - 1).max(1)).collect()
}

/// A transform whose rows have such thresholds.
fn soft(crossbar: Crossbar, bits: u32, sign: Sign) -> WhtCrossbar {
    let thresholds = stepped(&crossbar, bits);
    WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, sign) }
}

pub(super) fn examples() -> Vec<WhtCrossbar> {
    [compared(), digitized(), stitched()].concat()
}

fn compared() -> Vec<WhtCrossbar> {
    let plain = Crossbar::new;
    let tied = |points, tie| Crossbar { tie, ..plain(points) };
    let scaled = EarlyTermination::Scaled(Scaled { alpha: 100 });
    vec![
        WhtCrossbar::new(plain(2), 1, SIGNED),
        WhtCrossbar::new(plain(4), 3, Sign::Unsigned),
        soft(plain(2), 1, Sign::TwosComplement),
        soft(plain(4), 2, SIGNED),
        soft(plain(8), 8, SIGNED),
        soft(tied(8, Tie::Zero), 4, Sign::TwosComplement),
        soft(Crossbar { order: RowOrder::Sequency, ..tied(16, Tie::Previous) }, 5, SIGNED),
        soft(
            Crossbar { order: RowOrder::Dyadic, counters: true, ..tied(8, Tie::Minus) },
            4,
            SIGNED,
        ),
        WhtCrossbar {
            thresholds: vec![2, 0, 7, 9],
            ..WhtCrossbar::new(
                tied(4, Tie::Random(RandomTie { seed: 3, instance: Some(1) })),
                4,
                Sign::TwosComplement,
            )
        },
        soft(Crossbar { early_termination: EarlyTermination::None, ..plain(8) }, 4, SIGNED),
        WhtCrossbar {
            dc_bypass: true,
            ..soft(
                Crossbar { early_termination: scaled, counters: true, ..tied(8, Tie::Zero) },
                6,
                SIGNED,
            )
        },
        WhtCrossbar {
            dc_bypass: true,
            ..soft(Crossbar { storage: Storage::Ram, ..plain(4) }, 4, SIGNED)
        },
        soft(
            Crossbar {
                storage: Storage::Ram,
                counters: true,
                early_termination: EarlyTermination::None,
                ..plain(4)
            },
            3,
            Sign::TwosComplement,
        ),
    ]
}

fn digitized() -> Vec<WhtCrossbar> {
    let with = |points, digitizer| Crossbar { digitizer, ..Crossbar::new(points) };
    let full = RangeRule::Full;
    let window = RangeRule::Window(Window { low: 3, step: 2 });
    let tree = Asymmetric::new(3, vec![1, 2, 4, 8, 9, 8, 4, 1], full);
    vec![
        soft(with(4, RowDigitizer::Exact), 4, SIGNED),
        WhtCrossbar::new(with(8, RowDigitizer::Exact), 4, Sign::TwosComplement),
        soft(with(16, RowDigitizer::Exact), 3, Sign::Unsigned),
        soft(with(4, RowDigitizer::Flash(Flash::new(3, full))), 3, SIGNED),
        soft(
            Crossbar { counters: true, ..with(8, RowDigitizer::Sar(Sar::new(4, RangeRule::Clip))) },
            4,
            Sign::TwosComplement,
        ),
        soft(
            with(
                4,
                RowDigitizer::Hybrid(Hybrid {
                    form: Form::Structural,
                    ..Hybrid::new(3, 1, window)
                }),
            ),
            3,
            SIGNED,
        ),
        soft(with(4, RowDigitizer::Asymmetric(tree.clone())), 3, SIGNED),
        soft(
            with(4, RowDigitizer::Asymmetric(Asymmetric { precharge_cycles: 1, ..tree })),
            2,
            Sign::Unsigned,
        ),
    ]
}

fn stitched() -> Vec<WhtCrossbar> {
    let tiles = |points, tile, rows, switched| Crossbar {
        stitching: Some(Stitching { tile, rows, switched }),
        ..Crossbar::new(points)
    };
    let structural = Sar { form: Form::Structural, ..Sar::new(3, RangeRule::Full) };
    vec![
        soft(tiles(8, 2, None, false), 4, SIGNED),
        soft(tiles(16, 4, None, true), 4, SIGNED),
        soft(tiles(8, 4, Some(1), true), 3, Sign::Unsigned),
        soft(Crossbar { order: RowOrder::Sequency, ..tiles(8, 4, Some(1), false) }, 3, SIGNED),
        soft(Crossbar { storage: Storage::Ram, ..tiles(4, 2, None, true) }, 3, SIGNED),
        soft(
            Crossbar { digitizer: RowDigitizer::Sar(structural), ..tiles(4, 2, None, true) },
            2,
            SIGNED,
        ),
    ]
}

/// Thresholds at the ends.
pub(super) fn siblings(spec: &WhtCrossbar) -> Vec<WhtCrossbar> {
    let filled = |threshold| {
        let thresholds = vec![threshold; spec.crossbar.rows()];
        WhtCrossbar { thresholds, ..spec.clone() }
    };
    [0, spec.crossbar.greatest(spec.bits)].map(filled).to_vec()
}

/// Rows of the matrix as inputs, which bring one sum to its end; where thresholds can be written, all that they can
/// be, with inputs after each.
pub(super) fn exercise(spec: &WhtCrossbar) -> Vec<Vec<Beat>> {
    let (points, format) = (spec.crossbar.points, spec.input());
    let lanes = spec.interface().inputs[0].beat.lanes();
    let beat = |stitched: i64, x: &dyn Fn(usize) -> i64| {
        let mut beat = vec![0; lanes - points];
        if spec.crossbar.switched() {
            beat.iter_mut().rev().take(1).for_each(|asked| *asked = stitched);
        }
        beat.extend((0..points).map(x));
        vec![beat]
    };
    let ends = [format.max(), format.min().max(-format.max())];
    let row = |row: usize, stitched: i64| {
        beat(stitched, &|at| ends[(row & at).count_ones() as usize % 2])
    };
    let rows = (0..points).map(|number| row(number, (number % 2) as i64));
    let mut all: Vec<Vec<Beat>> = rows.collect();
    all.extend(spec.store().map_or(vec![], |store| written(spec, &store)));
    all
}

/// All rows with each of some thresholds, then all but one with the greatest, so that the one ends the transform; inputs
/// drawn at random after each.
fn written(spec: &WhtCrossbar, store: &Store) -> Vec<Vec<Beat>> {
    let mut rng = fastrand::Rng::with_seed(9);
    let beat = spec.interface().inputs.remove(0).beat;
    let (rows, most) = (1 << spec.row_format().bits(), spec.threshold().max());
    let mut inputs = move || {
        let mut x = beat.varied(&mut rng);
        x[0] = 0;
        vec![x]
    };
    let mut all = vec![];
    for threshold in [0, 1, most / 2, spec.crossbar.greatest(spec.bits), most] {
        all.extend((0..rows).map(|row| vec![store.load(row, &[threshold])]));
        all.extend((0..12).map(|_| inputs()));
    }
    for row in 0..rows.min(8) {
        for part in 1..8 {
            all.push(vec![store.load(row, &[most * part / 8])]);
            all.extend((0..12).map(|_| inputs()));
        }
        all.push(vec![store.load(row, &[most])]);
    }
    all
}

pub(super) fn growing() -> Vec<WhtCrossbar> {
    [4, 16, 64].map(|points| soft(Crossbar::new(points), 8, SIGNED)).to_vec()
}
