//! Whole data sets: fast models where blocks have them, on several cores.

use std::fmt;
use std::num::NonZero;
use std::slice;
use std::thread;

use serde::Serialize;

use crate::blocks::{Beat, Instructions};
use crate::diag::Bug;

use super::evaluator::Evaluator;
use crate::dataflow::command::{Command, Commands};
use crate::dataflow::wired::Wired;

/// Samples that are computed by the golden models too.
const COMPARED: usize = 16;

/// Fewest samples that are worth a thread.
const PER_THREAD: usize = 32;

/// The results of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Beats in order: for each sample those of its result.
    pub results: Vec<Beat>,
    /// What computed them.
    pub means: Means,
}

/// What computed results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Means {
    /// Instructions that fast models used; `None` where no block has one, so that golden models gave
    /// all results.
    pub fast_instructions: Option<&'static str>,
    /// Threads.
    pub threads: usize,
    /// Samples, from the first, that golden models computed too, with equal results.
    pub samples_compared: usize,
}

impl fmt::Display for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = match self.threads {
            1 => "1 thread".to_string(),
            threads => format!("{threads} threads"),
        };
        match self.fast_instructions {
            None => write!(f, "golden model ({threads})"),
            Some(name) => write!(f, "golden model (fast evaluator, {name}, {threads})"),
        }
    }
}

/// The results of all samples, each by itself or, where a block never forgets, one after the other from
/// its first state; beats are commands where weights can be written. The first samples are computed by
/// the golden models too.
///
/// # Errors
///
/// A fast model that gives another result than the golden one is a [`Bug`].
pub fn evaluate_all(graph: &Wired, beats: &[Beat]) -> Result<Evaluation, Bug> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let samples = beats.len() / beats_per_sample(graph);
    let threads = match graph.blocks().any(|block| block.forgets_after().is_none()) {
        true => 1,
        false => cores.min(samples / PER_THREAD).max(1),
    };
    evaluate_on(graph, beats, Instructions::detected(), threads)
}

fn evaluate_on(
    graph: &Wired,
    beats: &[Beat],
    instructions: Instructions,
    threads: usize,
) -> Result<Evaluation, Bug> {
    let frame = beats_per_sample(graph);
    let share = beats.len().div_ceil(frame).div_ceil(threads).max(1) * frame;
    let parts: Vec<_> = thread::scope(|scope| {
        let (first, others) = beats.split_at(share.min(beats.len()));
        let start = |beats| scope.spawn(move || fire(graph, beats, instructions));
        let others: Vec<_> = others.chunks(share).map(start).collect();
        let first = fire(graph, first, instructions);
        let panicked = |_| Err(Bug::new("a thread of the fast evaluator panicked"));
        let others = others.into_iter().map(|thread| thread.join().unwrap_or_else(panicked));
        std::iter::once(first).chain(others).collect()
    });
    let mut results = vec![];
    let mut is_fast = false;
    for part in parts {
        let (given, fast) = part?;
        results.extend(given);
        is_fast |= fast;
    }
    let samples_compared = if is_fast { compare(graph, beats, &results)? } else { 0 };
    let fast_instructions = is_fast.then(|| instructions.name());
    Ok(Evaluation { results, means: Means { fast_instructions, threads, samples_compared } })
}

/// Results of beats from the blocks' first state, and whether a fast model took part.
fn fire(
    graph: &Wired,
    beats: &[Beat],
    instructions: Instructions,
) -> Result<(Vec<Beat>, bool), Bug> {
    let (mut evaluator, is_fast) = Evaluator::fast(graph, instructions)?;
    Ok((evaluator.evaluate(beats), is_fast))
}

