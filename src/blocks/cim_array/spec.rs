//! An array with what it holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::name_hash;
use crate::num::{Format, bits_for_count, covering};

use super::array::{Array, Storage};
use super::context::Context;
use super::tile::{DigitizedLines, Tile};
use super::written::Written;

/// One array with its matrices: one, or several that take turns on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct CimArray {
    /// The array they run on.
    pub array: Array,
    /// The matrices, 1..=256, by number.
    pub contexts: Vec<Context>,
}

impl TryFrom<Written> for CimArray {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let (array, contexts) = written.parts()?;
        Ok(Self { array, contexts })
    }
}

impl From<CimArray> for Written {
    fn from(CimArray { array, contexts }: CimArray) -> Self {
        Self::new(array, contexts)
    }
}

impl CimArray {
    /// Most contexts.
    pub const MAX_CONTEXTS: usize = 256;

    /// An array of one matrix: `weights` are codes, one list for each output, all of one length.
    pub fn new(array: Array, input: Format, weights: Vec<Vec<i64>>) -> Self {
        Self { array, contexts: vec![Context { input, weights }] }
    }

    /// Outputs in use.
    pub fn outputs(&self) -> usize {
        self.contexts.iter().map(|context| context.weights.len()).max().unwrap_or(0)
    }

    /// Whether weights can be written.
    pub fn writable(&self) -> bool {
        self.array.storage == Storage::Ram
    }

    /// Its matrix, where there is only one.
    pub fn only(&self) -> Option<&Context> {
        match &self.contexts[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Most cycles of one product with a context.
    pub fn cycles(&self, context: usize) -> u32 {
        let input = self.contexts.get(context).map_or(self.lane(), |context| context.input);
        self.array.cycles(input)
    }

    /// What a context's products are made of.
    pub(super) fn tile(&self, context: &Context) -> Tile {
        let Context { input, weights } = context.clone();
        Tile { array: self.array.clone(), input, weights }
    }

    /// The tile of an array that holds one matrix of constants.
    pub(super) fn constant_tile(&self) -> Option<Tile> {
        self.only().filter(|_| !self.writable()).map(|only| self.tile(only))
    }

    /// What a context that there is not gives products of: no weights.
    pub(super) fn absent(&self) -> Tile {
        let signed = self.contexts.iter().all(|context| context.input.is_signed());
        let input = if signed { Format::signed } else { Format::unsigned };
        let input = input(self.lane().bits());
        let weights = vec![vec![0; self.array.rows]; self.outputs()];
        self.tile(&Context { input, weights })
    }

    /// Which of its lines have digitizers.
    pub(super) fn digitized(&self) -> DigitizedLines {
        let matrices: Vec<&[Vec<i64>]> =
            self.contexts.iter().map(|context| &context.weights[..]).collect();
        DigitizedLines::new(&self.array, &matrices, self.outputs())
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

    /// Format of the field `row`.
    pub fn row_format(&self) -> Format {
        Format::unsigned(bits_for_count(self.array.rows))
    }

    /// Parameters that the periphery depends on, for names.
    pub(super) fn parameters(&self) -> String {
        let inputs: Vec<Format> = self.contexts.iter().map(|context| context.input).collect();
        let runs = inputs.chunk_by(|one, next| one == next);
        let runs: Vec<String> = runs.map(|run| format!("{}{}", run.len(), run[0])).collect();
        let inputs = match &inputs[..] {
            [only] => only.to_string(),
            _ if runs.len() <= 4 => runs.join(""),
            _ => name_hash(&inputs),
        };
        let storage = if self.writable() { "_ram" } else { "" };
        self.array.name(self.outputs(), &format!("{inputs}{storage}"))
    }

    /// Hash of what the array holds, for names; where it is written, of the sides of each context, if not all use
    /// all of it.
    pub(super) fn contents_hash(&self) -> String {
        let sides: Vec<(usize, usize)> = self.contexts.iter().map(Context::sides).collect();
        let whole = (self.outputs(), self.array.rows);
        let contents = match (self.writable(), self.only()) {
            (true, _) if sides.iter().all(|own| *own == whole) => String::new(),
            (true, _) => format!("_{}", name_hash(&sides)),
            (false, Some(only)) => format!("_{}", name_hash(&only.weights)),
            (false, None) => format!("_{}", name_hash(&self.contexts)),
        };
        contents + &self.array.errors_hash()
    }
}
