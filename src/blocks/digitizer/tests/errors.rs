//! Lines whose cells and comparators are not alike.

use super::super::charges::Charges;
use super::super::*;
use super::{line, searches};
use crate::blocks::{Block, Kind};

fn none() -> Errors {
    Errors::default()
}

#[test]
fn a_mismatch_by_hand() {
    let sar = Conversion::Sar(Sar { form: Form::Structural, ..Sar::new(2, RangeRule::Full) });
    let alike = vec![1000; 3];
    let codes = |reference: Vec<u64>, offset: i64| -> Vec<i64> {
        let charges = Charges::of(&sar, &none(), alike.clone(), vec![reference], vec![offset]);
        (0..=3).map(|driven| charges.code(line(3, driven).into_iter(), Moment::default())).collect()
    };
    assert_eq!(codes(vec![1000, 1000, 1000], 0), [0, 1, 2, 3]);
    assert_eq!(codes(vec![900, 1100, 1000], 0), [0, 1, 2, 3]);
    // One cell of three is less than the first of the reference: code 1 is missing.
    assert_eq!(codes(vec![1100, 900, 1000], 0), [0, 0, 2, 3]);
    // A comparator that adds a cell's charge takes a code away, one that takes it gives one.
    assert_eq!(codes(alike.clone(), 1000), [0, 0, 1, 2]);
    assert_eq!(codes(alike.clone(), -1000), [1, 2, 3, 3]);
    // The same share of more charge is the same.
    assert_eq!(codes(vec![2000, 2000, 2000], 0), [0, 1, 2, 3]);
}

/// Without deviation errors change nothing, whichever way is searched.
#[test]
fn errors_of_nothing_are_none() {
    let errors = Errors { seed: 5, instance: Some(1), ..none() };
    for conversion in searches(3, RangeRule::Full, Form::Structural) {
        let ideal = Digitizer::new(9, 2, conversion);
        let spec = Digitizer { errors: Some(errors.clone()), ..ideal.clone() };
        let mut rng = fastrand::Rng::with_seed(2);
        for _ in 0..50 {
            let x: Vec<i64> = (0..18).map(|_| i64::from(rng.bool())).collect();
            assert_eq!(
                spec.golden().fire(std::slice::from_ref(&x)),
                ideal.golden().fire(&[x]),
                "{spec:?}"
            );
        }
    }
}

#[test]
fn nonlinearity_by_hand() {
    let sar = Conversion::Sar(Sar { form: Form::Structural, ..Sar::new(2, RangeRule::Full) });
    let curve = |reference: Vec<u64>, offset: i64| {
        let (own, references) = (vec![1000; 3], vec![reference]);
        Transfer::of(&Charges::of(&sar, &none(), own, references, vec![offset]), 2)
    };
    let ideal = curve(vec![1000; 3], 0);
    assert_eq!(ideal.inl, [Some(0.0), Some(0.0), Some(0.0)]);
    assert_eq!(ideal.dnl, [Some(0.0), Some(0.0)]);
    assert_eq!((ideal.missing.len(), ideal.effective_bits), (0, Some(2.0)));
    // Levels of 1500, 2000 and 3000 of 3000: a step of the line is 750, and the second is 250 too early.
    let bent = curve(vec![1500, 500, 1000], 0);
    assert_eq!(bent.transitions, [Some(0.5), Some(2000.0 / 3000.0), Some(1.0)]);
    assert_eq!(bent.inl, [Some(0.0), Some(-1.0 / 3.0), Some(0.0)]);
    assert_eq!(bent.dnl, [Some(-1.0 / 3.0), Some(1.0 / 3.0)]);
    assert!(bent.missing.is_empty() && bent.effective_bits.unwrap() < 2.0);
    // A comparator that adds half a cell: all levels move, none bends, and the last is beyond all charge.
    let moved = curve(vec![1000; 3], 500);
    assert_eq!(moved.transitions, [Some(0.5), Some(2500.0 / 3000.0), None]);
    assert_eq!(moved.missing, [3]);
    let gone = curve(vec![1000; 3], 2500);
    assert_eq!(gone.transitions, [None, None, None]);
    assert_eq!((gone.missing, gone.effective_bits), (vec![1, 2, 3], None));
}

