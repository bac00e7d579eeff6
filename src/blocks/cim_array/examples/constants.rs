//! One matrix of constants: all formats, digitizers and row groups.

use crate::num::Format;

use crate::blocks::cim_array::array::{Array, WeightPlanes};
use crate::blocks::cim_array::operator::Operator;
use crate::blocks::digitizer::{
    Asymmetric, Conversion, Errors, Flash, Form, Hybrid, RangeRule, Sar, Window,
};

use crate::blocks::cim_array::spec::CimArray;

/// An array with `outputs` columns of `used` weights, drawn from a fixed seed.
fn tile(array: Array, input: Format, used: usize) -> CimArray {
    let mut rng = fastrand::Rng::with_seed(1);
    let weight = array.weight;
    let mut column = || (0..used).map(|_| rng.i64(weight.min()..=weight.max())).collect();
    let weights = (0..array.columns).map(|_| column()).collect();
    CimArray::new(array, input, weights)
}

fn array(rows: usize, columns: usize, weight: Format, digitizer: Conversion) -> Array {
    Array { digitizer, ..Array::new(rows, columns, weight) }
}

fn grouped(array: Array, active_rows: usize) -> Array {
    Array { active_rows: Some(active_rows), ..array }
}

fn serial(array: Array) -> Array {
    Array { weight_planes: WeightPlanes::Serial, ..array }
}

const FULL: RangeRule = RangeRule::Full;

fn window(low: u32, step: u32) -> RangeRule {
    RangeRule::Window(Window { low, step })
}

/// Searches as in the array.
fn flash(bits: u32, range: RangeRule) -> Conversion {
    Conversion::Flash(Flash { form: Form::Structural, ..Flash::new(bits, range) })
}

fn sar(bits: u32, range: RangeRule) -> Conversion {
    Conversion::Sar(Sar { form: Form::Structural, precharge_cycles: 1, ..Sar::new(bits, range) })
}

fn hybrid(bits: u32, range: RangeRule) -> Conversion {
    Conversion::Hybrid(Hybrid { form: Form::Structural, ..Hybrid::new(bits, 1, range) })
}

/// Where small codes are likely.
fn asymmetric(bits: u32, range: RangeRule) -> Conversion {
    let histogram = (0..1 << bits).map(|code| 1000 >> code).collect();
    Conversion::Asymmetric(Asymmetric::new(bits, histogram, range))
}

fn searched(digitizer: Conversion) -> Conversion {
    digitizer.in_form(Form::Structural)
}

fn free(array: Array) -> Array {
    Array { operator: Operator::MultiplicationFree, ..array }
}

/// Cells and comparators that are not alike, with noise and droop.
fn in_error(array: Array) -> Array {
    let errors = Errors {
        seed: 6,
        cell_sigma: 60,
        offset_sigma: 400,
        noise_sigma: 300,
        droop: 20,
        ..Errors::default()
    };
    Array { errors: Some(errors), ..array }
}

pub(super) fn examples() -> Vec<CimArray> {
    let (u, s) = (Format::unsigned, Format::signed);
    let exact = || Conversion::Exact;
    let clip = Conversion::clip;
    vec![
        tile(array(1, 1, u(1), exact()), u(1), 1),
        tile(array(8, 3, u(1), exact()), s(4), 8),
        tile(array(16, 4, s(4), exact()), u(4), 11),
        tile(array(17, 3, s(8), clip(3)), s(8), 17),
        tile(grouped(array(20, 2, s(2), clip(2)), 6), u(1), 20),
        tile(grouped(array(33, 2, s(3), exact()), 8), s(2), 30),
        tile(array(64, 8, s(4), clip(5)), u(8), 64),
        tile(serial(array(12, 3, s(4), exact())), u(3), 12),
        tile(serial(grouped(array(10, 2, s(2), exact()), 3)), s(2), 10),
        tile(serial(grouped(array(6, 2, u(1), exact()), 4)), u(1), 6),
        tile(serial(array(20, 2, s(5), clip(2))), u(2), 19),
        tile(serial(array(9, 2, u(1), clip(2))), s(3), 7),
        tile(serial(grouped(array(33, 3, s(8), clip(3)), 8)), s(8), 33),
        tile(array(31, 3, s(3), Conversion::Sar(Sar::new(5, FULL))), u(3), 31),
        tile(grouped(array(21, 2, s(4), hybrid(3, window(2, 2))), 9), s(3), 20),
        tile(serial(grouped(array(14, 2, s(3), sar(3, window(1, 1))), 7)), u(2), 9),
        tile(array(10, 2, u(1), flash(2, FULL)), s(3), 10),
        tile(array(15, 3, s(2), asymmetric(3, RangeRule::Clip)), u(3), 15),
        tile(serial(grouped(array(9, 2, s(3), asymmetric(2, FULL)), 5)), s(2), 9),
        tile(free(array(9, 2, s(4), exact())), s(4), 9),
        tile(free(array(5, 2, u(1), exact())), u(1), 4),
        tile(free(grouped(array(13, 3, s(3), hybrid(3, window(1, 1))), 6)), u(5), 13),
        tile(free(array(8, 2, s(2), asymmetric(2, RangeRule::Clip))), s(3), 8),
        tile(free(in_error(grouped(array(5, 2, s(2), sar(2, FULL)), 3))), s(3), 5),
        tile(in_error(grouped(array(7, 2, s(2), sar(2, FULL)), 5)), u(2), 6),
        tile(in_error(serial(array(6, 2, s(2), searched(asymmetric(2, FULL))))), s(2), 6),
        tile(grouped(array(70, 2, s(5), clip(8)), 70), u(3), 70),
    ]
}

pub(super) fn growing() -> Vec<CimArray> {
    let grown = |rows| {
        tile(array(rows, 4, Format::signed(4), Conversion::Exact), Format::unsigned(4), rows)
    };
    [4, 16, 64].map(grown).to_vec()
}
