//! Parameters of a crossbar, which operations may have in common.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::cim_array::Storage;
use crate::blocks::{Drawn, Draws};
use crate::num::{Format, bits_for_unsigned, covering, draw};

use super::digitizer::RowDigitizer;

/// A crossbar, as a design's `hardware:` section names it. Its cells are +1 and -1, and nothing is stored in
/// them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crossbar {
    /// Inputs and, unless stitched otherwise, outputs: a power of two, 2..=256.
    pub points: usize,
    /// Order of the rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order: RowOrder,
    /// How a row's product-sum in one plane becomes a number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub digitizer: RowDigitizer,
    /// What a comparator says of a product-sum of zero.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tie: Tie,
    /// When a row stops before its last plane.
    #[serde(default, skip_serializing_if = "is_default")]
    pub early_termination: EarlyTermination,
    /// Where thresholds are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage: Storage,
    /// The smaller crossbars that it is made of. It is one piece where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stitching: Option<Stitching>,
    /// Whether every result tells how many planes each row took: a field `planes` beside `y`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub counters: bool,
}

/// Order of the rows of a Walsh-Hadamard matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = RowOrder::default()))]
pub enum RowOrder {
    /// Sylvester's: `H_2M = [[H, H], [H, -H]]`.
    #[default]
    Natural,
    /// Walsh's: by the number of sign changes.
    Sequency,
    /// Paley's: row `o` is the product of the Rademacher functions that the bits of `o` name.
    Dyadic,
}

/// What a comparator says of zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Tie::default()))]
pub enum Tie {
    /// +1.
    #[default]
    Plus,
    /// -1.
    Minus,
    /// 0: the plane adds nothing.
    Zero,
    /// What it said in the plane before; +1 in the first.
    Previous,
    /// +1 or -1 by chance.
    Random(RandomTie),
}

/// Which chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomTie {
    /// Seed of the draws: by seed, crossbar, number of the transform, plane and row.
    pub seed: u32,
    /// Number of the crossbar; layers number theirs from this on. Where absent, a design gives crossbars numbers that
    /// no other one of the same seed has; a block by itself has 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<u32>,
}

/// When a row stops: as soon as nothing that may still come brings its sum above the threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = EarlyTermination::default()))]
pub enum EarlyTermination {
    /// Never.
    None,
    /// Where the result is certain to be zero: never another result.
    #[default]
    Lossless,
    /// Where it would be if only a share of what may come came.
    Scaled(Scaled),
}

/// The share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaled {
    /// In 256ths, 0..=256; 256 is `lossless`.
    pub alpha: u32,
}

/// A crossbar of small ones: `H_(K t) = H_K (x) H_t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stitching {
    /// Points of a tile, a power of two, less than those of the crossbar.
    pub tile: usize,
    /// Rows of tiles, each of as many outputs as a tile has points; as many as columns where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// Whether each input says, in its field `stitched`, if tiles are one crossbar (1) or each tile on the
    /// diagonal is one by itself (0).
    #[serde(default, skip_serializing_if = "is_default")]
    pub switched: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Crossbar {
    /// Most points.
    pub const MAX_POINTS: usize = 256;

    /// A crossbar of comparators with all else at its default.
    pub fn new(points: usize) -> Self {
        Self {
            points,
            order: RowOrder::default(),
            digitizer: RowDigitizer::default(),
            tie: Tie::default(),
            early_termination: EarlyTermination::default(),
            storage: Storage::default(),
            stitching: None,
            counters: false,
        }
    }

    /// The crossbars of a blockwise transform of `channels`, each with the channels before it: as large as this one,
    /// and the least that holds the rest.
    pub fn blockwise(&self, channels: usize) -> Vec<(Range<usize>, Self)> {
        let starts = (0..channels).step_by(self.points.max(1));
        let block = |start: usize| {
            let count = self.points.min(channels - start);
            let points = count.next_power_of_two().max(2);
            let stitching = self.stitching.filter(|stitching| stitching.tile < points);
            (start..start + count, Self { points, stitching, ..self.clone() })
        };
        starts.map(block).collect()
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        match self.stitching {
            Some(Stitching { tile, rows: Some(rows), .. }) => rows * tile,
            _ => self.points,
        }
    }

    /// Whether thresholds can be written.
    pub fn writable(&self) -> bool {
        self.storage == Storage::Ram
    }

    /// Whether every input says how tiles are used.
    pub fn switched(&self) -> bool {
        self.stitching.is_some_and(|stitching| stitching.switched)
    }

    /// Greatest magnitude of a row's sum over `bits` planes, in units of what a plane adds.
    pub fn greatest(&self, bits: u32) -> i64 {
        self.digitizer.greatest(self.points) * ((1 << bits) - 1)
    }

    /// Format of results of inputs of `bits` planes.
    pub fn output(&self, bits: u32) -> Format {
        let most = self.greatest(bits);
        covering(-most, most).unwrap_or(Format::signed(Format::MAX_BITS))
    }

    /// Format of thresholds for inputs of `bits` planes.
    pub fn threshold(&self, bits: u32) -> Format {
        Format::unsigned(bits_for_unsigned(self.greatest(bits).unsigned_abs()))
    }
}

