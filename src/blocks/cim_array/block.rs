//! What the library sees of an array.

use crate::blocks::digitizer::Digitizing;
use crate::blocks::{
    Beat, Block, Content, Cost, Draws, Field, Golden, Hardware, Interface, Kind, OnHardware,
    SpecError, Station, Store, StreamType, Timing, Work, Works,
};
use crate::num::{Format, Range};
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::array::Array;
use super::check;
use super::context::Context;
use super::fast::{fast_model, has_fast};
use super::golden::Contexts;
use super::ranges::ranges;
use super::spec::CimArray;
use super::tile::{Counting, Tile, Walk, model, walk};
use super::{cost, examples, rtl};

impl CimArray {
    /// The model of how long its products take.
    fn walked(&self) -> Contexts<dyn Walk> {
        let digitized = self.digitized();
        Contexts::new(self, Box::new(move |tile| walk(tile, digitized.clone())))
    }
}

impl Block for CimArray {
    fn module_name(&self) -> String {
        format!("cim_array_{}{}", self.parameters(), self.contents_hash())
    }

    fn shape(&self) -> String {
        format!("cim_array_{}{}", self.parameters(), self.array.errors_mark())
    }

    fn operations(&self) -> u64 {
        (self.array.rows * self.outputs()) as u64
    }

    fn interface(&self) -> Interface {
        self.streams()
    }

    fn golden(&self) -> Box<dyn Golden> {
        match self.constant_tile() {
            Some(tile) => Box::new(Counting::new(model(&tile))),
            None => Box::new(Contexts::new(self, Box::new(model))),
        }
    }

    fn fast(&self, instructions: Instructions) -> Option<Box<dyn Golden>> {
        if !has_fast(&self.array) {
            return None;
        }
        let fast = move |tile: &Tile| fast_model(tile, instructions).unwrap_or_else(|| model(tile));
        Some(match self.constant_tile() {
            Some(tile) => Box::new(Counting::new(fast(&tile))),
            None => Box::new(Contexts::new(self, Box::new(fast))),
        })
    }

    /// With noise the number of the product matters.
    fn forgets_after(&self) -> Option<usize> {
        (!self.writable() && !self.array.is_noisy()).then_some(1)
    }

    /// Of an array of several contexts none: which context a row belongs to is for its input stream to say.
    fn store(&self) -> Option<Store> {
        let only = self.only().filter(|_| self.writable())?;
        let contents = (0..self.array.rows).map(|row| only.row(row)).collect();
        let codes = Field { name: "w".into(), lanes: self.outputs(), format: self.array.weight };
        let holds = StreamType { fields: vec![codes] };
        Some(Store { holds, contents, inputs: self.array.rows })
    }

    fn preamble(&self) -> Vec<Vec<Beat>> {
        if !self.writable() {
            return vec![];
        }
        let rows = |(number, context): (usize, &Context)| {
            let row = |row: usize| vec![self.load(number, row, &context.row(row))];
            (0..self.array.rows).map(row).collect::<Vec<_>>()
        };
        self.contexts.iter().enumerate().flat_map(rows).collect()
    }

    /// Every context filled with each of a few codes, and multiplied by each of a few.
    fn exercise(&self) -> Vec<Vec<Beat>> {
        if !self.writable() {
            return vec![];
        }
        let ends = |format: Format| [format.min(), format.max(), format.decode(u64::MAX), 0];
        let filled = |context: usize| {
            ends(self.array.weight).into_iter().flat_map(move |code| {
                let codes = vec![code; self.outputs()];
                let rows = (0..self.array.rows).map(move |row| self.load(context, row, &codes));
                rows.chain(ends(self.lane()).map(|x| self.product(context, x)))
            })
        };
        (0..self.contexts.len()).flat_map(filled).map(|beat| vec![beat]).collect()
    }

    /// A load, or the context. Where data tell how long, the cycles.
    fn works(&self) -> Box<Works> {
        if let Some(tree) = self.array.digitizer.tree() {
            let (depths, mut array) = (tree.depths(), self.walked());
            return Box::new(move |inputs| array.work(&depths, &inputs[0]));
        }
        let writable = self.writable();
        let several = self.context_format().is_some();
        Box::new(move |inputs| {
            let mut fields = inputs[0].iter();
            if writable && fields.next() == Some(&1) {
                return Work::Load;
            }
            let context = fields.next().filter(|_| several);
            Work::Kind(context.map_or(0, |context| *context as usize))
        })
    }

    /// Where weights are constants, rows that have none in any context; never the number of one.
    fn ignores(&self, lane: usize) -> bool {
        let first = usize::from(self.context_format().is_some());
        let row = lane.checked_sub(first);
        let ignored =
            |row| self.contexts.iter().all(|one| one.row(row).iter().all(|code| *code == 0));
        !self.writable() && row.is_some_and(ignored)
    }

    fn ranges(&self, inputs: &[Vec<Range>]) -> Vec<Range> {
        ranges(self, inputs).unwrap_or_else(|| self.interface().codes())
    }

    fn timing(&self) -> Timing {
        let cycles = (0..self.context_numbers()).map(|context| self.cycles(context)).collect();
        if self.array.digitizer.walks() {
            let most = Vec::into_iter(cycles).max().unwrap_or(1);
            return Timing { stations: vec![Station::Vary { most }] };
        }
        Timing { stations: vec![Station::Serve { cycles }] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        rtl::array(self, false, into)
    }

    fn on(&self) -> Option<&dyn OnHardware> {
        Some(self)
    }

    fn draws(&self) -> Option<Draws> {
        self.array.draws()
    }

    fn number(&mut self, own: u32, references: Vec<u32>) {
        if let Some(errors) = &mut self.array.errors {
            errors.set_numbers(own, references);
        }
    }

    fn digitizer(&self) -> Option<Digitizing<'_>> {
        let Array { digitizer, errors, .. } = &self.array;
        Some(Digitizing {
            conversion: digitizer,
            cells: self.array.active_rows(),
            lines: self.outputs() * self.array.lines(),
            errors: errors.as_ref(),
        })
    }

    fn cost(&self, tech: &Tech) -> Cost {
        cost::cost(self, tech)
    }
}

impl Kind for CimArray {
    const NAME: &'static str = "cim_array";
    const SUMMARY: &'static str =
        "bit-plane compute-in-memory array: matrix-vector products, of constants or of RAM";

    fn contents(&mut self) -> Vec<Content<'_>> {
        match &mut self.contexts[..] {
            [only] => vec![Content::weights("weights", &mut only.weights)],
            several => {
                let named = several.iter_mut().enumerate().map(|(number, context)| {
                    Content::weights(format!("contexts.{number}.weights"), &mut context.weights)
                });
                named.collect()
            }
        }
    }

    fn check(&self) -> Vec<SpecError> {
        check::check(self)
    }

    /// Where weights are written they are at their ends in its own exercise.
    fn siblings(&self) -> Vec<Self> {
        if self.writable() {
            return vec![];
        }
        let filled = |code: i64| {
            let contexts = self.contexts.iter().map(|context| {
                let weights = vec![vec![code; self.array.rows]; context.weights.len()];
                Context { weights, ..context.clone() }
            });
            Self { contexts: contexts.collect(), ..self.clone() }
        };
        [self.array.weight.min(), self.array.weight.max()].map(filled).to_vec()
    }

    fn examples() -> Vec<Self> {
        examples::examples()
    }

    fn growing() -> Vec<Self> {
        examples::growing()
    }
}
