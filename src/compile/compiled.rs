//! The stages in a row.

use std::fmt;

use crate::blocks::Spares;
use crate::blocks::{Beat, StreamType};
use crate::dataflow::{
    ArrayGroup, Commands, Pace, Quota, Schedule, WireError, Wired, describe, lower, wire,
};
use crate::design::codes::{IDLE_ARRAYS, SPARES};
use crate::design::{Description, Design, GraphDescription, HardwareEntry};
use crate::diag::{Bug, Diagnostic, Diagnostics, quoted, render};
use crate::elaborate::{Elaborated, elaborate};
use crate::network::{Network, Quantized, blocks, doubts, inspect, quantize};
use crate::rtl::passes::{Optimization, optimize};
use crate::rtl::{ValidNetlist, Validated, Violation, validate};

use super::each_block::{Alone, alone};
use super::effort::Effort;
use super::names::refuse_taken_names;

/// Samples that are repeated with all weights at an end: those that stimuli begin with.
const CORNERS: usize = 8;

/// A design and what became of it at every stage.
pub struct Compiled {
    /// What was written.
    pub design: Design,
    /// Its network in integers; `None` for a design that is a graph of blocks.
    pub network: Option<Network>,
    /// Operations on hardware.
    pub graph: Wired,
    /// What is legal in its weights, but surely unintended.
    pub doubts: Diagnostics,
    /// What passes made of the netlist that was elaborated.
    pub optimization: Optimization,
    /// What is simulated and written.
    pub(super) hardware: ValidNetlist,
}

/// Why a design does not compile.
#[derive(Debug)]
pub enum CompileError {
    /// The design, its weights or its samples are wrong.
    Design(Diagnostics),
    /// cimgen is.
    Bug(Bug),
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Design(diagnostics) => f.write_str(&render(diagnostics)),
            Self::Bug(bug) => bug.fmt(f),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<Bug> for CompileError {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

impl From<Diagnostics> for CompileError {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Design(diagnostics)
    }
}

impl From<WireError> for CompileError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Design(diagnostics) => Self::Design(diagnostics),
            WireError::Bug(bug) => Self::Bug(bug),
        }
    }
}

/// Quantizes and lowers layers, or wires a graph, elaborates, validates, runs the passes, and validates what they left.
pub fn compile(design: Design) -> Result<Compiled, CompileError> {
    let (network, graph, doubts) = match &design.description().graph {
        None => {
            let Quantized { network, warnings } = quantize(&design)?;
            let mut doubts = doubts(&design, &network);
            doubts.extend(warnings);
            let graph = lower(&design.description().name, &network)?;
            doubts.extend(idle_arrays(&design, &graph));
            (Some(network), graph, doubts)
        }
        Some(written) => {
            let graph = wire(&design, written, blocks(&design)?)?;
            let doubts = idle_arrays(&design, &graph);
            (None, graph, doubts)
        }
    };
    let doubts = [inspect(&design), doubts].concat();
    few_spares(&design, &graph)?;
    let mut elaborated = elaborate(&graph)?;
    refuse_taken_names(&design, &elaborated)?;
    validate(&elaborated.netlist, elaborated.top).map_err(violated)?;
    let optimization = optimize(&mut elaborated.netlist);
    let Elaborated { netlist, top } = elaborated;
    let hardware = ValidNetlist::new(netlist, top).map_err(violated)?;
    let compiled = Compiled { design, network, graph, doubts, optimization, hardware };
    compiled.check_answer()?;
    Ok(compiled)
}

