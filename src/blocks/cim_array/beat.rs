//! What beats of an array hold.

use crate::blocks::{Beat, Field, Interface, Store, Stream, StreamType};
use crate::num::Format;

use super::spec::CimArray;

/// A stream of these fields; where it is one, of its lanes.
fn stream(name: &str, fields: Vec<Field>) -> Stream {
    match fields[..] {
        [Field { lanes, format, .. }] => Stream::new(name, lanes, format),
        _ => Stream { name: name.into(), beat: StreamType { fields } },
    }
}

impl CimArray {
    /// Its streams: see the page of the block.
    pub(super) fn streams(&self) -> Interface {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let context = self.context_format().map(|format| field("context", 1, format));
        let mut x = vec![];
        x.extend(self.writable().then(|| field(Store::LOAD, 1, Format::unsigned(1))));
        x.extend(context.clone());
        if self.writable() {
            x.push(field(Store::ROW, 1, self.row_format()));
            x.push(field("w", self.outputs(), self.array.weight));
        }
        x.push(field(Store::DATA, self.array.rows, self.lane()));
        let mut y: Vec<Field> = context.into_iter().collect();
        y.push(field("y", self.outputs(), self.output()));
        Interface { inputs: vec![stream("x", x)], outputs: vec![stream("y", y)] }
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

    /// A beat that multiplies a context by `x` in all lanes, where weights can be written.
    pub(super) fn product(&self, context: usize, x: i64) -> Beat {
        let mut beat = self.load(context, 0, &[]);
        beat[0] = 0;
        let lanes = beat.len() - self.array.rows;
        beat[lanes..].fill(x);
        beat
    }

    /// A beat of an operation on it, which is a context by itself, as one of the array: with `x` alone or, where
    /// weights can be written, as an array of that context has it.
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
}
