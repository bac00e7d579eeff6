//! Parameters of the bank.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::cim_array::{Array, Storage, is_input_format};
use crate::blocks::cim_tile::{CimTile, Digitized, Walk};
use crate::blocks::{
    Beat, Block, Content, Cost, Field, Golden, Interface, Kind, SpecError, Station, Store, Stream,
    StreamType, Timing, Works, name_hash,
};
use crate::num::{Format, Range, bits_for_count, covering};
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::golden::Bank;

/// One array with the matrices that take turns on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CimBank {
    /// The array they run on.
    pub array: Array,
    /// The matrices, 1..=256, by number.
    pub contexts: Vec<Context>,
}

/// One matrix on an array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Format of the inputs: `u1`..=`u8` or `s2`..=`s8`.
    pub input: Format,
    /// Weight codes, one list of up to `rows` codes for each of up to `columns` outputs, all of one
    /// length. Cells beyond them hold zero. In RAM: what is to be loaded first.
    #[serde(default)]
    pub weights: Vec<Vec<i64>>,
}

impl Context {
    /// Outputs and inputs in use.
    pub(super) fn sides(&self) -> (usize, usize) {
        (self.weights.len(), self.weights.first().map_or(0, Vec::len))
    }
}

impl CimBank {
    /// Most contexts.
    pub const MAX_CONTEXTS: usize = 256;

    /// Outputs in use.
    pub fn outputs(&self) -> usize {
        self.contexts.iter().map(|context| context.weights.len()).max().unwrap_or(0)
    }

    /// The tile of constants that gives a context's products.
    pub fn tile(&self, context: &Context) -> CimTile {
        CimTile {
            array: Array { storage: Storage::Rom, ..self.array.clone() },
            input: context.input,
            weights: context.weights.clone(),
        }
    }

    /// What a context that there is not gives products of: no weights.
    pub(super) fn absent(&self) -> CimTile {
        let signed = self.contexts.iter().all(|context| context.input.is_signed());
        let input = if signed { Format::signed } else { Format::unsigned };
        let input = input(self.lane().bits());
        let weights = vec![vec![0; self.array.rows]; self.outputs()];
        self.tile(&Context { input, weights })
    }

    /// The model of how long its products take.
    fn walked(&self) -> Bank<dyn Walk> {
        let matrices: Vec<&[Vec<i64>]> =
            self.contexts.iter().map(|context| &context.weights[..]).collect();
        let digitized = Digitized::new(&self.array, &matrices, self.outputs());
        Bank::new(self, Box::new(move |tile| tile.walk(digitized.clone())))
    }

    /// A beat of an operation on it, which is a context by itself, as one of the bank: with `x` alone or, where
    /// weights can be written, as a bank of that context has it.
    pub fn of_context(&self, number: usize, beat: &[i64]) -> Beat {
        let Some(context) = self.contexts.get(number) else { return vec![] };
        let own = if self.writable() { 2 + context.weights.len() } else { 0 };
        let (fields, lanes) = beat.split_at(own.min(beat.len()));
        let mut all: Beat = fields.iter().take(1).copied().collect();
        all.extend(self.context_format().map(|_| number as i64));
        all.extend(fields.iter().skip(1));
        if self.writable() {
            all.resize(all.len() + self.outputs() - context.weights.len(), 0);
        }
        let (input, lane) = (context.input, self.lane());
        all.extend(lanes.iter().map(|code| match input == lane {
            true => *code,
            false => (input.encode(*code) << (lane.bits() - input.bits())) as i64,
        }));
        all
    }

    /// Whether weights can be written.
    pub fn writable(&self) -> bool {
        self.array.storage == Storage::Ram
    }

    /// Format of the field `context`; `None` where there is one.
    pub fn context_format(&self) -> Option<Format> {
        let count = self.contexts.len();
        (count > 1).then(|| Format::unsigned(bits_for_count(count)))
    }

    /// Numbers that the field `context` can hold.
    pub(super) fn context_numbers(&self) -> usize {
        self.context_format().map_or(1, |format| format.max() as usize + 1)
    }

    /// Format of a lane of the field `x`: that of all contexts' inputs where they are alike, else as many
    /// bits as the widest has.
    pub fn lane(&self) -> Format {
        let mut inputs = self.contexts.iter().map(|context| context.input);
        let Some(first) = inputs.next() else { return Format::unsigned(1) };
        inputs.fold(first, |lane, input| match input == lane {
            true => lane,
            false => Format::unsigned(lane.bits().max(input.bits())),
        })
    }

