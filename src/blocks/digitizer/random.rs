//! Any digitizer, for tests.

use super::{Asymmetric, Conversion, Flash, Form, Hybrid, RangeRule, Sar, Window};

/// A conversion of lines of `cells`, with anything that it can have.
pub(crate) fn conversion(rng: &mut fastrand::Rng, cells: usize) -> Conversion {
    let bits = rng.u32(1..=(4 * cells).ilog2().min(Conversion::MAX_BITS));
    let step = rng.u32(1..=cells as u32);
    let range = match rng.u8(..3) {
        0 => RangeRule::Full,
        1 => RangeRule::Clip,
        _ => RangeRule::Window(Window { low: rng.u32(0..=cells as u32 - step), step }),
    };
    let form = if rng.bool() { Form::Optimized } else { Form::Structural };
    let precharge_cycles = rng.u32(..3);
    match rng.u8(..5) {
        0 => Conversion::Exact,
        1 => Conversion::Flash(Flash { form, precharge_cycles, ..Flash::new(bits, range) }),
        2 if bits > 1 => {
            let hybrid = Hybrid::new(bits, rng.u32(1..bits), range);
            Conversion::Hybrid(Hybrid { form, precharge_cycles, ..hybrid })
        }
        _ => Conversion::Sar(Sar { form, precharge_cycles, ..Sar::new(bits, range) }),
    }
}

/// The same along a tree.
pub(crate) fn asymmetric(rng: &mut fastrand::Rng, cells: usize) -> Conversion {
    let bits = rng.u32(1..=(4 * cells).ilog2().min(5));
    let histogram = (0..1 << bits).map(|_| rng.u64(1..1000)).collect();
    let range = if rng.bool() { RangeRule::Full } else { RangeRule::Clip };
    let max_depth = rng.bool().then(|| rng.u32(bits..1 << bits));
    Conversion::Asymmetric(Asymmetric { max_depth, ..Asymmetric::new(bits, histogram, range) })
}
