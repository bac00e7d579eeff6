//! What a tile does with inputs and weights, and the steps that it takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::Format;

/// What is summed over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Operator::default()))]
pub enum Operator {
    /// `x w`.
    #[default]
    Product,
    /// `sign(x) |w| + sign(w) |x|`, where the sign of 0 is 0: input bits and weight bits add up to steps, where
    /// those of a product multiply (MF-Net, S. Nasrin et al., arXiv:2102.00035).
    MultiplicationFree,
}

/// What is driven in a step, of one significance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::blocks) enum Term {
    /// A plane of inputs, or of their magnitudes.
    Inputs,
    /// The signs of inputs, on a plane of magnitudes of weights.
    Weights,
}

/// One step of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::blocks) struct Step {
    pub term: Term,
    /// Which bit is looked at.
    pub bit: u32,
}

impl Operator {
    /// Whether it is the default.
    pub fn is_product(&self) -> bool {
        *self == Self::Product
    }

    /// The steps for weights and inputs of these formats, most significant first.
    pub(super) fn steps(self, weight: Format, input: Format) -> Vec<Step> {
        let inputs = (0..input.bits()).map(|bit| Step { term: Term::Inputs, bit });
        let mut steps: Vec<Step> = match self {
            Self::Product => inputs.collect(),
            Self::MultiplicationFree => {
                let weights = (0..weight.bits()).map(|bit| Step { term: Term::Weights, bit });
                inputs.chain(weights).collect()
            }
        };
        steps.sort_by_key(|step| std::cmp::Reverse(step.bit));
        steps
    }
}

impl Step {
    /// Its number among those of a multiplication-free operator, for draws of noise.
    pub fn number(self) -> u32 {
        match self.term {
            Term::Inputs => self.bit << 4 | 15,
            Term::Weights => 15 << 4 | self.bit,
        }
    }
}
