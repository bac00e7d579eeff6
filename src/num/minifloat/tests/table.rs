//! What `ml_dtypes` makes of the same codes and numbers; `table.py` made the file.

use safetensors::SafeTensors;

use super::{Minifloat, Overflow, Rule};

const TABLE: &[u8] = include_bytes!("ml_dtypes.safetensors");

/// As `ml_dtypes` rounds: what is too great becomes an infinity or NaN.
const RULE: Rule = Rule { overflow: Overflow::Nan, ..Rule::NEAREST };

fn tensor(name: &str) -> Vec<u8> {
    let table = SafeTensors::deserialize(TABLE).unwrap();
    table.tensor(name).unwrap().data().to_vec()
}

fn formats() -> [(&'static str, Minifloat); 6] {
    let free = |exponent, mantissa| Minifloat::new(exponent, mantissa).unwrap();
    [
        ("e4m3", Minifloat::E4M3),
        ("e5m2", Minifloat::E5M2),
        ("e8m0", Minifloat::E8M0),
        ("e2m3", free(2, 3)),
        ("e3m2", free(3, 2)),
        ("e2m1", free(2, 1)),
    ]
}

#[test]
fn every_code_has_the_same_value() {
    for (name, float) in formats() {
        let values = tensor(&format!("{name}.values"));
        let (values, _) = values.as_chunks::<4>();
        assert_eq!(values.len(), 1 << float.bits());
        for (code, bytes) in values.iter().enumerate() {
            let (wanted, got) = (f64::from(f32::from_le_bytes(*bytes)), float.value(code as u64));
            let is_same = got.is_nan() && wanted.is_nan() || got.to_bits() == wanted.to_bits();
            assert!(is_same, "{name} {code:#x}: {got}, must be {wanted}");
        }
    }
}

#[test]
fn every_bfloat16_rounds_to_the_same_code() {
    let mut compared = 0;
    for (name, float) in formats() {
        for (bits, wanted) in (0..).zip(tensor(&format!("{name}.rounded"))) {
            let number = Minifloat::BF16.value(bits);
            if is_left_out(name, number) {
                continue;
            }
            let Some(got) = float.encode_real(number, RULE) else { continue };
            assert_eq!(got, u64::from(wanted), "{name} of {number:e} ({bits:#06x})");
            compared += 1;
        }
    }
    // Of the three smallest formats all but the NaNs, which they cannot say; of scales the normal numbers.
    let nans = 2 * 127;
    assert_eq!(compared, 2 * 65536 + 3 * (65536 - nans - 2) + 65536 - 127);
}

/// What `ml_dtypes` does otherwise than the definition: it rounds scales below 2^-126 up, and has the greatest number
/// for infinities where there are none.
fn is_left_out(name: &str, number: f64) -> bool {
    name == "e8m0" && 0.0 < number && number < f64::from(f32::MIN_POSITIVE)
}

#[test]
fn bfloat16_is_half_of_a_single() {
    for bits in 0..=u16::MAX {
        let single = f64::from(f32::from_bits(u32::from(bits) << 16));
        let value = Minifloat::BF16.value(bits.into());
        assert!(value.to_bits() == single.to_bits() || value.is_nan() && single.is_nan());
    }
}

/// The processor rounds to single precision as the definition has it.
#[test]
fn singles_are_those_of_the_processor() {
    let mut rng = fastrand::Rng::with_seed(5);
    for _ in 0..200_000 {
        let number = f64::from_bits(rng.u64(..) & !(0x7ff << 52) | (rng.u64(860..1160) << 52));
        let (got, wanted) = (Minifloat::FP32.encode_real(number, RULE), number as f32);
        assert_eq!(got, Some(u64::from(wanted.to_bits())), "{number:e}");
        let single = Minifloat::FP32.value(wanted.to_bits().into());
        assert_eq!(single, f64::from(wanted));
    }
}
