//! Drives a block's module in the embedded simulator and watches its handshakes.

use crate::blocks::{Beat, Interface, Stream};
use crate::rtl::mutate::{Channel, Trace};
use crate::rtl::simulate::{InputPort, OutputPort, Simulator};
use crate::rtl::{Bits, ModuleId, Netlist, validate};

/// Who holds beats back.
#[derive(Clone, Copy, Debug)]
pub enum Pacing {
    /// Every stream always offers and always takes.
    Full,
    /// Each stream offers and takes at random.
    Random(u64),
}

/// What was seen.
#[derive(Debug, PartialEq)]
pub struct Run {
    /// For every firing the edge at which its last input was taken.
    pub accepted: Vec<u64>,
    /// For every beat given the edge at which it was.
    pub delivered: Vec<u64>,
    /// The beats given.
    pub beats: Vec<Beat>,
    /// Whether each ended a sample.
    pub lasts: Vec<bool>,
}

struct Driver {
    stream: Stream,
    data: InputPort,
    valid: InputPort,
    last: InputPort,
    ready: OutputPort,
    /// Number of the next beat and whether it is offered: what lies on the wires.
    next: usize,
    offering: bool,
    /// What lay there when the wires were last set.
    lies: Option<(usize, bool)>,
    taken: Vec<u64>,
}

struct Monitor {
    stream: Stream,
    data: OutputPort,
    valid: OutputPort,
    last: OutputPort,
    ready: InputPort,
    standing: Option<(Bits, u64)>,
    given: Vec<(u64, Beat, bool)>,
}

/// Whether firing `number` ends a sample in these benches.
pub fn ends_sample(number: usize) -> bool {
    number % 3 == 2
}

/// Cycles of a spell of back-pressure, long enough to fill a block.
const SPELL: u64 = 16;

/// In every cycle one for each of `streams` streams, inputs first and the output last, whether it may
/// move. Held back, each moves at random in half of its spells, and always or never in the others.
pub fn chances(pacing: Pacing, streams: usize) -> impl FnMut() -> bool {
    let mut rng = match pacing {
        Pacing::Full => None,
        Pacing::Random(seed) => Some(fastrand::Rng::with_seed(seed)),
    };
    let mut spells = vec![0; streams];
    let (mut stream, mut cycle) = (0, 0);
    move || {
        let Some(rng) = &mut rng else { return true };
        if cycle % SPELL == 0 {
            spells[stream] = rng.u8(..4);
        }
        let spell = spells[stream];
        stream = (stream + 1) % streams;
        cycle += u64::from(stream == 0);
        let may = rng.bool();
        match spell {
            0 => false,
            1 => true,
            _ => may,
        }
    }
}

/// Cycles that run before a run with back-pressure and are ended by a reset.
pub fn interruption(pacing: Pacing) -> u64 {
    match pacing {
        Pacing::Full => 0,
        Pacing::Random(seed) => SPELL + 7 * (seed % 8),
    }
}

/// Cycles that are watched for a beat too many.
const DRAIN: u64 = 32;

/// What moves in a bench.
struct Bench<'a> {
    simulator: Simulator,
    interface: &'a Interface,
    firings: &'a [Vec<Beat>],
    outputs: usize,
    pacing: Pacing,
}

/// A module ready to be run; `None` where it is not valid.
pub fn ready(module: (&Netlist, ModuleId)) -> Option<Simulator> {
    validate(module.0, module.1).ok().map(Simulator::new)
}

/// Runs `firings` through a module, from its first state, until all are taken and `outputs` beats given; `None` where
/// it hangs, gives more, or breaks the handshake's rules.
pub fn run(
    ready: &Simulator,
    interface: &Interface,
    firings: &[Vec<Beat>],
    outputs: usize,
    pacing: Pacing,
) -> Option<Run> {
    Bench { simulator: ready.lanes(), interface, firings, outputs, pacing }.run()
}

/// The same, kept edge by edge.
pub fn trace(
    module: (&Netlist, ModuleId),
    interface: &Interface,
    firings: &[Vec<Beat>],
    outputs: usize,
    pacing: Pacing,
) -> Option<Trace> {
    let design = validate(module.0, module.1).ok()?;
    let mut simulator = Simulator::new(design);
    simulator.record();
    let mut bench = Bench { simulator, interface, firings, outputs, pacing };
    bench.run()?;
    let inputs = interface.inputs.iter().map(|stream| Channel::new(&stream.name, &[]));
    let outputs = interface.outputs.iter();
    let outputs = outputs.map(|stream| Channel::new(&stream.name, &["tdata", "tlast"]));
    let skipped = interruption(pacing) as usize + 1;
    Trace::new(design, inputs.chain(outputs).collect(), bench.simulator.recorded(), skipped)
}