    /// The narrowest format that holds the products of all contexts, whatever the weights.
    pub fn output(&self) -> Format {
        let outputs = self.contexts.iter().map(|context| self.array.output(context.input));
        let ends = outputs.map(|format| (format.min(), format.max()));
        let ends = ends.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)));
        ends.and_then(|(least, most)| covering(least, most)).unwrap_or(self.array.weight)
    }

    /// Parameters that the periphery depends on, for names.
    pub(super) fn parameters(&self) -> String {
        let inputs: Vec<Format> = self.contexts.iter().map(|context| context.input).collect();
        let runs = inputs.chunk_by(|one, next| one == next);
        let runs: Vec<String> = runs.map(|run| format!("{}{}", run.len(), run[0])).collect();
        let inputs = if runs.len() <= 4 { runs.join("") } else { name_hash(&inputs) };
        let storage = if self.writable() { "_ram" } else { "" };
        self.array.name(self.outputs(), &format!("{inputs}{storage}"))
    }

    /// Hash of what the array holds, for names; where it is written, of the sides of each context, if not all use
    /// all of it.
    pub(super) fn contents_hash(&self) -> String {
        let sides: Vec<(usize, usize)> = self.contexts.iter().map(Context::sides).collect();
        let whole = (self.outputs(), self.array.rows);
        let contents = match self.writable() {
            true if sides.iter().all(|own| *own == whole) => String::new(),
            true => format!("_{}", name_hash(&sides)),
            false => format!("_{}", name_hash(&self.contexts)),
        };
        contents + &self.array.errors_hash()
    }

    /// Format of the field `row`.
    pub fn row_format(&self) -> Format {
        Format::unsigned(bits_for_count(self.array.rows))
    }

    /// A beat that multiplies a context by `x` in all lanes, where weights can be written.
    fn product(&self, context: usize, x: i64) -> Beat {
        let mut beat = self.load(context, 0, &[]);
        beat[0] = 0;
        let lanes = beat.len() - self.array.rows;
        beat[lanes..].fill(x);
        beat
    }

    /// A beat that writes a row of a context.
    pub fn load(&self, context: usize, row: usize, weights: &[i64]) -> Beat {
        let mut beat = vec![1];
        beat.extend(self.context_format().map(|_| context as i64));
        beat.push(row as i64);
        beat.extend(weights.iter().copied().chain(std::iter::repeat(0)).take(self.outputs()));
        beat.resize(beat.len() + self.array.rows, 0);
        beat
    }
}

impl Block for CimBank {
    fn module_name(&self) -> String {
        format!("cim_bank_{}{}", self.parameters(), self.contents_hash())
    }

    fn shape(&self) -> String {
        format!("cim_bank_{}{}", self.parameters(), self.array.errors_mark())
    }

    fn operations(&self) -> u64 {
        (self.array.rows * self.outputs()) as u64
    }

    fn interface(&self) -> Interface {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let context = self.context_format().map(|format| field("context", 1, format));
        let mut x = vec![];
        x.extend(self.writable().then(|| field("load", 1, Format::unsigned(1))));
        x.extend(context.clone());
        if self.writable() {
            x.push(field("row", 1, self.row_format()));
            x.push(field("w", self.outputs(), self.array.weight));
        }
        x.push(field("x", self.array.rows, self.lane()));
        let mut y: Vec<Field> = context.into_iter().collect();
        y.push(field("y", self.outputs(), self.output()));
        let stream = |name: &str, fields| Stream { name: name.into(), beat: StreamType { fields } };
        Interface { inputs: vec![stream("x", x)], outputs: vec![stream("y", y)] }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(Bank::new(self, Box::new(CimTile::model)))
    }

    fn fast(&self, instructions: Instructions) -> Option<Box<dyn Golden>> {
        let model =
            move |tile: &CimTile| tile.fast_model(instructions).unwrap_or_else(|| tile.model());
        let bank = || -> Box<dyn Golden> { Box::new(Bank::new(self, Box::new(model))) };
        CimTile::has_fast(&self.array).then(bank)
    }

    fn forgets_after(&self) -> Option<usize> {
        (!self.writable() && !self.array.is_noisy()).then_some(1)
    }

    /// Of a bank with several contexts, the first one's.
    fn store(&self) -> Option<Store> {
        let weights = self.writable().then(|| self.contexts.first().map(|own| &own.weights))??;
        let code = |column: usize, row: usize| {
            weights.get(column).and_then(|column| column.get(row)).copied().unwrap_or(0)
        };
        let row = |row| (0..self.outputs()).map(|column| code(column, row)).collect();
        let contents = (0..self.array.rows).map(row).collect();
        Some(Store { code: self.array.weight, contents, inputs: self.array.rows })
    }

