//! What becomes of a layer's sums.

use crate::design;
use crate::diag::Diagnostic;
use crate::num::{Format, Range};

use super::codes;
use super::requantization::Requantization;
use super::scaling::{Grid, Worth};

/// What becomes of a layer's sums.
pub(super) struct Outputs {
    /// What the sum of each output, or of each channel, is worth.
    pub worth: Vec<Worth>,
    /// All sums that can come.
    pub sums: Range,
    /// Whether negative results become zero.
    pub relu: bool,
    /// Where results are compared and not narrowed: the grid that they are compared on.
    pub grid: Option<Grid>,
}

/// How a layer's results go on.
#[derive(Clone, Copy)]
pub(super) enum Results {
    /// Narrowed to a format.
    Narrowed(Format),
    /// As wide as sums are, rounded to one scale.
    Wide,
    /// Compared with each other or with a threshold, without rounding.
    Compared,
}

impl Results {
    /// Those of a layer that the layers `rest` follow.
    pub fn of(layer: &design::Layer, rest: &[design::Layer]) -> Self {
        let next = rest.iter().find(|layer| !matches!(layer, design::Layer::Flatten(_)));
        match (layer.parametrized().and_then(|layer| layer.output), next) {
            (Some(output), _) => Self::Narrowed(output),
            (None, Some(design::Layer::Argmax(_) | design::Layer::Sign(_))) => Self::Compared,
            (None, _) => Self::Wide,
        }
    }
}

impl Outputs {
    /// Brings units onto a grid where results are compared. Units that no number holds are refused.
    pub fn new(
        mut worth: Vec<Worth>,
        sums: Range,
        relu: bool,
        results: Results,
    ) -> Result<Self, Diagnostic> {
        if let Some(one) = worth.iter().find(|one| !one.unit.is_finite()) {
            let cause =
                format!("weights and input scale make a unit of the sums worth {}", one.unit);
            let help = "bring weights and scales nearer to 1";
            return Err(Diagnostic::error(codes::NOT_FINITE, cause).help(help));
        }
        let grid = match results {
            Results::Compared => Some(Grid::of(&worth, &sums).ok_or_else(too_wide)?),
            _ => None,
        };
        if let Some(grid) = &grid {
            worth.iter_mut().zip(grid.units()).for_each(|(one, unit)| one.unit = unit);
        }
        Ok(Self { worth, sums, relu, grid })
    }

    /// Constants that bring sums onto the grid, and the real value of a step; `None` where there is none.
    pub fn compared(&self) -> Option<(Requantization, f64)> {
        let grid = self.grid.as_ref()?;
        Some((grid.requantization(&self.worth, self.relu, &self.sums)?, grid.unit()))
    }

    /// The greatest magnitude that any sum stands for; 1 where there is nothing but zeros.
    pub fn greatest(&self) -> f64 {
        let ends = [*self.sums.start(), *self.sums.end()];
        let all = self.worth.iter().flat_map(|one| ends.map(|end| one.value(end).abs()));
        Some(all.fold(0.0, f64::max)).filter(|most| *most > 0.0).unwrap_or(1.0)
    }
}

pub(super) fn too_wide() -> Diagnostic {
    let cause = "biases are so much greater than weights that sums need too many bits";
    Diagnostic::error(codes::TOO_WIDE, cause).help("check the parameters of this layer")
}
