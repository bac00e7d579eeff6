//! The collector as a block of the library.

use crate::blocks::{Block, Cost, Golden, Interface, Kind, SpecError, Station, Stream, Timing};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Collect;

impl Block for Collect {
    fn module_name(&self) -> String {
        format!("collect_{}x{}_{}", self.beats, self.lanes, self.format)
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.lanes, self.format)],
            outputs: vec![Stream::new("y", self.beats * self.lanes, self.format)],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Collector { block: self.clone(), kept: vec![] })
    }

    fn forgets_after(&self) -> Option<usize> {
        Some(self.beats)
    }

    fn timing(&self) -> Timing {
        Timing { stations: vec![Station::Collect { beats: self.beats as u32 }] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::collect(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Collect {
    const NAME: &'static str = "collect";
    const SUMMARY: &'static str = "several beats as one";

    fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> =
            SpecError::unless_within("beats", self.beats, 1, 65536).into_iter().collect();
        errors.extend(SpecError::unless_lanes(self.lanes.saturating_mul(self.beats.max(1))));
        errors
    }

    fn examples() -> Vec<Self> {
        let (u, s) = (Format::unsigned(3), Format::signed(4));
        let float = Format::float(Minifloat::E4M3);
        [(1, 2, u), (2, 1, s), (4, 3, u), (7, 1, s), (3, 2, float)]
            .map(|(beats, lanes, format)| Self { beats, lanes, format })
            .to_vec()
    }

    fn growing() -> Vec<Self> {
        [2, 4, 16].map(|beats| Self { beats, lanes: 2, format: Format::signed(4) }).to_vec()
    }
}
