//! Several contexts, and RAM: known answers.

use crate::blocks::cim_array::{Array, CimArray, Context, Storage};
use crate::blocks::{Block, Kind, Work};
use crate::num::Format;

fn two() -> CimArray {
    let context = |input, weights| Context { input, weights };
    CimArray {
        array: Array::new(2, 2, Format::signed(4)),
        contexts: vec![
            context(Format::unsigned(4), vec![vec![1, 2], vec![-8, 7]]),
            context(Format::signed(2), vec![vec![3, -1]]),
        ],
    }
}

#[test]
fn a_beat_names_its_context() {
    let own = two();
    assert_eq!(own.check(), vec![]);
    let mut golden = own.golden();
    assert_eq!(golden.fire(&[vec![0, 15, 1]]), [[0, 17, -113]]);
    // Two's complement in the upper two of four bits: -2 and 1.
    assert_eq!(golden.fire(&[vec![1, 0b1000, 0b0100]]), [[1, -7, 0]]);
}

#[test]
fn narrow_inputs_take_fewer_cycles() {
    let own = two();
    assert_eq!(own.works()(&[vec![1, 0, 0]]), Work::Kind(1));
    assert_eq!(format!("{:?}", own.timing().stations), "[Serve { cycles: [4, 2] }]");
}

#[test]
fn products_use_the_rows_written_before_them() {
    let mut own = two();
    own.array.storage = Storage::Ram;
    let mut golden = own.golden();
    let multiply = |context, x: [i64; 2]| vec![vec![0, context, 0, 0, 0, x[0], x[1]]];
    assert_eq!(golden.fire(&multiply(0, [1, 1])), [[0, 0, 0]]);
    for beat in own.preamble() {
        assert_eq!(own.works()(&beat), Work::Load);
        assert!(golden.fire(&beat).is_empty());
    }
    assert_eq!(golden.fire(&multiply(0, [15, 1])), [[0, 17, -113]]);
    golden.fire(&[own.load(0, 1, &[4, -3])]);
    assert_eq!(golden.fire(&multiply(0, [15, 1])), [[0, 19, -123]]);
    assert_eq!(golden.fire(&multiply(1, [0b1000, 0b0100])), [[1, -7, 0]]);
}

#[test]
fn contexts_that_do_not_fit_are_refused() {
    let mut own = two();
    own.contexts[1].weights[0] = vec![1, 2, 3];
    assert_eq!(own.check()[0].field, "contexts.1.weights");
    own.contexts[0].input = Format::unsigned(9);
    assert_eq!(own.check()[0].field, "contexts.0.input");
    own.contexts.clear();
    assert_eq!(own.check()[0].field, "contexts");
}
