//! When blocks take and give beats.

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
