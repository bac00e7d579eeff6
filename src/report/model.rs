//! The report.

use serde::Serialize;

use crate::blocks::{Block, Cost, Field};
use crate::compile::{Alone, Compiled};
use crate::cosim::CosimResult;
use crate::dataflow::{Instance, Operation, Pace, slots};
use crate::diag::Bug;
use crate::emit::GENERATOR;
use crate::network::Network;
use crate::num::Format;
use crate::profile::Profile;
use crate::rtl::passes::Optimization;
use crate::tech::{Estimate, Mark, Tech};

use super::accuracy::Accuracy;
use super::coverage::Coverage;
use super::crossbars::{CrossbarReport, crossbars};
use super::digitizers::{DigitizerReport, GroupReport, digitizers, groups};
use super::energy::EnergyReport;
use super::macros::{Macro, macros};
use super::periphery::{Peripheries, Periphery};

/// Everything that a build found out. No time, host or path, so that equal designs give equal bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Who says so.
    pub generator: &'static str,
    /// Name of the design.
    pub design: String,
    /// What comes in.
    pub input: Input,
    /// What comes out.
    pub output: Output,
    /// Speed.
    pub timing: Timing,
    /// Correct samples of the design's test set; `None` without one.
    pub accuracy: Option<Accuracy>,
    /// Sum over the blocks.
    pub area: Area,
    /// The netlist, and what each pass changed of it.
    pub netlist: Optimization,
    /// The blocks.
    pub nodes: Vec<NodeReport>,
    /// The arrays, and how busy they are.
    pub arrays: Vec<ArrayReport>,
    /// How product-sums become codes, where codes are not just counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub digitizers: Vec<DigitizerReport>,
    /// The float network beside the integers; `None` for a graph, and where there are no samples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<Profile>,
    /// Transforms, and how many of their planes they take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crossbars: Vec<CrossbarReport>,
    /// Arrays that digitize each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupReport>,
    /// Modules that stand for what is no logic.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub macros: Vec<Macro>,
    /// Energy of a sample; `None` where events were not counted.
    pub energy: Option<EnergyReport>,
    /// Comparisons with the golden models.
    pub verification: Vec<CosimResult>,
    /// How much was compared; `None` where nothing was.
    pub coverage: Option<Coverage>,
    /// Blocks that were compared with theirs each by itself; `None` where that was not done.
    pub alone: Option<Alone>,
}

/// What the numbers of a result mean.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Numbers of a result.
    pub lanes: usize,
    /// Format of each; `None` where a beat has several fields.
    pub format: Option<Format>,
    /// Real value of one code; `None` where codes are indices.
    pub scale: Option<f64>,
    /// The fields of a beat, from lane 0 up.
    pub fields: Vec<Field>,
}

/// What the numbers of a sample mean.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// Beats of a sample.
    pub beats: usize,
    /// The fields of a beat, from lane 0 up.
    pub fields: Vec<Field>,
}

/// Speed.
#[derive(Clone, Debug, Serialize)]
pub struct Timing {
    /// Cycles from input to output of a sample alone.
    pub latency_cycles: u64,
    /// The most that it takes where one sample follows the other without a pause, in the long run: it may wait for
    /// hardware that others are on.
    pub stream_latency_cycles: u64,
    /// Cycles between samples, at most.
    pub interval_cycles: u64,
    /// Where cycles depend on data: their mean over the samples that the design was verified with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_interval_cycles: Option<f64>,
    /// Where cycles come from: every one is compared in the verification below.
    pub cycles_source: Mark,
    /// Clock that the design asks for, in MHz.
    pub clock_mhz: f64,
    /// Whether the hardware reaches that clock.
    pub clock_is_met: &'static str,
    /// At that clock.
    pub samples_per_second: f64,
    /// Beats that load all weights, one a cycle while no sample is in flight; `None` for constants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_beats: Option<usize>,
}

/// Cell area.
#[derive(Clone, Debug, Serialize)]
pub struct Area {
    /// In square microns: cells counted by the blocks, times the areas of `cells`. Arrays are counted
    /// as the logic that stands for them; wires and filling are not in it.
    pub square_microns: f64,
    /// Cell library.
    pub cells: &'static str,
    /// Blocks whose area is not known and not in the sum.
    pub unknown: Vec<String>,
    /// Where it comes from.
    pub source: Mark,
}

/// One block of the graph.
#[derive(Clone, Debug, Serialize)]
pub struct NodeReport {
    /// Name, as in the netlist.
    pub name: String,
    /// Kind of block.
    pub block: &'static str,
    /// Module.
    pub module: String,
    /// Where in the design it comes from.
    pub origin: String,
    /// Cycles through it.
    pub latency_cycles: u64,
    /// Cycles that it needs for a sample.
    pub interval_cycles: u64,
    /// Physical estimate; what is not known says why. Where an array is shared: of the slots for results.
    pub cost: Cost,
}

/// An array and what runs on it.
#[derive(Clone, Debug, Serialize)]
pub struct ArrayReport {
    /// Name of its instance.
    pub name: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// Operations that take turns on it.
    pub operations: Vec<String>,
    /// Cycles that it is at work for a sample.
    pub busy_cycles: u64,
    /// Share of the cycles between samples that it is at work, in the long run.
    pub utilization: f64,
    /// What it is made of, counted in the netlist.
    pub periphery: Option<Periphery>,
    /// Physical estimate of an array that operations share; that of others is their operation's.
    pub cost: Option<Cost>,
}

