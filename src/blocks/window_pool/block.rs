//! Pooling as a block of the library.

use crate::blocks::{Block, Cost, Golden, Interface, Kind, SpecError, Stream, Timing};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::{Pooling, WindowPool};

impl Block for WindowPool {
    fn module_name(&self) -> String {
        let pooling = match self.pooling {
            Pooling::Max => "max",
            Pooling::Sum => "sum",
        };
        format!("window_{pooling}_{}x{}_{}", self.pixels, self.channels, self.input)
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.pixels * self.channels, self.input)],
            outputs: vec![Stream::new("y", self.channels, self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Pool { block: self.clone() })
    }

    fn timing(&self) -> Timing {
        Timing::registered()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::window_pool(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for WindowPool {
    const NAME: &'static str = "window_pool";
    const SUMMARY: &'static str = "greatest or sum of a window's pixels, by channel";

    fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> =
            SpecError::unless_within("pixels", self.pixels, 1, 65536).into_iter().collect();
        errors.extend(SpecError::unless_lanes(self.channels.saturating_mul(self.pixels.max(1))));
        let bits = self.input.bits() as usize;
        errors.extend(SpecError::unless_within("input", bits, 1, 32));
        if self.pooling == Pooling::Sum {
            errors.extend(SpecError::unless_integer("input", self.input));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        let (u, s) = (Format::unsigned, Format::signed);
        [
            (4, 3, u(4), Pooling::Max),
            (5, 2, s(3), Pooling::Max),
            (1, 1, u(1), Pooling::Max),
            (9, 1, s(8), Pooling::Sum),
            (4, 5, u(2), Pooling::Sum),
            (1, 2, s(2), Pooling::Sum),
            (4, 2, Format::float(Minifloat::E5M2), Pooling::Max),
            (3, 1, Format::float(Minifloat::E8M0), Pooling::Max),
        ]
        .map(|(pixels, channels, input, pooling)| Self { pixels, channels, input, pooling })
        .to_vec()
    }

    fn growing() -> Vec<Self> {
        let pool =
            |pixels| Self { pixels, channels: 4, input: Format::signed(4), pooling: Pooling::Max };
        [2, 4, 9].map(pool).to_vec()
    }
}
