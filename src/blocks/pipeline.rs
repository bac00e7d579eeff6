//! The stations of a block at work: a few counters that say in every cycle whether a beat is offered and whether one can
//! be taken.
//!
//! A [`Pipeline`] carries no data, only that beats are there, so a graph of pipelines tells every cycle of the hardware
//! in advance, under any back-pressure.

use super::timing::{Station, Timing, Work};

/// What a station holds between two cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StationState {
    /// Cycles of work that are left, beats that are kept, or the place in the padded image.
    count: u32,
    /// Whether the room holds a result. Not used by queues.
    full: bool,
}

/// A station at work.
#[derive(Clone, Debug)]
struct RunningStation {
    station: Station,
    state: StationState,
    /// Whether an offer would be taken in this cycle.
    down: bool,
}

impl RunningStation {
    fn offers(&self) -> bool {
        match self.station {
            Station::Queue { .. } => self.state.count > 0,
            _ => self.state.full,
        }
    }

    fn free(&self) -> bool {
        !self.state.full || self.down
    }

    fn ready(&self) -> bool {
        let StationState { count, .. } = self.state;
        match self.station {
            Station::Register => self.free(),
            Station::Serve { .. } | Station::Vary { .. } => {
                count == 0 || (count == 1 && self.free())
            }
            Station::Queue { depth } => count < depth,
            Station::Collect { beats } => count + 1 < beats || self.free(),
            Station::Scan(scan) => scan.pixel_at(count as usize).is_some() && self.free(),
        }
    }

    /// The edge, at which a beat of some work was taken or none.
    fn clock(&mut self, taken: Option<Work>) {
        let given = self.offers() && self.down;
        let StationState { count, full } = self.state;
        let (count, result) = match &self.station {
            Station::Register => (count, taken.is_some_and(|work| work != Work::Load)),
            Station::Serve { .. } | Station::Vary { .. } => {
                let finishes = count == 1 && self.free();
                let waits = count == 1 && !finishes;
                let left = if waits { 1 } else { count.saturating_sub(1) };
                let work = taken.map_or(0, |work| self.station.cycles(work));
                (if work > 0 { work } else { left }, finishes)
            }
            Station::Queue { .. } => (count + u32::from(taken.is_some()) - u32::from(given), false),
            Station::Collect { beats } => {
                let kept = count + u32::from(taken.is_some());
                (kept % beats, kept == *beats)
            }
            Station::Scan(scan) => {
                let place = count as usize;
                let pixel = scan.pixel_at(place).is_some();
                let steps = if pixel { taken.is_some() } else { self.free() };
                let next = (count + u32::from(steps)) % scan.positions() as u32;
                (next, steps && scan.ends_at(place).is_some())
            }
        };
        self.state = StationState { count, full: result || (full && !given) };
    }
}

/// The stations of a block at work, empty at first. In every cycle: ask what is offered, then tell what
/// would be taken, then say whether a beat was taken.
#[derive(Clone, Debug)]
pub struct Pipeline {
    stations: Vec<RunningStation>,
}

impl Pipeline {
    /// A block's stations.
    pub fn new(timing: &Timing) -> Self {
        let running = |station: &Station| RunningStation {
            station: station.clone(),
            state: StationState::default(),
            down: false,
        };
        Self { stations: timing.stations.iter().map(running).collect() }
    }

    /// Whether the last station offers a beat. Without stations, what comes in is what is offered.
    pub fn offers(&self, arrives: bool) -> bool {
        self.stations.last().map_or(arrives, RunningStation::offers)
    }

    /// Whether a beat can be taken, where an offer would (`down`) or would not be.
    pub fn ready(&mut self, down: bool) -> bool {
        self.stations.iter_mut().rev().fold(down, |down, station| {
            station.down = down;
            station.ready()
        })
    }

    /// The edge that ends the cycle that [`Self::ready`] was asked in: the work that was taken, if a beat was.
    pub fn clock(&mut self, taken: Option<Work>) {
        let mut taken = taken;
        for station in &mut self.stations {
            let given = station.offers() && station.down;
            station.clock(taken);
            taken = given.then_some(Work::ONLY);
        }
    }

    /// All that later cycles depend on, station by station.
    pub fn states(&self) -> impl Iterator<Item = StationState> {
        self.stations.iter().map(|station| station.state)
    }
}
