//! The formats that results are narrowed to.

use crate::blocks::cim_array::Array;
use crate::design::codes;
use crate::design::description::{Layer, Planes};
use crate::diag::quoted;
use crate::num::Format;

use super::Findings;

/// Widest format that a layer may requantize to, in bits.
const MAX_OUTPUT_BITS: u32 = 16;

/// What takes codes as they are, and cuts them into planes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    Array,
    Crossbar(Planes),
}

impl Taker {
    /// The one that codes which go into `layers` come to.
    pub fn of(layers: &[Layer]) -> Option<Self> {
        let keeps = |layer: &&Layer| {
            matches!(layer, Layer::MaxPool(_) | Layer::AvgPool(_) | Layer::Flatten(_))
        };
        match layers.iter().find(|layer| !keeps(layer))? {
            Layer::Bwht(bwht) => Some(Self::Crossbar(bwht.planes)),
            layer => layer.weighted().map(|_| Self::Array),
        }
    }

    pub fn takes(self, format: Format) -> bool {
        match self {
            Self::Array => Array::takes(format),
            Self::Crossbar(planes) => planes.of(format).is_some(),
        }
    }

    /// What it is called.
    fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Crossbar(_) => "crossbar",
        }
    }

    /// The same with its article.
    pub fn one(self) -> &'static str {
        match self {
            Self::Array => "an array",
            Self::Crossbar(_) => "a crossbar",
        }
    }

    /// What it takes.
    pub fn formats(self) -> &'static str {
        match self {
            Self::Array => Array::INPUTS,
            Self::Crossbar(_) => "use `u1` to `u16`, or `s2` to `s16`",
        }
    }
}

/// Checks the `output` of a layer, if it can have one; `rest` follows it.
pub(super) fn check(layer: &Layer, rest: &[Layer], path: &str, findings: &mut Findings<'_>) {
    let taker = Taker::of(rest);
    // Behind a dense layer a pool is a mistake of its own.
    let feeds_pool = matches!(layer, Layer::Conv2d(_) | Layer::Bwht(_))
        && matches!(rest.first(), Some(Layer::MaxPool(_) | Layer::AvgPool(_)));
    let Some(layer) = layer.parametrized() else { return };
    let at = format!("{path}.output");
    match layer.output {
        None if taker.is_some() || feeds_pool => {
            let what = if feeds_pool { "a pool" } else { taker.map_or("", Taker::one) };
            let cause = format!("layer {} feeds {what} and has no `output`", quoted(layer.name));
            findings.error(path, codes::MISSING_OUTPUT, cause, "add `output: u4`");
        }
        Some(output) if !output.is_integer() => {
            let cause = format!("`{output}` is a float, and layers compute with integers");
            let help = "use an integer format, such as `u4` or `s8`; floats flow through a `graph`";
            findings.error(&at, codes::FORMAT, cause, help);
        }
        Some(output) if taker.is_some_and(|taker| !taker.takes(output)) => {
            let (what, help) = taker.map_or(("", ""), |taker| (taker.name(), taker.formats()));
            let cause = format!("the next layer's {what} cannot take `{output}`");
            findings.error(&at, codes::FORMAT, cause, help);
        }
        Some(output) if output.bits() > MAX_OUTPUT_BITS => {
            let cause = format!("`{output}` is wider than {MAX_OUTPUT_BITS} bits");
            let help = "use a narrower format, or leave `output` out to keep the accumulator's";
            findings.error(&at, codes::FORMAT, cause, help);
        }
        Some(output) if !output.is_signed() && layer.activation.is_none() => {
            let cause = format!("negative results become 0 in `{output}`");
            let help = "add `activation: relu` to say so, or use a signed format";
            findings.warning(&at, codes::UNSIGNED_WITHOUT_RELU, cause, help);
        }
        _ => {}
    }
}
