//! The definition, code by code.

use super::*;

fn codes(float: Minifloat) -> impl Iterator<Item = u64> {
    0..1 << float.bits()
}

/// All numbers of a format, from the least to the greatest, without a second zero.
fn numbers(float: Minifloat) -> Vec<f64> {
    let values = codes(float).map(|code| float.value(code)).filter(|value| value.is_finite());
    let mut values: Vec<f64> = values.map(|value| value + 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

fn rule(rounding: Rounding, overflow: Overflow) -> Rule {
    Rule { rounding, overflow, subnormals: Subnormals::Keep }
}

#[test]
fn encoding_what_a_code_stands_for_is_the_code() {
    for float in small() {
        for overflow in [Overflow::Saturate, Overflow::Nan] {
            for rounding in [Rounding::NearestEven, Rounding::Truncate] {
                for code in codes(float).filter(|code| !float.value(*code).is_nan()) {
                    let value = float.value(code);
                    assert_eq!(
                        float.encode_real(value, rule(rounding, overflow)),
                        Some(code),
                        "{float} {value}"
                    );
                }
            }
        }
    }
}

/// Between two neighbors the nearer one, the one nearer to zero, or, by the share of the way that is gone, either.
#[test]
fn numbers_between_neighbors_round_as_asked() {
    for float in small() {
        for pair in numbers(float).windows(2).filter(|pair| pair[0] >= 0.0) {
            for sixteenths in 1..16 {
                let number = pair[0] + (pair[1] - pair[0]) * f64::from(sixteenths) / 16.0;
                for (sign, number) in [(1.0, number), (-1.0, -number)] {
                    if sign < 0.0 && !float.has_sign() {
                        continue;
                    }
                    let round = |rounding| {
                        let code = float.encode_real(number, rule(rounding, Overflow::Saturate));
                        sign * float.value(code.unwrap())
                    };
                    assert_eq!(round(Rounding::Truncate), pair[0], "{float} {number}");
                    if sixteenths != 8 {
                        let nearest = pair[usize::from(sixteenths > 8)];
                        assert_eq!(round(Rounding::NearestEven), nearest, "{float} {number}");
                    }
                    let share = u32::from(sixteenths as u16) << 12;
                    for draw in [0, 0xffff - share as u16, (0x1_0000 - share) as u16, 0xffff] {
                        let up = usize::from(u32::from(draw) + share > 0xffff);
                        let drawn = round(Rounding::Stochastic { draw });
                        assert_eq!(drawn, pair[up], "{float} {number} {draw}");
                    }
                }
            }
        }
    }
}

#[test]
fn halves_go_to_the_even_code() {
    for float in small().into_iter().filter(|float| float.mantissa() > 0) {
        for code in 0..float.greatest() {
            let half = (float.value(code) + float.value(code + 1)) / 2.0;
            let even = code + code % 2;
            assert_eq!(float.encode_real(half, Rule::NEAREST), Some(even), "{float} {half}");
        }
    }
}

#[test]
fn a_trace_below_or_above_a_half_decides() {
    // 1.0625 is half way between 1 and 1.125 of e4m3.
    let near = |offset: i32| Exact {
        negative: false,
        magnitude: (17u128 << 100).saturating_add_signed(offset.into()),
        exponent: -104,
    };
    let code = |exact| Minifloat::E4M3.value(Minifloat::E4M3.encode(exact, Rule::NEAREST));
    assert_eq!([-1, 0, 1].map(|offset| code(near(offset))), [1.0, 1.0, 1.125]);
}

#[test]
fn overflow_begins_half_a_step_beyond_the_greatest() {
    let e4m3 = |number, overflow| {
        let code = Minifloat::E4M3.encode_real(number, rule(Rounding::NearestEven, overflow));
        Minifloat::E4M3.value(code.unwrap())
    };
    assert_eq!(e4m3(464.0, Overflow::Nan), 448.0);
    assert!(e4m3(464.1, Overflow::Nan).is_nan());
    assert_eq!(e4m3(-1e30, Overflow::Saturate), -448.0);
    assert!(e4m3(f64::INFINITY, Overflow::Saturate).is_nan());
    let e5m2 = |number| Minifloat::E5M2.value(Minifloat::E5M2.encode_real(number, RULE).unwrap());
    const RULE: Rule = Rule { overflow: Overflow::Nan, ..Rule::NEAREST };
    assert_eq!([61439.0, 61440.0, -1e9].map(e5m2), [57344.0, f64::INFINITY, f64::NEG_INFINITY]);
    let e2m1 = Minifloat::new(2, 1).unwrap();
    assert_eq!(e2m1.encode_real(9.0, RULE).map(|code| e2m1.value(code)), Some(6.0));
    assert_eq!(e2m1.encode_real(f64::NAN, RULE), None);
}

#[test]
fn subnormals_can_be_flushed() {
    let flush = Rule { subnormals: Subnormals::Flush, ..Rule::NEAREST };
    let e4m3 = |number| Minifloat::E4M3.encode_real(number, flush);
    let least = 2f64.powi(-6);
    assert_eq!([least, least * 0.9, -least * 0.5].map(e4m3), [Some(8), Some(0), Some(0x80)]);
    // What rounds up to the least normal number is one.
    assert_eq!(e4m3(least * 0.99), Some(8));
}

#[test]
fn scales_have_neither_zero_nor_sign() {
    let e8m0 = |number, overflow| {
        Minifloat::E8M0.encode_real(number, rule(Rounding::NearestEven, overflow)).unwrap()
    };
    for number in [0.0, -1.0] {
        assert_eq!(e8m0(number, Overflow::Saturate), 0);
        assert_eq!(e8m0(number, Overflow::Nan), 255);
    }
    assert_eq!([1.4, 1.5, 1e-60, 1e60].map(|x| e8m0(x, Overflow::Saturate)), [127, 128, 0, 254]);
}

/// The counts that a rule for overflow has to be stated for (bfloat16 to 8 bits).
#[test]
fn most_of_a_wide_format_is_beyond_a_small_one() {
    let beyond = |float: Minifloat| {
        let numbers = (0..=u16::MAX).map(|bits| Minifloat::BF16.value(bits.into()));
        let codes = numbers.filter(|number| number.is_finite()).filter(|number| {
            let code = |overflow| float.encode_real(*number, rule(Rounding::NearestEven, overflow));
            code(Overflow::Saturate) != code(Overflow::Nan)
        });
        codes.count()
    };
    assert_eq!([Minifloat::E4M3, Minifloat::E5M2].map(beyond), [30_510, 28_704]);
}

#[test]
fn codes_are_ordered_by_value() {
    for float in small().into_iter().filter(|float| float.bits() <= 9) {
        for (one, other) in codes(float).flat_map(|one| codes(float).map(move |other| (one, other)))
        {
            let (a, b) = (float.value(one), float.value(other));
            let wanted = a.partial_cmp(&b).unwrap_or(a.is_nan().cmp(&b.is_nan()));
            assert_eq!(float.rank(one).cmp(&float.rank(other)), wanted, "{float} {a} {b}");
        }
    }
}
