//! The contract of a block.

use serde::Serialize;

use crate::num::Range;
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::{Estimate, Events, Picoseconds, SquareMicrons, Tech};

use super::content::Content;
use super::digitizer::Digitizing;
use super::hardware::{Draws, OnHardware};
use super::spec_error::SpecError;
use super::store::Store;
use super::stream::{Beat, Interface};
use super::timing::{Timing, Work};

/// One block with its parameters fixed.
pub trait Block {
    /// Name of its module: a pure function of the parameters, with a hash where contents are fixed.
    fn module_name(&self) -> String;

    /// What it has in common with blocks of its kind that differ from it in constants alone: weights, biases,
    /// multipliers, thresholds, errors. A module's name without what stands for those.
    fn shape(&self) -> String {
        self.module_name()
    }

    /// Multiplications and additions of a firing, about, as the definition has them: what budgets of work are
    /// counted in.
    fn operations(&self) -> u64 {
        let Interface { inputs, outputs } = self.interface();
        inputs.iter().chain(&outputs).map(|stream| stream.beat.lanes() as u64).sum()
    }

    /// Its streams.
    fn interface(&self) -> Interface;

    /// Its software meaning, from the definition: untimed and bit exact.
    fn golden(&self) -> Box<dyn Golden>;

    /// Firings after which a golden model is as it was at first: 1 where none depends on those before
    /// it, a frame's for what goes over images; `None` for what never forgets.
    fn forgets_after(&self) -> Option<usize> {
        Some(1)
    }

    /// Firings that bring the hardware into the state that the golden model begins with; the model may
    /// fire them too.
    fn preamble(&self) -> Vec<Vec<Beat>> {
        vec![]
    }

    /// Firings that beats drawn at random seldom are: all that can be written at its ends, inputs where results
    /// step.
    fn exercise(&self) -> Vec<Vec<Beat>> {
        vec![]
    }

    /// Tells of one firing after the other which work it is.
    fn works(&self) -> Box<Works> {
        Box::new(|_| Work::ONLY)
    }

    /// The golden model's equal, prepared for many firings with `instructions`; `None` where the
    /// golden model is fast enough.
    fn fast(&self, _instructions: Instructions) -> Option<Box<dyn Golden>> {
        None
    }

    /// Whether every lane of the output depends on that lane of each input alone, and never falls where
    /// these rise.
    fn is_lanewise(&self) -> bool {
        false
    }

    /// Whether nothing that it gives depends on a lane of its first input.
    fn ignores(&self, _lane: usize) -> bool {
        false
    }

    /// What each lane of the output can be where the lanes of the inputs, by port, are within `inputs`. Where
    /// nothing better is known these are the codes of its format.
    fn ranges(&self, inputs: &[Vec<Range>]) -> Vec<Range> {
        if self.is_lanewise() {
            return lanewise_ranges(self.golden().as_mut(), inputs);
        }
        self.interface().codes()
    }

    /// When it takes and gives beats; told from the parameters, not from the RTL.
    fn timing(&self) -> Timing;

    /// What of it can be written while it runs; `None` for what is fixed.
    fn store(&self) -> Option<Store> {
        None
    }

    /// Its hardware. Defines the module unless the netlist has it.
    fn rtl(&self, into: &mut Netlist) -> ModuleId;

    /// The block as an operation on a piece of hardware; `None` for what is hardware of its own.
    fn on(&self) -> Option<&dyn OnHardware> {
        None
    }

    /// What it draws by chance; `None` where nothing is left to it.
    fn draws(&self) -> Option<Draws> {
        None
    }

    /// Gives what it draws its number, and the numbers of what makes its references, where these do not follow it.
    fn number(&mut self, _own: u32, _references: Vec<u32>) {}

    /// Its digitizer; `None` for what has none of its own.
    fn digitizer(&self) -> Option<Digitizing<'_>> {
        None
    }

    /// Whether each lane of the output is the sum of that lane of all inputs, and perhaps a constant.
    fn adds(&self) -> bool {
        false
    }

    /// How many beats it keeps that come out as they came in; `None` for what is no queue.
    fn queue(&self) -> Option<u32> {
        None
    }

    /// Its physical estimate.
    fn cost(&self, tech: &Tech) -> Cost;
}

/// From the ends of the inputs, as nothing falls where they rise.
fn lanewise_ranges(golden: &mut dyn Golden, inputs: &[Vec<Range>]) -> Vec<Range> {
    let mut ends = |end: fn(&Range) -> i64| -> Beat {
        let beats: Vec<Beat> = inputs.iter().map(|lanes| lanes.iter().map(end).collect()).collect();
        golden.fire(&beats).pop().unwrap_or_default()
    };
    let (lows, highs) = (ends(|range| *range.start()), ends(|range| *range.end()));
    lows.into_iter().zip(highs).map(|(low, high)| low..=high).collect()
}

/// The work of a firing, told from the beats that it takes.
pub type Works = dyn FnMut(&[Beat]) -> Work;

/// A block's software meaning, with whatever state it keeps between firings.
pub trait Golden {
    /// One firing: a beat of every input stream gives any number of beats of the output stream.
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat>;

    /// What the hardware does for the firing of these inputs, which is not fired by it: asked before it is, by those
    /// who want to know. Additions are those of the definition, one after the other at the width of their sum.
    fn events(&mut self, inputs: &[Beat]) -> Events;

    /// Which of the beats given by the last firing end a sample, where its input did so (`last`) or did
    /// not: by itself the last one.
    fn ends(&mut self, last: bool, given: usize) -> Vec<bool> {
        (1..=given).map(|beat| last && beat == given).collect()
    }
}

/// What all blocks of one kind share.
pub trait Kind: Block + Sized {
    /// Name in design files and in the library's listing.
    const NAME: &'static str;

    /// One sentence for listings.
    const SUMMARY: &'static str;

    /// Everything wrong with the parameters; nothing else may be called before this is empty.
    fn check(&self) -> Vec<SpecError>;

    /// Small and large, plain and odd: what the contract tests run over.
    fn examples() -> Vec<Self>;

    /// The same block with other contents, at the ends of their formats: what they share, some contents never
    /// bring to its ends.
    fn siblings(&self) -> Vec<Self> {
        vec![]
    }

    /// The fields that a parameter file can fill; none by default.
    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![]
    }

    /// The same block at growing sizes, for checks that costs grow with them.
    fn growing() -> Vec<Self>;
}

/// A physical estimate. What is not known says so; it is never zero by omission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// Area of the block.
    pub area: Estimate<SquareMicrons>,
    /// Longest combinational path.
    pub delay: Estimate<Picoseconds>,
}

impl Cost {
    /// A cost of which only the area is known: digital logic before activity or timing was looked
    /// at.
    pub fn of_area(area: Estimate<SquareMicrons>) -> Self {
        Self { area, delay: Estimate::unknown("no timing analysis was run") }
    }
}
