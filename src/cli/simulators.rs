//! Simulators by name.

use std::path::{Path, PathBuf};

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

    /// Starts one simulator. Waves go to `trace`.
    pub fn start<'c>(
        self,
        compiled: &'c Compiled,
        trace: Option<&Path>,
        console: &Console,
    ) -> Result<Box<dyn Simulator + 'c>, CosimError> {
        let design = compiled.validated()?;
        Ok(match self {
            Choice::Icarus => {
                let mut icarus = Icarus::new(design)?;
                icarus.waves = trace.map(absolute).transpose()?;
                Box::new(icarus)
            }
            Choice::Verilator => {
                let build = || Verilator::new(design, trace);
                Box::new(console.stage("verilator: model", Some("a minute"), build)?)
            }
            _ => Box::new(Embedded::new(design)?),
        })
    }
}

/// Icarus runs in a folder of its own.
fn absolute(path: &Path) -> Result<PathBuf, CosimError> {
    Ok(std::path::absolute(path)?)
}