/// Compares the first results with those of the golden models; gives the number of samples.
fn compare(graph: &Wired, beats: &[Beat], results: &[Beat]) -> Result<usize, Bug> {
    let mut golden = Evaluator::new(graph)?;
    let commands = Commands::of(graph);
    let is_load = |beat: &Beat| {
        let command = commands.as_ref().map(|commands| commands.read(beat));
        matches!(command, Some(Command::Load(_)))
    };
    let frame = beats_per_sample(graph);
    let mut results = results.iter();
    let mut taken = 0;
    for beat in beats {
        let sample = taken / frame;
        taken += usize::from(!is_load(beat));
        if taken > COMPARED * frame {
            return Ok(COMPARED);
        }
        for expected in golden.evaluate(slice::from_ref(beat)) {
            let result = results.next();
            if result == Some(&expected) {
                continue;
            }
            let cause = format!(
                "graph `{}`, sample {sample}: the fast evaluator gives {}, the golden model {expected:?}",
                graph.name,
                result.map_or("nothing".into(), |beat| format!("{beat:?}")),
            );
            return Err(Bug::new(cause));
        }
    }
    Ok(taken.div_ceil(frame))
}

fn beats_per_sample(graph: &Wired) -> usize {
    (graph.beats_per_sample() as usize).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::cim_array::Array;
    use crate::blocks::cim_array::CimArray;
    use crate::blocks::digitizer::Conversion;
    use crate::blocks::relu::Relu;
    use crate::blocks::{BlockSpec, Stream, StreamType};
    use crate::dataflow::{Edge, Origin};
    use crate::num::Format;

    /// A block between the input and the output.
    fn graph(spec: impl Into<BlockSpec>) -> Wired {
        let spec: BlockSpec = spec.into();
        let interface = spec.as_block().interface();
        let shape = |stream: &Stream| (stream.beat.lanes(), stream.beat.formats().next().unwrap());
        let (lanes, format) = shape(&interface.inputs[0]);
        let mut graph = crate::dataflow::Graph::new("one", StreamType::lanes_of(lanes, format));
        let block = graph.add("block", spec, Origin::default());
        graph.connect(graph.input(), block, Edge { from: 0, lanes, port: 0, to: 0 });
        let (lanes, format) = shape(&interface.outputs[0]);
        let output = graph.add_output(StreamType::lanes_of(lanes, format));
        graph.connect(block, output, Edge { from: 0, lanes, port: 0, to: 0 });
        Wired::new(graph).unwrap()
    }

    fn clipping_tile() -> Wired {
        let array = Array { digitizer: Conversion::clip(2), ..Array::new(9, 2, Format::signed(3)) };
        let weights = vec![vec![3, -4, 1, 2, -1, 3, 3, -1, 0], vec![-1; 9]];
        graph(CimArray::new(array, Format::signed(4), weights))
    }

    fn beats(count: usize) -> Vec<Beat> {
        let mut rng = fastrand::Rng::with_seed(3);
        (0..count).map(|_| (0..9).map(|_| rng.i64(-8..8)).collect()).collect()
    }

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        let graph = clipping_tile();
        let beats = beats(101);
        let mut golden = Evaluator::new(&graph).unwrap();
        let expected = golden.evaluate(&beats);
        for threads in [1, 2, 3, 7, 101, 200] {
            let instructions = Instructions::detected();
            let evaluation = evaluate_on(&graph, &beats, instructions, threads).unwrap();
            assert_eq!(evaluation.results, expected, "{threads} threads");
            assert_eq!(evaluation.means.fast_instructions, Some(instructions.name()));
            assert_eq!(evaluation.means.samples_compared, COMPARED);
        }
        assert_eq!(evaluate_all(&graph, &[]).unwrap().results, Vec::<Beat>::new());
        assert_eq!(evaluate_all(&graph, &beats[..1]).unwrap().means.samples_compared, 1);
    }

    #[test]
    fn a_result_that_is_not_the_golden_one_is_a_bug() {
        let graph = clipping_tile();
        let beats = beats(20);
        let mut results = evaluate_all(&graph, &beats).unwrap().results;
        results[15][1] += 1;
        let bug = compare(&graph, &beats, &results).unwrap_err().to_string();
        assert!(bug.contains("graph `one`, sample 15: the fast evaluator gives"), "{bug}");
    }

    #[test]
    fn golden_models_alone_are_called_so() {
        let graph = graph(Relu { lanes: 9, input: Format::signed(4) });
        let means = evaluate_all(&graph, &beats(3)).unwrap().means;
        assert_eq!(means.to_string(), "golden model (1 thread)");
        assert_eq!((means.fast_instructions, means.samples_compared), (None, 0));
    }
}
