//! What came against what must come.

use serde::Serialize;

use crate::blocks::{Beat, StreamType};

use super::divergence::{Divergence, Signal};
use super::simulator::Observed;

impl Mismatch {
    /// What is wrong inside, and does not show at the design's ends.
    pub(crate) fn of(found: &Divergence) -> Self {
        let level = |value: Option<i64>| value.map_or("x".into(), |value| value.to_string());
        let (observed, expected) = (level(found.observed), level(found.expected));
        let what = match found.signal {
            Signal::Tdata => String::new(),
            Signal::Tvalid => format!("`{}_tvalid` ", found.stream),
            Signal::Tready => format!("`{}_tready` ", found.stream),
            Signal::Tlast => format!("`{}_tlast` ", found.stream),
        };
        Self {
            node: found.node.clone(),
            run: None,
            beat: found.beat,
            cycle: Some(found.cycle),
            lane: found.lane,
            bit: found.bit,
            what: format!("{what}is {observed}, must be {expected}"),
        }
    }
}

/// What the golden model and the schedule say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The output stream.
    pub stream: &'a StreamType,
    /// Output beats.
    pub beats: &'a [Beat],
    /// Which of them end a sample.
    pub lasts: &'a [bool],
    /// Rising edges at which input beats are taken and output beats given.
    pub cycles: (&'a [u64], &'a [u64]),
    /// Whether beats are held back at random.
    pub paced: bool,
}

/// The outcome of one comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CosimResult {
    /// Which simulator.
    pub simulator: String,
    /// Seed of the stimulus; `None` for data.
    pub seed: Option<u64>,
    /// Beats compared.
    pub beats: usize,
    /// Numbers compared.
    pub values: usize,
    /// Whether beats were held back at random.
    pub paced: bool,
    /// Runs, each from reset, that beats were shared between; `None` where one took all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<usize>,
    /// Rising edge at which the last beat came; of runs, in the longest.
    pub last_cycle: Option<u64>,
    /// Cycles, from the first, in which every stream of every node was compared too; `None` where that was not
    /// done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside_cycles: Option<u64>,
    /// The first thing that is not as it must be at the design's ends.
    pub mismatch: Option<Mismatch>,
    /// Where in the design it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub divergence: Option<Box<Divergence>>,
}

/// A difference at the design's ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Which end: `s_axis` or `m_axis`.
    pub node: String,
    /// Number of the run, from 0, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<usize>,
    /// Number of the beat among those of all runs, from 0.
    pub beat: usize,
    /// Rising edge of its run at which it came.
    pub cycle: Option<u64>,
    /// Lane, where a value differs.
    pub lane: Option<usize>,
    /// Lowest bit that differs, where a value differs.
    pub bit: Option<u32>,
    /// What must be and what is, in words.
    pub what: String,
}

impl CosimResult {
    /// Whether something was compared and nothing differs.
    pub fn passed(&self) -> bool {
        self.beats > 0 && self.mismatch.is_none()
    }
}

/// Compares an observation at the design's output.
pub fn compare(
    simulator: &str,
    seed: Option<u64>,
    expected: Expected<'_>,
    observed: &Observed,
) -> CosimResult {
    let pairs = expected.beats.iter().zip(&observed.given).enumerate();
    let mut wrong = pairs.filter_map(|(beat, (want, got))| {
        let given = expected.stream.unpack(&got.data);
        let stray = got.data != padded(expected.stream, &given, got.data.width());
        let at = |what: String| difference("m_axis", beat, Some(got.cycle), what);
        value_difference(expected.stream, "m_axis", beat, got.cycle, want, &given)
            .or_else(|| stray.then(|| at("padding bits are not zero".into())))
            .or_else(|| mark_difference("m_axis", beat, got.cycle, expected.lasts[beat], got.last))
            .or_else(|| delivered_difference(&expected, observed, beat))
    });
    let mismatch = wrong
        .next()
        .or_else(|| accepted_difference(&expected, observed))
        .or_else(|| count_difference(&expected, observed))
        .or_else(|| missing_difference(&expected, observed))
        .or_else(|| withdrawn_difference(observed));
    let beats = expected.beats.len().min(observed.given.len());
    CosimResult {
        simulator: simulator.to_string(),
        seed,
        beats,
        values: beats * expected.stream.lanes(),
        paced: expected.paced,
        runs: None,
        last_cycle: observed.given.last().map(|given| given.cycle),
        inside_cycles: None,
        mismatch,
        divergence: None,
    }
}

