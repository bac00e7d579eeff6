//! When blocks take and give beats.

use std::collections::VecDeque;

use serde::Serialize;

/// A place where a beat spends time. Cycle numbers count rising edges; `a(n)` is the edge at which
/// beat n is taken, `v(n)` the first at which its result is offered, `c(n)` the one at which the
/// result is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Station {
    /// A pipeline register that refills while it is emptied:
    /// `a(n) >= c(n-1)`, `v(n) = a(n) + 1`.
    Register,
    /// Works on one beat at a time and keeps one result:
    /// `end(n) = max(a(n) + cycles, c(n-1))`, `a(n) >= end(n-1)`, `v(n) = end(n) + 1`.
    Serve {
        /// Cycles of work, at least 1.
        cycles: u32,
    },
    /// A queue whose `ready` is registered: `a(n) >= c(n-depth) + 1`, `v(n) = a(n) + 1`.
    Queue {
        /// Beats it holds, at least 1.
        depth: u32,
    },
}

/// The stations a beat passes from a block's inputs to its outputs; none for pure wiring and logic.
/// A block takes a beat when all its inputs are offered and its first station is free.
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

/// A [`Station`] at work: follows it beat by beat. For every beat in order: [`Self::accept`] it, then,
/// before the next one, tell when its result was taken ([`Self::depart`]).
#[derive(Clone, Debug)]
pub struct StationClock {
    station: Station,
    /// Edges at which the latest results were taken, oldest first; as many as the station looks
    /// back.
    departures: VecDeque<u64>,
    /// Edge at which the latest work ended.
    end: u64,
}

impl StationClock {
    /// An empty station.
    pub fn new(station: Station) -> Self {
        Self { station, departures: VecDeque::new(), end: 0 }
    }

    /// First edge at which the next beat may be taken.
    pub fn earliest(&self) -> u64 {
        match self.station {
            Station::Register => self.departures.back().copied().unwrap_or(0),
            Station::Serve { .. } => self.end,
            Station::Queue { depth } => {
                let full = self.departures.len() == depth as usize;
                let oldest = self.departures.front().filter(|_| full);
                oldest.map_or(0, |departed| departed + 1)
            }
        }
    }

    /// Takes a beat at edge `at`; gives the first edge at which its result can be taken.
    pub fn accept(&mut self, at: u64) -> u64 {
        match self.station {
            Station::Register | Station::Queue { .. } => at + 1,
            Station::Serve { cycles } => {
                let freed = self.departures.back().copied().unwrap_or(0);
                self.end = (at + u64::from(cycles)).max(freed);
                self.end + 1
            }
        }
    }

    /// The latest beat's result is taken at edge `at`.
    pub fn depart(&mut self, at: u64) {
        let remembered = match self.station {
            Station::Queue { depth } => depth as usize,
            Station::Register | Station::Serve { .. } => 1,
        };
        if self.departures.len() == remembered {
            self.departures.pop_front();
        }
        self.departures.push_back(at);
    }
}
