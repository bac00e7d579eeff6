//! What a run is asked for, and what is seen of it.

use serde::Serialize;

use crate::dataflow::graph::NodeId;

/// Rising edges of a run, counted from the first after reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cycles {
    /// At which each input beat is taken.
    pub accepted: Vec<u64>,
    /// At which each output beat is given.
    pub delivered: Vec<u64>,
}

/// Beats to run.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Offered.
    pub inputs: usize,
    /// Waited for.
    pub outputs: usize,
    /// Cycles after which no more are waited for.
    pub limit: u64,
}

/// An operation takes its beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The operation.
    pub node: NodeId,
    /// Rising edge.
    pub cycle: u64,
}

/// What samples take that follow each other without a pause, in cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Between one sample and the next. Rounded up where that is not always as much.
    pub interval: u64,
    /// From a sample's first beat being taken to its result's last being given, at most. It may wait for hardware that
    /// samples before it and after it are on.
    pub latency: u64,
}
