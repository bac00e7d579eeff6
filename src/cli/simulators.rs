//! Simulators by name.

use crate::compile::Compiled;
use crate::cosim::{CosimError, Embedded, Icarus, Simulator, Verilator};
use crate::tool::{VERILATOR, find};

use super::console::Console;

/// What runs the hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Choice {
    /// Verilator where it is here, else the embedded simulator.
    Auto,
    /// The embedded simulator; needs no tool.
    Embedded,
    /// Verilator.
    Verilator,
    /// Icarus Verilog, through the emitted testbench.
    Icarus,
    /// The three of them, one after the other.
    All,
}

impl Choice {
    /// The simulators that are meant.
    pub fn simulators(self) -> Vec<Choice> {
        match self {
            Choice::All => vec![Choice::Embedded, Choice::Verilator, Choice::Icarus],
            Choice::Auto if find(&VERILATOR).is_some() => vec![Choice::Verilator],
            Choice::Auto => vec![Choice::Embedded],
            one => vec![one],
        }
    }

    /// Starts one simulator.
    pub fn start<'c>(
        self,
        compiled: &'c Compiled,
        console: &Console,
    ) -> Result<Box<dyn Simulator + 'c>, CosimError> {
        let design = compiled.validated()?;
        Ok(match self {
            Choice::Icarus => Box::new(Icarus::new(design)?),
            Choice::Verilator => {
                let build = || Verilator::new(design, None);
                Box::new(console.stage("verilator: building the model", None, build)?)
            }
            _ => Box::new(Embedded::new(design)?),
        })
    }
}
