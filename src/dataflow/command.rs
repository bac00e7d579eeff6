//! The design's input where weights can be written: a stream of commands.
//!
//! A beat holds the fields
//!
//! ```text
//! load  1 lane            1: write a row of weights, or a threshold; 0: `x` is a sample, or a part of one
//! tile  1 lane            which tile or crossbar, by its number in the order of flow; left out with one
//! row   1 lane            the row of its array
//! w     columns lanes     codes of that row: weights, one for each column of the tile; the row's threshold
//! x     the sample's, or its fields
//! ```
//! Samples before a load are computed with what was there, samples after it with the new row. Loads to
//! tiles or rows that are not there change nothing, and so do loads between the beats of one sample; nor do codes for
//! columns, or rows, of an array that its layer does not use. Hardware has no way to refuse a code: of one that is none
//! of the tile's format, where tiles differ in theirs, the low bits are kept. What was loaded outlives a reset.

use std::collections::BTreeSet;

use crate::blocks::{Beat, Field, Store, StreamType};
use crate::num::{Format, bits_for_count, covering};

use crate::rtl::Wire;

use super::graph::{Graph, NodeId};

/// The commands of a design.
#[derive(Clone, Debug)]
pub struct Commands {
    /// What can be written, by number.
    pub stores: Vec<Writable>,
    /// Where pixels that no result needs may yet come from what can be written, when all results are out.
    pub drains: Vec<Drain>,
    beat: StreamType,
    /// Where in a beat the sample's lanes begin.
    first: usize,
    beats_per_sample: u64,
}

/// A tile or crossbar that can be written.
#[derive(Clone, Debug)]
pub struct Writable {
    /// Its operation.
    pub node: NodeId,
    /// That one's name.
    pub name: String,
    /// Its input's beat.
    pub beat: StreamType,
    /// What loads write.
    pub store: Store,
}

/// An operation behind a tile that can be written, which does not need the last beats of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drain {
    /// The operation.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// Beats of a sample there.
    pub beats: u64,
}

/// One beat's meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Write a row; `None` where there is none such.
    Load(Option<Load>),
    /// A beat of a sample.
    Sample(Beat),
}

/// One row of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Number of the tile.
    pub tile: usize,
    /// Row of its array.
    pub row: usize,
    /// A code for each of its columns.
    pub codes: Vec<i64>,
}

impl Commands {
    /// The commands of a graph's hardware; `None` where nothing can be written.
    pub fn of(graph: &Graph) -> Option<Self> {
        let tiles: Vec<Writable> = graph
            .nodes()
            .filter_map(|(node, operation)| {
                let block = operation.block()?.as_block();
                let (store, beat) = (block.store()?, block.interface().inputs.pop()?.beat);
                Some(Writable { node, name: operation.name.clone(), beat, store })
            })
            .collect();
        if tiles.is_empty() {
            return None;
        }
        let sample = graph.node(graph.input()).interface().outputs.pop()?.beat;
        let lanes = sample.lanes();
        let beat = StreamType { fields: fields(&tiles, sample) };
        let first = beat.lanes() - lanes;
        let (drains, beats_per_sample) = (drains(graph, &tiles), graph.beats_per_sample());
        Some(Self { stores: tiles, drains, beat, first, beats_per_sample })
    }

    /// What a beat of `s_axis` holds.
    pub fn beat(&self) -> &StreamType {
        &self.beat
    }

