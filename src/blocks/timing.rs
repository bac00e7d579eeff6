//! When blocks take and give beats.
//!
//! A block tells its timing as the stations that a beat passes. A [`Pipeline`] is those stations at work:
//! a few counters that say in every cycle whether a beat is offered and whether one can be taken. It
//! carries no data, only that beats are there, so a graph of pipelines tells every cycle of the hardware
//! in advance, under any back-pressure.

use serde::Serialize;

/// A place where a beat spends time. It has room for one result (a queue: for several); the room is
/// *free* while it is empty, and in the cycle in which its beat is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Station {
    /// A pipeline register: takes a beat while its room is free, and offers it in the next cycle.
    Register,
    /// Works on one beat at a time. It takes a beat while it is idle and in its last cycle of work, which
    /// goes on until its room is free.
    Serve {
        /// Cycles of work, at least 1.
        cycles: u32,
    },
    /// A queue whose `ready` is registered: takes beats while it holds fewer than `depth`.
    Queue {
        /// Beats it holds, at least 1.
        depth: u32,
    },
}

/// The stations a beat passes from a block's inputs to its outputs; none for pure wiring and logic.
/// A block takes a beat when all its inputs are offered and its first station can take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// In the order of passing.
    pub stations: Vec<Station>,
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

    /// Cycles from a beat's being taken to its result's first being offered, without back-pressure.
    pub fn latency(&self) -> u64 {
        self.stations.iter().map(Station::latency).sum()
    }

    /// Least cycles between beats, without back-pressure.
    pub fn interval(&self) -> u64 {
        self.stations.iter().map(Station::interval).max().unwrap_or(1)
    }
}

impl Station {
    /// Cycles from taken to offered.
    pub fn latency(&self) -> u64 {
        match self {
            Station::Register | Station::Queue { .. } => 1,
            Station::Serve { cycles } => u64::from(*cycles) + 1,
        }
    }

    /// Least cycles between beats.
    pub fn interval(&self) -> u64 {
        match self {
            Station::Register => 1,
            // With one place, a beat leaves the edge after it came, and `ready` follows that.
            Station::Queue { depth: 1 } => 2,
            Station::Queue { .. } => 1,
            Station::Serve { cycles } => u64::from(*cycles),
        }
    }
}

/// A station at work.
#[derive(Clone, Copy, Debug)]
struct Machine {
    station: Station,
    /// Cycles of work that are left, or beats in the queue.
    count: u32,
    /// Whether the room holds a result. Not used by queues.
    full: bool,
    /// Whether an offer would be taken in this cycle.
    down: bool,
}

impl Machine {
    fn offers(&self) -> bool {
        match self.station {
            Station::Queue { .. } => self.count > 0,
            Station::Register | Station::Serve { .. } => self.full,
        }
    }

    fn free(&self) -> bool {
        !self.full || self.down
    }

    fn ready(&self) -> bool {
        match self.station {
            Station::Register => self.free(),
            Station::Serve { .. } => self.count == 0 || (self.count == 1 && self.free()),
            Station::Queue { depth } => self.count < depth,
        }
    }

    fn clock(&mut self, taken: bool) {
        let given = self.offers() && self.down;
        match self.station {
            Station::Register => self.full = taken || (self.full && !given),
            Station::Serve { cycles } => {
                let finishes = self.count == 1 && self.free();
                let waits = self.count == 1 && !finishes;
                let left = if waits { 1 } else { self.count.saturating_sub(1) };
                self.count = if taken { cycles } else { left };
                self.full = finishes || (self.full && !given);
            }
            Station::Queue { .. } => self.count = self.count + u32::from(taken) - u32::from(given),
        }
    }
}

/// The stations of a block at work, empty at first. In every cycle: ask what is offered, then tell what
/// would be taken, then say whether a beat was taken.
#[derive(Clone, Debug)]
pub struct Pipeline {
    machines: Vec<Machine>,
}

impl Pipeline {
    /// A block's stations.
    pub fn new(timing: &Timing) -> Self {
        let machine =
            |station: &Station| Machine { station: *station, count: 0, full: false, down: false };
        Self { machines: timing.stations.iter().map(machine).collect() }
    }

    /// Whether the last station offers a beat. Without stations, what comes in is what is offered.
    pub fn offers(&self, arrives: bool) -> bool {
        self.machines.last().map_or(arrives, Machine::offers)
    }

    /// Whether a beat can be taken, where an offer would (`down`) or would not be.
    pub fn ready(&mut self, down: bool) -> bool {
        self.machines.iter_mut().rev().fold(down, |down, machine| {
            machine.down = down;
            machine.ready()
        })
    }

    /// The edge that ends the cycle that [`Self::ready`] was asked in.
    pub fn clock(&mut self, taken: bool) {
        let mut taken = taken;
        for machine in &mut self.machines {
            let given = machine.offers() && machine.down;
            machine.clock(taken);
            taken = given;
        }
    }
}
