//! What a build verified, and what it left out.

use serde::Serialize;

use crate::compile::{Alone, Level, Reference, Share, Stimuli};
use crate::cosim::CosimResult;

use super::text::count;

/// How much was compared.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Coverage {
    /// How thoroughly.
    pub level: Level,
    /// Samples of corners and random codes that hardware ran.
    pub random: usize,
    /// Samples that bring first sums to their ends.
    pub extremes: Share,
    /// The design's own samples.
    pub own: Share,
    /// All samples, and those of which golden models by the definition computed what every node gives; fast models,
    /// equal on these, computed the others.
    pub by_definition: Share,
    /// All samples, and those that the emitted testbench runs.
    pub testbench: Share,
}

impl Coverage {
    /// What `reference` was made from, and what the testbench has of it.
    pub fn new(level: Level, stimuli: &Stimuli, reference: &Reference, testbench: usize) -> Self {
        let Stimuli { random, extremes, own, .. } = *stimuli;
        let of = random + extremes.run + own.run;
        Self {
            level,
            random,
            extremes,
            own,
            by_definition: Share { run: reference.by_definition().min(of), of },
            testbench: Share { run: testbench, of },
        }
    }

    /// Two lines.
    pub(super) fn text(&self, verification: &[CosimResult]) -> String {
        let Self { random, extremes, own, by_definition, testbench, .. } = self;
        let mut kinds = vec![count(*random as u64, "corner and random sample")];
        kinds.extend((extremes.of > 0).then(|| format!("{} at ends of sums", part(*extremes))));
        kinds.extend((own.of > 0).then(|| format!("{} of the test set", part(*own))));
        let models = match by_definition.run == by_definition.of {
            true => "golden models by the definition".to_string(),
            false => format!(
                "golden models by the definition for {}, equal fast models for all",
                part(*by_definition)
            ),
        };
        let inside = verification.iter().filter_map(|result| {
            let cycles = result.inside_cycles?;
            let all = result.last_cycle.map_or(cycles, |last| last + 1);
            let share = part(Share { run: cycles as usize, of: all as usize });
            Some(format!("; every stream inside for {share} cycles"))
        });
        let inside: String = inside.collect();
        let bench = match testbench.run == testbench.of {
            true => String::new(),
            false => format!("; the testbench has {} samples", part(*testbench)),
        };
        format!("covered    {}\n           {models}{inside}{bench}\n", kinds.join(", "))
    }
}

/// `some of all`, or all.
fn part(Share { run, of }: Share) -> String {
    if run == of { run.to_string() } else { format!("{run} of {of}") }
}

/// Blocks alone, in a line.
pub(super) fn alone(Alone { blocks, fully, beats }: Alone) -> String {
    let extents = match fully {
        _ if fully == blocks => String::new(),
        0 => ", all briefly".to_string(),
        _ => format!(", {fully} of them fully and {} briefly", blocks - fully),
    };
    let blocks = count(blocks as u64, "block");
    format!("           {blocks} alone{extents}, {beats} beats equal the golden models\n")
}
