//! Argmax as a block of the library.

use crate::blocks::{Block, Cost, Golden, Interface, Kind, SpecError, Stream, Timing};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Argmax;

impl Block for Argmax {
    fn module_name(&self) -> String {
        format!("argmax_{}_{}", self.lanes, self.input)
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.lanes, self.input)],
            outputs: vec![Stream::new("y", 1, self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Greatest { format: self.input })
    }

    fn timing(&self) -> Timing {
        Timing::registered()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::argmax(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Argmax {
    const NAME: &'static str = "argmax";
    const SUMMARY: &'static str = "index of the greatest lane, ties to the lowest index";

    fn check(&self) -> Vec<SpecError> {
        SpecError::unless_lanes(self.lanes).into_iter().collect()
    }

    fn examples() -> Vec<Self> {
        [
            (1, Format::signed(3)),
            (2, Format::unsigned(1)),
            (5, Format::signed(2)),
            (10, Format::signed(14)),
            (33, Format::unsigned(6)),
            (5, Format::float(Minifloat::E4M3)),
            (3, Format::float(Minifloat::E5M2)),
        ]
        .map(|(lanes, input)| Self { lanes, input })
        .to_vec()
    }

    fn growing() -> Vec<Self> {
        [1, 4, 64].map(|lanes| Self { lanes, input: Format::signed(8) }).to_vec()
    }
}
