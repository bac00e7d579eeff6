//! The crossbar as a design's `hardware` section names it, and transforms on it.

use std::any::Any;

use crate::blocks::{Hardware, HardwareKind, Kind, OnHardware, SpecError};

use super::crossbar::Crossbar;
use super::spec::WhtCrossbar;

impl Hardware for Crossbar {
    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.flaws();
        for error in &mut errors {
            error.field = self.field(&error.field).into();
        }
        errors
    }

    /// Blocks of channels may be smaller than the crossbar, so transforms on smaller ones are on it too.
    fn is_like(&self, other: &dyn Hardware) -> bool {
        (other as &dyn Any).is::<Self>()
    }

    /// Nothing is stored in its cells, but thresholds are in its rows, and each transform has planes of its own.
    fn turns(&self) -> Result<(), SpecError> {
        let cause =
            "transforms do not take turns on a crossbar yet: its rows have the thresholds of one";
        Err(SpecError::new(
            "count",
            cause,
            "leave `count` out: each transform has its own crossbar",
        ))
    }
}

impl HardwareKind for Crossbar {
    const NAME: &'static str = "wht_crossbar";
    const NOUN: &'static str = "crossbar";
    const SUMMARY: &'static str = "Walsh-Hadamard crossbar.";

    type Operation = WhtCrossbar;

    fn examples() -> Vec<Self> {
        WhtCrossbar::examples().into_iter().map(|own| own.crossbar).collect()
    }

    fn share(&self, _operations: &[&WhtCrossbar]) -> Option<WhtCrossbar> {
        None
    }
}

impl OnHardware for WhtCrossbar {
    fn hardware(&self) -> &dyn Hardware {
        &self.crossbar
    }

    fn inputs(&self, given: usize) -> usize {
        given
    }
}