    /// The sample's lanes of a beat on wires.
    pub fn sample_of<'m>(&self, data: Wire<'m>) -> Wire<'m> {
        let low = self.beat.bit_of(self.first);
        data.slice(low, self.beat.width() - low)
    }

    /// Beats of a sample; loads between them change nothing.
    pub fn beats_per_sample(&self) -> u64 {
        self.beats_per_sample
    }

    /// A beat of a sample as a command.
    pub fn sample(&self, sample: &[i64]) -> Beat {
        let mut beat = vec![0; self.first];
        beat.extend(sample);
        beat
    }

    /// A load as a command.
    pub fn load(&self, load: &Load) -> Beat {
        let mut beat = vec![0; self.beat.lanes()];
        let mut set = |field: &str, codes: &[i64]| {
            let lane = self.beat.first_lane(field).unwrap_or(usize::MAX);
            beat.iter_mut().skip(lane).zip(codes).for_each(|(to, code)| *to = *code);
        };
        set(Store::LOAD, &[1]);
        set("tile", &[load.tile as i64]);
        set(Store::ROW, &[load.row as i64]);
        set("w", &load.codes);
        beat
    }

    /// A load of random codes, now and then of a row or tile that is not there.
    pub fn random_load(&self, rng: &mut fastrand::Rng) -> Beat {
        let mut beat = self.beat.random(rng);
        beat.iter_mut().take(1).for_each(|load| *load = 1);
        beat
    }

    /// The loads that bring all weights to the same end of their formats: 1, the greatest code; -1, the least.
    pub fn filled(&self, sign: i64) -> Vec<Beat> {
        let of_tile = |(tile, writable): (usize, &Writable)| {
            let store = &writable.store;
            let end = |format: Format| if sign > 0 { format.max() } else { format.min() };
            let codes: Vec<i64> = store.holds.formats().map(end).collect();
            let load = |row| self.load(&Load { tile, row, codes: codes.clone() });
            (0..store.rows()).map(load).collect::<Vec<Beat>>()
        };
        self.stores.iter().enumerate().flat_map(of_tile).collect()
    }

    /// The loads that bring all weights of the design to where they belong.
    pub fn preamble(&self) -> Vec<Beat> {
        let of_tile = |(tile, writable): (usize, &Writable)| {
            let rows = writable.store.contents.iter().cloned().enumerate();
            let loads = rows.map(|(row, codes)| self.load(&Load { tile, row, codes }));
            loads.collect::<Vec<Beat>>()
        };
        self.stores.iter().enumerate().flat_map(of_tile).collect()
    }

    /// What a beat asks for.
    pub fn read(&self, beat: &[i64]) -> Command {
        let field = |name: &str| self.beat.first_lane(name).map(|lane| &beat[lane..]);
        if field(Store::LOAD).is_none_or(|load| load[0] == 0) {
            return Command::Sample(beat[self.first..].to_vec());
        }
        let number = |name: &str| field(name).map_or(0, |field| field[0] as usize);
        let (tile, row) = (number("tile"), number(Store::ROW));
        let found = self.stores.get(tile).filter(|tile| row < tile.store.rows());
        Command::Load(found.map(|Writable { store, .. }| {
            let codes = field("w").unwrap_or_default().iter().zip(store.holds.formats());
            let codes = codes.map(|(code, format)| format.decode(*code as u64));
            Load { tile, row, codes: codes.collect() }
        }))
    }
}

fn drains(graph: &Graph, tiles: &[Writable]) -> Vec<Drain> {
    let mut behind: BTreeSet<NodeId> = BTreeSet::new();
    let mut next: Vec<NodeId> = tiles.iter().map(|tile| tile.node).collect();
    while let Some(node) = next.pop() {
        next.extend(graph.consumers(node).into_iter().filter(|taker| behind.insert(*taker)));
    }
    let drain = |node: NodeId| {
        let operation = graph.node(node);
        let beats = operation.block()?.as_block().timing().drains()?;
        Some(Drain { node, name: operation.name.clone(), beats })
    };
    behind.into_iter().filter_map(drain).collect()
}

fn fields(tiles: &[Writable], sample: StreamType) -> Vec<Field> {
    let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
    let number = |count: usize| Format::unsigned(bits_for_count(count));
    let most =
        |of: fn(&Store) -> usize| tiles.iter().map(|tile| of(&tile.store)).max().unwrap_or(1);
    let codes = || tiles.iter().flat_map(|tile| tile.store.holds.formats());
    let least = codes().map(Format::min).min().unwrap_or(0);
    let greatest = codes().map(Format::max).max().unwrap_or(1);
    let code = covering(least, greatest).unwrap_or(Format::signed(8));
    let mut fields = vec![field(Store::LOAD, 1, Format::unsigned(1))];
    fields.extend((tiles.len() > 1).then(|| field("tile", 1, number(tiles.len()))));
    fields.push(field(Store::ROW, 1, number(most(Store::rows))));
    fields.push(field("w", most(Store::columns), code));
    match &sample.fields[..] {
        [only] => fields.push(Field { name: Store::DATA.into(), ..only.clone() }),
        several => fields.extend_from_slice(several),
    }
    fields
}
