//! Numbers as files have them.

use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::num::Minifloat;

/// Numbers of one type; floats are wide enough for all of theirs.
pub(super) enum Numbers {
    Whole(Vec<i64>),
    Real(Vec<f64>),
}

impl Numbers {
    /// Those of a tensor; `None` for types that are not taken: complex numbers, booleans, floats of fewer than 8 bits,
    /// and whole numbers beyond 63 bits.
    pub fn of(view: &TensorView<'_>) -> Option<Self> {
        let bytes = view.data();
        macro_rules! all {
            ($type:ty as $to:ty) => {
                bytes.as_chunks().0.iter().map(|b| <$type>::from_le_bytes(*b) as $to).collect()
            };
        }
        Some(match view.dtype() {
            Dtype::F64 => Self::Real(all!(f64 as f64)),
            Dtype::F32 => Self::Real(all!(f32 as f64)),
            Dtype::F16 => Self::floats::<2>(bytes, Minifloat::FP16),
            Dtype::BF16 => Self::floats::<2>(bytes, Minifloat::BF16),
            Dtype::F8_E4M3 => Self::floats::<1>(bytes, Minifloat::E4M3),
            Dtype::F8_E5M2 => Self::floats::<1>(bytes, Minifloat::E5M2),
            Dtype::F8_E8M0 => Self::floats::<1>(bytes, Minifloat::E8M0),
            Dtype::I8 => Self::Whole(all!(i8 as i64)),
            Dtype::U8 => Self::Whole(all!(u8 as i64)),
            Dtype::I16 => Self::Whole(all!(i16 as i64)),
            Dtype::U16 => Self::Whole(all!(u16 as i64)),
            Dtype::I32 => Self::Whole(all!(i32 as i64)),
            Dtype::U32 => Self::Whole(all!(u32 as i64)),
            Dtype::I64 => Self::Whole(all!(i64 as i64)),
            _ => return None,
        })
    }

    /// Small floats of so many bytes, the lowest first.
    pub fn floats<const BYTES: usize>(bytes: &[u8], float: Minifloat) -> Self {
        let code = |bytes: &[u8; BYTES]| {
            bytes.iter().rev().fold(0, |code, byte| code << 8 | u64::from(*byte))
        };
        let numbers = bytes.as_chunks().0.iter().map(|bytes| float.value(code(bytes)));
        Self::Real(numbers.collect())
    }
}

/// Where number `at` stands in an array of a shape: an index a side.
pub(super) fn place_in(shape: &[usize], mut at: usize) -> Vec<usize> {
    let mut place: Vec<usize> = vec![];
    for side in shape.iter().rev() {
        let side = (*side).max(1);
        place.push(at % side);
        at /= side;
    }
    place.reverse();
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kind: Dtype, bytes: &[u8]) -> Option<Vec<f64>> {
        let count = bytes.len() * 8 / kind.bitsize();
        match Numbers::of(&TensorView::new(kind, vec![count], bytes).unwrap())? {
            Numbers::Whole(all) => Some(all.into_iter().map(|one| one as f64).collect()),
            Numbers::Real(all) => Some(all),
        }
    }

    #[test]
    fn known_bytes_of_every_type() {
        for (kind, bytes, expected) in [
            (Dtype::I8, &[0x80, 0x7f][..], [-128.0, 127.0]),
            (Dtype::U8, &[0x80, 0xff], [128.0, 255.0]),
            (Dtype::I16, &[0, 0x80, 1, 2], [-32768.0, 513.0]),
            (Dtype::U16, &[0, 0x80, 1, 2], [32768.0, 513.0]),
            (Dtype::I32, &[0xfe, 0xff, 0xff, 0xff, 0, 0, 1, 0], [-2.0, 65536.0]),
            (Dtype::U32, &[0xfe, 0xff, 0xff, 0xff, 0, 0, 1, 0], [4_294_967_294.0, 65536.0]),
            (Dtype::F16, &[0, 0x3c, 1, 0x80], [1.0, -(2f64.powi(-24))]),
            // 1.0, and the least subnormal: 2^-126 / 2^7.
            (Dtype::BF16, &[0x80, 0x3f, 1, 0], [1.0, 2f64.powi(-133)]),
            (Dtype::F32, &[0, 0, 0x80, 0x3f, 1, 0, 0, 0], [1.0, 2f64.powi(-149)]),
            (Dtype::F8_E4M3, &[0x7e, 0x81], [448.0, -(2f64.powi(-9))]),
            (Dtype::F8_E5M2, &[0x7b, 0xbc], [57344.0, -1.0]),
            (Dtype::F8_E8M0, &[127, 0], [1.0, 2f64.powi(-127)]),
        ] {
            assert_eq!(numbers(kind, bytes), Some(expected.to_vec()), "{kind:?}");
        }
        assert_eq!(numbers(Dtype::I64, &(-5i64).to_le_bytes()), Some(vec![-5.0]));
        assert_eq!(numbers(Dtype::F64, &0.1f64.to_le_bytes()), Some(vec![0.1]));
        for kind in [Dtype::BOOL, Dtype::F4, Dtype::U64, Dtype::C64] {
            assert_eq!(numbers(kind, &[0; 8]), None, "{kind:?}");
        }
    }

    #[test]
    fn places_by_hand() {
        assert_eq!(place_in(&[2, 3, 4], 23), [1, 2, 3]);
        assert_eq!(place_in(&[2, 3, 4], 5), [0, 1, 1]);
        assert_eq!(place_in(&[], 0), [0; 0]);
    }
}
