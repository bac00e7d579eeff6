//! Digitizers as a block of the library.

use crate::blocks::{
    Beat, Block, Cost, Draws, Golden, Interface, Kind, SpecError, Station, Stream, Timing, Work,
    Works, name_hash,
};
use crate::num::Format;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::digitizing::Digitizing;
use super::errors::Errors;
use super::golden::Model;
use super::spec::Digitizer;

impl Block for Digitizer {
    fn draws(&self) -> Option<Draws> {
        Some(self.errors.as_ref()?.draws(self.conversion.references()))
    }

    fn number(&mut self, own: u32, references: Vec<u32>) {
        if let Some(errors) = &mut self.errors {
            errors.set_numbers(own, references);
        }
    }

    fn digitizer(&self) -> Option<Digitizing<'_>> {
        let Self { cells, columns, conversion, errors } = self;
        Some(Digitizing { conversion, cells: *cells, lines: *columns, errors: errors.as_ref() })
    }

    fn module_name(&self) -> String {
        let Self { cells, columns, conversion, errors } = self;
        let hash = |errors| format!("_e{}", name_hash(errors));
        let errors = errors.as_ref().map_or(String::new(), hash);
        format!("digitizer_n{cells}_c{columns}_{}{errors}", conversion.name())
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

    /// With noise the number of the conversion matters.
    fn forgets_after(&self) -> Option<usize> {
        let noisy = self.errors.as_ref().is_some_and(Errors::is_noisy);
        (!noisy).then_some(1)
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
        let Some(tree) = self.conversion.tree() else { return Box::new(|_| Work::ONLY) };
        let (depths, mut model) = (tree.depths(), Model::new(self));
        let conversion = self.conversion.clone();
        Box::new(move |inputs| {
            Work::Cycles(conversion.lockstep(&depths, model.codes(&inputs[0]).into_iter()))
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
            errors.extend(self.check_network());
            let in_error = self.errors.as_ref();
            errors.extend(in_error.map_or(vec![], |own| self.conversion.check_errors(own)));
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

impl Digitizer {
    fn check_network(&self) -> Option<SpecError> {
        self.conversion.is_networked().then(|| {
            let cause = "a `digitizer` has references of its own, and is no array of a group";
            SpecError::new("network", cause, "leave `network` out, or use a `cim_array`")
        })
    }
}
