//! Errors of cells and comparators: those that do not change, and those of each decision.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::{Drawn, Draws, SpecError};
use crate::num::normal;

/// One sample of the errors of an array and of those that make its references. Nothing is in error where
/// absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// Which sample.
    #[serde(default)]
    pub seed: u32,
    /// Number of the array. In a design's `hardware`, that of its first one; the others follow. Where absent, a design
    /// gives arrays numbers that no other array of the same seed has; a block by itself has 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<u32>,
    /// Numbers of the arrays that make its references: reference `r` of a line is the line of its column in
    /// array `references[r]`. Those after `instance` where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<u32>,
    /// Standard deviation of a cell's capacitance, in thousandths of what it should be; 0..=250.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cell_sigma: u32,
    /// What all comparators add to their references, in thousandths of a cell's charge; -8000..=8000. Half a cell
    /// less, -500, decides between product-sums, not at them.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub offset: i32,
    /// Standard deviation of one comparator's offset from that, in thousandths of a cell's charge; 0..=8000.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset_sigma: u32,
    /// Standard deviation of what comes to that anew with each decision, in thousandths of a cell's charge;
    /// 0..=8000.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub noise_sigma: u32,
    /// What a line loses of its charge from each step of a search to the next, in thousandths of what it had
    /// at first; 0..=100. References are made anew in each step.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub droop: u32,
}

/// What a key is drawn for.
const CELL: u32 = 1;
const OFFSET: u32 = 2;
/// The same for noise.
pub(super) const NOISE: u32 = 3;

/// Which conversion of an array it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::blocks) struct Moment {
    /// Number of the product.
    pub sample: u32,
    /// Number of the conversion within it.
    pub plane: u32,
}

fn is_nothing(offset: &i32) -> bool {
    *offset == 0
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Errors {
    /// Names of the fields that [`Self::check`] finds wrong.
    pub const FIELDS: [&'static str; 6] =
        ["references", "cell_sigma", "offset", "offset_sigma", "noise_sigma", "droop"];

    /// Capacitance of a cell without error.
    pub const NOMINAL: u64 = 1000;

    /// Charge of a line before any is lost.
    pub(super) const WHOLE: u32 = 1000;

    /// Number of the array.
    pub(super) fn number(&self) -> u32 {
        self.instance.unwrap_or(0)
    }

    /// Gives the array its number, and those that make its references theirs, where these do not follow it.
    pub fn set_numbers(&mut self, own: u32, references: Vec<u32>) {
        self.instance = Some(own);
        if !references.is_empty() {
            self.references = references;
        }
    }

    /// What they draw, for lines that are compared with `references` at once.
    pub fn draws(&self, references: usize) -> Draws {
        Draws {
            what: Drawn::Errors,
            seed: self.seed,
            number: self.instance,
            references: self.references.clone(),
            more: if self.references.is_empty() { references as u32 } else { 0 },
        }
    }

    /// Capacitances of the cells of a line, in thousandths of what they should be.
    fn cells(&self, instance: u32, column: usize, cells: usize) -> Vec<u64> {
        let cell = |cell: usize| {
            let key = [self.seed, CELL, instance, column as u32, cell as u32];
            (Self::NOMINAL as i64 + normal(&key, self.cell_sigma)).max(1).unsigned_abs()
        };
        (0..cells).map(cell).collect()
    }

    /// Those of the line that is digitized.
    pub(super) fn own(&self, column: usize, cells: usize) -> Vec<u64> {
        self.cells(self.number(), column, cells)
    }

    /// Those of the line that makes reference `reference`.
    pub(super) fn reference(&self, reference: usize, column: usize, cells: usize) -> Vec<u64> {
        let after = self.number().wrapping_add(1).wrapping_add(reference as u32);
        let instance = self.references.get(reference).copied().unwrap_or(after);
        self.cells(instance, column, cells)
    }

    /// What the comparator with a reference adds to it, in thousandths of a cell's charge.
    pub(super) fn offset(&self, reference: usize, column: usize) -> i64 {
        let key = [self.seed, OFFSET, self.number(), column as u32, reference as u32];
        i64::from(self.offset) + normal(&key, self.offset_sigma)
    }

    /// What it adds in one decision beside that: of a line and reference, in a step of a search.
    pub(super) fn noise(
        &self,
        Moment { sample, plane }: Moment,
        step: u32,
        (column, reference): (usize, usize),
    ) -> i64 {
        let comparator = comparator(column, reference);
        let key = [self.seed, NOISE, self.number(), sample, plane, step, comparator];
        normal(&key, self.noise_sigma)
    }

    /// What a line still has of its charge in a step of a search, in parts of [`Self::WHOLE`].
    pub(super) fn left(&self, step: u32) -> u32 {
        Self::WHOLE.saturating_sub(self.droop.saturating_mul(step))
    }

    /// Whether what is decided depends on the step of a search.
    pub(super) fn depend_on_step(&self) -> bool {
        self.noise_sigma > 0 || self.droop > 0
    }

    /// Whether it depends on which conversion it is.
    pub fn is_noisy(&self) -> bool {
        self.noise_sigma > 0
    }

    /// Whether chance decides where a line is at its threshold: that is where whole product-sums are, unless
    /// comparators have an offset.
    pub fn decide_ties(&self) -> bool {
        self.offset == 0 && self.cell_sigma + self.offset_sigma + self.noise_sigma > 0
    }

    /// Everything wrong with them, for lines that are compared with `references` at once.
    pub fn check(&self, references: usize) -> Vec<SpecError> {
        let limits = [
            ("cell_sigma", self.cell_sigma, 250),
            ("offset_sigma", self.offset_sigma, 8000),
            ("noise_sigma", self.noise_sigma, 8000),
            ("droop", self.droop, 100),
        ];
        let within = limits.into_iter().filter_map(|(field, value, most)| {
            SpecError::unless_within(field, value as usize, 0, most)
        });
        let mut errors: Vec<SpecError> = within.collect();
        if self.offset.unsigned_abs() > 8000 {
            let cause = format!("`offset` must be -8000 to 8000, got {}", self.offset);
            let help = format!("the nearest is {}", self.offset.clamp(-8000, 8000));
            errors.push(SpecError::new("offset", cause, help));
        }
        let given = self.references.len();
        if given != 0 && given != references {
            let cause = format!("{given} arrays are named to make {references} references");
            let help = "name one for each, or leave `references` out";
            errors.push(SpecError::new("references", cause, help));
        }
        errors
    }
}

/// A comparator's word of a key.
pub(super) fn comparator(column: usize, reference: usize) -> u32 {
    (column as u32) << 8 | reference as u32
}
