//! Verilator: the emitted Verilog as a process that is fed beats over pipes.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::emit::{VerilogFile, harness, top_level, verilog};
use crate::rtl::{Bits, Validated};
use crate::tool::{Found, ToolError, VERILATOR, find, run};

use super::cache;
use super::replay::replay;
use super::simulator::{CosimError, Given, Observed, Run, See, Simulator};

/// Longest that a build may take.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Warnings are errors to Verilator: the emitted Verilog must be clean. Every C++ file reads the declarations of all
/// signals first, so that few long files compile sooner than many: a 784-256-10 network in 100 s of processor time,
/// where it takes 162 s in files of the default length; functions stay as short. The prefix is fixed because Verilator
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
    "-Mdir",
    "obj",
    "--prefix",
    "Vtop",
];

/// Waves of all signals, however wide.
const WAVES: &[&str] = &["--trace", "--trace-max-width", "0", "--trace-underscore"];

/// A module whose model needs what all models need.
const EMPTY: &str = "module empty (input wire a, output wire b);\n    assign b = a;\nendmodule\n";

/// How to make a library of what all models need.
const RUNTIME: &str = "runtime.a: $(VK_GLOBAL_OBJS)\n\t$(AR) -rcs $@ $^\n";

/// How long a model will run: what the C++ compiler does for it depends on that.
#[derive(Clone, Copy)]
enum Term {
    Long,
    Short,
}

impl Term {
    /// The default, `-Os`, takes longer to compile than `-O1`, and runs no faster: the digits compile in 9.4, 6.2
    /// (`-O1`) and 1.8 s (`-O0`) of processor time, and run 80,000 cycles in 0.23 (`-O1`) and 0.76 s (`-O0`).
    fn make_flag(self) -> &'static str {
        match self {
            Self::Long => "OPT_FAST=-O1",
            Self::Short => "OPT_FAST=-O0",
        }
    }

    /// Modules that stay modules are written to C++ once, however often they are there: 49 crossbars side by side take
    /// 44 s of processor time to build in place of 68 s, and run slower.
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Long => &[],
            Self::Short => &["-fno-inline"],
        }
    }
}

/// A running model.
pub struct Verilator<'n> {
    design: Validated<'n>,
    child: Child,
    requests: Option<ChildStdin>,
    responses: BufReader<ChildStdout>,
    command: String,
    input_bytes: usize,
    output_bits: u32,
    /// Where it runs, with the files that memories are read from.
    _folder: TempDir,
}

impl<'n> Verilator<'n> {
    /// Builds the model, or takes it from the cache, and starts it. With `waves` it is built to write
    /// them there.
    pub fn new(design: Validated<'n>, waves: Option<&Path>) -> Result<Self, CosimError> {
        Self::start(design, Term::Long, waves)
    }

    /// Like [`Self::new`] for some hundred thousand cycles at most: ready sooner, and slower.
    pub fn brief(design: Validated<'n>) -> Result<Self, CosimError> {
        Self::start(design, Term::Short, None)
    }

    fn start(design: Validated<'n>, term: Term, waves: Option<&Path>) -> Result<Self, CosimError> {
        let tool = find(&VERILATOR).ok_or(CosimError::Missing(&VERILATOR))?;
        let (input_bits, output_bits) = top_level(design)?;
        let builder = Builder { tool, waves: waves.is_some(), cache: cache::folder() };
        let top = &design.top().name;
        let files = verilog(design);
        let model = builder.model(term, top, &files, &harness(design)?)?;
        let folder = tempfile::tempdir()?;
        for memory in files.iter().flat_map(|file| &file.memories) {
            memory.write(folder.path())?;
        }
        let mut command = Command::new(&model);
        command.current_dir(folder.path());
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
            _folder: folder,
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
        // Writing waves takes longer than the model itself.
        let mut model = Self::start(self.design, Term::Short, Some(&waves))?;
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

/// Builds models of one kind.
struct Builder {
    tool: Found,
    waves: bool,
    cache: PathBuf,
}

impl Builder {
    fn flags(&self) -> impl Iterator<Item = &'static str> {
        FLAGS.iter().chain(WAVES.iter().filter(|_| self.waves)).copied()
    }

    /// Key of what is built from `parts` by this tool with these flags.
    fn key(&self, parts: &[&str]) -> String {
        let program = self.tool.program.to_string_lossy();
        let flags: Vec<&str> = self.flags().collect();
        cache::key([&[program.as_ref(), &self.tool.says], flags.as_slice(), parts].concat())
    }

    /// A command that builds in `folder`.
    fn command(&self, folder: &Path, make_flags: &str) -> Command {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut command = Command::new(&self.tool.program);
        command.current_dir(folder).args(self.flags()).args(["-j", &cores.to_string()]);
        command.args(["-MAKEFLAGS", make_flags]);
        command
    }

    fn model(
        &self,
        term: Term,
        top: &str,
        files: &[VerilogFile],
        harness: &str,
    ) -> Result<PathBuf, CosimError> {
        let mut parts = [term.flags(), &[term.make_flag(), top, harness]].concat();
        parts.extend(files.iter().map(|file| file.text.as_str()));
        cache::built(&self.cache, &self.key(&parts), |folder| {
            for file in files {
                fs::write(folder.join(format!("{}.v", file.module)), &file.text)?;
            }
            fs::write(folder.join("harness.cpp"), harness)?;
            // A path of its own: that of the cache may have characters that `make` takes for others.
            fs::copy(self.runtime()?, folder.join("runtime.a"))?;
            let flags = format!("{} VM_GLOBAL_FAST= VM_GLOBAL_SLOW=", term.make_flag());
            let mut command = self.command(folder, &flags);
            command.args(term.flags());
            command.args(["-LDFLAGS", "../runtime.a", "--top-module", top, "harness.cpp"]);
            command.args(files.iter().map(|file| format!("{}.v", file.module)));
            run(&mut command, PATIENCE)?;
            Ok(folder.join("obj/Vtop"))
        })
    }

    /// Verilator's part of every model, which is compiled once: it takes 7 s of processor time, more than most
    /// models by themselves.
    fn runtime(&self) -> Result<PathBuf, CosimError> {
        cache::built(&self.cache, &self.key(&[EMPTY, RUNTIME]), |folder| {
            fs::write(folder.join("empty.v"), EMPTY)?;
            fs::write(folder.join("runtime.mk"), RUNTIME)?;
            let mut command = self.command(folder, "-f ../runtime.mk runtime.a");
            run(command.args(["--top-module", "empty", "empty.v"]), PATIENCE)?;
            Ok(folder.join("obj/runtime.a"))
        })
    }
}