/// Refuses groups that need more spare arrays than are allowed.
fn few_spares(design: &Design, graph: &Wired) -> Result<(), Diagnostics> {
    let lacking = |(name, entry): (&String, &HardwareEntry)| {
        let network = entry.kind.as_hardware().network()?;
        let Spares { most: allowed, field } = network.spares?;
        let groups = graph.groups().iter().filter(|group| group.hardware == *name);
        let needed: usize = groups.map(ArrayGroup::spares).sum();
        let cause = format!(
            "groups of {} need {needed} spare arrays, and `spares` allows {allowed}",
            quoted(name)
        );
        let help = format!(
            "write `spares: {needed}` or leave it out, or use a network whose groups the products fill"
        );
        let place = design.place(&format!("hardware.{name}.{}.{field}", entry.kind.kind()));
        let error = Diagnostic::error(SPARES, cause).help(help);
        (needed > allowed).then_some(Diagnostic { place, ..error })
    };
    let found: Diagnostics = design.description().hardware.iter().filter_map(lacking).collect();
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Warns of arrays that no product is left for.
fn idle_arrays(design: &Design, graph: &Wired) -> Diagnostics {
    let idle = |(name, entry): (&String, &HardwareEntry)| {
        let count = entry.count?;
        let on = graph.nodes().filter(|(_, node)| node.origin.hardware.as_ref() == Some(name));
        let needed = on.count();
        let cause = format!(
            "{count} of {} {} are given, but only {needed} operations need one",
            entry.kind.noun(),
            quoted(name)
        );
        let help = format!("write `count: {needed}`, or leave it out: each has its own then");
        let place = design.place(&format!("hardware.{name}.count"));
        let warning = Diagnostic::warning(IDLE_ARRAYS, cause).help(help);
        (needed > 0 && needed < count).then_some(Diagnostic { place, ..warning })
    };
    design.description().hardware.iter().filter_map(idle).collect()
}

fn violated(violations: Vec<Violation>) -> Bug {
    let all: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Bug::new(all.join("\n"))
}

impl Compiled {
    /// The netlist with the ticket for writers and simulators.
    pub fn validated(&self) -> Result<Validated<'_>, Bug> {
        Ok(self.hardware.ticket())
    }

    /// The same design with its graph written out, block by block, in place of layers.
    pub fn written_out(&self) -> Result<Design, Bug> {
        // What was calibrated is written as it came out: a graph has nothing to calibrate with.
        let set = self.network.as_ref().map(|network| &network.hardware);
        let hardware = set.unwrap_or(&self.design.description().hardware).clone();
        let label = self.design.description().graph.as_ref().and_then(|graph| graph.label.clone());
        let graph = GraphDescription { label, ..describe(&self.graph)? };
        let description = Description {
            hardware,
            layers: vec![],
            graph: Some(graph),
            parameters: None,
            ..self.design.description().clone()
        };
        self.design.with(description).map_err(|found| Bug::new(render(&found)))
    }

    /// Tries each of its blocks by itself, with beats that the design may never give it.
    pub fn alone(&self, effort: &Effort) -> Result<Alone, Bug> {
        alone(&self.graph, effort)
    }

    /// How weights are written and samples computed; `None` where all weights are constants.
    pub fn commands(&self) -> Option<Commands> {
        Commands::of(&self.graph)
    }

    /// Beats of samples as what goes in: where weights can be written, commands that load them all, and
    /// then the samples'.
    pub fn program(&self, beats: Vec<Beat>) -> Vec<Beat> {
        let Some(commands) = self.commands() else { return beats };
        let mut program = commands.preamble();
        program.extend(beats.iter().map(|beat| commands.sample(beat)));
        program
    }

    /// The same with loads of random rows between beats, and then all weights at an end of their formats for the
    /// first of them again, to be compared with the golden models.
    pub fn exercise(&self, beats: Vec<Beat>, seed: u64) -> Vec<Beat> {
        let Some(commands) = self.commands() else { return beats };
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut program = commands.preamble();
        for beat in &beats {
            let loads = rng.usize(..8).saturating_sub(5);
            program.extend((0..loads).map(|_| commands.random_load(&mut rng)));
            program.push(commands.sample(beat));
        }
        let corners = CORNERS * self.beats_per_sample();
        for sign in [1, -1] {
            program.extend(commands.filled(sign));
            program.extend(beats.iter().take(corners).map(|beat| commands.sample(beat)));
        }
        program
    }

    /// What a beat of a sample holds.
    pub fn input(&self) -> StreamType {
        self.graph.node(self.graph.input()).interface().outputs.remove(0).beat
    }

    /// What a beat holds that comes out.
    pub fn output(&self) -> Result<StreamType, Bug> {
        Ok(self.graph.node(self.graph.output()?).interface().inputs.remove(0).beat)
    }

    /// Input beats of a sample.
    pub fn beats_per_sample(&self) -> usize {
        self.graph.beats_per_sample() as usize
    }

    /// Output beats of a sample.
    pub fn beats_per_result(&self) -> Result<usize, Bug> {
        Ok(self.graph.rates().beats_per_result() as usize)
    }

    /// Samples as beats: the lanes of each in order.
    pub fn beats(&self, samples: &[Vec<i64>]) -> Vec<Beat> {
        let lanes = self.input().lanes().max(1);
        samples.iter().flat_map(|sample| sample.chunks(lanes).map(<[i64]>::to_vec)).collect()
    }

    /// Output beats as results: those of one sample in a row.
    pub fn outcomes(&self, beats: &[Beat]) -> Result<Vec<Vec<i64>>, Bug> {
        let count = self.beats_per_result()?.max(1);
        Ok(beats.chunks(count).map(<[Beat]>::concat).collect())
    }

    /// Cycles from a sample's first beat being taken to its result's last being given, alone in the
    /// pipeline.
    pub fn latency(&self) -> Result<u64, Bug> {
        let (inputs, outputs) = (self.beats_per_sample(), self.beats_per_result()?);
        let alone = Schedule::new(&self.graph)?.take(Quota { inputs, outputs, limit: u64::MAX });
        Ok(alone.delivered.last().zip(alone.accepted.first()).map_or(0, |(end, begin)| end - begin))
    }

    /// Cycles between samples in the long run.
    pub fn interval(&self) -> Result<u64, Bug> {
        Ok(self.stream()?.interval)
    }

    /// What samples take where one follows the other without a pause.
    pub fn stream(&self) -> Result<Pace, Bug> {
        Ok(Schedule::new(&self.graph)?.stream(self.beats_per_sample(), self.beats_per_result()?))
    }
}
