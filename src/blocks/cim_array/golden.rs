//! The array from its definition: contexts that are written, each with the model of its product.

use crate::blocks::{Beat, Golden, Work};
use crate::num::Format;
use crate::tech::{Event, Events};

use super::context::Context;
use super::spec::CimArray;
use super::tile::{Multiply, Tile, Walk};

/// What makes the model of a context's tile.
pub(super) type Modelled<M> = Box<dyn Fn(&Tile) -> Box<M>>;

/// An array and a model of each context's tile.
pub(super) struct Contexts<M: ?Sized> {
    array: CimArray,
    /// Format of products.
    output: Format,
    /// Outputs and inputs of each context: cells beyond them are none.
    sides: Vec<(usize, usize)>,
    modelled: Modelled<M>,
    /// Each context's tile with its present weights; made when it is needed.
    tiles: Vec<Option<Box<M>>>,
    /// That of a context that there is not.
    absent: Option<Box<M>>,
    /// Products with each context so far.
    fired: Vec<u32>,
}

/// What a beat asks for.
enum Request<'b> {
    /// To write a row of a context.
    Load { number: usize, row: usize, codes: &'b [i64] },
    /// A product with a context, whose number comes with the result where there are several.
    Product { number: usize, context: Option<i64>, lanes: &'b [i64] },
}

/// A product that is asked for.
struct Asked<'a, M: ?Sized> {
    /// The model of its context.
    tile: &'a mut M,
    /// Products with that before.
    sample: u32,
    x: Beat,
}

impl<M: ?Sized> Contexts<M> {
    /// Contexts of one shape; in RAM all weights are zero.
    pub fn new(array: &CimArray, modelled: Modelled<M>) -> Self {
        let mut array = array.clone();
        let (outputs, rows, ram) = (array.outputs(), array.array.rows, array.writable());
        let sides = array.contexts.iter().map(Context::sides).collect();
        for context in &mut array.contexts {
            context.weights.resize(outputs, vec![]);
            for column in &mut context.weights {
                if ram {
                    column.clear();
                }
                column.resize(rows, 0);
            }
        }
        let tiles = array.contexts.iter().map(|_| None).collect();
        let fired = vec![0; array.contexts.len()];
        let output = array.output();
        Self { array, output, sides, modelled, tiles, absent: None, fired }
    }

    fn write(&mut self, number: usize, row: usize, codes: &[i64]) {
        let Some(context) = self.array.contexts.get_mut(number) else { return };
        let (outputs, inputs) = self.sides[number];
        self.tiles[number] = None;
        for (column, code) in context.weights.iter_mut().zip(codes).take(outputs) {
            if let Some(cell) = column.get_mut(row).filter(|_| row < inputs) {
                *cell = *code;
            }
        }
    }

    /// What a beat asks for.
    fn read<'b>(&self, beat: &'b [i64]) -> Request<'b> {
        let mut rest = beat;
        let mut field = |lanes: usize| {
            let (field, others) = rest.split_at(lanes);
            rest = others;
            field
        };
        let (several, ram) = (self.array.contexts.len() > 1, self.array.writable());
        let load = ram && field(1) == [1];
        let context = several.then(|| field(1)[0]);
        let row = ram.then(|| field(1)[0]);
        let codes = ram.then(|| field(self.array.outputs()));
        let lanes = field(self.array.array.rows);
        let number = context.unwrap_or(0) as usize;
        match (load, row, codes) {
            (true, Some(row), Some(codes)) => Request::Load { number, row: row as usize, codes },
            _ => Request::Product { number, context, lanes },
        }
    }

    /// The next product with a context, which stays the next one until it is noted.
    fn ask(&mut self, number: usize, lanes: &[i64]) -> Asked<'_, M> {
        match self.array.contexts.get(number) {
            // It has no weights.
            None => {
                let model = || (self.modelled)(&self.array.absent());
                let tile = self.absent.get_or_insert_with(model);
                Asked { tile, sample: 0, x: vec![0; lanes.len()] }
            }
            Some(asked) => {
                let unused = self.array.lane().bits() - asked.input.bits();
                let x = lanes.iter().map(|lane| read(asked, *lane, unused)).collect();
                let model = || (self.modelled)(&self.array.tile(asked));
                let tile = self.tiles[number].get_or_insert_with(model);
                Asked { tile, sample: self.fired[number], x }
            }
        }
    }

    /// Counts a product with a context.
    fn note(&mut self, number: usize) {
        if let Some(fired) = self.fired.get_mut(number) {
            *fired = fired.wrapping_add(1);
        }
    }
}

/// The code in the upper bits of a lane.
fn read(context: &Context, lane: i64, unused: u32) -> i64 {
    let format: Format = context.input;
    format.decode((lane as u64) >> unused)
}

impl Golden for Contexts<dyn Multiply> {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let format = self.output;
        match self.read(&inputs[0]) {
            Request::Load { number, row, codes } => {
                self.write(number, row, codes);
                vec![]
            }
            Request::Product { number, context, lanes } => {
                let Asked { tile, sample, x } = self.ask(number, lanes);
                // What is asked of a context that there is not may be beyond the products of those that there are:
                // of that the bits that fit.
                let products = tile.multiply(sample, &x).into_iter();
                let products = products.map(|product| format.decode(product as u64));
                let given = vec![context.into_iter().chain(products).collect()];
                self.note(number);
                given
            }
        }
    }

    fn events(&mut self, inputs: &[Beat]) -> Events {
        match self.read(&inputs[0]) {
            Request::Load { codes, .. } => {
                let bits = codes.len() as u64 * u64::from(self.array.array.weight.bits());
                Events::default().with(Event::RegisterBits, bits)
            }
            Request::Product { number, lanes, .. } => {
                let Asked { tile, sample, x } = self.ask(number, lanes);
                tile.events(sample, &x)
            }
        }
    }
}

impl Contexts<dyn Walk> {
    /// The work of a beat where digitizers walk a tree in which codes have these depths.
    pub fn work(&mut self, depths: &[u32], beat: &[i64]) -> Work {
        match self.read(beat) {
            Request::Load { number, row, codes } => {
                self.write(number, row, codes);
                Work::Load
            }
            Request::Product { number, lanes, .. } => {
                let Asked { tile, sample, x } = self.ask(number, lanes);
                let cycles = tile.cycles(depths, sample, &x);
                self.note(number);
                Work::Cycles(cycles)
            }
        }
    }
}