/// The longest lines with the largest errors, a reference for each code.
#[test]
fn curves_of_long_lines_are_found() {
    let flash = Flash { form: Form::Structural, ..Flash::new(8, RangeRule::Full) };
    let errors =
        Errors { seed: 9, instance: Some(u32::MAX), cell_sigma: 250, offset_sigma: 8000, ..none() };
    let conversion = Conversion::Flash(flash);
    let ideal = Digitizer::new(4096, 1, conversion.clone());
    let spec = Digitizer { errors: Some(errors.clone()), ..ideal };
    assert_eq!(spec.check(), vec![]);
    let curve = Transfer::new(&conversion, &errors, (0, 4096)).unwrap();
    assert_eq!((curve.transitions.len(), curve.inl.len(), curve.dnl.len()), (255, 255, 254));
    let bits = curve.effective_bits.unwrap();
    assert!((4.0..8.0).contains(&bits), "{bits}");
    assert!(Transfer::worst(&curve.inl) > 0.1 && Transfer::worst(&curve.dnl) > 0.1);
}

/// A line of eight cells loses a quarter of what it had from step to step: in the third of a search it has half.
#[test]
fn droop_by_hand() {
    let sar = Conversion::Sar(Sar { form: Form::Structural, ..Sar::new(3, RangeRule::Full) });
    let errors = Errors { droop: 250, ..none() };
    let alike = vec![1000; 8];
    let charges = Charges::of(&sar, &errors, alike.clone(), vec![alike], vec![0]);
    let codes: Vec<i64> =
        (0..=8).map(|on| charges.code(line(8, on).into_iter(), Moment::default())).collect();
    // 3: 3 < 4, then 2.25 >= 2, then 1.5 < 3. 8: 8 >= 4, then 6 >= 6, then 4 < 7.
    assert_eq!(codes, [0, 0, 1, 2, 4, 4, 4, 4, 6]);
    let curve = Transfer::of(&charges, 3);
    // Code 1 is asked for in the third step, 2 in the second.
    assert_eq!(curve.transitions[..2], [Some(0.25), Some(2.0 / 6.0)]);
    assert_eq!(curve.transitions[3], Some(0.5));
    assert_eq!(curve.missing, [3, 5, 7]);
}

/// Noise is another in each decision, the same for the same one, and lowers effective bits.
#[test]
fn noise_is_of_decisions() {
    let sar = Conversion::Sar(Sar { form: Form::Structural, ..Sar::new(5, RangeRule::Full) });
    let bits = |noise_sigma: u32| {
        let errors = Errors { seed: 3, noise_sigma, ..none() };
        Transfer::new(&sar, &errors, (0, 31)).unwrap().effective_bits.unwrap()
    };
    // Noise of one cell, of variance 1 beside 1/12 of a step, would cost 0.5 log2(13) bits were it the same in
    // all decisions of a search.
    let lost = bits(0) - bits(1000);
    assert!((1.0..2.3).contains(&lost), "{lost}");
    assert!((bits(0) - bits(100)).abs() < 0.2);
    let errors = Errors { seed: 3, noise_sigma: 1500, ..none() };
    let spec = Digitizer { errors: Some(errors), ..Digitizer::new(31, 1, sar) };
    let fired = || {
        let mut golden = spec.golden();
        (0..50).map(|_| golden.fire(&[line(31, 15)]).concat()[0]).collect::<Vec<i64>>()
    };
    let codes = fired();
    assert_eq!(codes, fired());
    assert!(codes.iter().any(|code| *code != codes[0]));
    assert!(codes.iter().all(|code| (15 - code).abs() <= 12), "{codes:?}");
}

/// Each error shows in what examples in error give, so that a model without it would be found.
#[test]
fn every_error_changes_codes() {
    let spec = Digitizer::examples().into_iter().find(|spec| {
        spec.errors.as_ref().is_some_and(|errors| errors.noise_sigma > 0 && errors.droop > 0)
    });
    let spec = spec.unwrap();
    let errors = spec.errors.clone().unwrap();
    let mut rng = fastrand::Rng::with_seed(8);
    let lanes = spec.cells * spec.columns;
    let firings: Vec<Vec<i64>> =
        (0..400).map(|_| (0..lanes).map(|_| i64::from(rng.bool())).collect()).collect();
    let fired = |errors: Errors| {
        let mut golden = Digitizer { errors: Some(errors), ..spec.clone() }.golden();
        firings.iter().map(|x| golden.fire(std::slice::from_ref(x)).concat()).collect::<Vec<_>>()
    };
    let codes = fired(errors.clone());
    for other in [
        Errors { seed: errors.seed + 1, ..errors.clone() },
        Errors { instance: errors.instance.map(|own| own + 1), ..errors.clone() },
        Errors { references: vec![77; spec.conversion.references()], ..errors.clone() },
        Errors { cell_sigma: 0, ..errors.clone() },
        Errors { offset: 300, ..errors.clone() },
        Errors { offset_sigma: 0, ..errors.clone() },
        Errors { noise_sigma: 0, ..errors.clone() },
        Errors { droop: 0, ..errors.clone() },
    ] {
        assert_ne!(fired(other.clone()), codes, "{other:?}");
    }
}
