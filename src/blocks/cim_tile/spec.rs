//! Parameters of the tile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::cim_array::{Array, Operator, Storage, is_input_format};
use crate::blocks::digitizer::Conversion;
use crate::blocks::{
    Block, Content, Cost, Golden, Interface, Kind, SpecError, Station, Stream, Timing, Works,
    name_hash,
};
use crate::num::{Format, Range};
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::digitized::Digitized;
use super::multiply::{Counting, Multiply, Walk};

/// A tile with its weights: one block of a matrix on one array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CimTile {
    /// The array it runs on.
    pub array: Array,
    /// Format of the input lanes: `u1`..=`u8` or `s2`..=`s8`.
    pub input: Format,
    /// Weight codes, one list of up to `rows` codes for each of up to `columns` outputs, all of one
    /// length. Cells beyond them hold zero.
    #[serde(default)]
    pub weights: Vec<Vec<i64>>,
}

impl CimTile {
    /// Whether tiles have fast models: their vectors are read as other numbers, in the order of
    /// little-endian memory.
    const HAS_FAST: bool = cfg!(target_endian = "little");

    /// The model of its product, from the definition.
    pub(in crate::blocks) fn model(&self) -> Box<dyn Multiply> {
        match self.array.operator {
            Operator::Product => Box::new(super::golden::Tile::new(self.clone(), self.digitized())),
            Operator::MultiplicationFree => Box::new(super::free::Free::new(self.clone())),
        }
    }

    /// Which of its lines have digitizers.
    fn digitized(&self) -> Digitized {
        Digitized::new(&self.array, &[&self.weights], self.outputs())
    }

    /// The model of how long its product takes, on an array of which other lines may be digitized too.
    pub(in crate::blocks) fn walk(&self, digitized: Digitized) -> Box<dyn Walk> {
        match self.array.operator {
            Operator::Product => Box::new(super::golden::Tile::new(self.clone(), digitized)),
            Operator::MultiplicationFree => Box::new(super::free::Free::new(self.clone())),
        }
    }

    /// Its fast equal; `None` where there is none.
    pub(in crate::blocks) fn fast_model(
        &self,
        instructions: Instructions,
    ) -> Option<Box<dyn Multiply>> {
        let tile = || -> Box<dyn Multiply> { Box::new(super::fast::Tile::new(self, instructions)) };
        Self::has_fast(&self.array).then(tile)
    }

    /// Whether there is one for tiles on an array.
    pub(in crate::blocks) fn has_fast(array: &Array) -> bool {
        Self::HAS_FAST && array.errors.is_none() && array.operator.is_product()
    }

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
        self.array.cycles(self.input)
    }

    /// The narrowest format that holds every product under these parameters, whatever the weights.
    pub fn output(&self) -> Format {
        self.array.output(self.input)
    }

    /// Hash of the weights, for names.
    pub(super) fn contents_hash(&self) -> String {
        format!("{}{}", name_hash(&self.weights), self.array.errors_hash())
    }

    /// The parameters but the weights, for names.
    pub(super) fn parameters(&self) -> String {
        self.array.name(self.outputs(), &self.input.to_string())
    }
}

impl Block for CimTile {
    fn module_name(&self) -> String {
        format!("cim_tile_{}_{}", self.parameters(), self.contents_hash())
    }

    fn shape(&self) -> String {
        format!("cim_tile_{}{}", self.parameters(), self.array.errors_mark())
    }

    fn operations(&self) -> u64 {
        (self.array.rows * self.outputs()) as u64
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.array.rows, self.input)],
            outputs: vec![Stream::new("y", self.outputs(), self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(Counting::new(self.model()))
    }

    fn fast(&self, instructions: Instructions) -> Option<Box<dyn Golden>> {
        Some(Box::new(Counting::new(self.fast_model(instructions)?)))
    }

    /// With noise the number of the product matters.
    fn forgets_after(&self) -> Option<usize> {
        (!self.array.is_noisy()).then_some(1)
    }

    /// Rows without weights.
    fn ignores(&self, lane: usize) -> bool {
        self.weights.iter().all(|column| column.get(lane).is_none_or(|weight| *weight == 0))
    }

    /// What is clipped is not a sum of products, and may be any code.
    fn ranges(&self, inputs: &[Vec<Range>]) -> Vec<Range> {
        match (&self.array.digitizer, inputs) {
            (Conversion::Exact, [rows]) if self.array.operator.is_product() => {
                self.weights.iter().map(|column| sum_of_products(rows, column)).collect()
            }
            _ => self.interface().codes(),
        }
    }

    /// Where data tell how long, the cycles.
    fn works(&self) -> Box<Works> {
        let Some(tree) = self.array.digitizer.tree() else { return Box::new(|_| 0) };
        let (depths, mut samples) = (tree.depths(), (0..=u32::MAX).cycle());
        let model = self.walk(self.digitized());
        Box::new(move |x| model.cycles(&depths, samples.next().unwrap_or(0), &x[0]))
    }

    fn timing(&self) -> Timing {
        match self.array.digitizer.tree() {
            Some(_) => Timing { stations: vec![Station::Vary { most: self.cycles() }] },
            None => Timing::serving(self.cycles()),
        }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::tile(self, false, into)
    }

    fn conversions(&self) -> u32 {
        self.array.conversions(self.input)
    }

    fn member(&self, into: &mut Netlist) -> Option<ModuleId> {
        Some(super::rtl::tile(self, true, into))
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for CimTile {
    const NAME: &'static str = "cim_tile";
    const SUMMARY: &'static str = "bit-plane compute-in-memory tile: matrix-vector product";

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![Content::weights("weights", &mut self.weights)]
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.array.check();
        if self.array.storage != Storage::Rom {
            let cause = "a `cim_tile` holds constants";
            errors.push(SpecError::new("storage", cause, "use a `cim_bank` of one context"));
        }
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

    fn siblings(&self) -> Vec<Self> {
        let format = self.array.weight;
        let filled = |code| Self {
            weights: vec![vec![code; self.array.rows]; self.outputs()],
            ..self.clone()
        };
        [format.min(), format.max()].map(filled).to_vec()
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}

/// Least and greatest sum of inputs times weights.
fn sum_of_products(rows: &[Range], column: &[i64]) -> Range {
    let mut sum = (0, 0);
    for (row, weight) in rows.iter().zip(column) {
        let ends = [row.start() * weight, row.end() * weight];
        sum = (sum.0 + ends[0].min(ends[1]), sum.1 + ends[0].max(ends[1]));
    }
    sum.0..=sum.1
}
