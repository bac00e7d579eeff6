use crate::blocks::digitizer::{Conversion, Errors, Form, RangeRule, Sar};

use super::*;

fn subject(errors: Errors) -> Subject {
    let conversion = Conversion::Sar(Sar::new(4, RangeRule::Full)).in_form(Form::Structural);
    Subject { name: "main".into(), conversion, cells: 15, lines: 6, errors }
}

#[test]
fn without_errors_nothing_spreads() {
    let found = characterize(&subject(Errors::default()), 20).unwrap();
    assert_eq!((found.line.inl, found.line.dnl, found.line.missing), (0.0, 0.0, 0));
    assert_eq!(found.line.effective_bits, Some(4.0));
    for spreads in [found.lines, found.spreads] {
        assert_eq!(spreads.inl, Spread::default());
        assert_eq!(spreads.effective_bits.unwrap().low, 4.0);
    }
}

/// What is a sample here is that of the seed in the design, and greater errors spread more.
#[test]
fn errors_spread_curves() {
    let errors = |cell_sigma| Errors { seed: 5, cell_sigma, ..Errors::default() };
    let found = [20, 100].map(|sigma| characterize(&subject(errors(sigma)), 50).unwrap());
    assert!(found[0].spreads.inl.high < found[1].spreads.inl.low, "{found:?}");
    let bits = found.each_ref().map(|one| one.spreads.effective_bits.unwrap().median);
    assert!(bits[0] > bits[1], "{bits:?}");
    let other = Errors { seed: 6, ..errors(100) };
    let next = characterize(&subject(other), 1).unwrap();
    assert_ne!(next.curve, found[1].curve);
    let again = characterize(&subject(errors(100)), 50).unwrap();
    assert_eq!(again, found[1]);
}

#[test]
fn pictures_are_drawn_of_curves_that_have_nothing_to_show_too() {
    for errors in [
        Errors { seed: 2, cell_sigma: 60, ..Errors::default() },
        // No reference is ever reached.
        Errors { offset: 8000, offset_sigma: 8000, ..Errors::default() },
    ] {
        let picture = plot(&characterize(&subject(errors), 10).unwrap()).unwrap();
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"), "{picture}");
    }
}

#[test]
fn medians_and_tails() {
    assert_eq!(Spread::of([]), None);
    let spread = Spread::of((0..=100).rev().map(f64::from)).unwrap();
    assert_eq!((spread.low, spread.median, spread.high), (5.0, 50.0, 95.0));
}