    fn preamble(&self) -> Vec<Vec<Beat>> {
        if !self.writable() {
            return vec![];
        }
        let rows = |(number, context): (usize, &Context)| {
            let row = |row: usize| {
                let codes = context.weights.iter();
                let codes: Vec<i64> =
                    codes.map(|column| column.get(row).copied().unwrap_or(0)).collect();
                vec![self.load(number, row, &codes)]
            };
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

    /// The context; after the last number of one, a load. Where data tell how long, the cycles.
    fn works(&self) -> Box<Works> {
        if let Some(tree) = self.array.digitizer.tree() {
            let (depths, mut bank) = (tree.depths(), self.walked());
            return Box::new(move |inputs| bank.cycles(&depths, &inputs[0]));
        }
        let (writable, numbers) = (self.writable(), self.context_numbers());
        let several = self.context_format().is_some();
        Box::new(move |inputs| {
            let mut fields = inputs[0].iter();
            if writable && fields.next() == Some(&1) {
                return numbers;
            }
            let context = fields.next().filter(|_| several);
            context.map_or(0, |context| *context as usize)
        })
    }

    /// Where weights are constants, rows that have none in any context; never the number of one.
    fn ignores(&self, lane: usize) -> bool {
        let first = usize::from(self.context_format().is_some());
        let row = lane.checked_sub(first);
        let ignored = |row| self.contexts.iter().all(|one| self.tile(one).ignores(row));
        !self.writable() && row.is_some_and(ignored)
    }

    /// Those of its tile, where it is always the same one.
    fn ranges(&self, inputs: &[Vec<Range>]) -> Vec<Range> {
        match &self.contexts[..] {
            [only] if !self.writable() => self.tile(only).ranges(inputs),
            _ => self.interface().codes(),
        }
    }

    fn timing(&self) -> Timing {
        let of = |context: usize| match self.contexts.get(context) {
            Some(context) => self.array.cycles(context.input),
            None => self.array.cycles(self.lane()),
        };
        let mut cycles: Vec<u32> = (0..self.context_numbers()).map(of).collect();
        if self.array.digitizer.walks() {
            let most = cycles.into_iter().max().unwrap_or(1);
            return Timing { stations: vec![Station::Vary { most }] };
        }
        cycles.extend(self.writable().then_some(0));
        Timing { stations: vec![Station::Serve { cycles }] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::bank(self, false, into)
    }

    fn conversions(&self) -> u32 {
        self.array.conversions(self.lane())
    }

    fn member(&self, into: &mut Netlist) -> Option<ModuleId> {
        Some(super::rtl::bank(self, true, into))
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for CimBank {
    const NAME: &'static str = "cim_bank";
    const SUMMARY: &'static str = "compute-in-memory tile of several matrices, in ROM or RAM";

    fn contents(&mut self) -> Vec<Content<'_>> {
        let contexts = self.contexts.iter_mut().enumerate();
        let weights = contexts.map(|(number, context)| {
            Content::weights(format!("contexts.{number}.weights"), &mut context.weights)
        });
        weights.collect()
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.array.check();
        if !self.array.operator.is_product() {
            let cause = "a `cim_bank` has no signs and magnitudes of weights in its cells";
            errors.push(SpecError::new("operator", cause, "use a `cim_tile`"));
        }
        let count = self.contexts.len();
        errors.extend(SpecError::unless_within("contexts", count, 1, Self::MAX_CONTEXTS));
        if !self.contexts.iter().all(|context| is_input_format(context.input)) {
            let cause = "a context has inputs of a format that no tile takes";
            errors.push(SpecError::new("contexts", cause, "use `u1` to `u8` or `s2` to `s8`"));
        } else if errors.is_empty() {
            errors.extend(self.contexts.iter().flat_map(|context| self.tile(context).check()));
        }
        errors
    }

    /// Where weights are written they are at their ends in its own exercise.
    fn siblings(&self) -> Vec<Self> {
        if self.writable() {
            return vec![];
        }
        let filled = |end: usize| {
            let tiles = self.contexts.iter().map(|context| {
                let weights = self.tile(context).siblings().swap_remove(end).weights;
                Context { weights, ..context.clone() }
            });
            Self { contexts: tiles.collect(), ..self.clone() }
        };
        [0, 1].map(filled).to_vec()
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}
