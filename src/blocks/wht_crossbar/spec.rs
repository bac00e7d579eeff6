//! Parameters of the block: a transform on a crossbar.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::name_hash;
use crate::num::{Format, bits_for_count};

use super::crossbar::{Crossbar, EarlyTermination};
use super::sign::Sign;

/// A transform with its thresholds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhtCrossbar {
    /// The crossbar it runs on.
    pub crossbar: Crossbar,
    /// Planes of an input, 1..=16.
    pub bits: u32,
    /// What they are.
    #[serde(default)]
    pub sign: Sign,
    /// Soft threshold of each row, in units of a sum; all zero where absent. In RAM: what is to be loaded first.
    #[serde(default)]
    pub thresholds: Vec<i64>,
    /// Whether row 0, the sum of all inputs, has no threshold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dc_bypass: bool,
}

/// What a beat asks for.
pub(super) enum Request<'a> {
    Transform { stitched: bool, x: &'a [i64] },
    Load { row: usize, threshold: i64 },
}

impl WhtCrossbar {
    /// Most planes.
    pub const MAX_BITS: u32 = 16;

    /// A transform without thresholds.
    pub fn new(crossbar: Crossbar, bits: u32, sign: Sign) -> Self {
        Self { crossbar, bits, sign, thresholds: vec![], dc_bypass: false }
    }

    /// Format of an input.
    pub fn input(&self) -> Format {
        self.sign.format(self.bits)
    }

    /// Format of a result.
    pub fn output(&self) -> Format {
        self.crossbar.output(self.bits)
    }

    /// Format of a threshold.
    pub fn threshold(&self) -> Format {
        self.crossbar.threshold(self.bits)
    }

    /// Format of the number of a row.
    pub fn row_format(&self) -> Format {
        Format::unsigned(bits_for_count(self.crossbar.rows()))
    }

    /// The threshold of each row, also of one that is bypassed.
    pub fn rows(&self) -> Vec<i64> {
        let own = self.thresholds.iter().copied().chain(std::iter::repeat(0));
        own.take(self.crossbar.rows()).collect()
    }

    /// Whether a row has no threshold.
    pub fn bypasses(&self, row: usize) -> bool {
        self.dc_bypass && row == 0
    }

    /// Whether rows have thresholds, of which some may be more than zero.
    pub(super) fn is_soft(&self) -> bool {
        let scaled = matches!(self.crossbar.early_termination, EarlyTermination::Scaled(_));
        self.crossbar.writable() || scaled || self.rows().iter().any(|own| *own > 0)
    }

    /// Whether rows can stop before their last plane. Without loss, those of threshold zero never do.
    pub(super) fn stops(&self) -> bool {
        let never = self.crossbar.early_termination == EarlyTermination::None;
        self.is_soft() && !never && self.bits > 1
    }

    /// Most cycles of a transform.
    pub fn cycles(&self) -> u32 {
        self.bits * self.crossbar.digitizer.cycles()
    }

    /// Whether the cycles depend on what is transformed.
    pub(super) fn varies(&self) -> bool {
        let conversion = self.crossbar.digitizer.conversion();
        self.stops() || conversion.is_some_and(|conversion| conversion.walks())
    }

    /// What a beat asks for.
    pub(super) fn read<'a>(&self, beat: &'a [i64]) -> Request<'a> {
        let Crossbar { points, .. } = self.crossbar;
        let (fields, x) = beat.split_at(beat.len() - points);
        match fields {
            [1, row, threshold, ..] if self.crossbar.writable() => {
                Request::Load { row: *row as usize, threshold: *threshold }
            }
            _ => {
                let asked = fields.last().filter(|_| self.crossbar.switched());
                Request::Transform { stitched: asked.is_none_or(|asked| *asked == 1), x }
            }
        }
    }

    /// All parameters but thresholds, for names.
    pub(super) fn parameters(&self) -> String {
        let Crossbar { points, order, digitizer, tie, early_termination, stitching, .. } =
            &self.crossbar;
        let stitching = stitching.map_or(String::new(), |stitching| stitching.name());
        let counters = if self.crossbar.counters { "_counted" } else { "" };
        format!(
            "{points}{stitching}{}_{}{}{}{}{}{counters}",
            order.name(),
            self.sign.name(),
            self.bits,
            digitizer.name(),
            tie.name(),
            early_termination.name(),
        )
    }

    /// What thresholds add to names.
    pub(super) fn contents(&self) -> String {
        let bypass = if self.dc_bypass { "_dc" } else { "" };
        match self.crossbar.writable() {
            true => format!("{bypass}_ram"),
            false if self.rows().iter().all(|own| *own == 0) => bypass.into(),
            false => format!("{bypass}_{}", name_hash(&self.rows())),
        }
    }
}
