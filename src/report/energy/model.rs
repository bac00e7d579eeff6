//! The figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blocks::Beat;
use crate::compile::Compiled;
use crate::dataflow::count_events;
use crate::diag::Bug;
use crate::tech::{Coefficient, Event, Events, Mark, Price, price};

/// Energy of a sample, node by node.
#[derive(Clone, Debug, Serialize)]
pub struct EnergyReport {
    /// Samples that events were counted on; all figures are means over them.
    pub samples: usize,
    /// Which samples these are.
    pub of: &'static str,
    /// Where counts come from.
    pub source: Mark,
    /// Operations that do something that is counted.
    pub nodes: Vec<NodeEnergy>,
    /// Sums of what is known, one for each technology and reading; they are not to be added up.
    pub sums: Vec<EnergySum>,
    /// Events of which no energy is known: what the sums lack.
    pub missing: Vec<MissingEnergy>,
    /// What was multiplied with.
    pub coefficients: Vec<Coefficient>,
}

/// What an operation does for a sample.
#[derive(Clone, Debug, Serialize)]
pub struct NodeEnergy {
    /// Its name.
    pub name: String,
    /// The layer that it is of.
    pub layer: Option<String>,
    /// Its events.
    pub events: Vec<EventEnergy>,
}

/// How often something happens for a sample, and what that costs.
#[derive(Clone, Debug, Serialize)]
pub struct EventEnergy {
    /// What happens.
    pub event: Event,
    /// How often.
    pub per_sample: f64,
    /// Its energy under each coefficient that there is; empty where nothing is known.
    pub energy: Vec<PricedEnergy>,
    /// The event whose energy this one is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Event>,
    /// Why nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<&'static str>,
}

/// An energy by one coefficient.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PricedEnergy {
    /// Least and greatest.
    pub femtojoules: [f64; 2],
    /// The coefficient's technology.
    pub technology: &'static str,
    /// What an operation is taken to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<&'static str>,
}

/// The sum over all nodes in one technology, under one reading.
#[derive(Clone, Debug, Serialize)]
pub struct EnergySum {
    /// The technology.
    pub technology: &'static str,
    /// Whose figures these are.
    pub source: &'static str,
    /// How far they can be trusted.
    pub mark: Mark,
    /// What an operation is taken to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<&'static str>,
    /// Events that are in it.
    pub events: Vec<Event>,
    /// Least and greatest.
    pub femtojoules: [f64; 2],
}

/// What sums lack.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MissingEnergy {
    /// What happens.
    pub event: Event,
    /// How often.
    pub per_sample: f64,
    /// Why no energy is known.
    pub why: &'static str,
}

/// More digits are noise of the summation.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl NodeEnergy {
    /// What it has in a sum, at most.
    pub fn share(&self, sum: &EnergySum) -> f64 {
        let of =
            |one: &&PricedEnergy| (one.technology, one.reading) == (sum.technology, sum.reading);
        let all = self.events.iter().flat_map(|event| event.energy.iter().filter(of));
        all.map(|one| one.femtojoules[1]).sum()
    }
}

impl EnergyReport {
    /// Of samples, whose beats follow one another.
    pub fn new(compiled: &Compiled, beats: Vec<Beat>, of: &'static str) -> Result<Self, Bug> {
        let samples = beats.len() / compiled.beats_per_sample().max(1);
        let counted = count_events(&compiled.graph, &compiled.program(beats))?;
        let nodes = counted.iter().filter_map(|(id, events)| {
            let node = compiled.graph.node(*id);
            let energies = energies(events, samples.max(1) as f64);
            let (name, layer) = (node.name.clone(), node.origin.layer.clone());
            (!energies.is_empty()).then_some(NodeEnergy { name, layer, events: energies })
        });
        let nodes: Vec<NodeEnergy> = nodes.collect();
        let all = counted.values().fold(Events::default(), |all, events| all + *events);
        let known = all.counted().filter_map(|(event, _)| match price(event, &all) {
            Price::Known(coefficients) => Some(coefficients),
            _ => None,
        });
        let coefficients: Vec<Coefficient> = known.flatten().collect();
        let sums = sums(&nodes, &coefficients);
        let missing = missing(&nodes);
        Ok(Self { samples, of, source: Mark::Counted, nodes, sums, missing, coefficients })
    }
}

/// Events of one node, by the sample.
fn energies(events: &Events, samples: f64) -> Vec<EventEnergy> {
    let energy = |(event, count): (Event, u64)| {
        let per_sample = count as f64 / samples;
        let (known, within, unknown) = match price(event, events) {
            Price::Known(coefficients) => (coefficients, None, None),
            Price::Within(other) => (vec![], Some(other), None),
            Price::Unknown(why) => (vec![], None, Some(why)),
        };
        let priced = known.iter().map(|one| PricedEnergy {
            femtojoules: one.femtojoules.map(|each| rounded(per_sample * each)),
            technology: one.technology,
            reading: one.reading,
        });
        let energy = priced.collect();
        EventEnergy { event, per_sample: rounded(per_sample), energy, within, unknown }
    };
    events.counted().map(energy).collect()
}

fn sums(nodes: &[NodeEnergy], coefficients: &[Coefficient]) -> Vec<EnergySum> {
    let mut sums: Vec<EnergySum> = vec![];
    for one in coefficients {
        let of = |event: &&EventEnergy| event.event == one.event;
        let counts = nodes.iter().flat_map(|node| node.events.iter().filter(of));
        let count: f64 = counts.map(|event| event.per_sample).sum();
        let own = one.femtojoules.map(|each| each * count);
        let same =
            |sum: &&mut EnergySum| (sum.technology, sum.reading) == (one.technology, one.reading);
        match sums.iter_mut().find(same) {
            Some(sum) => {
                sum.events.push(one.event);
                sum.femtojoules.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            None => sums.push(EnergySum {
                technology: one.technology,
                source: one.source,
                mark: one.mark,
                reading: one.reading,
                events: vec![one.event],
                femtojoules: own,
            }),
        }
    }
    for sum in &mut sums {
        sum.femtojoules = sum.femtojoules.map(rounded);
    }
    sums
}

fn missing(nodes: &[NodeEnergy]) -> Vec<MissingEnergy> {
    let mut all: BTreeMap<Event, MissingEnergy> = BTreeMap::new();
    for event in nodes.iter().flat_map(|node| &node.events) {
        let Some(why) = event.unknown else { continue };
        let none = MissingEnergy { event: event.event, per_sample: 0.0, why };
        all.entry(event.event).or_insert(none).per_sample += event.per_sample;
    }
    let round = |one: MissingEnergy| MissingEnergy { per_sample: rounded(one.per_sample), ..one };
    all.into_values().map(round).collect()
}
