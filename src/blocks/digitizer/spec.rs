//! Parameters of the block.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::{
    Beat, Block, Cost, Golden, Interface, Kind, SpecError, Station, Stream, Timing, Works,
};
use crate::num::Format;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::conversion::Conversion;
use super::golden::{Codes, Model};

/// Digitizers of some lines of an array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digitizer {
    /// Cells on one line, 1..=4096.
    pub cells: usize,
    /// Lines; all begin and end together.
    pub columns: usize,
    /// How a product-sum becomes a code.
    pub conversion: Conversion,
}

impl Digitizer {
    /// Most cells on a line.
    const MAX_CELLS: usize = 4096;
}

impl Block for Digitizer {
    fn module_name(&self) -> String {
        let Self { cells, columns, conversion } = self;
        format!("digitizer_n{cells}_c{columns}_{}", conversion.name())
    }

    fn interface(&self) -> Interface {
        let lanes = self.columns * self.cells;
        let code = Format::unsigned(self.conversion.code_bits(self.cells));
        Interface {
            inputs: vec![Stream::new("x", lanes, Format::unsigned(1))],
            outputs: vec![Stream::new("y", self.columns, code)],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(Model::new(self))
    }

    /// Lines of every count.
    fn exercise(&self) -> Vec<Vec<Beat>> {
        let line = |count: usize| (0..self.cells).map(move |cell| i64::from(cell < count));
        let counts = (0..=self.cells).step_by(self.cells.div_ceil(64));
        let beat = |count: usize| (0..self.columns).flat_map(|_| line(count)).collect();
        counts.map(|count| vec![beat(count)]).collect()
    }

    /// Along a tree, the cycles.
    fn works(&self) -> Box<Works> {
        let Some(tree) = self.conversion.tree() else { return Box::new(|_| 0) };
        let (depths, codes) = (tree.depths(), Codes::new(&self.conversion, self.cells));
        let (conversion, cells) = (self.conversion.clone(), self.cells.max(1));
        Box::new(move |inputs| {
            let lines = inputs[0].chunks(cells).map(|line| codes.of(line.iter().sum()));
            conversion.lockstep(&depths, lines) as usize
        })
    }

    fn timing(&self) -> Timing {
        let most = self.conversion.cycles();
        match self.conversion.tree() {
            Some(_) => Timing { stations: vec![Station::Vary { most }] },
            None => Timing::serving(most),
        }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::digitizer(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Digitizer {
    const NAME: &'static str = "digitizer";
    const SUMMARY: &'static str = "product-sums to codes by references that other arrays make";

    fn check(&self) -> Vec<SpecError> {
        let cells = SpecError::unless_within("cells", self.cells, 1, Self::MAX_CELLS);
        let lanes = SpecError::MAX_LANES / self.cells.clamp(1, Self::MAX_CELLS);
        let columns = SpecError::unless_within("columns", self.columns, 1, lanes);
        let mut errors: Vec<SpecError> = cells.into_iter().chain(columns).collect();
        if errors.is_empty() {
            errors.extend(self.conversion.check(self.cells));
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
