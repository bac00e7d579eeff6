//! Number formats, rounding, and the widths of sums and products. Knows nothing of hardware.

mod draws;
mod evenly;
mod format;
mod mean;
mod minifloat;
mod rounding;
mod widths;

pub use draws::{draw, normal, normal_limit};
pub use evenly::evenly;
pub use format::{Format, FormatError, Range};
pub use mean::rounded_mean;
pub use minifloat::{Decoded, Exact, Minifloat, Overflow, Rounding, Rule, Subnormals};
pub use rounding::{quantize, shift_round};
pub use widths::{bits_for_count, bits_for_unsigned, covering, sum_of};
