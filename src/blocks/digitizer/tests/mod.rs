//! Known answers, and all codes of all searches.

use std::borrow::Cow;

use std::collections::BTreeSet;

use super::*;
use crate::blocks::{Block, Kind, SpecError};

mod activity;
mod errors;
mod networks;
mod trees;

/// Every search of `bits` bits.
fn searches(bits: u32, range: RangeRule, form: Form) -> Vec<Conversion> {
    let histogram: Vec<u64> = (0..1 << bits).map(|code| 1 + (code * 7919) % 13).collect();
    let mut all = vec![
        Conversion::Flash(Flash { form, ..Flash::new(bits, range) }),
        Conversion::Sar(Sar { form, ..Sar::new(bits, range) }),
        Conversion::Asymmetric(Asymmetric { form, ..Asymmetric::new(bits, histogram, range) }),
    ];
    all.extend((1..bits).map(|flash_bits| {
        Conversion::Hybrid(Hybrid { form, ..Hybrid::new(bits, flash_bits, range) })
    }));
    all
}

/// Cells of which so many are driven.
fn line(cells: usize, driven: usize) -> Vec<i64> {
    (0..cells).map(|cell| i64::from(cell < driven)).collect()
}

fn codes(cells: usize, conversion: &Conversion) -> Vec<i64> {
    let spec = Digitizer::new(cells, 1, conversion.clone());
    assert_eq!(spec.check(), Vec::<SpecError>::new(), "{spec:?}");
    let mut golden = spec.golden();
    (0..=cells).map(|driven| golden.fire(&[line(cells, driven)]).concat()[0]).collect()
}

/// `min(floor(PS 2^n / N), 2^n - 1)`, for every N, n and PS, whichever way it is searched.
#[test]
fn every_search_gives_the_code_of_the_closed_form() {
    for cells in 1..=128usize {
        for bits in (1..=8u32).filter(|bits| 1 << bits <= 4 * cells) {
            let full: Vec<i64> = (0..=cells as i64)
                .map(|sum| ((sum << bits) / cells as i64).min((1 << bits) - 1))
                .collect();
            for conversion in searches(bits, RangeRule::Full, Form::Optimized) {
                assert_eq!(codes(cells, &conversion), full, "N = {cells}, {conversion:?}");
            }
        }
    }
}

#[test]
fn a_line_of_31_cells_loses_nothing_at_5_bits() {
    let conversion = Conversion::Sar(Sar::new(5, RangeRule::Full));
    assert_eq!(codes(31, &conversion), (0..=31).collect::<Vec<i64>>());
    // At N = 2^n only the greatest product-sum saturates.
    let saturated: Vec<i64> = (0..=32).map(|sum| sum.min(31)).collect();
    assert_eq!(codes(32, &conversion), saturated);
}

#[test]
fn windows_and_clips_by_hand() {
    let window = RangeRule::Window(Window { low: 3, step: 2 });
    let conversion = Conversion::Flash(Flash::new(2, window));
    // Thresholds 5, 7 and 9.
    assert_eq!(codes(12, &conversion), [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3]);
    assert_eq!([0, 1, 2, 3].map(|code| window.worth(code)), [3, 5, 7, 9]);
    assert_eq!(codes(5, &Conversion::clip(2)), [0, 1, 2, 3, 3, 3]);
}

#[test]
fn cycles_and_references_of_5_bits() {
    let of = |conversion: Conversion| (conversion.cycles(), conversion.references());
    let full = RangeRule::Full;
    assert_eq!(of(Conversion::Flash(Flash::new(5, full))), (1, 31));
    assert_eq!(of(Conversion::Hybrid(Hybrid::new(5, 2, full))), (4, 3));
    assert_eq!(of(Conversion::Sar(Sar::new(5, full))), (5, 1));
    let precharged = Sar { precharge_cycles: 2, ..Sar::new(5, full) };
    assert_eq!(of(Conversion::Sar(precharged)), (7, 1));
}

#[test]
fn what_no_line_can_use_is_refused() {
    let fields = |cells, conversion: Conversion| -> Vec<Cow<'static, str>> {
        let spec = Digitizer::new(cells, 1, conversion);
        spec.check().into_iter().map(|error| error.field).collect()
    };
    let full = RangeRule::Full;
    assert_eq!(fields(8, Conversion::Sar(Sar::new(0, full))), ["bits"]);
    assert_eq!(fields(300, Conversion::Sar(Sar::new(9, full))), ["bits"]);
    assert_eq!(fields(3, Conversion::Sar(Sar::new(4, full))), ["bits"]);
    assert_eq!(fields(4, Conversion::Sar(Sar::new(4, full))), [""; 0]);
    assert_eq!(fields(31, Conversion::Hybrid(Hybrid::new(5, 5, full))), ["flash_bits"]);
    assert_eq!(fields(31, Conversion::Hybrid(Hybrid::new(5, 0, full))), ["flash_bits"]);
    let asymmetric = |histogram| Conversion::Asymmetric(Asymmetric::new(2, histogram, full));
    assert_eq!(fields(5, asymmetric(vec![])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![0; 4])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![1; 3])), ["histogram"]);
    assert_eq!(fields(5, asymmetric(vec![u64::MAX; 4])), ["histogram"]);
    let shallow = Asymmetric { max_depth: Some(1), ..Asymmetric::new(2, vec![1; 4], full) };
    assert_eq!(fields(5, Conversion::Asymmetric(shallow)), ["max_depth"]);
    for (low, step) in [(0, 0), (5, 1), (u32::MAX, u32::MAX)] {
        let window = RangeRule::Window(Window { low, step });
        assert_eq!(fields(5, Conversion::Sar(Sar::new(2, window))), ["range"]);
    }
    assert_eq!(fields(5, Conversion::Sar(Sar::new(2, RangeRule::Calibrated))), ["range"]);
}

#[test]
fn windows_are_set_where_product_sums_are() {
    let mut sums = ProductSums::new(64);
    let open = Conversion::Sar(Sar::new(3, RangeRule::Calibrated));
    assert!(open.is_open() && sums.is_empty());
    (20..=27).for_each(|driven| sums.count(driven, 64));
    let window = RangeRule::Window(Window { low: 20, step: 1 });
    assert_eq!(open.set(&sums), Conversion::Sar(Sar::new(3, window)));
    assert!(!open.set(&sums).is_open());
    // What counts for little may be clipped.
    sums.count(60, 1);
    assert_eq!(open.set(&sums), Conversion::Sar(Sar::new(3, window)));
    // Lines that never have more than 10 of 64: 2 bits in steps of 3.
    let mut few = ProductSums::new(64);
    (0..=10).for_each(|driven| few.count(driven, 1));
    let wide = Conversion::Flash(Flash::new(2, RangeRule::Calibrated));
    let RangeRule::Window(Window { low, step }) = wide.set(&few).range() else { panic!() };
    assert!(step == 2 || step == 3, "{low} {step}");
}

#[test]
fn names_tell_digitizers_apart() {
    let all = [RangeRule::Full, RangeRule::Clip, RangeRule::Window(Window { low: 1, step: 2 })]
        .into_iter()
        .flat_map(|range| {
            let forms = [Form::Optimized, Form::Structural].into_iter();
            forms.flat_map(move |form| (1..=4).flat_map(move |bits| searches(bits, range, form)))
        });
    let all: Vec<Conversion> = all.collect();
    let names: BTreeSet<String> = all.iter().map(Conversion::name).collect();
    assert_eq!(names.len(), all.len());
}
