//! Parameters of an array.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::SpecError;
use crate::num::{Format, covering};

/// The physical array of a tile, as a design's `hardware:` section names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Array {
    /// Cells on one bit line, 1..=4096.
    pub rows: usize,
    /// Logical outputs, 1..=4096; the array stores `columns` x weight bits.
    pub columns: usize,
    /// Weight format: `u1` (binary) or `s2`..=`s8`.
    pub weight: Format,
    /// Where weights live.
    pub storage: Storage,
    /// How a product-sum becomes a code.
    pub digitizer: Digitizer,
    /// Rows driven at once; the others wait for their turn. All rows where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_rows: Option<usize>,
    /// Whether the bits of a weight are read together or in turn.
    #[serde(default, skip_serializing_if = "WeightPlanes::is_parallel")]
    pub weight_planes: WeightPlanes,
    /// How many such arrays there are; layers take turns on them. One for each product where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// Where a tile keeps its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// Constants in the netlist.
    Rom,
    /// Registers, empty after power-up: the design's input is a stream of commands, which load rows of
    /// weights or compute samples.
    Ram,
}

/// How the bits of a weight are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeightPlanes {
    /// Together: a digitizer for each bit line.
    #[default]
    Parallel,
    /// One after the other: a digitizer for each column, and weight bits times as many cycles.
    Serial,
}

impl WeightPlanes {
    /// Whether all bits are read together.
    pub fn is_parallel(&self) -> bool {
        *self == Self::Parallel
    }
}

/// How the product-sum of one bit line becomes a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Digitizer {
    /// The code is the product-sum.
    Exact,
    /// The code is `min(product-sum, 2^bits - 1)`.
    Clip {
        /// Code width, 1..=8.
        bits: u32,
    },
}

impl Array {
    /// An array of constants that drives all rows at once and loses nothing: what most begin with.
    pub fn new(rows: usize, columns: usize, weight: Format) -> Self {
        Self {
            rows,
            columns,
            weight,
            storage: Storage::Rom,
            digitizer: Digitizer::Exact,
            active_rows: None,
            weight_planes: WeightPlanes::Parallel,
            count: None,
        }
    }

    /// Largest number of rows or columns.
    pub const MAX_SIDE: usize = 4096;

    /// Rows driven at once.
    pub fn active_rows(&self) -> usize {
        self.active_rows.unwrap_or(self.rows)
    }

    /// Row ranges that are driven one after the other.
    pub fn groups(&self) -> Vec<Range<usize>> {
        let starts = (0..self.rows).step_by(self.active_rows());
        starts.map(|start| start..(start + self.active_rows()).min(self.rows)).collect()
    }

    /// Steps that weights take, one for each plane that is read by itself.
    pub fn weight_steps(&self) -> u32 {
        match self.weight_planes {
            WeightPlanes::Parallel => 1,
            WeightPlanes::Serial => self.weight.bits(),
        }
    }

    /// Cycles of one product with inputs of `input`.
    pub fn cycles(&self, input: Format) -> u32 {
        input.bits() * self.groups().len() as u32 * self.weight_steps()
    }

    /// The narrowest format that holds every product with inputs of `input`, whatever the weights.
    pub fn output(&self, input: Format) -> Format {
        let groups = self.groups();
        let line: i64 = groups.iter().map(|group| self.digitizer.max_code(group.len())).sum();
        // A plane's product is a code a bit line, each worth its weight bit.
        let plane = (line * self.weight.min(), line * self.weight.max());
        let (low, high) = match input.is_signed() {
            false => (0, input.max()),
            true => (input.min(), input.max()),
        };
        // Ends of the sum of positive planes (worth `high`) and the sign plane (worth `low`).
        let least = plane.0 * high + plane.1 * low;
        let most = plane.1 * high + plane.0 * low;
        // |least|, |most| <= 4096 * 2^8 * 2^8 * 2 fit any format.
        covering(least, most).unwrap_or(Format::signed(Format::MAX_BITS))
    }

    /// The parameters as part of a module's name; `columns` are those in use.
    pub(in crate::blocks) fn name(&self, columns: usize, inputs: &str) -> String {
        let Array { rows, weight, digitizer, active_rows, weight_planes, .. } = self;
        let digitizer = match digitizer {
            Digitizer::Exact => "exact".to_string(),
            Digitizer::Clip { bits } => format!("clip{bits}"),
        };
        let active = active_rows.map_or(String::new(), |rows| format!("_a{rows}"));
        let serial = if weight_planes.is_parallel() { "" } else { "_serial" };
        format!("r{rows}_c{columns}_{weight}_{inputs}_{digitizer}{active}{serial}")
    }

    /// Everything wrong with the array's parameters.
    pub fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> = [("rows", self.rows), ("columns", self.columns)]
            .into_iter()
            .filter_map(|(field, value)| SpecError::unless_within(field, value, 1, Self::MAX_SIDE))
            .collect();
        if !is_cell_format(self.weight) {
            let cause = format!("`{}` is no weight format of this tile", self.weight);
            errors.push(SpecError::new("weight", cause, "use `u1` (binary) or `s2` to `s8`"));
        }
        if let Digitizer::Clip { bits } = self.digitizer {
            errors.extend(SpecError::unless_within("bits", bits as usize, 1, 8));
        }
        if let (Some(active), true) = (self.active_rows, self.rows >= 1) {
            errors.extend(SpecError::unless_within("active_rows", active, 1, self.rows));
        }
        if let Some(count) = self.count {
            errors.extend(SpecError::unless_within("count", count, 1, Self::MAX_SIDE));
        }
        errors
    }
}

/// Binary, or two's complement of 2 to 8 bits.
fn is_cell_format(format: Format) -> bool {
    match format.is_signed() {
        true => (2..=8).contains(&format.bits()),
        false => format.bits() == 1,
    }
}

/// Formats whose planes a tile can take one a cycle.
pub(in crate::blocks) fn is_input_format(format: Format) -> bool {
    format.bits() <= 8 && (!format.is_signed() || format.bits() >= 2)
}

impl Digitizer {
    /// Greatest code for a group of `rows` rows.
    pub fn max_code(self, rows: usize) -> i64 {
        match self {
            Self::Exact => rows as i64,
            Self::Clip { bits } => (rows as i64).min((1 << bits) - 1),
        }
    }
}
