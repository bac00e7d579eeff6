//! Correct samples of a test set.

use serde::Serialize;

use crate::compile::{CompileError, Compiled};
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
    ) -> Result<Self, CompileError> {
        let figure = |results: &[Vec<i64>], source| -> Result<Self, CompileError> {
            let correct = accuracy(&compiled.answers(results)?, labels);
            Ok(Self { correct, samples: labels.len(), in_rtl: numbers.len(), source })
        };
        if numbers.len() == samples.len() {
            return figure(results, Mark::MeasuredInRtl);
        }
        let program = compiled.program(compiled.beats(samples));
        let modelled = compiled.outcomes(&evaluate_all(&compiled.graph, &program)?.results)?;
        let mut pairs = numbers.iter().zip(results);
        let differs = pairs.find(|(number, result)| modelled.get(**number) != Some(*result));
        match differs {
            Some((number, _)) if compiled.graph.forgets() => Err(Bug::new(format!(
                "test sample {number}: models give another result than the hardware that equals them"
            ))
            .into()),
            _ => figure(&modelled, Mark::Modelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::compile::compile;
    use crate::cosim::stimulus;
    use crate::design::Design;

    /// Of 40 samples hardware ran three: all are counted as the network's definition recognizes them, and three that
    /// hardware gives otherwise are a bug.
    #[test]
    fn what_hardware_did_not_run_is_counted_by_models() {
        let design = Design::read(Path::new("designs/digits_mlp.yaml")).unwrap();
        let compiled = compile(design).unwrap();
        let samples = stimulus(&compiled.input(), 40, 3);
        let network = compiled.network.as_ref().unwrap();
        let results: Vec<Vec<i64>> =
            samples.iter().map(|sample| network.evaluate(sample)).collect();
        // Every third label is another one.
        let other =
            |(number, result): (usize, &Vec<i64>)| (result[0] + i64::from(number % 3 == 0)) % 10;
        let labels: Vec<i64> = results.iter().enumerate().map(other).collect();
        let numbers = [0, 17, 39];
        let ran = |numbers: &[usize]| -> Vec<Vec<i64>> {
            numbers.iter().map(|number| results[*number].clone()).collect()
        };
        let of = |numbers: &[usize], run: &[Vec<i64>]| {
            Accuracy::of(&compiled, (&samples, &labels), (numbers, run))
        };
        let some = of(&numbers, &ran(&numbers)).unwrap();
        assert_eq!((some.correct, some.samples, some.in_rtl), (26, 40, 3));
        assert_eq!(some.source, Mark::Modelled);
        let every: Vec<usize> = (0..40).collect();
        let all = of(&every, &results).unwrap();
        assert_eq!((all.correct, all.in_rtl, all.source), (26, 40, Mark::MeasuredInRtl));
        let mut wrong = ran(&numbers);
        wrong[1][0] = (wrong[1][0] + 1) % 10;
        let bug = of(&numbers, &wrong).unwrap_err().to_string();
        assert!(bug.contains("test sample 17"), "{bug}");
    }
}
