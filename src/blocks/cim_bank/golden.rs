//! The bank from its definition: a tile's model for each context.

use crate::blocks::cim_tile::{CimTile, Multiply};
use crate::blocks::{Beat, Golden};
use crate::num::Format;

use super::spec::{CimBank, Context};

/// What makes the model of a context's tile: the golden one, or its fast equal.
pub(super) type Modelled = Box<dyn Fn(&CimTile) -> Box<dyn Multiply>>;

pub(super) struct Bank {
    bank: CimBank,
    modelled: Modelled,
    /// Each context's tile with its present weights; made when it is needed.
    tiles: Vec<Option<Box<dyn Multiply>>>,
    /// Products with each context so far.
    fired: Vec<u32>,
}

impl Bank {
    /// Contexts of one shape; in RAM all weights are zero.
    pub fn new(bank: &CimBank, modelled: Modelled) -> Self {
        let mut bank = bank.clone();
        let (outputs, rows, ram) = (bank.outputs(), bank.array.rows, bank.writable());
        for context in &mut bank.contexts {
            context.weights.resize(outputs, vec![]);
            for column in &mut context.weights {
                if ram {
                    column.clear();
                }
                column.resize(rows, 0);
            }
        }
        let tiles = bank.contexts.iter().map(|_| None).collect();
        let fired = vec![0; bank.contexts.len()];
        Self { bank, modelled, tiles, fired }
    }

    fn write(&mut self, number: usize, row: usize, codes: &[i64]) {
        let Some(context) = self.bank.contexts.get_mut(number) else { return };
        self.tiles[number] = None;
        for (column, code) in context.weights.iter_mut().zip(codes) {
            if let Some(cell) = column.get_mut(row) {
                *cell = *code;
            }
        }
    }

    /// The products of a context; one that does not exist has no weights.
    fn product(&mut self, number: usize, lanes: &[i64]) -> Beat {
        match self.bank.contexts.get(number) {
            None => (self.modelled)(&self.bank.absent()).multiply(0, &[]),
            Some(context) => {
                let sample = self.fired[number];
                self.fired[number] = sample.wrapping_add(1);
                let unused = self.bank.lane().bits() - context.input.bits();
                let x: Beat = lanes.iter().map(|lane| read(context, *lane, unused)).collect();
                let model = || (self.modelled)(&self.bank.tile(context));
                self.tiles[number].get_or_insert_with(model).multiply(sample, &x)
            }
        }
    }
}

/// The code in the upper bits of a lane.
fn read(context: &Context, lane: i64, unused: u32) -> i64 {
    let format: Format = context.input;
    format.decode((lane as u64) >> unused)
}

impl Golden for Bank {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let mut rest = inputs[0].as_slice();
        let mut field = |lanes: usize| {
            let (field, others) = rest.split_at(lanes);
            rest = others;
            field
        };
        let (several, ram) = (self.bank.contexts.len() > 1, self.bank.writable());
        let load = ram && field(1) == [1];
        let context = several.then(|| field(1)[0]);
        let row = ram.then(|| field(1)[0]);
        let codes = ram.then(|| field(self.bank.outputs()).to_vec());
        let lanes = field(self.bank.array.rows);
        let number = context.unwrap_or(0) as usize;
        if let (true, Some(row), Some(codes)) = (load, row, codes) {
            self.write(number, row as usize, &codes);
            return vec![];
        }
        vec![context.into_iter().chain(self.product(number, lanes)).collect()]
    }
}
