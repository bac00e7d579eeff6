//! What hardware is compared with: golden models by the definition, or fast models that they are compared with on
//! some samples, at every node.

use std::ops::Range;

use crate::blocks::{Beat, Instructions};
use crate::diag::Bug;
use crate::parallel;

use super::evaluator::Evaluator;
use super::marked::Marked;
use super::port::Token;
use crate::dataflow::wired::Wired;

/// Samples that golden models compute by the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByDefinition {
    /// All.
    All,
    /// Those of these numbers, in rising order, where samples do not depend on each other and some block has a fast
    /// model, and else all.
    Some(Vec<usize>),
}

/// Results of beats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Beats out, in order.
    pub beats: Vec<Beat>,
    /// Which of them end a sample.
    pub lasts: Vec<bool>,
    /// Samples that golden models computed by the definition.
    pub by_definition: usize,
}

/// Samples that are worth models of their own, which take time to make.
const PER_EVALUATOR: usize = 256;

/// The same where golden models are compared with fast ones.
const PER_COMPARISON: usize = 32;

/// Makes an evaluator in its first state.
type Models<'g> = dyn Fn() -> Result<Evaluator, Bug> + Sync + 'g;

/// What must come for beats with marks; where weights can be written, beats are commands. Samples that depend on
/// none before them are computed on all cores.
///
/// # Errors
///
/// A fast model that gives anything else than the golden one is a [`Bug`].
pub fn expected(
    graph: &Wired,
    run: Marked<'_>,
    by_definition: &ByDefinition,
) -> Result<Expected, Bug> {
    let frame = graph.beats_per_sample().max(1) as usize;
    let samples = run.count().div_ceil(frame);
    let golden = || Evaluator::new(graph);
    let whole = |tokens, by_definition| Ok(of(tokens, by_definition));
    if !graph.forgets() {
        return whole(fire(golden()?, run), samples);
    }
    let fast = || Ok(Evaluator::fast(graph, Instructions::detected())?.0);
    let numbers = match by_definition {
        ByDefinition::Some(numbers) if Evaluator::fast(graph, Instructions::detected())?.1 => {
            numbers
        }
        _ => return whole(in_parts(&golden, run, frame)?, samples),
    };
    let tokens = in_parts(&fast, run, frame)?;
    let samples =
        Samples { run, frame, tokens: &tokens, per: graph.rates().beats_per_result() as usize };
    let parts: Vec<&[usize]> = numbers.chunks(PER_COMPARISON).collect();
    let compared =
        parallel::map(&parts, |numbers| samples.compare(graph, (&golden, &fast), numbers));
    compared.into_iter().collect::<Result<(), Bug>>()?;
    whole(tokens, numbers.len())
}

fn of(tokens: Vec<Token>, by_definition: usize) -> Expected {
    let (beats, lasts) = tokens.into_iter().map(|token| (token.beat, token.last)).unzip();
    Expected { beats, lasts, by_definition }
}

fn fire(mut models: Evaluator, run: Marked<'_>) -> Vec<Token> {
    run.iter().flat_map(|(beat, last)| models.fire(beat, last)).collect()
}

/// Parts of some samples, each on models of its own.
fn in_parts(models: &Models<'_>, run: Marked<'_>, frame: usize) -> Result<Vec<Token>, Bug> {
    let step = PER_EVALUATOR * frame;
    let parts: Vec<Range<usize>> = (0..run.count())
        .step_by(step)
        .map(|first| first..(first + step).min(run.count()))
        .collect();
    let parts = parallel::map(&parts, |part| Ok(fire(models()?, run.part(part.clone()))));
    let parts: Vec<Vec<Token>> = parts.into_iter().collect::<Result<_, Bug>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// Samples with what fast models make of them.
struct Samples<'r> {
    run: Marked<'r>,
    /// Beats of a sample.
    frame: usize,
    tokens: &'r [Token],
    /// Beats of a result.
    per: usize,
}

impl Samples<'_> {
    /// Compares what golden and fast models give at every node for the samples of these numbers.
    fn compare(
        &self,
        graph: &Wired,
        (golden, fast): (&Models<'_>, &Models<'_>),
        numbers: &[usize],
    ) -> Result<(), Bug> {
        let (mut golden, mut fast) = (golden()?, fast()?);
        let order = graph.order();
        let output = graph.output()?;
        for sample in numbers {
            let differ =
                |node, got: &[Token], want: &[Token]| differ(graph, *sample, (node, got, want));
            let mut given = vec![];
            let first = sample * self.frame;
            let end = (first + self.frame).min(self.run.count());
            for (beat, last) in self.run.part(first..end).iter() {
                let mut want = golden.trace(beat, last);
                let got = fast.trace(beat, last);
                if let Some(node) = order.iter().find(|node| want[node] != got[node]) {
                    return Err(differ(*node, &got[node], &want[node]));
                }
                given.extend(want.remove(&output).unwrap_or_default());
            }
            let first = sample * self.per;
            let kept = self.tokens.get(first..first + given.len()).unwrap_or_default();
            if kept != given {
                return Err(differ(output, kept, &given));
            }
        }
        Ok(())
    }
}

fn differ(
    graph: &Wired,
    sample: usize,
    (node, got, want): (crate::dataflow::NodeId, &[Token], &[Token]),
) -> Bug {
    let beats = |tokens: &[Token]| {
        tokens.iter().map(|token| format!("{:?}", token.beat)).collect::<Vec<_>>().join(", ")
    };
    Bug::new(format!(
        "graph `{}`, sample {sample}, node `{}`: the fast model gives {}, the golden model {}",
        graph.name,
        graph.node(node).name,
        beats(got),
        beats(want)
    ))
}

#[cfg(test)]
mod tests;
