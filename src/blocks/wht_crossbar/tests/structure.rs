//! What the hardware is made of, and that different hardware is the same.

use super::*;
use crate::blocks::{BlockSpec, contract};
use crate::rtl::{Census, ModuleId, Netlist};

fn elaborated(spec: &WhtCrossbar) -> (Netlist, ModuleId) {
    let mut netlist = Netlist::new();
    let top = spec.rtl(&mut netlist);
    (netlist, top)
}

/// Adders of the module whose name begins so, with all that it instances.
fn adders(netlist: &Netlist, name: &str) -> u64 {
    let (id, _) = netlist.modules().find(|(_, module)| module.name == name).unwrap();
    Census::of(netlist, id).adders
}

#[test]
fn a_butterfly_has_as_many_adders_as_it_is_known_for() {
    for points in [2usize, 4, 8, 16, 32, 64, 128, 256] {
        let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(points) };
        let (netlist, _) = elaborated(&WhtCrossbar::new(crossbar, 8, SIGNED));
        let counted = adders(&netlist, &format!("wht_butterfly_{points}_m"));
        assert_eq!(counted, points as u64 * u64::from(points.ilog2()), "{points} points");
    }
}

/// The hardware of 64 points from tiles of 16, against the golden model of one piece.
#[test]
fn tiles_are_the_crossbar_that_they_make() {
    for (sign, digitizer) in [
        (SIGNED, RowDigitizer::Comparator),
        (Sign::TwosComplement, RowDigitizer::Exact),
        (Sign::Unsigned, RowDigitizer::Sar(Sar::new(4, RangeRule::Full))),
    ] {
        let whole = Crossbar { digitizer, ..Crossbar::new(64) };
        let stitching = Some(Stitching { tile: 16, rows: None, switched: false });
        let of = |crossbar: Crossbar| WhtCrossbar {
            thresholds: (0..64).map(|row| row * crossbar.greatest(4) / 64).collect(),
            ..WhtCrossbar::new(crossbar, 4, sign)
        };
        let stitched = elaborated(&of(Crossbar { stitching, ..whole.clone() }));
        let whole = BlockSpec::from(of(whole));
        let beats = contract::tried(&whole, (&stitched.0, stitched.1));
        assert!(beats.is_ok_and(|beats| beats > 1000), "{sign:?}: {beats:?}");
    }
}

/// What is not stitched gives what each tile gives by itself.
#[test]
fn tiles_apart_are_crossbars_of_their_own() {
    let stitching = Some(Stitching { tile: 4, rows: None, switched: true });
    let spec = WhtCrossbar::new(Crossbar { stitching, ..Crossbar::new(16) }, 4, SIGNED);
    let mut rng = fastrand::Rng::with_seed(4);
    for _ in 0..100 {
        let x: Vec<i64> = (0..16).map(|_| rng.i64(-15..=15)).collect();
        let apart = Transform::new(&spec).transform(&x, false).y;
        let alone = x.chunks(4).flat_map(|x| transformed(&comparing(4, 4), x).0);
        assert_eq!(apart, alone.collect::<Vec<_>>());
        let together = Transform::new(&spec).transform(&x, true).y;
        assert_eq!(together, transformed(&comparing(16, 4), &x).0);
        let fast = Fast::new(&spec).unwrap();
        assert_eq!((fast.transform(&x, false).0, fast.transform(&x, true).0), (apart, together));
    }
}

/// Rows have no part that only thresholds need where there are none.
#[test]
fn rows_without_thresholds_only_add() {
    let (netlist, _) = elaborated(&comparing(16, 8));
    assert!(netlist.modules().all(|(_, module)| !module.name.starts_with("wht_limits")));
    assert_eq!(adders(&netlist, "wht_row_16_m8"), 1);
}
