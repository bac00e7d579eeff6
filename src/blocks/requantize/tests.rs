//! Known answers and refusals.

use super::*;
use crate::blocks::contract::tried;
use crate::blocks::{Block, BlockSpec, Kind};
use crate::num::Format;
use crate::rtl::Netlist;

#[test]
fn rounding_and_saturation_by_hand() {
    let block = Requantize {
        input: Format::signed(8),
        multipliers: vec![3, 3, 3, 3],
        bias: vec![],
        shift: 2.into(),
        relu: false,
        output: Format::unsigned(4),
    };
    // 3 * 2 / 4 = 1.5 goes up; 3 * -2 / 4 = -1.5 saturates; 3 * 20 / 4 = 15; 3 * 21 / 4 > 15.
    assert_eq!(block.golden().fire(&[vec![2, -2, 20, 21]]), [[2, 0, 15, 15]]);
}

#[test]
fn parameters_out_of_range_are_refused() {
    let good = Requantize::examples().remove(1);
    let fields = |block: Requantize| block.check().into_iter().map(|e| e.field).collect::<Vec<_>>();
    assert_eq!(fields(Requantize { multipliers: vec![], ..good.clone() }), ["multipliers"]);
    assert_eq!(fields(Requantize { multipliers: vec![-1], ..good.clone() }), ["multipliers"]);
    assert_eq!(fields(Requantize { shift: 48.into(), ..good.clone() }), ["shift"]);
    assert_eq!(fields(Requantize { input: Format::signed(60), ..good }), ["multipliers"]);
}

#[test]
fn biases_and_shifts_of_lanes_by_hand() {
    let block = Requantize {
        input: Format::signed(8),
        multipliers: vec![3, 0, 1],
        bias: vec![5, -7, 1],
        shift: vec![2, 0, 3].into(),
        relu: false,
        output: Format::signed(6),
    };
    // (3 * 2 + 5) / 4 = 2.75; -7 whatever comes; (-5 + 1) / 8 = -0.5 goes up.
    assert_eq!(block.golden().fire(&[vec![2, 99, -5]]), [[3, -7, 0]]);
    // (3 * -3 + 5) / 4 = -1; (3 + 1) / 8 = 0.5 goes up.
    assert_eq!(block.golden().fire(&[vec![-3, -1, 3]]), [[-1, -7, 1]]);
    let rectified = Requantize { relu: true, ..block };
    assert_eq!(rectified.golden().fire(&[vec![-3, -1, 3]]), [[0, 0, 1]]);
}

#[test]
fn lists_of_other_lengths_are_refused() {
    let good = Requantize::examples().remove(1);
    let fields = |block: Requantize| block.check().into_iter().map(|e| e.field).collect::<Vec<_>>();
    assert_eq!(fields(Requantize { shift: vec![1, 2].into(), ..good.clone() }), ["shift"]);
    assert_eq!(fields(Requantize { bias: vec![1, 2], ..good.clone() }), ["bias"]);
    assert_eq!(fields(Requantize { bias: vec![1 << 62; 4], ..good }), ["multipliers"]);
}

#[test]
fn a_shift_is_written_as_a_number_where_lanes_agree() {
    let text = |shift: Shift| serde_json::to_string(&shift).unwrap();
    assert_eq!(text(vec![3, 3].into()), "3");
    assert_eq!(text(vec![3, 4].into()), "[3,4]");
    assert_eq!(serde_json::from_str::<Shift>("[3,4]").unwrap(), Shift::Each(vec![3, 4]));
}

/// Constants of every kind beside each other, against the hardware.
#[test]
fn random_constants_are_the_same_in_hardware() {
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let format = |rng: &mut fastrand::Rng| match rng.bool() {
            true => Format::unsigned(rng.u32(1..9)),
            false => Format::signed(rng.u32(1..9)),
        };
        let lanes = rng.usize(1..6);
        let most = [6, 40][rng.usize(..2)];
        let shifts: Vec<u32> = (0..lanes).map(|_| rng.u32(..most)).collect();
        let magnitude = |rng: &mut fastrand::Rng| {
            let bits = rng.u32(1..17);
            rng.i64(0..1 << bits)
        };
        let bias = |rng: &mut fastrand::Rng, shift: &u32| rng.i64(-9..9) << shift;
        let spec = Requantize {
            input: format(&mut rng),
            multipliers: (0..lanes).map(|_| magnitude(&mut rng)).collect(),
            bias: shifts.iter().map(|shift| bias(&mut rng, shift)).collect(),
            shift: shifts.into(),
            relu: rng.bool(),
            output: format(&mut rng),
        };
        assert_eq!(spec.check(), []);
        let spec = BlockSpec::from(spec);
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        assert!(tried(&spec, (&netlist, top)).is_ok(), "{spec:?}");
    }
}
