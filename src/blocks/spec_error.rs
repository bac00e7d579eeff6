//! What is wrong with a parameter.

use std::borrow::Cow;
use std::fmt;

use crate::num::Format;

/// A parameter that is out of range or contradicts another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// The parameter's field, steps apart by dots.
    pub field: Cow<'static, str>,
    /// What is wrong.
    pub cause: String,
    /// How to mend it.
    pub help: String,
}

impl SpecError {
    /// Most lanes of a stream.
    pub const MAX_LANES: usize = 1 << 16;

    /// An error unless a stream may have this many lanes.
    pub fn unless_lanes(lanes: usize) -> Option<Self> {
        Self::unless_within("lanes", lanes, 1, Self::MAX_LANES)
    }

    /// An error at `field` unless codes of `format` are numbers.
    pub fn unless_integer(field: impl Into<Cow<'static, str>>, format: Format) -> Option<Self> {
        (!format.is_integer()).then(|| {
            let cause = format!("`{format}` is a float, and this block computes with integers");
            Self::new(field, cause, "use an integer format, such as `u4` or `s8`")
        })
    }

    /// An error at `field`.
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        cause: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), cause: cause.into(), help: help.into() }
    }

    /// An error at `field` unless `low <= value <= high`.
    pub fn unless_within(
        field: &'static str,
        value: usize,
        low: usize,
        high: usize,
    ) -> Option<Self> {
        (value < low || high < value).then(|| {
            let cause = format!("`{field}` must be {low} to {high}, got {value}");
            Self::new(field, cause, format!("the nearest is {}", value.clamp(low, high)))
        })
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause, self.help)
    }
}
