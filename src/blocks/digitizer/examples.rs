//! Every search, range rule and form, on short and long lines.

use super::conversion::{Asymmetric, Conversion, Flash, Form, Hybrid, Sar};
use super::errors::Errors;
use super::range::{RangeRule, Window};
use super::spec::Digitizer;

const FULL: RangeRule = RangeRule::Full;

fn lines(cells: usize, columns: usize, conversion: Conversion) -> Digitizer {
    Digitizer::new(cells, columns, conversion)
}

fn window(low: u32, step: u32) -> RangeRule {
    RangeRule::Window(Window { low, step })
}

/// Errors that are always the same.
fn still() -> Errors {
    Errors { seed: 1, instance: Some(3), cell_sigma: 120, offset_sigma: 900, ..Errors::default() }
}

/// The same and others.
fn changing() -> Errors {
    Errors { cell_sigma: 40, noise_sigma: 700, droop: 30, ..still() }
}

/// A histogram that falls towards greater codes.
fn falling(bits: u32) -> Vec<u64> {
    (0..1u64 << bits).map(|code| 1000 / (code * code + 1)).collect()
}

pub(super) fn examples() -> Vec<Digitizer> {
    let structural = Form::Structural;
    let asymmetric = |bits, range| Asymmetric::new(bits, falling(bits), range);
    vec![
        lines(1, 1, Conversion::Exact),
        lines(20, 3, Conversion::Exact),
        lines(5, 2, Conversion::Flash(Flash::new(1, FULL))),
        lines(31, 2, Conversion::Flash(Flash::new(5, FULL))),
        lines(12, 2, Conversion::Flash(Flash { form: structural, ..Flash::new(3, FULL) })),
        lines(
            20,
            1,
            Conversion::Flash(Flash { precharge_cycles: 2, ..Flash::new(3, window(3, 2)) }),
        ),
        lines(9, 2, Conversion::Sar(Sar { form: structural, ..Sar::new(1, RangeRule::Clip) })),
        lines(31, 3, Conversion::Sar(Sar::new(5, FULL))),
        lines(31, 2, Conversion::Sar(Sar { form: structural, ..Sar::new(5, FULL) })),
        lines(6, 1, Conversion::Sar(Sar { form: structural, ..Sar::new(4, RangeRule::Clip) })),
        lines(100, 2, Conversion::Sar(Sar { precharge_cycles: 1, ..Sar::new(5, FULL) })),
        lines(31, 2, Conversion::Hybrid(Hybrid::new(5, 2, FULL))),
        lines(
            23,
            2,
            Conversion::Hybrid(Hybrid { form: structural, ..Hybrid::new(4, 2, window(5, 1)) }),
        ),
        lines(15, 1, Conversion::Asymmetric(asymmetric(4, FULL))),
        in_error(15, 3, Conversion::Sar(Sar::new(4, FULL)), still()),
        in_error(7, 2, Conversion::Sar(Sar::new(3, FULL)), changing()),
        in_error(7, 2, Conversion::Flash(Flash::new(2, FULL)), changing()),
        in_error(12, 2, Conversion::Hybrid(Hybrid::new(3, 2, window(2, 1))), changing()),
        in_error(10, 3, Conversion::Asymmetric(asymmetric(3, FULL)), changing()),
        lines(10, 4, Conversion::Asymmetric(asymmetric(1, RangeRule::Clip))),
        lines(
            20,
            3,
            Conversion::Asymmetric(Asymmetric {
                max_depth: Some(4),
                form: structural,
                precharge_cycles: 2,
                ..asymmetric(3, window(2, 2))
            }),
        ),
    ]
}

/// Lines whose cells and comparators are not alike.
fn in_error(cells: usize, columns: usize, conversion: Conversion, errors: Errors) -> Digitizer {
    let conversion = conversion.in_form(Form::Structural);
    Digitizer { errors: Some(errors), ..lines(cells, columns, conversion) }
}

pub(super) fn growing() -> Vec<Digitizer> {
    [15, 31, 63].map(|cells| lines(cells, 2, Conversion::Sar(Sar::new(4, FULL)))).to_vec()
}
