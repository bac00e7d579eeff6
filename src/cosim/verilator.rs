//! Verilator: the emitted Verilog as a process that is fed beats over pipes.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::emit::{VerilogFile, harness, top_level, verilog};
use crate::rtl::{Bits, Validated};
use crate::tool::{Found, ToolError, VERILATOR, find, run};

use super::cache;
use super::replay::replay;
use super::simulator::{CosimError, Given, Observed, Run, See, Simulator};

/// Longest that a build may take.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Warnings are errors to Verilator: the emitted Verilog must be clean. `OPT_FAST=-O1` builds the digits
/// in 15.2 s where the default `-Os` takes 17.6 s, and runs as fast (80,000 cycles in 0.23 s; with `-O0`
/// 0.76 s, for 14.9 s of building). Every C++ file reads the declarations of all signals first, so that few
/// long files compile sooner than many: a 784-256-10 network in 100 s of processor time, where it takes
/// 162 s in files of the default length; functions stay as short. The prefix is fixed because Verilator
/// changes some names (`a__b`) on their way to C++.
const FLAGS: &[&str] = &[
    "--cc",
    "--exe",
    "--build",
    "-O3",
    "-Wall",
    "--output-split",
    "100000",
    "--output-split-cfuncs",
    "20000",
    "-MAKEFLAGS",
    "OPT_FAST=-O1",
    "-Mdir",
    "obj",
    "--prefix",
    "Vtop",
];

/// Waves of all signals, however wide.
const WAVES: &[&str] = &["--trace", "--trace-max-width", "0", "--trace-underscore"];

/// A running model.
pub struct Verilator<'n> {
    design: Validated<'n>,
    child: Child,
    requests: Option<ChildStdin>,
    responses: BufReader<ChildStdout>,
    command: String,
    input_bytes: usize,
    output_bits: u32,
}

impl<'n> Verilator<'n> {
    /// Builds the model, or takes it from the cache, and starts it. With `waves` it is built to write
    /// them there.
    pub fn new(design: Validated<'n>, waves: Option<&Path>) -> Result<Self, CosimError> {
        let tool = find(&VERILATOR).ok_or(CosimError::Missing(&VERILATOR))?;
        let (input_bits, output_bits) = top_level(design)?;
        let top = &design.top().name;
        let model = build(&tool, top, &verilog(design), &harness(design)?, waves.is_some())?;
        let mut command = Command::new(&model);
        command.args(waves).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let (requests, responses) = (child.stdin.take(), child.stdout.take());
        let responses = responses.ok_or_else(|| io::Error::other("the model has no output"))?;
        Ok(Self {
            design,
            child,
            requests,
            responses: BufReader::new(responses),
            command: model.display().to_string(),
            input_bytes: input_bits as usize / 8,
            output_bits,
        })
    }

    fn request(&self, run: &Run<'_>) -> Vec<u8> {
        let (inputs, outputs) = (run.beats.len() as u64, run.outputs as u64);
        let pacing = [run.pacing.seed().into(), run.pacing.interruption()];
        let header = [inputs, outputs, pacing[0], pacing[1], run.limit];
        let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_le_bytes()).collect();
        for (beat, last) in run.beats.iter().zip(run.lasts) {
            bytes.push((*last).into());
            let words = beat.words().iter().flat_map(|word| word.to_le_bytes());
            bytes.extend(words.take(self.input_bytes));
        }
        bytes
    }

    fn response(&mut self) -> io::Result<Observed> {
        let mut observed = Observed::default();
        for _ in 0..self.number()? {
            observed.accepted.push(self.number()?);
        }
        for _ in 0..self.number()? {
            let (cycle, last) = (self.number()?, self.number()? == 1);
            let mut bytes = vec![0; (self.output_bits as usize / 8).next_multiple_of(8)];
            self.responses.read_exact(&mut bytes[..self.output_bits as usize / 8])?;
            let words: Vec<u64> = bytes
                .chunks_exact(8)
                .map(|word| word.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)))
                .collect();
            let data = Bits::from_words(self.output_bits, &words);
            observed.given.push(Given { cycle, data, last });
        }
        if self.number()? == 1 {
            observed.withdrawn = Some(self.number()?);
        }
        Ok(observed)
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.responses.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

impl Simulator for Verilator<'_> {
    fn name(&self) -> &'static str {
        "verilator"
    }

    fn run(&mut self, run: Run<'_>) -> Result<Observed, CosimError> {
        let request = self.request(&run);
        let mut requests = self.requests.take().ok_or_else(|| io::Error::other("no input"))?;
        // Writing beside reading: neither side may wait for the other with its pipe full.
        let writer = thread::spawn(move || {
            let written = requests.write_all(&request).and_then(|()| requests.flush());
            (requests, written)
        });
        let observed = self.response();
        if let Ok((requests, written)) = writer.join() {
            self.requests = Some(requests);
            written?;
        }
        observed.map_err(|error| {
            let what = format!("the model ended early: {error}");
            ToolError::new(&Command::new(&self.command), what, "").into()
        })
    }

    /// From waves that another model writes, built for it.
    fn watch(
        &mut self,
        run: Run<'_>,
        names: &[String],
        see: &mut See<'_>,
    ) -> Result<(), CosimError> {
        let folder = tempfile::tempdir()?;
        let waves = folder.path().join("waves.vcd");
        let mut model = Self::new(self.design, Some(&waves))?;
        model.run(run)?;
        // Waves are complete when it has ended.
        drop(model);
        replay((&waves, run.pacing.resets()), &["TOP", &self.design.top().name], names, see)
    }
}

impl Drop for Verilator<'_> {
    fn drop(&mut self) {
        // The model ends with its input; waves are complete when it has.
        self.requests = None;
        let _ = self.child.wait();
    }
}

fn build(
    tool: &Found,
    top: &str,
    files: &[VerilogFile],
    harness: &str,
    waves: bool,
) -> Result<PathBuf, CosimError> {
    let program = tool.program.to_string_lossy();
    let flags: Vec<&str> = FLAGS.iter().chain(WAVES.iter().filter(|_| waves)).copied().collect();
    let texts = files.iter().map(|file| file.text.as_str());
    let parts = [program.as_ref(), &tool.says, top, harness];
    let key = cache::key(parts.into_iter().chain(flags.iter().copied()).chain(texts));
    cache::built(&cache::folder(), &key, |folder| {
        for file in files {
            fs::write(folder.join(format!("{}.v", file.module)), &file.text)?;
        }
        fs::write(folder.join("harness.cpp"), harness)?;
        let mut command = Command::new(&tool.program);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        command.current_dir(folder).args(&flags).args(["-j", &cores.to_string()]);
        command.args(["--top-module", top, "harness.cpp"]);
        command.args(files.iter().map(|file| format!("{}.v", file.module)));
        run(&mut command, PATIENCE)?;
        Ok(folder.join("obj/Vtop"))
    })
}
