//! Icarus through the emitted testbench.

use std::fs;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::emit::{Testbench, Vectors, VerilogFile, top_level, verilog};
use crate::rtl::{Bits, Validated};
use crate::tool::{Found, ICARUS, ToolError, find, run};

use super::pacing::Pacing;
use super::replay::replay;
use super::simulator::{CosimError, Given, Observed, Run, See, Simulator};

/// File for waves.
const WAVES: &str = "waves.vcd";

/// Longest that compiling or one run may take.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Compiles the emitted Verilog for every run: the number of beats is fixed in a testbench.
pub struct Icarus<'n> {
    design: Validated<'n>,
    tool: Found,
    files: Vec<VerilogFile>,
    output_bits: u32,
    folder: TempDir,
}

impl<'n> Icarus<'n> {
    /// Finds the tool and writes the Verilog.
    pub fn new(design: Validated<'n>) -> Result<Self, CosimError> {
        let tool = find(&ICARUS).ok_or(CosimError::Missing(&ICARUS))?;
        let folder = tempfile::tempdir()?;
        let files = verilog(design);
        for file in &files {
            fs::write(folder.path().join(format!("{}.v", file.module)), &file.text)?;
            file.memories.iter().try_for_each(|memory| memory.write(folder.path()))?;
        }
        let output_bits = top_level(design)?.1;
        Ok(Self { design, tool, files, output_bits, folder })
    }

    fn compile(&self, given: &Run<'_>) -> Result<(), CosimError> {
        let folder = self.folder.path();
        let top = &self.design.top().name;
        let beats = (given.beats.len(), given.outputs);
        let bench = Testbench::new(self.design, beats, given.limit)?;
        fs::write(folder.join("bench.v"), bench.text()?)?;
        let vectors = Vectors {
            inputs: given.beats.to_vec(),
            outputs: vec![Bits::zero(self.output_bits); given.outputs],
            lasts: (given.lasts.to_vec(), vec![false; given.outputs]),
            cycles: vec![0; given.outputs],
        };
        for (name, text) in vectors.files() {
            fs::write(folder.join(name), text)?;
        }
        let mut command = Command::new(&self.tool.program);
        command.current_dir(folder).args(["-g2005", "-Wall", "-o", "bench.vvp", "-s"]);
        command.arg(format!("{top}_tb")).arg("bench.v");
        command.args(self.files.iter().map(|file| format!("{}.v", file.module)));
        run(&mut command, PATIENCE)?;
        Ok(())
    }
}

impl Icarus<'_> {
    /// The bench's own verdict means nothing here, as it is told to expect zeros; what it saw is read
    /// from its dump, and compared where all simulators are.
    fn simulate(&self, given: &Run<'_>, waves: bool) -> Result<Observed, CosimError> {
        self.compile(given)?;
        let vvp = self.tool.program.with_file_name("vvp");
        let mut command = Command::new(if vvp.is_file() { vvp } else { "vvp".into() });
        command.current_dir(self.folder.path());
        command.args(["-n", "bench.vvp", "+vectors=.", "+dump=dump.txt"]);
        if let Pacing::Random { .. } = given.pacing {
            command.arg(format!("+pace={}", given.pacing.seed()));
            command.arg(format!("+interrupt={}", given.pacing.interruption()));
        }
        command.args(waves.then(|| format!("+wave={WAVES}")));
        let outcome = run(&mut command, PATIENCE)?;
        let dump = fs::read_to_string(self.folder.path().join("dump.txt"))?;
        observed(&dump, self.output_bits)
            .map_err(|what| ToolError::new(&command, what, outcome.text).into())
    }
}

impl Simulator for Icarus<'_> {
    fn name(&self) -> &'static str {
        "icarus"
    }

    fn run(&mut self, given: Run<'_>) -> Result<Observed, CosimError> {
        self.simulate(&given, false)
    }

    /// From waves, so all of the run is simulated before any of it is seen.
    fn watch(
        &mut self,
        given: Run<'_>,
        names: &[String],
        see: &mut See<'_>,
    ) -> Result<(), CosimError> {
        self.simulate(&given, true)?;
        let bench = format!("{}_tb", self.design.top().name);
        let waves = self.folder.path().join(WAVES);
        replay((&waves, given.pacing.resets()), &[&bench, "dut"], names, see)
    }
}

/// A dump as an observation, or the line that holds no known value.
fn observed(dump: &str, bits: u32) -> Result<Observed, String> {
    let mut observed = Observed::default();
    for line in dump.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let unknown = || format!("a beat holds unknown bits: `{line}`");
        match words[..] {
            ["A", cycle] => observed.accepted.push(cycle.parse().map_err(|_| unknown())?),
            ["W", cycle] => {
                let cycle = cycle.parse().map_err(|_| unknown())?;
                observed.withdrawn.get_or_insert(cycle);
            }
            ["D", cycle, last @ ("0" | "1"), data] => observed.given.push(Given {
                cycle: cycle.parse().map_err(|_| unknown())?,
                data: hexadecimal(data, bits).ok_or_else(unknown)?,
                last: last == "1",
            }),
            _ => return Err(unknown()),
        }
    }
    Ok(observed)
}

fn hexadecimal(text: &str, bits: u32) -> Option<Bits> {
    let digits: Option<Vec<Bits>> = text
        .chars()
        .rev()
        .map(|digit| Some(Bits::from_u64(4, digit.to_digit(16)?.into())))
        .collect();
    Some(Bits::concat(&digits?).slice(0, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_with_unknown_bits_are_no_observation() {
        let seen = observed("A 0\nD 3 1 1f\n", 8).unwrap();
        assert_eq!(seen.given[0].data, Bits::from_u64(8, 0x1f));
        for bad in ["D 3 1 1x", "D 3 x 1f", "D x 1 1f", "Z"] {
            assert!(observed(bad, 8).is_err(), "{bad}");
        }
    }
}