/// The results of several runs as one; with each are the numbers of its first beats in and out among those of
/// all runs. `None` of none.
pub fn joined(results: Vec<(CosimResult, (usize, usize))>) -> Option<CosimResult> {
    let runs = results.len();
    let shifted = results.into_iter().enumerate().map(|(run, (result, (inputs, outputs)))| {
        let mismatch = result.mismatch.map(|found| {
            let first = if found.node == "s_axis" { inputs } else { outputs };
            Mismatch { run: Some(run), beat: first + found.beat, ..found }
        });
        CosimResult { mismatch, runs: Some(runs), ..result }
    });
    shifted.reduce(|all, next| CosimResult {
        beats: all.beats + next.beats,
        values: all.values + next.values,
        last_cycle: all.last_cycle.max(next.last_cycle),
        mismatch: all.mismatch.or(next.mismatch),
        ..all
    })
}

fn padded(stream: &StreamType, beat: &[i64], width: u32) -> crate::rtl::Bits {
    crate::rtl::Bits::from_words(width, stream.pack(beat).words())
}

fn difference(node: &str, beat: usize, cycle: Option<u64>, what: String) -> Mismatch {
    Mismatch { node: node.to_string(), run: None, beat, cycle, lane: None, bit: None, what }
}

/// The first lane that differs, if one does.
fn value_difference(
    stream: &StreamType,
    node: &str,
    beat: usize,
    cycle: u64,
    want: &[i64],
    got: &[i64],
) -> Option<Mismatch> {
    let lane = want.iter().zip(got).position(|(want, got)| want != got)?;
    let format = stream.formats().nth(lane)?;
    let bit = (format.encode(want[lane]) ^ format.encode(got[lane])).trailing_zeros();
    let what = format!("{}is {}, must be {}", stream.field_name(lane), got[lane], want[lane]);
    let at = difference(node, beat, Some(cycle), what);
    Some(Mismatch { lane: Some(lane), bit: Some(bit), ..at })
}

/// The marks, if they differ.
fn mark_difference(node: &str, beat: usize, cycle: u64, want: bool, got: bool) -> Option<Mismatch> {
    let what = || format!("tlast is {}, must be {}", u8::from(got), u8::from(want));
    (got != want).then(|| difference(node, beat, Some(cycle), what()))
}

fn delivered_difference(
    expected: &Expected<'_>,
    observed: &Observed,
    beat: usize,
) -> Option<Mismatch> {
    let got = observed.given.get(beat).map(|beat| beat.cycle);
    cycle_difference(("m_axis", "given"), beat, expected.cycles.1.get(beat).copied(), got)
}

fn accepted_difference(expected: &Expected<'_>, observed: &Observed) -> Option<Mismatch> {
    let pairs = expected.cycles.0.iter().zip(&observed.accepted).enumerate();
    let mut wrong = pairs.filter_map(|(beat, (want, got))| {
        cycle_difference(("s_axis", "taken"), beat, Some(*want), Some(*got))
    });
    wrong.next()
}

/// A beat that is never taken.
fn missing_difference(expected: &Expected<'_>, observed: &Observed) -> Option<Mismatch> {
    let beat = observed.accepted.len();
    let want = expected.cycles.0.get(beat).copied()?;
    cycle_difference(("s_axis", "taken"), beat, Some(want), None)
}

