//! Many runs at once: each has a lane of the embedded simulator to itself.

use crate::progress;
use crate::rtl::simulate::Simulator as Engine;

use super::driver::{Driver, Ports};
use super::simulator::{Observed, Run};

/// Lanes of the embedded simulator. More do not pay: what all lanes hold outgrows the caches.
pub(super) const LANES: usize = 16;

/// At most [`LANES`] runs of one pacing, each behind the one that is interrupted.
pub(super) fn together(engine: &Engine, ports: Ports, runs: &[Run<'_>]) -> Vec<Observed> {
    let mut engine = engine.lanes::<LANES>();
    let interruption = runs.first().map_or(0, |run| run.pacing.interruption());
    if interruption > 0 {
        let limit = |run: &Run<'_>| run.limit.min(interruption);
        after_reset(&mut engine, ports, runs.iter().map(|run| Run { limit: limit(run), ..*run }));
    }
    after_reset(&mut engine, ports, runs.iter().copied())
}

fn after_reset<'r>(
    engine: &mut Engine<LANES>,
    ports: Ports,
    runs: impl Iterator<Item = Run<'r>>,
) -> Vec<Observed> {
    let mut drivers: Vec<Driver<'_>> =
        runs.enumerate().map(|(lane, run)| Driver::new(engine, (ports, lane), run)).collect();
    let given = progress::count("beats", drivers.iter().map(Driver::expected).sum());
    engine.reset();
    // A run that is over waits for the others.
    while drivers
        .iter_mut()
        .map(|driver| driver.drive(engine))
        .fold(false, |any, cycle| any | cycle.is_some())
    {
        drivers.iter_mut().for_each(|driver| driver.note(engine));
        engine.clock();
        given.reach(drivers.iter().map(Driver::given).sum());
    }
    drivers.into_iter().map(Driver::observed).collect()
}
