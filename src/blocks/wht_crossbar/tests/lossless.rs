//! Stopping early never changes a result.

use super::*;
use crate::parallel;

/// Every digitizer that a crossbar of `points` can have, a few of each kind.
fn digitizers(points: usize) -> Vec<RowDigitizer> {
    let bits = (2 * points).ilog2() - 1;
    vec![
        RowDigitizer::Comparator,
        RowDigitizer::Exact,
        RowDigitizer::Sar(Sar::new(bits, RangeRule::Full)),
        RowDigitizer::Flash(Flash::new(bits, RangeRule::Clip)),
        RowDigitizer::Hybrid(Hybrid {
            form: Form::Structural,
            ..Hybrid::new(bits.max(2), 1, RangeRule::Window(Window { low: 1, step: 1 }))
        }),
    ]
}

fn crossbars(points: usize) -> Vec<Crossbar> {
    let ties = [Tie::Plus, Tie::Minus, Tie::Zero, Tie::Previous];
    let compared = ties.map(|tie| Crossbar { tie, ..Crossbar::new(points) });
    let others = digitizers(points).into_iter().skip(1);
    let others = others.map(|digitizer| Crossbar { digitizer, ..Crossbar::new(points) });
    compared.into_iter().chain(others).collect()
}

/// The same with and without termination; how many planes were saved.
fn saved(lossless: &WhtCrossbar, x: &[i64], models: &[Fast; 2]) -> u64 {
    let [all, early] = models.each_ref().map(|model| model.transform(x, true));
    assert_eq!(all.0, early.0, "{lossless:?} {x:?}");
    all.1.iter().zip(&early.1).map(|(all, early)| u64::from(all - early)).sum()
}

fn models(spec: &WhtCrossbar) -> [Fast; 2] {
    let never = Crossbar { early_termination: EarlyTermination::None, ..spec.crossbar.clone() };
    let never = WhtCrossbar { crossbar: never, ..spec.clone() };
    [never, spec.clone()].map(|spec| Fast::new(&spec).unwrap())
}

/// All inputs, with every threshold that there can be on all rows; by the golden model too.
#[test]
fn never_changes_a_result_of_all_small_transforms() {
    for (points, bits) in [(2, 1), (2, 3), (4, 1), (4, 2)] {
        for crossbar in crossbars(points) {
            for sign in [SIGNED, Sign::TwosComplement, Sign::Unsigned] {
                let plain = WhtCrossbar::new(crossbar.clone(), bits, sign);
                let most = plain.crossbar.greatest(bits);
                let mut all = 0;
                for threshold in 0..=most {
                    let thresholds = vec![threshold; points];
                    let spec = WhtCrossbar { thresholds, ..plain.clone() };
                    let models = models(&spec);
                    let golden = Transform::new(&spec);
                    for x in all_inputs(&spec) {
                        all += saved(&spec, &x, &models);
                        let Outcome { y, planes, .. } = golden.transform(&x, true);
                        assert_eq!(models[1].transform(&x, true), (y, planes), "{spec:?} {x:?}");
                    }
                }
                assert!(all > 0 || bits == 1, "nothing stops: {plain:?}");
            }
        }
    }
}

/// Every code in every lane.
pub(super) fn all_inputs(spec: &WhtCrossbar) -> impl Iterator<Item = Vec<i64>> + use<> {
    let (points, format) = (spec.crossbar.points, spec.input());
    let codes = 1u64 << format.bits();
    (0..codes.pow(points as u32)).map(move |number| {
        let digit = |lane: usize| number / codes.pow(lane as u32) % codes;
        (0..points).map(|lane| format.decode(digit(lane))).collect()
    })
}

/// A million vectors each for the comparator, for codes and for `exact`, on thresholds drawn for each batch.
#[test]
fn never_changes_a_result_of_a_million_large_transforms() {
    const BATCHES: usize = 200;
    const VECTORS: usize = 5_000;
    let kinds: Vec<(usize, usize)> =
        (0..BATCHES).flat_map(|batch| (0..3).map(move |kind| (batch, kind))).collect();
    let saved = parallel::map(&kinds, |(batch, kind)| {
        let mut rng = fastrand::Rng::with_seed((batch * 3 + kind) as u64);
        let points = [16, 32, 64][batch % 3];
        let tie = [Tie::Plus, Tie::Minus, Tie::Zero, Tie::Previous][batch % 4];
        let crossbar = match kind {
            0 => Crossbar { tie, ..Crossbar::new(points) },
            1 => Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(points) },
            _ => {
                let all = digitizers(points);
                let digitizer = all[2 + batch % (all.len() - 2)].clone();
                Crossbar { digitizer, ..Crossbar::new(points) }
            }
        };
        let sign = [SIGNED, Sign::TwosComplement, Sign::Unsigned][batch % 5 % 3];
        let plain = WhtCrossbar::new(crossbar, 8, sign);
        let most = plain.crossbar.greatest(8);
        let thresholds = (0..points).map(|_| rng.i64(0..=most) >> (batch % 4)).collect();
        let spec = WhtCrossbar { thresholds, ..plain };
        let (models, beat) = (models(&spec), spec.interface().inputs.remove(0).beat);
        (0..VECTORS).map(|_| saved(&spec, &beat.varied(&mut rng), &models)).sum::<u64>()
    });
    assert!(saved.iter().sum::<u64>() > 1_000_000);
}