impl Report {
    /// The report of a build.
    pub fn new(
        compiled: &Compiled,
        accuracy: Option<Accuracy>,
        verification: Vec<CosimResult>,
    ) -> Result<Self, Bug> {
        let clock_mhz = compiled.design.description().clock_mhz;
        let Pace { interval, latency: stream_latency } = compiled.stream()?;
        let (nodes, arrays) = (nodes(compiled)?, arrays(compiled, interval)?);
        Ok(Self {
            generator: GENERATOR,
            design: compiled.graph.name.clone(),
            input: Input { beats: compiled.beats_per_sample(), fields: compiled.input().fields },
            output: output(compiled)?,
            timing: Timing {
                latency_cycles: compiled.latency()?,
                stream_latency_cycles: stream_latency,
                interval_cycles: interval,
                mean_interval_cycles: None,
                cycles_source: Mark::MeasuredInRtl,
                clock_mhz,
                clock_is_met: "unknown: no timing analysis was run",
                samples_per_second: clock_mhz * 1e6 / interval as f64,
                load_beats: compiled.commands().map(|commands| commands.preamble().len()),
            },
            accuracy,
            area: area(&nodes, &arrays),
            netlist: compiled.optimization.clone(),
            nodes,
            arrays,
            digitizers: digitizers(compiled, &[]),
            network: None,
            crossbars: crossbars(compiled, &[]),
            groups: groups(compiled, interval)?,
            macros: macros(compiled)?,
            energy: None,
            verification,
            coverage: None,
            alone: None,
        })
    }
}

impl Timing {
    /// Where cycles depend on data, notes those of a run: rising edges at which results came, `beats` each.
    pub fn note(&mut self, compiled: &Compiled, delivered: &[u64], beats: usize) {
        let varies = compiled.graph.blocks().any(|block| block.timing().longest().is_some());
        let ends: Vec<u64> =
            delivered.chunks_exact(beats.max(1)).map(|beats| beats[beats.len() - 1]).collect();
        let (Some(first), Some(last), true) = (ends.first(), ends.last(), varies && ends.len() > 1)
        else {
            return;
        };
        let mean = (last - first) as f64 / (ends.len() - 1) as f64;
        // More digits are noise of the division.
        self.mean_interval_cycles = Some((mean * 1e4).round() / 1e4);
        self.samples_per_second = self.clock_mhz * 1e6 / mean;
    }
}

fn output(compiled: &Compiled) -> Result<Output, Bug> {
    let beat = compiled.output()?;
    let scale = compiled.network.as_ref().and_then(Network::output_scale);
    let format = match &beat.fields[..] {
        [only] => Some(only.format),
        _ => None,
    };
    Ok(Output { lanes: beat.lanes(), format, scale, fields: beat.fields })
}

fn nodes(compiled: &Compiled) -> Result<Vec<NodeReport>, Bug> {
    let rates = compiled.graph.rates();
    let blocks = compiled.graph.nodes().filter_map(|(id, node)| match &node.operation {
        Operation::Block(spec) => Some((id, node, spec)),
        Operation::Input { .. } | Operation::Output { .. } => None,
    });
    let nodes = blocks.map(|(id, node, spec)| {
        let block = spec.as_block();
        let turn = compiled.graph.placed(id).turn;
        let shared = turn.and_then(|turn| compiled.graph.shared()[turn.instance].module_name());
        let (module, cost) = match shared {
            None => (block.module_name(), block.cost(&Tech::SKY130HD)),
            Some(module) => (module, slots(node).cost(&Tech::SKY130HD)),
        };
        NodeReport {
            name: node.name.clone(),
            block: spec.kind(),
            module,
            origin: node.origin.sentence(),
            latency_cycles: compiled.graph.latency(id),
            interval_cycles: rates.cycles(id),
            cost,
        }
    });
    Ok(nodes.collect())
}

/// How busy every array is.
fn arrays(compiled: &Compiled, interval: u64) -> Result<Vec<ArrayReport>, Bug> {
    let graph = &compiled.graph;
    let rates = graph.rates();
    let peripheries = Peripheries::of(compiled)?;
    let array = |placed: &Instance| {
        let busy_cycles = placed.operations.iter().map(|id| rates.cycles(*id)).sum();
        Some(ArrayReport {
            name: placed.name.clone(),
            periphery: peripheries.of_array(&placed.name),
            hardware: placed.hardware.clone()?,
            operations: placed.operations.iter().map(|id| graph.node(*id).name.clone()).collect(),
            busy_cycles,
            utilization: busy_cycles as f64 / interval.max(1) as f64,
            cost: placed.block().map(|shared| shared.cost(&Tech::SKY130HD)),
        })
    };
    Ok(graph.instances().iter().filter_map(array).collect())
}

fn area(nodes: &[NodeReport], arrays: &[ArrayReport]) -> Area {
    let nodes = nodes.iter().map(|node| (&node.name, &node.cost));
    let arrays = arrays.iter().filter_map(|array| Some((&array.name, array.cost.as_ref()?)));
    let parts: Vec<(&String, &Cost)> = nodes.chain(arrays).collect();
    let unknown = parts.iter().filter(|(_, cost)| matches!(cost.area, Estimate::Unknown { .. }));
    let sum: f64 = parts.iter().filter_map(|(_, cost)| cost.area.value()).map(|area| area.0).sum();
    Area {
        // Cells are counted; more digits than these are noise of the summation.
        square_microns: (sum * 100.0).round() / 100.0 + 0.0,
        cells: Tech::SKY130HD.name,
        unknown: unknown.map(|(name, _)| name.to_string()).collect(),
        source: Mark::Modelled,
    }
}