fn cycle_difference(
    (node, how): (&str, &str),
    beat: usize,
    want: Option<u64>,
    got: Option<u64>,
) -> Option<Mismatch> {
    let at = |cycle: Option<u64>| cycle.map_or("never".into(), |at| format!("at cycle {at}"));
    let what = || format!("is {how} {}, must be {}", at(got), at(want));
    (want != got).then(|| difference(node, beat, got, what()))
}

fn count_difference(expected: &Expected<'_>, observed: &Observed) -> Option<Mismatch> {
    let (want, got) = (expected.beats.len(), observed.given.len());
    (want != got).then(|| {
        let last = observed.given.last().map(|given| given.cycle);
        difference("m_axis", got, last, format!("{got} beats come, {want} must come"))
    })
}

fn withdrawn_difference(observed: &Observed) -> Option<Mismatch> {
    let cycle = observed.withdrawn?;
    let beat = observed.given.iter().filter(|given| given.cycle < cycle).count();
    let what = "is offered, and changes or goes away before it is taken".to_string();
    Some(difference("m_axis", beat, Some(cycle), what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosim::Given;
    use crate::num::Format;
    use crate::rtl::Bits;

    /// Two lanes of `s3` in a byte; what is right but for `change`.
    fn found(change: impl FnOnce(&mut Observed)) -> Option<Mismatch> {
        let stream = StreamType::lanes_of(2, Format::signed(3));
        let beats: Vec<Beat> = vec![vec![1, -4], vec![2, 3], vec![0, -1]];
        let (accepted, delivered) = (vec![0, 4, 8], vec![5, 9, 13]);
        let lasts = [true, false, true];
        let given = beats.iter().zip(&delivered).enumerate().map(|(number, (beat, cycle))| Given {
            cycle: *cycle,
            data: Bits::from_words(8, stream.pack(beat).words()),
            last: lasts[number],
        });
        let mut observed =
            Observed { accepted: accepted.clone(), given: given.collect(), ..Observed::default() };
        change(&mut observed);
        let cycles = (&accepted[..], &delivered[..]);
        let expected =
            Expected { stream: &stream, beats: &beats, lasts: &lasts, cycles, paced: false };
        compare("test", None, expected, &observed).mismatch
    }

    #[test]
    fn every_kind_of_difference_is_found() {
        assert_eq!(found(|_| ()), None);
        let value = found(|seen| seen.given[1].data = Bits::from_u64(8, 0b001_010)).unwrap();
        assert_eq!(
            (value.beat, value.lane, value.bit, value.cycle),
            (1, Some(1), Some(1), Some(9))
        );
        assert_eq!(value.what, "is 1, must be 3");
        let what = |change: fn(&mut Observed)| found(change).unwrap().what;
        assert_eq!(what(|seen| seen.given[1].last = true), "tlast is 1, must be 0");
        assert_eq!(
            what(|seen| seen.given[2].cycle = 14),
            "is given at cycle 14, must be at cycle 13"
        );
        assert_eq!(what(|seen| seen.accepted[2] = 7), "is taken at cycle 7, must be at cycle 8");
        assert_eq!(
            what(|seen| seen.given[0].data = Bits::from_u64(8, 0b11_100_001)),
            "padding bits are not zero"
        );
        assert_eq!(what(|seen| seen.given.truncate(2)), "2 beats come, 3 must come");
        assert_eq!(
            what(|seen| seen.given.push(seen.given[2].clone())),
            "4 beats come, 3 must come"
        );
        assert_eq!(what(|seen| seen.accepted.truncate(2)), "is taken never, must be at cycle 8");
        assert_eq!(
            what(|seen| seen.withdrawn = Some(7)),
            "is offered, and changes or goes away before it is taken"
        );
    }

    #[test]
    fn comparing_nothing_is_no_success() {
        let stream = StreamType::lanes_of(1, Format::unsigned(1));
        let expected =
            Expected { stream: &stream, beats: &[], lasts: &[], cycles: (&[], &[]), paced: false };
        let result = compare("test", None, expected, &Observed::default());
        assert!(result.mismatch.is_none() && !result.passed());
    }
}
