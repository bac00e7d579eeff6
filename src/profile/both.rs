//! A layer in both forms.

use crate::network::Layer;

use super::float::Layer as Float;
use super::network::Stage;
use super::values::Values;

/// A layer of the float network and of the integer network.
pub(super) struct Both {
    pub name: String,
    pub float: Option<Float>,
    pub stage: Stage,
}

impl Both {
    /// Its float form, or itself where that is its definition.
    pub fn float(&self, values: &Values) -> Values {
        match &self.float {
            Some(float) => Values::Real(float(&values.real())),
            None => self.stage.of(values),
        }
    }

    /// Outputs of a layer on lanes, channels of one on images.
    pub fn outputs(&self, results: usize) -> usize {
        match self.stage.layer() {
            Layer::Conv2d(conv) => conv.weights.len(),
            Layer::Bwht(bwht) => bwht.channels(),
            Layer::MaxPool(pool) => pool.input.channels,
            Layer::AvgPool(average) => average.pool.input.channels,
            Layer::Dense(_) | Layer::Flatten(_) | Layer::Argmax | Layer::Sign(_) => results,
        }
    }

    /// Whether it computes, and does not only move or compare numbers.
    pub fn is_measured(&self) -> bool {
        !matches!(self.stage.layer(), Layer::Flatten(_) | Layer::Argmax | Layer::Sign(_))
    }

    /// Whether it has parameters.
    pub fn has_parameters(&self) -> bool {
        matches!(self.stage.layer(), Layer::Dense(_) | Layer::Conv2d(_) | Layer::Bwht(_))
    }
}
