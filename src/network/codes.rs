//! The kinds of mistakes around weights and samples. A code, once given, keeps its meaning.

use crate::diag::Code;

/// A file cannot be read.
pub const UNREADABLE: Code = Code("N001");
/// A file is not of the kind its place asks for.
pub const WRONG_KIND: Code = Code("N002");
/// The parameter file lacks a tensor.
pub const NO_TENSOR: Code = Code("N003");
/// A tensor or array has the wrong shape.
pub const SHAPE: Code = Code("N004");
/// A tensor or array holds numbers of a type that is not taken.
pub const NUMBER_TYPE: Code = Code("N005");
/// A number is not finite.
pub const NOT_FINITE: Code = Code("N006");
/// The design names no file that is needed.
pub const NOT_NAMED: Code = Code("N007");
/// A code is not one of its format.
pub const NO_CODE: Code = Code("N008");
/// Samples and labels do not belong together.
pub const LABELS: Code = Code("N009");
/// Sums need more bits than there are.
pub const TOO_WIDE: Code = Code("N010");
/// A file cannot be written.
pub const UNWRITABLE: Code = Code("N011");
/// Weights that are all 0 (warning).
pub const DEAD_WEIGHTS: Code = Code("N020");
/// Outputs of a layer that the next one multiplies by 0 (warning).
pub const UNREAD_OUTPUTS: Code = Code("N021");
/// Biases that all round to 0 (warning).
pub const LOST_BIAS: Code = Code("N022");
/// An output format wider than what it holds (warning).
pub const WIDE_OUTPUT: Code = Code("N023");
/// A range that rests on few calibration samples (warning).
pub const THIN_RANGE: Code = Code("N024");
/// Test samples are recognized as often as by chance (warning).
pub const NEAR_CHANCE: Code = Code("N025");
/// A file of another program in the place of parameters or samples.
pub const FOREIGN: Code = Code("N030");
/// Samples beyond their format (warning).
pub const SATURATED: Code = Code("N031");
/// Samples that use few codes of their format (warning).
pub const COARSE: Code = Code("N032");
/// Samples that are all alike (warning).
pub const ALIKE: Code = Code("N033");
/// Tensors that nobody reads (warning).
pub const UNREAD_TENSORS: Code = Code("N034");
/// A layer without biases where others have some (warning).
pub const NO_BIAS: Code = Code("N035");
/// Results that labels do not speak of: one output's codes beside yes and no, several signs beside classes (warning).
pub const LONE_OUTPUT: Code = Code("N036");
/// Layers that are to train the same tensor.
pub const SHARED_TENSOR: Code = Code("N037");
/// Weights below 0 where an array holds none (warning).
pub const NEGATIVE_WEIGHTS: Code = Code("N038");
