//! What a simulator is given and what it gives.

use std::fmt;
use std::ops::ControlFlow;

use crate::diag::Bug;
use crate::rtl::Bits;
use crate::tool::{Tool, ToolError};

use super::pacing::Pacing;

/// Beats to run, and how.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// `s_axis_tdata`, beat by beat.
    pub beats: &'a [Bits],
    /// `s_axis_tlast`, beat by beat.
    pub lasts: &'a [bool],
    /// Beats that are waited for.
    pub outputs: usize,
    /// Who holds beats back.
    pub pacing: Pacing,
    /// Cycles after which the run is given up.
    pub limit: u64,
}

/// A beat that came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Rising edge at which it was taken.
    pub cycle: u64,
    /// `m_axis_tdata`.
    pub data: Bits,
    /// `m_axis_tlast`.
    pub last: bool,
}

/// What was seen at the top level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Rising edge at which each input beat was taken.
    pub accepted: Vec<u64>,
    /// Output beats in order.
    pub given: Vec<Given>,
    /// Rising edge before which an output that was offered and not taken first changed or went away.
    pub withdrawn: Option<u64>,
}

/// Sees the signals that were asked for, in one cycle after the other: the cycle's number, and each value as
/// it stands before the rising edge, `None` where it is unknown or not to be had.
pub type See<'s> = dyn FnMut(u64, &[Option<Bits>]) -> Result<ControlFlow<()>, CosimError> + 's;

/// Something that runs a design.
pub trait Simulator {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Runs beats from reset. A design that hangs gives fewer beats, not an error.
    fn run(&mut self, run: Run<'_>) -> Result<Observed, CosimError>;

    /// How many runs at once take hardly longer than one.
    fn lanes(&self) -> usize {
        1
    }

    /// Runs that have nothing to do with each other, each from reset, as [`Self::run`] does one.
    fn run_all(&mut self, runs: &[Run<'_>]) -> Result<Vec<Observed>, CosimError> {
        runs.iter().map(|run| self.run(*run)).collect()
    }

    /// Whether [`Self::watch`] costs about as much as [`Self::run`].
    fn shows_inside(&self) -> bool {
        false
    }

    /// Runs beats from reset and shows signals called `names`: ports of the top module, signals inside by
    /// their dotted paths of instances. Slower than [`Self::run`]. `see` may end it early.
    fn watch(
        &mut self,
        run: Run<'_>,
        names: &[String],
        see: &mut See<'_>,
    ) -> Result<(), CosimError>;
}

/// Why there is no observation.
#[derive(Debug)]
pub enum CosimError {
    /// The simulator is not installed.
    Missing(&'static Tool),
    /// The simulator failed.
    Tool(Box<ToolError>),
    /// A file could not be written or read.
    Files(std::io::Error),
    /// cimgen's own mistake.
    Bug(Bug),
}

impl fmt::Display for CosimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(tool) => {
                write!(f, "`{}` is not here; {}", tool.name, tool.without)?;
                match tool.package {
                    Some(package) => write!(f, "\n  on Debian: apt-get install {package}"),
                    None => Ok(()),
                }?;
                write!(f, "\n  elsewhere: put it on the path, or name it in {}", tool.variable)
            }
            Self::Tool(error) => error.fmt(f),
            Self::Files(error) => write!(f, "cannot keep the simulator's files: {error}"),
            Self::Bug(bug) => bug.fmt(f),
        }
    }
}

impl std::error::Error for CosimError {}

impl From<ToolError> for CosimError {
    fn from(error: ToolError) -> Self {
        Self::Tool(Box::new(error))
    }
}

impl From<std::io::Error> for CosimError {
    fn from(error: std::io::Error) -> Self {
        Self::Files(error)
    }
}

impl From<Bug> for CosimError {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}
