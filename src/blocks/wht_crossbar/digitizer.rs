//! How a product-sum becomes a number.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::digitizer::{Asymmetric, Conversion, Flash, Hybrid, RangeRule, Sar};

/// What a row's product-sum `ps`, -N..=N, is in one plane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = RowDigitizer::default()))]
pub enum RowDigitizer {
    /// Its sign: one comparator a row.
    #[default]
    Comparator,
    /// Itself.
    Exact,
    /// A code of the count `ps + N`, all references at once.
    Flash(Flash),
    /// The same by successive approximation.
    Sar(Sar),
    /// The upper bits as flash, the others as successive approximation.
    Hybrid(Hybrid),
    /// The same along a decision tree; all rows that have not stopped wait for the slowest.
    Asymmetric(Asymmetric),
}

impl RowDigitizer {
    /// The conversion of counts to codes; `None` for a comparator and where there is nothing to convert.
    pub fn conversion(&self) -> Option<Conversion> {
        Some(match self.clone() {
            Self::Comparator | Self::Exact => return None,
            Self::Flash(search) => Conversion::Flash(search),
            Self::Sar(search) => Conversion::Sar(search),
            Self::Hybrid(search) => Conversion::Hybrid(search),
            Self::Asymmetric(search) => Conversion::Asymmetric(search),
        })
    }

    /// Cells of a line that is converted: for each input one that is charged unless it counts -1, and one that is
    /// charged where it counts +1.
    pub fn cells(points: usize) -> usize {
        points.saturating_mul(2)
    }

    /// What a code counts for, on a crossbar of `points`: what the count is worth, less what one of no input is.
    pub fn value(conversion: &Conversion, points: usize, code: i64) -> i64 {
        let none = match (conversion.range(), conversion.bits()) {
            (RangeRule::Full, Some(bits)) => 1 << (bits - 1),
            _ => points as i64,
        };
        conversion.range().worth(code) - none
    }

    /// Real value of what a plane adds when it adds 1, in product-sums; a sign counts for 1.
    pub fn unit(&self, points: usize) -> f64 {
        let conversion = self.conversion();
        conversion.map_or(1.0, |of| of.range().unit(of.bits(), Self::cells(points)))
    }

    /// Greatest magnitude of what a plane adds.
    pub fn greatest(&self, points: usize) -> i64 {
        match (self, self.conversion()) {
            (Self::Comparator, _) => 1,
            (_, None) => points as i64,
            (_, Some(conversion)) => {
                // Codes grow with the count; not every code is that of a count.
                let cells = Self::cells(points);
                let code = |count: usize| conversion.code(cells, count);
                let ends = [0, cells].map(|count| Self::value(&conversion, points, code(count)));
                ends[0].abs().max(ends[1].abs())
            }
        }
    }

    /// Most cycles of a plane.
    pub fn cycles(&self) -> u32 {
        self.conversion().map_or(1, |conversion| conversion.cycles())
    }

    /// Comparisons of a row in a plane, where all take as many; `None` along a tree.
    pub fn comparisons(&self) -> Option<u64> {
        match (self, self.conversion()) {
            (Self::Comparator, _) => Some(1),
            (_, None) => Some(0),
            (_, Some(conversion)) => {
                let steps = conversion.steps()?;
                Some(steps.into_iter().map(|found| (1u64 << found) - 1).sum())
            }
        }
    }

    pub(super) fn name(&self) -> String {
        match (self, self.conversion()) {
            (Self::Comparator, _) => String::new(),
            (_, None) => "_exact".into(),
            (_, Some(conversion)) => format!("_{}", conversion.name()),
        }
    }
}
