//! Equal to the golden model, with all instructions that this CPU has.

use proptest::prelude::*;

use crate::blocks::cim_array::{Array, CimArray};
use crate::blocks::digitizer::{Conversion, random};
use crate::blocks::{Block, Instructions, Kind};
use crate::num::Format;

fn weight_format() -> impl Strategy<Value = Format> {
    (1u32..=8).prop_map(|bits| match bits {
        1 => Format::unsigned(1),
        bits => Format::signed(bits),
    })
}

fn input_format() -> impl Strategy<Value = Format> {
    (1u32..=8, any::<bool>()).prop_map(|(bits, signed)| match signed && bits > 1 {
        true => Format::signed(bits),
        false => Format::unsigned(bits),
    })
}

/// Any for lines of `cells`; half of them clip.
fn digitizer(seed: u64, cells: usize) -> Conversion {
    let mut rng = fastrand::Rng::with_seed(seed);
    let most = (4 * cells).ilog2().min(Conversion::MAX_BITS);
    if rng.bool() {
        Conversion::clip(rng.u32(1..=most))
    } else {
        random::conversion(&mut rng, cells)
    }
}

/// Row counts around whole words and any others, up to 320.
fn rows() -> impl Strategy<Value = usize> {
    prop_oneof![
        (1usize..=5, 0usize..3).prop_map(|(words, near)| 64 * words + near - 1),
        1usize..200
    ]
}

prop_compose! {
    fn array()(
        rows in rows(), columns in 1usize..80, weight in weight_format(), seed in any::<u64>(),
    )(
        active_rows in proptest::option::of(1..=rows),
        rows in Just(rows), columns in Just(columns), weight in Just(weight), seed in Just(seed),
    ) -> Array {
        let digitizer = digitizer(seed, active_rows.unwrap_or(rows));
        Array { digitizer, active_rows, ..Array::new(rows, columns, weight) }
    }
}

/// A tile and a few inputs; the denser, the more of their bits are set.
fn tile_and_inputs(
    array: Array,
    input: Format,
    unused: usize,
    dense: bool,
    seed: u64,
) -> (CimArray, Vec<Vec<i64>>) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let used = array.rows.saturating_sub(unused).max(1);
    let mut code = |format: Format| match dense && rng.u8(0..8) != 0 {
        true => format.decode(u64::MAX),
        false => rng.i64(format.min()..=format.max()),
    };
    let mut codes = |format, count| (0..count).map(|_| code(format)).collect::<Vec<i64>>();
    let weights = (0..array.columns).map(|_| codes(array.weight, used)).collect();
    let mut inputs: Vec<_> = (0..3).map(|_| codes(input, array.rows)).collect();
    inputs.push(vec![0; array.rows]);
    inputs.push(vec![input.min(); array.rows]);
    inputs.push(vec![input.max(); array.rows]);
    (CimArray::new(array, input, weights), inputs)
}

fn equal(tile: &CimArray, inputs: &[Vec<i64>]) -> Result<(), TestCaseError> {
    prop_assert_eq!(tile.check(), vec![]);
    let mut golden = tile.golden();
    let expected: Vec<_> = inputs.iter().map(|x| golden.fire(std::slice::from_ref(x))).collect();
    for instructions in Instructions::available() {
        let mut fast = tile.fast(instructions).unwrap();
        for (x, expected) in inputs.iter().zip(&expected) {
            prop_assert_eq!(
                &fast.fire(std::slice::from_ref(x)),
                expected,
                "{}",
                instructions.name()
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn equals_the_golden_model(
        array in array(), input in input_format(), unused in 0usize..70, dense in any::<bool>(), seed in any::<u64>(),
    ) {
        let (tile, inputs) = tile_and_inputs(array, input, unused, dense, seed);
        equal(&tile, &inputs)?;
    }
}

/// The greatest numbers that a tile can come to, and the smallest groups that clip.
#[test]
fn extremes_equal_the_golden_model() {
    for (rows, active_rows, bits) in
        [(4096, 4096, 8), (4096, 1500, 8), (4096, 4095, 3), (100, 2, 1), (100, 3, 1)]
    {
        for (input, weight) in [("u8", "s8"), ("s8", "s8"), ("s2", "u1"), ("u8", "u1")] {
            let (input, weight): (Format, Format) =
                (input.parse().unwrap(), weight.parse().unwrap());
            let digitizer = Conversion::clip(bits);
            let active_rows = Some(active_rows);
            let array = Array { digitizer, active_rows, ..Array::new(rows, 3, weight) };
            let weights = [weight.min(), weight.max(), weight.decode(u64::MAX)];
            let weights = weights.map(|code| vec![code; rows]).to_vec();
            let inputs = [input.min(), input.decode(u64::MAX)].map(|code| vec![code; rows]);
            equal(&CimArray::new(array, input, weights), &inputs).unwrap();
        }
    }
}
