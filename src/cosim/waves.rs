//! Files of waves: VCD, which every viewer reads, and FST, which is smaller.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use fst_writer::{
    FstBodyWriter, FstFileType, FstHeaderWriter, FstInfo, FstScopeType, FstSignalId, FstSignalType,
    FstVarDirection, FstVarType,
};
use vcd::{IdCode, ScopeType, TimescaleUnit, Value, VarType};

use crate::rtl::Bits;

/// What a file of waves holds one line of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// Outermost first.
    pub scopes: Vec<String>,
    pub name: String,
    pub width: u32,
    /// Viewers show it as a signed number.
    pub signed: bool,
}

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaveFormat {
    /// Value change dump, IEEE 1364.
    Vcd,
    /// GTKWave's compressed format.
    Fst,
}

impl WaveFormat {
    /// The format that a file's name asks for by its end.
    pub fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()? {
            "vcd" => Some(Self::Vcd),
            "fst" => Some(Self::Fst),
            _ => None,
        }
    }
}

/// A file of waves being written. Times are picoseconds.
pub(super) struct Waves {
    kind: Kind,
    /// What was written last of each variable.
    last: Vec<Option<Option<Bits>>>,
    widths: Vec<u32>,
}

enum Kind {
    Vcd(vcd::Writer<BufWriter<File>>, Vec<IdCode>),
    Fst(Box<FstBodyWriter<BufWriter<File>>>, Vec<FstSignalId>),
}

/// The program in headers; no date, so that equal runs give equal files.
const VERSION: &str = concat!("cimgen ", env!("CARGO_PKG_VERSION"));

impl Waves {
    /// Variables of one scope must come one after the other.
    pub fn new(file: File, format: WaveFormat, variables: &[Variable]) -> io::Result<Self> {
        let out = BufWriter::new(file);
        let kind = match format {
            WaveFormat::Vcd => vcd(out, variables)?,
            WaveFormat::Fst => fst(out, variables).map_err(io::Error::other)?,
        };
        let widths: Vec<u32> = variables.iter().map(|variable| variable.width).collect();
        Ok(Self { kind, last: vec![None; widths.len()], widths })
    }

    pub fn time(&mut self, picoseconds: u64) -> io::Result<()> {
        match &mut self.kind {
            Kind::Vcd(out, _) => out.timestamp(picoseconds),
            Kind::Fst(out, _) => out.time_change(picoseconds).map_err(io::Error::other),
        }
    }

    /// The value of a variable from now on; `None` is unknown.
    pub fn set(&mut self, variable: usize, value: Option<Bits>) -> io::Result<()> {
        if self.last[variable].as_ref() == Some(&value) {
            return Ok(());
        }
        let width = self.widths[variable];
        // Most significant first.
        let bits = (0..width).rev().map(|at| value.as_ref().map(|value| value.bit(at)));
        match &mut self.kind {
            Kind::Vcd(out, ids) => {
                let value = |bit: Option<bool>| bit.map_or(Value::X, Value::from);
                let mut values = bits.map(value);
                match width {
                    1 => out.change_scalar(ids[variable], values.next().unwrap_or(Value::X))?,
                    _ => out.change_vector(ids[variable], values)?,
                }
            }
            Kind::Fst(out, ids) => {
                let digit = |bit: Option<bool>| bit.map_or(b'x', |bit| b'0' + u8::from(bit));
                let digits: Vec<u8> = bits.map(digit).collect();
                out.signal_change(ids[variable], &digits).map_err(io::Error::other)?;
            }
        }
        self.last[variable] = Some(value);
        Ok(())
    }

    pub fn finish(self) -> io::Result<()> {
        match self.kind {
            Kind::Vcd(mut out, _) => out.flush(),
            Kind::Fst(out, _) => out.finish().map_err(io::Error::other)?.flush(),
        }
    }
}

/// A step through the scopes of variables that come one after the other.
enum Step<'v> {
    Open(&'v str),
    Close,
    Variable(&'v Variable),
}

fn steps(variables: &[Variable]) -> Vec<Step<'_>> {
    let mut steps = vec![];
    let mut open: &[String] = &[];
    for variable in variables {
        let pairs = open.iter().zip(&variable.scopes);
        let common = pairs.take_while(|(one, other)| one == other).count();
        steps.extend((common..open.len()).map(|_| Step::Close));
        steps.extend(variable.scopes[common..].iter().map(|scope| Step::Open(scope)));
        steps.push(Step::Variable(variable));
        open = &variable.scopes;
    }
    steps.extend(open.iter().map(|_| Step::Close));
    steps
}

fn vcd(out: BufWriter<File>, variables: &[Variable]) -> io::Result<Kind> {
    let mut out = vcd::Writer::new(out);
    let mut ids = vec![];
    out.version(VERSION)?;
    out.timescale(1, TimescaleUnit::PS)?;
    for step in steps(variables) {
        match step {
            Step::Open(name) => out.scope_def(ScopeType::Module, name)?,
            Step::Close => out.upscope()?,
            Step::Variable(Variable { name, width, signed, .. }) => {
                // Viewers take integers for signed.
                let kind = if *signed { VarType::Integer } else { VarType::Wire };
                ids.push(out.add_var(kind, *width, name, None)?);
            }
        }
    }
    out.enddefinitions()?;
    Ok(Kind::Vcd(out, ids))
}

fn fst(
    out: BufWriter<File>,
    variables: &[Variable],
) -> Result<Kind, Box<dyn std::error::Error + Send + Sync>> {
    let info = FstInfo {
        start_time: 0,
        timescale_exponent: -12,
        version: VERSION.into(),
        date: String::new(),
        file_type: FstFileType::Verilog,
    };
    let mut out = FstHeaderWriter::new(out, &info)?;
    let mut ids = vec![];
    for step in steps(variables) {
        match step {
            Step::Open(name) => out.scope(name, "", FstScopeType::Module)?,
            Step::Close => out.up_scope()?,
            Step::Variable(Variable { name, width, signed, .. }) => {
                let kind = if *signed { FstVarType::Integer } else { FstVarType::Wire };
                let bits = FstSignalType::bit_vec(*width);
                ids.push(out.var(name, bits, kind, FstVarDirection::Implicit, None)?);
            }
        }
    }
    Ok(Kind::Fst(Box::new(out.finish()?), ids))
}
