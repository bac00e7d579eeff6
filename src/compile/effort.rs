//! How much a build does to verify a design. Budgets are counted work, never time: equal designs give equal bytes.

use serde::Serialize;

use crate::blocks::contract::Extent;
use crate::dataflow::{Operation, Wired};
use crate::diag::Bug;

/// How thoroughly hardware is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// An eighth of most.
    Quick,
    /// What is told apart from faults by mutants, within budgets.
    #[default]
    Usual,
    /// Everything, and all of it by the definition.
    Thorough,
}

impl Level {
    /// The command that verifies so.
    pub fn command(self) -> &'static str {
        match self {
            Self::Quick => "`cimgen build --quick`",
            Self::Usual => "`cimgen build`",
            Self::Thorough => "`cimgen build --thorough`",
        }
    }
}

/// Work that a level allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Which level.
    pub level: Level,
    /// Samples of corners and random codes.
    pub vectors: usize,
    /// One in so many of the samples that bring sums to their ends is run.
    pub one_extreme_in: usize,
    /// Operations of a sample times samples of the design's own that hardware runs.
    own: u64,
    /// Operations of a sample times samples that golden models compute by the definition.
    definition: u64,
    /// Lanes of all streams times cycles in which each is compared.
    inside: u64,
    /// Cycles in which they are compared at least, and at most.
    inside_cycles: (u64, u64),
    /// What is tried fully of the blocks.
    pub blocks: Blocks,
}

impl Default for Effort {
    fn default() -> Self {
        Self::of(Level::default())
    }
}

/// Which blocks are tried fully, each by itself; the others are tried briefly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// None.
    Briefly,
    /// The first of each shape, and those with contents at their ends.
    OneOfAShape,
    /// All.
    Fully,
}

/// Samples of corners and random codes that a build is verified with.
pub const SAMPLES: u32 = 64;

/// Samples of each kind that golden models compute by the definition however much work that is: corners and random
/// codes, those that bring sums to their ends, and the design's own.
const LEAST: [usize; 3] = [64, 64, 16];

impl Effort {
    /// What a level allows.
    pub fn of(level: Level) -> Self {
        let usual = Self {
            level,
            vectors: SAMPLES as usize,
            one_extreme_in: 1,
            own: 1 << 28,
            definition: 1 << 24,
            inside: 1 << 24,
            inside_cycles: (1 << 11, 1 << 14),
            blocks: Blocks::OneOfAShape,
        };
        match level {
            Level::Usual => usual,
            Level::Quick => Self {
                vectors: usual.vectors / 4,
                one_extreme_in: 8,
                own: usual.own >> 3,
                definition: usual.definition >> 3,
                inside: usual.inside >> 3,
                inside_cycles: (1 << 9, 1 << 11),
                blocks: Blocks::Briefly,
                ..usual
            },
            Level::Thorough => Self {
                own: u64::MAX,
                definition: u64::MAX,
                inside: u64::MAX,
                blocks: Blocks::Fully,
                ..usual
            },
        }
    }

    /// The same with another number of corners and random samples.
    pub fn with_vectors(self, vectors: usize) -> Self {
        Self { vectors, ..self }
    }

    /// Samples of the design's own that hardware runs, at most.
    pub fn own_samples(&self, graph: &Wired) -> Result<usize, Bug> {
        Ok(times(self.own, operations(graph)?).max(LEAST[2]))
    }

    /// Of each kind of samples (corners and random codes, ends of sums, the design's own), how many of `counts`
    /// golden models compute by the definition.
    pub fn by_definition(&self, graph: &Wired, counts: [usize; 3]) -> Result<[usize; 3], Bug> {
        let all: usize = counts.iter().sum();
        let budget = times(self.definition, operations(graph)?);
        if budget >= all {
            return Ok(counts);
        }
        // What is left of the budget is shared out evenly.
        let least = [0, 1, 2].map(|kind| counts[kind].min(LEAST[kind]));
        let left = budget.saturating_sub(least.iter().sum());
        let rest = (all - least.iter().sum::<usize>()).max(1);
        Ok([0, 1, 2].map(|kind| least[kind] + left * (counts[kind] - least[kind]) / rest))
    }

    /// Cycles in which the streams of every node are compared.
    pub fn inside_cycles(&self, graph: &Wired) -> u64 {
        let lanes = |(_, node): (_, &crate::dataflow::Node)| -> u64 {
            let interface = node.interface();
            interface
                .inputs
                .iter()
                .chain(&interface.outputs)
                .map(|stream| stream.beat.lanes() as u64)
                .sum()
        };
        let lanes: u64 = graph.nodes().map(lanes).sum();
        let (least, most) = self.inside_cycles;
        (self.inside / lanes.max(1)).clamp(least, most)
    }

    /// How a block is tried: one of the design's own with contents at their ends (`filled`), or the `first` of its
    /// shape or not.
    pub fn extent(&self, filled: bool, first: bool) -> Extent {
        match self.blocks {
            Blocks::Fully => Extent::Full,
            Blocks::OneOfAShape if filled || first => Extent::Full,
            Blocks::OneOfAShape | Blocks::Briefly => Extent::Brief,
        }
    }
}

fn times(budget: u64, work: u64) -> usize {
    usize::try_from(budget / work.max(1)).unwrap_or(usize::MAX)
}

/// Operations of all blocks for one sample.
fn operations(graph: &Wired) -> Result<u64, Bug> {
    let rates = graph.rates();
    let of = |(id, node): (_, &crate::dataflow::Node)| match &node.operation {
        Operation::Block(spec) => spec.as_block().operations() * rates.gives(id),
        Operation::Input { .. } | Operation::Output { .. } => 0,
    };
    Ok(graph.nodes().map(of).sum())
}
