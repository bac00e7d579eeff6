//! Drives a block's module in the embedded simulator and watches its handshakes.

use crate::blocks::{Beat, Interface, Stream};
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
    next: usize,
    offering: bool,
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

/// In every cycle one for each input, whether it may offer, then one for the output, whether it is taken.
pub fn chances(pacing: Pacing) -> impl FnMut() -> bool {
    let mut rng = match pacing {
        Pacing::Full => None,
        Pacing::Random(seed) => Some(fastrand::Rng::with_seed(seed)),
    };
    move || rng.as_mut().is_none_or(fastrand::Rng::bool)
}

/// Cycles that are watched for a beat too many.
const DRAIN: u64 = 32;

/// Runs `firings` through the module until all are taken and `outputs` beats given; `None` where it hangs,
/// gives more, or breaks the handshake's rules.
pub fn run(
    (netlist, top): (&Netlist, ModuleId),
    interface: &Interface,
    firings: &[Vec<Beat>],
    outputs: usize,
    pacing: Pacing,
) -> Option<Run> {
    let mut simulator = Simulator::new(validate(netlist, top).unwrap());
    let mut drivers: Vec<Driver> =
        interface.inputs.iter().map(|stream| Driver::new(&simulator, stream)).collect();
    let mut monitor = Monitor::new(&simulator, &interface.outputs[0]);
    let mut chance = chances(pacing);
    simulator.reset();
    // Far beyond the slowest block: a watchdog, not an expectation.
    let mut end = 1000 + 500 * firings.len() as u64;
    let mut done = false;
    for cycle in 0.. {
        if cycle == end {
            break;
        }
        for (index, driver) in drivers.iter_mut().enumerate() {
            driver.offer(&mut simulator, index, firings, chance());
        }
        let ready = chance();
        simulator.set(monitor.ready, &Bits::from_u64(1, u64::from(ready)));
        drivers.iter_mut().for_each(|driver| driver.watch(&mut simulator, cycle));
        monitor.watch(&mut simulator, cycle, ready)?;
        simulator.clock();
        let taken = drivers.iter().all(|driver| driver.taken.len() == firings.len());
        if !done && taken && monitor.given.len() == outputs {
            (done, end) = (true, cycle + DRAIN);
        }
    }
    (done && monitor.given.len() == outputs).then(|| summarize(&drivers, monitor, firings.len()))
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
    fn new(simulator: &Simulator, stream: &Stream) -> Self {
        let input = |end: &str| simulator.input(&format!("{}_{end}", stream.name)).unwrap();
        Self {
            stream: stream.clone(),
            data: input("tdata"),
            valid: input("tvalid"),
            last: input("tlast"),
            ready: simulator.output(&format!("{}_tready", stream.name)).unwrap(),
            next: 0,
            offering: false,
            taken: vec![],
        }
    }

    /// Offers the next beat if `may`; an offer once made stands. Idle wires carry ones.
    fn offer(&mut self, simulator: &mut Simulator, index: usize, firings: &[Vec<Beat>], may: bool) {
        self.offering = self.next < firings.len() && (self.offering || may);
        let data = match self.offering {
            true => self.stream.beat.pack(&firings[self.next][index]),
            false => Bits::ones(self.stream.beat.width()),
        };
        let last = !self.offering || ends_sample(self.next);
        simulator.set(self.data, &data);
        simulator.set(self.valid, &Bits::from_u64(1, self.offering.into()));
        simulator.set(self.last, &Bits::from_u64(1, last.into()));
    }

    fn watch(&mut self, simulator: &mut Simulator, cycle: u64) {
        if self.offering && simulator.get_u64(self.ready) == 1 {
            self.taken.push(cycle);
            self.next += 1;
            self.offering = false;
        }
    }
}

impl Monitor {
    fn new(simulator: &Simulator, stream: &Stream) -> Self {
        let output = |end: &str| simulator.output(&format!("{}_{end}", stream.name)).unwrap();
        Self {
            stream: stream.clone(),
            data: output("tdata"),
            valid: output("tvalid"),
            last: output("tlast"),
            ready: simulator.input(&format!("{}_tready", stream.name)).unwrap(),
            standing: None,
            given: vec![],
        }
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
