//! Loads and the pixels that no result needs: every stream of a network on images is what the models say while weights
//! are written.

use fastrand::Rng;

use crate::blocks::Beat;
use crate::blocks::cim_array::{Array, Storage};
use crate::cosim::{Divergence, Embedded, Pacing, Run, locate, marks};
use crate::dataflow::{Commands, Evaluator, Wired, lower};
use crate::elaborate::elaborate;
use crate::network::random::{random, sharing};
use crate::num::Format;
use crate::rtl::{Bits, validate};

/// Samples that each network is run on.
const SAMPLES: usize = 5;

/// All weights, and then samples with a random load before each.
fn program(rng: &mut Rng, graph: &Wired, commands: &Commands) -> Vec<Beat> {
    let sample = graph.node(graph.input()).interface().outputs.remove(0).beat;
    let mut program = commands.preamble();
    for _ in 0..SAMPLES {
        program.push(commands.random_load(rng));
        let beats = 0..graph.beats_per_sample();
        program.extend(beats.map(|_| commands.sample(&sample.random(rng))));
    }
    program
}

/// The first stream that departs from the models.
fn departs(graph: &Wired, commands: &Commands, program: &[Beat]) -> Option<Divergence> {
    let elaborated = elaborate(graph).unwrap();
    let design = validate(&elaborated.netlist, elaborated.top).unwrap();
    let width = commands.beat().width().next_multiple_of(8);
    let packed = |beat: &Beat| Bits::from_words(width, commands.beat().pack(beat).words());
    let (beats, lasts): (Vec<Bits>, _) =
        (program.iter().map(packed).collect(), marks(program.len()));
    let outputs = SAMPLES * graph.rates().beats_per_result() as usize;
    let run = Run { beats: &beats, lasts: &lasts, outputs, pacing: Pacing::Full, limit: 1 << 20 };
    let (golden, mut embedded) = (Evaluator::new(graph).unwrap(), Embedded::new(design).unwrap());
    locate((design, graph), golden, program, run, &mut embedded).unwrap()
}

#[test]
fn loads_wait_for_pixels_that_no_result_needs() {
    let mut drained = 0;
    for seed in 0..240 {
        let rng = &mut Rng::with_seed(seed);
        let array = Array::new(rng.usize(1..20), rng.usize(1..6), Format::signed(3));
        let count = rng.bool().then(|| rng.usize(1..4));
        let array = Array { storage: Storage::Ram, ..array };
        let network = sharing(random(rng, &array), count);
        let graph = lower("images", &network).unwrap();
        let commands = Commands::of(&graph).filter(|commands| !commands.drains.is_empty());
        let Some(commands) = commands else { continue };
        drained += 1;
        let program = program(rng, &graph, &commands);
        let found = departs(&graph, &commands, &program);
        assert!(found.is_none(), "seed {seed}: {found:?} in {network:?}");
    }
    assert!(drained > 20, "few of the networks leave pixels out: {drained}");
}
