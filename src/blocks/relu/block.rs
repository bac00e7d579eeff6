//! The rectifier as a block of the library.

use crate::blocks::{Block, Cost, Golden, Interface, Kind, SpecError, Stream, Timing};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Relu;

impl Block for Relu {
    fn module_name(&self) -> String {
        format!("relu_{}_{}", self.lanes, self.input)
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.lanes, self.input)],
            outputs: vec![Stream::new("y", self.lanes, self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Rectifier { format: self.input })
    }

    /// Codes of floats below zero fall where the numbers rise.
    fn is_lanewise(&self) -> bool {
        self.input.is_integer()
    }

    fn timing(&self) -> Timing {
        Timing::combinational()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::relu(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Relu {
    const NAME: &'static str = "relu";
    const SUMMARY: &'static str = "negative lanes become zero";

    fn check(&self) -> Vec<SpecError> {
        SpecError::unless_lanes(self.lanes).into_iter().collect()
    }

    fn examples() -> Vec<Self> {
        [
            (1, Format::signed(2)),
            (5, Format::signed(9)),
            (3, Format::unsigned(4)),
            (3, Format::float(Minifloat::E4M3)),
            (2, Format::float(Minifloat::E5M2)),
            (2, Format::float(Minifloat::E8M0)),
        ]
        .map(|(lanes, input)| Self { lanes, input })
        .to_vec()
    }

    fn growing() -> Vec<Self> {
        [1, 4, 64].map(|lanes| Self { lanes, input: Format::signed(8) }).to_vec()
    }
}
