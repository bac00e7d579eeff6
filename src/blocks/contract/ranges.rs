//! What lanes can be, and what they depend on.

use crate::blocks::{Beat, Block, BlockSpec, Interface, Stream};
use crate::num::{Format, Range};

/// One seed for all; failures print the block.
const SEED: u64 = 22;

/// What lanes of the inputs may be: all codes, a part of them or one of them.
fn narrowed(interface: &Interface, rng: &mut fastrand::Rng) -> Vec<Vec<Range>> {
    let mut range = |format: Format| {
        let mut code = || rng.i64(format.codes());
        let (a, b) = (code(), code());
        match rng.u8(..3) {
            0 => format.codes(),
            1 => a..=a,
            _ => a.min(b)..=a.max(b),
        }
    };
    let ports = interface.inputs.iter();
    ports.map(|stream| stream.beat.formats().map(&mut range).collect()).collect()
}

fn drawn(ranges: &[Vec<Range>], rng: &mut fastrand::Rng) -> Vec<Beat> {
    let mut draw = |range: &Range| match rng.u8(..4) {
        0 => *range.start(),
        1 => *range.end(),
        _ => rng.i64(range.clone()),
    };
    ranges.iter().map(|lanes| lanes.iter().map(&mut draw).collect()).collect()
}

/// What the golden model gives for each firing on its own.
fn given(block: &dyn Block, firings: &[Vec<Beat>]) -> Vec<Beat> {
    let mut golden = block.golden();
    firings.iter().flat_map(|inputs| golden.fire(inputs)).collect()
}

#[test]
fn results_are_within_their_ranges() {
    let mut rng = fastrand::Rng::with_seed(SEED);
    for spec in BlockSpec::examples() {
        let block = spec.as_block();
        for _ in 0..20 {
            let inputs = narrowed(&block.interface(), &mut rng);
            let ranges = block.ranges(&inputs);
            let firings: Vec<Vec<Beat>> = (0..50).map(|_| drawn(&inputs, &mut rng)).collect();
            for beat in given(block, &firings) {
                assert_eq!(beat.len(), ranges.len(), "{spec:?}");
                let within = beat.iter().zip(&ranges).all(|(code, range)| range.contains(code));
                assert!(within, "{spec:?} gives {beat:?} for {inputs:?}, not {ranges:?}");
            }
        }
    }
}

#[test]
fn what_is_ignored_changes_nothing() {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let mut tried = 0;
    for spec in BlockSpec::examples() {
        let block = spec.as_block();
        let all: Vec<Vec<Range>> = block.interface().inputs.iter().map(codes).collect();
        for lane in (0..all[0].len()).filter(|lane| block.ignores(*lane)) {
            let before = drawn(&all, &mut rng);
            let mut after = before.clone();
            after[0][lane] = drawn(&all, &mut rng)[0][lane];
            let beats = [before, after].map(|inputs| given(block, &[inputs]));
            assert_eq!(beats[0], beats[1], "{spec:?} does not ignore lane {lane}");
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn lanes_depend_on_nothing_else_and_never_fall() {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let lanewise = BlockSpec::examples().into_iter().filter(|spec| spec.as_block().is_lanewise());
    for spec in lanewise {
        let block = spec.as_block();
        let all: Vec<Vec<Range>> = block.interface().inputs.iter().map(codes).collect();
        for _ in 0..50 {
            let (before, other) = (drawn(&all, &mut rng), drawn(&all, &mut rng));
            let port = rng.usize(..before.len());
            let lane = rng.usize(..before[port].len());
            let mut after = before.clone();
            after[port][lane] = other[port][lane];
            let rises = before[port][lane] <= after[port][lane];
            let beats = given(block, &[before, after]);
            for (at, (was, is)) in beats[0].iter().zip(&beats[1]).enumerate() {
                let kept = if at == lane { (was <= is) == rises || was == is } else { was == is };
                assert!(kept, "{spec:?}: lane {at} after lane {lane} of port {port}");
            }
        }
    }
}

fn codes(stream: &Stream) -> Vec<Range> {
    stream.beat.formats().map(Format::codes).collect()
}
