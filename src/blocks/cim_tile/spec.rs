//! Parameters of the tile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::{
    Block, Cost, Golden, Instructions, Interface, Kind, SpecError, Stream, Timing, name_hash,
};
use crate::num::{Format, covering};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

/// A tile with its weights: one block of a matrix on one array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CimTile {
    /// The array it runs on.
    pub array: Array,
    /// Format of the input lanes: `u1`..=`u8` or `s2`..=`s8`.
    pub input: Format,
    /// Weight codes, one list of up to `rows` codes for each of up to `columns` outputs, all of one
    /// length. Cells beyond them hold zero.
    pub weights: Vec<Vec<i64>>,
}

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
}

/// Where a tile keeps its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// Constants in the netlist.
    Rom,
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
    /// Largest number of rows or columns.
    pub const MAX_SIDE: usize = 4096;

    /// Rows driven at once.
    pub fn active_rows(&self) -> usize {
        self.active_rows.unwrap_or(self.rows)
    }

    /// Row ranges that are driven one after the other.
    pub fn groups(&self) -> Vec<std::ops::Range<usize>> {
        let starts = (0..self.rows).step_by(self.active_rows());
        starts.map(|start| start..(start + self.active_rows()).min(self.rows)).collect()
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
fn is_input_format(format: Format) -> bool {
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

impl CimTile {
    /// Logical outputs in use.
    pub fn outputs(&self) -> usize {
        self.weights.len()
    }

    /// Inputs in use.
    pub fn inputs(&self) -> usize {
        self.weights.first().map_or(0, Vec::len)
    }

    /// Cycles of one product.
    pub fn cycles(&self) -> u32 {
        self.input.bits() * self.array.groups().len() as u32
    }

    /// The narrowest format that holds every product under these parameters, whatever the weights.
    pub fn output(&self) -> Format {
        let groups = self.array.groups();
        let line: i64 = groups.iter().map(|group| self.array.digitizer.max_code(group.len())).sum();
        // A plane's product is a code a bit line, each worth its weight bit.
        let plane = (line * self.array.weight.min(), line * self.array.weight.max());
        let (low, high) = match self.input.is_signed() {
            false => (0, self.input.max()),
            true => (self.input.min(), self.input.max()),
        };
        // Ends of the sum of positive planes (worth `high`) and the sign plane (worth `low`).
        let least = plane.0 * high + plane.1 * low;
        let most = plane.1 * high + plane.0 * low;
        // |least|, |most| <= 4096 * 2^8 * 2^8 * 2 fit any format.
        covering(least, most).unwrap_or(Format::signed(Format::MAX_BITS))
    }

    /// Hash of the weights, for names.
    pub(super) fn contents_hash(&self) -> String {
        name_hash(&self.weights)
    }

    /// The parameters but the weights, for names.
    pub(super) fn parameters(&self) -> String {
        let Array { rows, weight, digitizer, active_rows, .. } = &self.array;
        let digitizer = match digitizer {
            Digitizer::Exact => "exact".to_string(),
            Digitizer::Clip { bits } => format!("clip{bits}"),
        };
        let active = active_rows.map_or(String::new(), |rows| format!("_a{rows}"));
        format!("r{rows}_c{}_{weight}_{}_{digitizer}{active}", self.outputs(), self.input)
    }
}

impl Block for CimTile {
    fn module_name(&self) -> String {
        format!("cim_tile_{}_{}", self.parameters(), self.contents_hash())
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.array.rows, self.input)],
            outputs: vec![Stream::new("y", self.outputs(), self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Tile::new(self.clone()))
    }

    fn fast(&self, instructions: Instructions) -> Option<Box<dyn Golden>> {
        // Its vectors are read as other numbers, in the order of little-endian memory.
        let tile = || -> Box<dyn Golden> { Box::new(super::fast::Tile::new(self, instructions)) };
        cfg!(target_endian = "little").then(tile)
    }

    fn timing(&self) -> Timing {
        Timing::serving(self.cycles())
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::tile(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for CimTile {
    const NAME: &'static str = "cim_tile";
    const SUMMARY: &'static str = "bit-plane compute-in-memory tile: matrix-vector product";

    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.array.check();
        if !is_input_format(self.input) {
            let cause = format!("`{}` is no input format of this tile", self.input);
            errors.push(SpecError::new("input", cause, "use `u1` to `u8` or `s2` to `s8`"));
        }
        let (outputs, inputs) = (self.outputs(), self.inputs());
        errors.extend(SpecError::unless_within("weights", outputs, 1, self.array.columns.max(1)));
        let uneven = self.weights.iter().any(|column| column.len() != inputs);
        if uneven || inputs > self.array.rows {
            let help = format!("give every output one list of up to {} codes", self.array.rows);
            errors.push(SpecError::new("weights", "the weights do not fit the array's rows", help));
        }
        let codes = self.weights.iter().flatten();
        if let Some(code) = codes.into_iter().find(|code| !self.array.weight.contains(**code)) {
            let cause = format!("weight {code} is no code of `{}`", self.array.weight);
            errors.push(SpecError::new("weights", cause, "quantize the weights first"));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}
