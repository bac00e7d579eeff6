//! Correct samples of a test set.

use serde::Serialize;

use crate::compile::Compiled;
use crate::dataflow::evaluate_all;
use crate::diag::Bug;
use crate::network::accuracy;
use crate::tech::Mark;

/// A figure on labelled samples.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Accuracy {
    /// Samples whose result is their label.
    pub correct: usize,
    /// Samples.
    pub samples: usize,
    /// Those of them that the simulated hardware computed.
    pub in_rtl: usize,
    /// Where the results come from that were counted.
    pub source: Mark,
}

impl Accuracy {
    /// Of labelled samples, of which hardware ran those of rising `numbers` with `results`. Where it did not run
    /// all, fast models compute all.
    ///
    /// # Errors
    ///
    /// Models that give other results than hardware that remembers nothing are a [`Bug`].
    pub fn of(
        compiled: &Compiled,
        (samples, labels): (&[Vec<i64>], &[i64]),
        (numbers, results): (&[usize], &[Vec<i64>]),
    ) -> Result<Self, Bug> {
        let figure = |correct, source| Self {
            correct,
            samples: labels.len(),
            in_rtl: numbers.len(),
            source,
        };
        if numbers.len() == samples.len() {
            return Ok(figure(accuracy(results, labels), Mark::MeasuredInRtl));
        }
        let program = compiled.program(compiled.beats(samples));
        let modelled = compiled.outcomes(&evaluate_all(&compiled.graph, &program)?.results)?;
        let mut pairs = numbers.iter().zip(results);
        let differs = pairs.find(|(number, result)| modelled.get(**number) != Some(*result));
        match differs {
            Some((number, _)) if compiled.graph.forgets() => Err(Bug::new(format!(
                "test sample {number}: models give another result than the hardware that equals them"
            ))),
            _ => Ok(figure(accuracy(&modelled, labels), Mark::Modelled)),
        }
    }
}