impl Bench<'_> {
    fn run(&mut self) -> Option<Run> {
        let interruption = interruption(self.pacing);
        if interruption > 0 {
            self.after_reset(|_| interruption)?;
        }
        // Far beyond what any block takes from one beat to the next: a watchdog, not an expectation.
        let patience = 1000 + 500 * self.firings.len() as u64;
        let (drivers, monitor, done) = self.after_reset(|moved| moved + patience)?;
        let right = done && monitor.given.len() == self.outputs;
        right.then(|| summarize(&drivers, monitor, self.firings.len()))
    }

    /// Cycles from reset, at most up to what `limit` makes of the last one in which a beat moved; whether all was taken
    /// and given in them.
    fn after_reset(&mut self, limit: impl Fn(u64) -> u64) -> Option<(Vec<Driver>, Monitor, bool)> {
        let Self { simulator, interface, firings, outputs, pacing } = self;
        let drivers = interface.inputs.iter().map(|stream| Driver::new(simulator, stream));
        let mut drivers: Vec<Driver> = drivers.collect::<Option<_>>()?;
        let mut monitor = Monitor::new(simulator, interface.outputs.first()?)?;
        let mut chance = chances(*pacing, drivers.len() + 1);
        simulator.reset();
        let (mut end, mut taken, mut moved, mut done) = (limit(0), 0, 0, false);
        for cycle in 0.. {
            if cycle >= end || monitor.given.len() > *outputs {
                break;
            }
            for (index, driver) in drivers.iter_mut().enumerate() {
                driver.offer(simulator, index, firings, chance());
            }
            let ready = chance();
            simulator.set(monitor.ready, &Bits::from_u64(1, u64::from(ready)));
            taken += drivers.iter_mut().filter_map(|driver| driver.watch(simulator, cycle)).count();
            monitor.watch(simulator, cycle, ready)?;
            simulator.clock();
            let now = monitor.given.len() + taken;
            if !done && now > moved {
                (moved, end) = (now, limit(cycle));
            }
            let all = taken == firings.len() * drivers.len();
            if !done && all && monitor.given.len() == *outputs {
                (done, end) = (true, end.min(cycle + DRAIN));
            }
        }
        Some((drivers, monitor, done))
    }
}

fn summarize(drivers: &[Driver], monitor: Monitor, firings: usize) -> Run {
    let taken = |n: usize| drivers.iter().map(|driver| driver.taken[n]).max().unwrap_or(0);
    let mut run = Run {
        accepted: (0..firings).map(taken).collect(),
        delivered: vec![],
        beats: vec![],
        lasts: vec![],
    };
    for (cycle, beat, last) in monitor.given {
        run.delivered.push(cycle);
        run.beats.push(beat);
        run.lasts.push(last);
    }
    run
}

impl Driver {
    fn new(simulator: &Simulator, stream: &Stream) -> Option<Self> {
        let input = |end: &str| simulator.input(&format!("{}_{end}", stream.name));
        Some(Self {
            stream: stream.clone(),
            data: input("tdata")?,
            valid: input("tvalid")?,
            last: input("tlast")?,
            ready: simulator.output(&format!("{}_tready", stream.name))?,
            next: 0,
            offering: false,
            lies: None,
            taken: vec![],
        })
    }

    /// Offers the next beat if `may`; an offer once made stands. Idle wires carry the complement of the beat
    /// that comes next: what is taken too early is wrong.
    fn offer(&mut self, simulator: &mut Simulator, index: usize, firings: &[Vec<Beat>], may: bool) {
        self.offering = self.next < firings.len() && (self.offering || may);
        let lies = (self.next, self.offering);
        if self.lies.replace(lies) == Some(lies) {
            return;
        }
        let beat = firings.get(self.next).map(|beats| self.stream.beat.pack(&beats[index]));
        let beat = beat.unwrap_or_else(|| Bits::zero(self.stream.beat.width()));
        let data = if self.offering { beat } else { beat.complement() };
        let last = self.offering == ends_sample(self.next);
        simulator.set(self.data, &data);
        simulator.set(self.valid, &Bits::from_u64(1, self.offering.into()));
        simulator.set(self.last, &Bits::from_u64(1, last.into()));
    }

    /// `Some` where the offer is taken.
    fn watch(&mut self, simulator: &mut Simulator, cycle: u64) -> Option<()> {
        if !self.offering || simulator.get_u64(self.ready) == 0 {
            return None;
        }
        self.taken.push(cycle);
        self.next += 1;
        self.offering = false;
        Some(())
    }
}

impl Monitor {
    fn new(simulator: &Simulator, stream: &Stream) -> Option<Self> {
        let output = |end: &str| simulator.output(&format!("{}_{end}", stream.name));
        Some(Self {
            stream: stream.clone(),
            data: output("tdata")?,
            valid: output("tvalid")?,
            last: output("tlast")?,
            ready: simulator.input(&format!("{}_tready", stream.name))?,
            standing: None,
            given: vec![],
        })
    }

    /// `None` where an offer that was not taken changed or went away.
    fn watch(&mut self, simulator: &mut Simulator, cycle: u64, ready: bool) -> Option<()> {
        let offer = (simulator.get_u64(self.valid) == 1)
            .then(|| (simulator.get(self.data), simulator.get_u64(self.last)));
        if self.standing.is_some() && self.standing != offer {
            return None;
        }
        self.standing = offer;
        if ready && let Some((data, last)) = self.standing.take() {
            self.given.push((cycle, self.stream.beat.unpack(&data), last == 1));
        }
        Some(())
    }
}
