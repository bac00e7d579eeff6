//! Numbers as files have them.

use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::num::half;

/// Numbers of one type; floats are wide enough for all of theirs.
pub(super) enum Numbers {
    Whole(Vec<i64>),
    Real(Vec<f64>),
}

impl Numbers {
    /// Those of a tensor; `None` for types that are not taken: complex numbers, booleans, floats of 8 bits and
    /// fewer, and whole numbers beyond 63 bits.
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
            Dtype::F16 => Self::halves(bytes),
            // The upper half of an F32.
            Dtype::BF16 => {
                let wide = |b: &[u8; 2]| f32::from_le_bytes([0, 0, b[0], b[1]]).into();
                Self::Real(bytes.as_chunks().0.iter().map(wide).collect())
            }
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

    /// Floats of 16 bits, the lower byte first.
    pub fn halves(bytes: &[u8]) -> Self {
        Self::Real(bytes.as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect())
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
