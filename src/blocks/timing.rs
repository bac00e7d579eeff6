//! When blocks take and give beats.
//!
//! A block tells its timing as the stations that a beat passes; a [`Pipeline`](super::Pipeline) is those at work.

use serde::Serialize;

use crate::image::Scan;

/// A place where a beat spends time. It has room for one result (a queue: for several); the room is
/// *free* while it is empty, and in the cycle in which its beat is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Station {
    /// A pipeline register: takes a beat while its room is free, and offers it in the next cycle; a load gives nothing.
    Register,
    /// Works on one beat at a time. It takes a beat while it is idle and in its last cycle of work, which
    /// goes on until its room is free.
    Serve {
        /// Cycles of work by its kind ([`Work::Kind`]).
        cycles: Vec<u32>,
    },
    /// The same where data tell how long ([`Work::Cycles`]).
    Vary {
        /// Most cycles of a beat.
        most: u32,
    },
    /// A queue whose `ready` is registered: takes beats while it holds fewer than `depth`.
    Queue {
        /// Beats it holds, at least 1.
        depth: u32,
    },
    /// Makes one beat of several: keeps all but the last, which it takes while its room is free.
    Collect {
        /// Beats that make one, at least 1.
        beats: u32,
    },
    /// Walks over a padded image, a position a cycle and row by row, while its room is free. Where the
    /// image is, a step takes a pixel; where a window ends, it gives one.
    Scan(Scan),
}

/// What a firing of a block is for its stations ([`super::Block::works`] tells which).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Work of the kind of this number: the place of its cycles in [`Station::Serve`].
    Kind(usize),
    /// Work of so many cycles.
    Cycles(u32),
    /// A load: it is done as its beat is taken, and gives nothing.
    Load,
}

impl Work {
    /// That of a block all of whose work is alike.
    pub const ONLY: Self = Self::Kind(0);
}

/// The stations a beat passes from a block's inputs to its outputs; none for pure wiring and logic.
/// A block takes a beat when all its inputs are offered and its first station can take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// In the order of passing.
    pub stations: Vec<Station>,
}

/// Beats and cycles of one round, after which all begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Beats taken.
    pub takes: u64,
    /// Beats given.
    pub gives: u64,
    /// Least cycles, without back-pressure.
    pub cycles: u64,
}

impl Rate {
    /// A beat a cycle.
    pub const ONE_TO_ONE: Self = Self { takes: 1, gives: 1, cycles: 1 };

    /// Several rounds as one.
    fn rounds(self, count: u64) -> Self {
        Self { takes: self.takes * count, gives: self.gives * count, cycles: self.cycles * count }
    }

    /// This one's beats given to `next`: the fewest rounds of both that fit.
    fn then(self, next: Self) -> Self {
        let beats = lcm(self.gives, next.takes);
        let (first, second) = (self.rounds(beats / self.gives), next.rounds(beats / next.takes));
        let cycles = first.cycles.max(second.cycles);
        Self { takes: first.takes, gives: second.gives, cycles }
    }
}

fn lcm(a: u64, b: u64) -> u64 {
    let (mut greater, mut rest) = (a, b);
    while rest > 0 {
        (greater, rest) = (rest, greater % rest);
    }
    a / greater.max(1) * b
}

impl Timing {
    /// No register between inputs and outputs.
    pub fn combinational() -> Self {
        Self { stations: vec![] }
    }

    /// One pipeline register.
    pub fn registered() -> Self {
        Self { stations: vec![Station::Register] }
    }

    /// One station that works for as many cycles on every beat.
    pub fn serving(cycles: u32) -> Self {
        Self { stations: vec![Station::Serve { cycles: vec![cycles] }] }
    }

    /// Cycles from the first beat's being taken to the first result's being offered, where beats come
    /// as soon as they are taken, and each is of the slowest kind of work.
    pub fn latency(&self) -> u64 {
        self.stations.iter().map(Station::latency).sum()
    }

    /// Beats of a sample, where results need all but the last of them: these may be on their way yet when all results
    /// have come out.
    pub fn drains(&self) -> Option<u64> {
        match self.stations.first() {
            Some(Station::Scan(scan)) if scan.leaves_end_out() => Some(scan.image.pixels() as u64),
            _ => None,
        }
    }

    /// Beats and cycles in the long run, where all work is of the slowest kind.
    pub fn rate(&self) -> Rate {
        self.stations.iter().map(Station::rate).fold(Rate::ONE_TO_ONE, Rate::then)
    }

    /// The work that takes longest, where data tell how long; `None` where they do not.
    pub fn longest(&self) -> Option<Work> {
        self.stations.iter().find_map(|station| match station {
            Station::Vary { most } => Some(Work::Cycles(*most)),
            _ => None,
        })
    }

    /// Most samples of which something is in the stations.
    pub fn holds(&self) -> u64 {
        self.stations.iter().map(Station::holds).sum()
    }
}

impl Station {
    /// Cycles of some work.
    pub(super) fn cycles(&self, work: Work) -> u32 {
        match (self, work) {
            (Self::Serve { .. } | Self::Vary { .. }, Work::Load) => 0,
            (Self::Serve { cycles }, Work::Kind(kind)) => cycles.get(kind).copied().unwrap_or(1),
            (Self::Serve { cycles }, Work::Cycles(own)) => own.min(slowest(cycles)),
            (Self::Vary { most }, Work::Cycles(own)) => own.min(*most),
            (Self::Vary { most }, Work::Kind(_)) => *most,
            _ => 1,
        }
    }

    /// Most samples of which something is in it.
    fn holds(&self) -> u64 {
        match self {
            Station::Register => 1,
            // One that is worked on, and a result; a sample ends with a round of what makes one of several.
            Station::Serve { .. }
            | Station::Vary { .. }
            | Station::Collect { .. }
            | Station::Scan(_) => 2,
            Station::Queue { depth } => u64::from(*depth),
        }
    }

    /// Cycles from taken to offered.
    fn latency(&self) -> u64 {
        match self {
            Station::Register | Station::Queue { .. } => 1,
            Station::Serve { cycles } => u64::from(slowest(cycles)) + 1,
            Station::Vary { most } => u64::from(*most) + 1,
            Station::Collect { beats } => u64::from(*beats),
            Station::Scan(scan) => {
                let places = 0..scan.positions();
                let first = |met: &dyn Fn(usize) -> bool| places.clone().find(|at| met(*at));
                let pixel = first(&|at| scan.pixel_at(at).is_some());
                let end = first(&|at| scan.ends_at(at).is_some());
                end.zip(pixel).map_or(1, |(end, pixel)| (end - pixel) as u64 + 1)
            }
        }
    }

    fn rate(&self) -> Rate {
        let one_beat = |cycles| Rate { cycles, ..Rate::ONE_TO_ONE };
        match self {
            Station::Register => one_beat(1),
            // With one place, a beat leaves the edge after it came, and `ready` follows that.
            Station::Queue { depth } => one_beat(if *depth == 1 { 2 } else { 1 }),
            Station::Serve { cycles } => one_beat(slowest(cycles).into()),
            Station::Vary { most } => one_beat((*most).into()),
            Station::Collect { beats } => {
                Rate { takes: u64::from(*beats), gives: 1, cycles: u64::from(*beats) }
            }
            Station::Scan(scan) => {
                let (rows, columns) = scan.output();
                Rate {
                    takes: scan.image.pixels() as u64,
                    gives: (rows * columns) as u64,
                    cycles: scan.positions() as u64,
                }
            }
        }
    }
}

fn slowest(cycles: &[u32]) -> u32 {
    cycles.iter().copied().max().unwrap_or(1)
}
