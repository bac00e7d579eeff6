//! The design's input where weights can be written: a stream of commands.
//!
//! A beat holds the fields
//!
//! ```text
//! load  1 lane            1: write a row of weights; 0: `x` is a sample, or a part of one
//! tile  1 lane            which tile, by its number in the order of flow; left out with one
//! row   1 lane            the row of its array
//! w     columns lanes     weight codes of that row, one for each column of the tile
//! x     the sample's
//! ```
//! Samples before a load are computed with what was there, samples after it with the new row. Loads to
//! tiles or rows that are not there change nothing, and so do loads between the beats of one sample.

use crate::blocks::cim_bank::CimBank;
use crate::blocks::{Beat, BlockSpec, Field, StreamType};
use crate::num::{Format, bits_for_count, covering};

use super::graph::{Graph, NodeId, Operation};

/// The commands of a design.
#[derive(Clone, Debug)]
pub struct Commands {
    /// What can be written, by number.
    pub tiles: Vec<Writable>,
    beat: StreamType,
    beats_per_sample: u64,
}

/// A tile that can be written.
#[derive(Clone, Debug)]
pub struct Writable {
    /// Its operation.
    pub node: NodeId,
    /// That one's name.
    pub name: String,
    /// The operation's block, of one context.
    pub bank: CimBank,
}

/// One beat's meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Write a row; `None` where there is none such.
    Load(Option<Load>),
    /// A beat of a sample.
    Sample(Beat),
}

/// One row of weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Number of the tile.
    pub tile: usize,
    /// Row of its array.
    pub row: usize,
    /// A code for each of its columns.
    pub weights: Vec<i64>,
}

impl Commands {
    /// The commands of a graph's hardware; `None` where nothing can be written.
    pub fn of(graph: &Graph) -> Option<Self> {
        let tiles: Vec<Writable> = graph
            .nodes()
            .filter_map(|(node, operation)| {
                let bank = writable(&operation.operation)?.clone();
                Some(Writable { node, name: operation.name.clone(), bank })
            })
            .collect();
        if tiles.is_empty() {
            return None;
        }
        let sample = graph.node(graph.input()).interface().outputs.pop()?.beat;
        let beat = StreamType { fields: fields(&tiles, sample) };
        Some(Self { tiles, beat, beats_per_sample: graph.beats_per_sample() })
    }

    /// What a beat of `s_axis` holds.
    pub fn beat(&self) -> &StreamType {
        &self.beat
    }

    /// Beats of a sample; loads between them change nothing.
    pub fn beats_per_sample(&self) -> u64 {
        self.beats_per_sample
    }

    /// A beat of a sample as a command.
    pub fn sample(&self, sample: &[i64]) -> Beat {
        let mut beat = vec![0; self.beat.first_lane("x").unwrap_or(0)];
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
        set("load", &[1]);
        set("tile", &[load.tile as i64]);
        set("row", &[load.row as i64]);
        set("w", &load.weights);
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
            let bank = &writable.bank;
            let code = if sign > 0 { bank.array.weight.max() } else { bank.array.weight.min() };
            let weights = vec![code; bank.outputs()];
            let load = |row| self.load(&Load { tile, row, weights: weights.clone() });
            (0..bank.array.rows).map(load).collect::<Vec<Beat>>()
        };
        self.tiles.iter().enumerate().flat_map(of_tile).collect()
    }

    /// The loads that bring all weights of the design to where they belong.
    pub fn preamble(&self) -> Vec<Beat> {
        let of_tile = |(tile, writable): (usize, &Writable)| {
            let rows = writable.rows().into_iter().enumerate();
            let loads = rows.map(|(row, weights)| self.load(&Load { tile, row, weights }));
            loads.collect::<Vec<Beat>>()
        };
        self.tiles.iter().enumerate().flat_map(of_tile).collect()
    }

    /// What a beat asks for.
    pub fn read(&self, beat: &[i64]) -> Command {
        let field = |name: &str| self.beat.first_lane(name).map(|lane| &beat[lane..]);
        if field("load").is_none_or(|load| load[0] == 0) {
            return Command::Sample(field("x").unwrap_or(beat).to_vec());
        }
        let number = |name: &str| field(name).map_or(0, |field| field[0] as usize);
        let (tile, row) = (number("tile"), number("row"));
        let found = self.tiles.get(tile).filter(|tile| row < tile.bank.array.rows);
        Command::Load(found.map(|found| {
            let codes = field("w").unwrap_or_default().iter().take(found.bank.outputs());
            let weight = found.bank.array.weight;
            Load { tile, row, weights: codes.map(|code| weight.decode(*code as u64)).collect() }
        }))
    }
}

impl Writable {
    /// The weights of the design, row by row of the array, a code for each column.
    pub fn rows(&self) -> Vec<Vec<i64>> {
        let columns = self.bank.contexts.first().map_or(&[][..], |context| &context.weights);
        let code = |column: &Vec<i64>, row: usize| column.get(row).copied().unwrap_or(0);
        let row = |row| columns.iter().map(|column| code(column, row)).collect();
        (0..self.bank.array.rows).map(row).collect()
    }
}

/// The bank that an operation is, if it can be written.
fn writable(operation: &Operation) -> Option<&CimBank> {
    let Operation::Block(spec) = operation else { return None };
    match &**spec {
        BlockSpec::CimBank(bank) => Some(bank).filter(|bank| bank.writable()),
        _ => None,
    }
}

fn fields(tiles: &[Writable], sample: StreamType) -> Vec<Field> {
    let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
    let number = |count: usize| Format::unsigned(bits_for_count(count));
    let most =
        |of: &dyn Fn(&CimBank) -> usize| tiles.iter().map(|tile| of(&tile.bank)).max().unwrap_or(1);
    let weights = || tiles.iter().map(|tile| tile.bank.array.weight);
    let least = weights().map(Format::min).min().unwrap_or(0);
    let greatest = weights().map(Format::max).max().unwrap_or(1);
    let weight = covering(least, greatest).unwrap_or(Format::signed(8));
    let mut fields = vec![field("load", 1, Format::unsigned(1))];
    fields.extend((tiles.len() > 1).then(|| field("tile", 1, number(tiles.len()))));
    fields.push(field("row", 1, number(most(&|bank| bank.array.rows))));
    fields.push(field("w", most(&|bank| bank.outputs()), weight));
    fields.extend(sample.fields.into_iter().map(|data| Field { name: "x".into(), ..data }));
    fields
}