/// What is decided for one row in one plane of a transform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Number of the row.
    pub row: usize,
    /// Number of the plane, 0 for the least bits.
    pub plane: u32,
}

impl RandomTie {
    /// What it draws.
    pub(super) fn draws(self) -> Draws {
        let Self { seed, instance: number } = self;
        Draws { what: Drawn::Ties, seed, number, references: vec![], more: 0 }
    }

    /// What a draw is for.
    pub(super) const KEY: u32 = 4;

    /// Number of the crossbar.
    pub(super) fn number(self) -> u32 {
        self.instance.unwrap_or(0)
    }

    /// What a row says of zero in a plane of a transform.
    pub fn drawn(self, transform: u32, Decision { row, plane }: Decision) -> i64 {
        let key = [self.seed, Self::KEY, self.number(), transform, plane, row as u32];
        if draw(&key) & 1 == 1 { 1 } else { -1 }
    }
}

impl EarlyTermination {
    /// Most that planes below `plane` are taken to add, where each adds up to `greatest`; `None` where a row never
    /// stops.
    pub fn remaining(self, greatest: i64, plane: u32) -> Option<i64> {
        let most = greatest * ((1 << plane) - 1);
        match self {
            Self::None => None,
            Self::Lossless => Some(most),
            Self::Scaled(Scaled { alpha }) => Some((i64::from(alpha) * most) >> 8),
        }
    }
}

impl RowOrder {
    /// Whether it is [`Self::Natural`].
    pub(super) fn is_natural(self) -> bool {
        self == Self::Natural
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Natural => "",
            Self::Sequency => "_sequency",
            Self::Dyadic => "_dyadic",
        }
    }
}

impl Tie {
    pub(super) fn name(self) -> String {
        match self {
            Self::Plus => String::new(),
            Self::Minus => "_minus".into(),
            Self::Zero => "_zero".into(),
            Self::Previous => "_previous".into(),
            Self::Random(random) => format!("_random{}i{}", random.seed, random.number()),
        }
    }
}

impl EarlyTermination {
    pub(super) fn name(self) -> String {
        match self {
            Self::None => "_all".into(),
            Self::Lossless => String::new(),
            Self::Scaled(Scaled { alpha }) => format!("_a{alpha}"),
        }
    }
}

impl Stitching {
    /// Tiles side by side, in a crossbar of `points`.
    pub fn columns(self, points: usize) -> usize {
        points / self.tile.max(1)
    }

    pub(super) fn name(self) -> String {
        let rows = self.rows.map_or(String::new(), |rows| format!("r{rows}"));
        format!("_t{}{rows}{}", self.tile, if self.switched { "s" } else { "" })
    }
}
