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

    /// Some lines.
    pub(super) fn text(&self, verification: &[CosimResult]) -> String {
        let Self { random, extremes, own, by_definition, testbench, .. } = self;
        let mut kinds = vec![count(*random as u64, "corner and random sample")];
        kinds.extend((extremes.of > 0).then(|| format!("{} at ends of sums", part(*extremes))));
        kinds.extend((own.of > 0).then(|| format!("{} of the test set", part(*own))));
        let mut lines = vec![kinds.join(", ")];
        lines.push(match by_definition.run == by_definition.of {
            true => "golden models by the definition for all".to_string(),
            false => format!(
                "golden models by the definition for {}, equal fast models for all",
                part(*by_definition)
            ),
        });
        lines.extend(verification.iter().filter_map(|result| {
            let cycles = result.inside_cycles?;
            // What many runs begin with is looked into in a run of its own.
            let last = result.last_cycle.filter(|_| result.runs.is_none());
            let all = last.map_or(cycles, |last| last + 1);
            let share = part(Share { run: cycles as usize, of: all as usize });
            Some(format!("every stream inside for {share} cycles"))
        }));
        if testbench.run < testbench.of {
            lines.push(format!("{} in the testbench", part(*testbench)));
        }
        format!("covered    {}\n", lines.join("\n           "))
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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn result(inside_cycles: Option<u64>) -> CosimResult {
        CosimResult {
            simulator: "embedded".into(),
            seed: None,
            beats: 1,
            values: 1,
            runs: None,
            paced: false,
            last_cycle: Some(8366),
            inside_cycles,
            mismatch: None,
            divergence: None,
        }
    }

    #[test]
    fn what_was_covered_is_said_and_what_was_not() {
        let share = |run, of| Share { run, of };
        let all = Coverage {
            level: Level::Usual,
            random: 64,
            extremes: share(0, 0),
            own: share(0, 0),
            by_definition: share(64, 64),
            testbench: share(64, 64),
        };
        let some = Coverage {
            extremes: share(128, 1024),
            own: share(1320, 10000),
            by_definition: share(144, 1512),
            testbench: share(1233, 1512),
            ..all
        };
        let text = all.text(&[result(None)])
            + &alone(Alone { blocks: 1, fully: 1, beats: 2054 })
            + &some.text(&[result(Some(2048))])
            + &alone(Alone { blocks: 69, fully: 8, beats: 29000 })
            + &some.text(&[result(Some(8367))])
            + &alone(Alone { blocks: 69, fully: 0, beats: 14000 });
        expect![[r#"
            covered    64 corner and random samples
                       golden models by the definition for all
                       1 block alone, 2054 beats equal the golden models
            covered    64 corner and random samples, 128 of 1024 at ends of sums, 1320 of 10000 of the test set
                       golden models by the definition for 144 of 1512, equal fast models for all
                       every stream inside for 2048 of 8367 cycles
                       1233 of 1512 in the testbench
                       69 blocks alone, 8 of them fully and 61 briefly, 29000 beats equal the golden models
            covered    64 corner and random samples, 128 of 1024 at ends of sums, 1320 of 10000 of the test set
                       golden models by the definition for 144 of 1512, equal fast models for all
                       every stream inside for 8367 cycles
                       1233 of 1512 in the testbench
                       69 blocks alone, all briefly, 14000 beats equal the golden models
        "#]].assert_eq(&text);
    }
}
