//! Two designs side by side on the same random inputs.

use crate::rtl::bits::Bits;
use crate::rtl::module::Direction;
use crate::rtl::validate::Validated;

use super::simulator::Simulator;

/// Where two designs first differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Clock cycle, from 0.
    pub cycle: usize,
    /// Output port.
    pub port: String,
    /// Value of it in each design; `None` in one that lacks the port or has it in another width.
    pub values: [Option<Bits>; 2],
}

/// Runs both designs for `cycles` cycles on equal inputs and gives the first output that differs.
///
/// Inputs come from `seed`: random words, often all zeros or all ones, often the last ones again. Both
/// are reset at random, not at first, so state before a reset is compared as well.
pub fn first_difference(
    designs: [Validated<'_>; 2],
    cycles: usize,
    seed: u64,
) -> Option<Difference> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let [inputs, outputs] = [Direction::Input, Direction::Output]
        .map(|direction| designs[0].top().ports_of(direction).cloned().collect::<Vec<_>>());
    let mut simulators = designs.map(Simulator::new);
    for cycle in 0..cycles {
        for input in &inputs {
            let Some(value) = stimulus(&mut rng, input.width) else { continue };
            for simulator in &mut simulators {
                if let Some(port) = simulator.input(&input.name) {
                    simulator.set(port, &value);
                }
            }
        }
        for output in &outputs {
            let values = [0, 1].map(|side: usize| {
                let found = designs[side].top().port(&output.name)?;
                let same = designs[side].top().signal(found.signal).width == output.width;
                let port = simulators[side].output(&output.name).filter(|_| same)?;
                Some(simulators[side].get(port))
            });
            if values[0] != values[1] || values[0].is_none() {
                return Some(Difference { cycle, port: output.name.clone(), values });
            }
        }
        let reset = rng.u32(0..16) == 0;
        for simulator in &mut simulators {
            if reset { simulator.reset() } else { simulator.clock() }
        }
    }
    None
}

/// A new value for an input, or `None` for the last one.
fn stimulus(rng: &mut fastrand::Rng, width: u32) -> Option<Bits> {
    match rng.u32(0..8) {
        0 => None,
        1 => Some(Bits::zero(width)),
        2 => Some(Bits::ones(width)),
        _ => {
            let words: Vec<u64> = (0..width.div_ceil(64)).map(|_| rng.u64(..)).collect();
            Some(Bits::from_words(width, &words))
        }
    }
}
