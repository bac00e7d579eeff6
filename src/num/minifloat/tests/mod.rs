//! Held against other implementations, and against the definition.

mod definition;
mod table;

use super::{Exact, Minifloat, Overflow, Rounding, Rule, Subnormals};

/// Formats of all kinds, small enough to try every code.
fn small() -> Vec<Minifloat> {
    let free = [(2, 0), (2, 1), (3, 2), (2, 3), (3, 4), (4, 0), (8, 2)];
    let free = free.into_iter().flat_map(|(exponent, mantissa)| Minifloat::new(exponent, mantissa));
    let biased = [(4, 3, 11), (5, 2, 0), (3, 4, 5), (8, 0, 100)];
    let biased = biased.into_iter().flat_map(|(e, m, bias)| Minifloat::with_bias(e, m, bias));
    let known = [Minifloat::E4M3, Minifloat::E5M2, Minifloat::E8M0, Minifloat::FP16];
    known.into_iter().chain(free).chain(biased).collect()
}

#[test]
fn limits_are_told() {
    for (exponent, mantissa, bias) in [(1, 3, 0), (9, 3, 0), (4, 24, 0), (4, 3, 256)] {
        assert_eq!(Minifloat::with_bias(exponent, mantissa, bias), None);
    }
    assert_eq!(Minifloat::new(0, 3), None);
    assert_eq!(Minifloat::new(u32::MAX, 3), None);
}

#[test]
fn known_ends() {
    let ends = |float: Minifloat| (float.bits(), float.value(float.greatest()), float.value(1));
    assert_eq!(ends(Minifloat::E4M3), (8, 448.0, 2f64.powi(-9)));
    assert_eq!(ends(Minifloat::E5M2), (8, 57344.0, 2f64.powi(-16)));
    assert_eq!(ends(Minifloat::FP16), (16, 65504.0, 2f64.powi(-24)));
    assert_eq!(ends(Minifloat::E8M0), (8, 2f64.powi(127), 2f64.powi(-126)));
    assert_eq!(Minifloat::E8M0.value(0), 2f64.powi(-127));
    let fp32 = Minifloat::FP32;
    assert_eq!(ends(fp32), (32, f64::from(f32::MAX), f64::from(f32::from_bits(1))));
}
