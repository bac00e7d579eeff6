//! Contexts that differ in formats and sides, in ROM and in RAM.

use crate::blocks::cim_array::array::{Array, Storage, WeightPlanes};
use crate::blocks::cim_array::context::Context;
use crate::blocks::cim_array::spec::CimArray;
use crate::blocks::digitizer::{Asymmetric, Conversion, Errors, Form, RangeRule, Sar, Window};
use crate::num::Format;

/// Contexts of `(input, outputs, used rows)` with weights drawn from a fixed seed.
fn held(array: Array, contexts: &[(Format, usize, usize)]) -> CimArray {
    let mut rng = fastrand::Rng::with_seed(4);
    let weight = array.weight;
    let mut code = || rng.i64(weight.min()..=weight.max());
    let mut context = |&(input, outputs, used): &(Format, usize, usize)| Context {
        input,
        weights: (0..outputs).map(|_| (0..used).map(|_| code()).collect()).collect(),
    };
    let contexts = contexts.iter().map(&mut context).collect();
    CimArray { array, contexts }
}

fn ram(array: Array) -> Array {
    Array { storage: Storage::Ram, ..array }
}

pub(super) fn examples() -> Vec<CimArray> {
    let (u, s) = (Format::unsigned, Format::signed);
    let clip = |bits, array| Array { digitizer: Conversion::clip(bits), ..array };
    let low = RangeRule::Window(Window { low: 1, step: 1 });
    let searched = |array| Array { digitizer: Conversion::Sar(Sar::new(2, low)), ..array };
    let structural = |array: Array| {
        let search = match array.digitizer {
            Conversion::Exact => Conversion::Sar(Sar::new(2, RangeRule::Full)),
            search => search,
        };
        let digitizer = search.in_form(Form::Structural);
        Array { digitizer, ..array }
    };
    let errors = Errors { seed: 8, cell_sigma: 80, noise_sigma: 500, ..Errors::default() };
    let in_error = |array| Array { errors: Some(errors.clone()), ..structural(array) };
    let tree = Asymmetric::new(2, vec![8, 4, 2, 1], RangeRule::Clip);
    let walked = |array| Array { digitizer: Conversion::Asymmetric(tree.clone()), ..array };
    let grouped = |rows, array| Array { active_rows: Some(rows), ..array };
    let serial = |array| Array { weight_planes: WeightPlanes::Serial, ..array };
    vec![
        held(Array::new(5, 3, s(3)), &[(u(4), 3, 5)]),
        held(Array::new(9, 3, s(4)), &[(u(4), 3, 9), (u(4), 2, 5)]),
        held(Array::new(8, 2, s(2)), &[(u(8), 1, 8), (s(3), 2, 8), (u(1), 2, 3)]),
        held(clip(2, grouped(4, Array::new(10, 2, u(1)))), &[(s(2), 2, 10), (s(5), 2, 9)]),
        held(serial(Array::new(6, 2, s(3))), &[(u(2), 2, 6), (s(4), 1, 6)]),
        held(serial(clip(1, grouped(3, Array::new(7, 2, s(8))))), &[(s(2), 2, 7), (s(2), 2, 7)]),
        held(Array::new(1, 1, u(1)), &[(u(1), 1, 1), (u(1), 1, 1)]),
        held(ram(Array::new(4, 3, s(4))), &[(u(3), 3, 4)]),
        held(ram(Array::new(7, 2, s(2))), &[(s(4), 2, 7), (u(2), 1, 3), (u(4), 2, 6)]),
        held(ram(serial(grouped(2, clip(1, Array::new(5, 2, s(4)))))), &[(u(2), 2, 5)]),
        held(ram(serial(Array::new(6, 2, s(3)))), &[(s(3), 2, 6), (u(1), 2, 4)]),
        held(ram(clip(2, grouped(3, Array::new(9, 1, s(3))))), &[(s(4), 1, 9), (s(4), 1, 8)]),
        held(ram(Array::new(1, 1, u(1))), &[(u(1), 1, 1)]),
        held(searched(Array::new(9, 2, s(3))), &[(u(2), 2, 9), (s(4), 1, 6)]),
        held(in_error(Array::new(5, 2, s(2))), &[(u(2), 2, 5), (s(3), 1, 4), (u(1), 2, 5)]),
        held(ram(in_error(Array::new(3, 2, u(1)))), &[(u(2), 2, 3), (u(1), 1, 2)]),
        held(walked(Array::new(6, 3, s(2))), &[(u(2), 3, 6), (s(3), 1, 4), (u(2), 2, 5)]),
        held(ram(walked(Array::new(4, 2, s(3)))), &[(u(2), 2, 4), (s(2), 1, 3)]),
        held(ram(serial(in_error(walked(Array::new(4, 2, s(2)))))), &[(u(3), 2, 4)]),
        held(ram(searched(grouped(4, Array::new(7, 2, s(2))))), &[(u(2), 2, 7)]),
    ]
}

pub(super) fn growing() -> Vec<CimArray> {
    let (array, input) = (Array::new(64, 4, Format::signed(4)), Format::unsigned(4));
    [2, 4].map(|contexts| held(array.clone(), &vec![(input, 4, 64); contexts])).to_vec()
}
