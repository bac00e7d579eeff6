//! Yosys and ABC at work.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::tool::{Found, Outcome, ToolError, run};

/// Yosys, its ABC and a scratch folder in which both work. The folder goes with it.
///
/// A script is given in parts, of one or several passes each, that are joined by `; `.
#[derive(Debug)]
pub struct Yosys<'t> {
    tool: &'t Found,
    patience: Duration,
    folder: TempDir,
}

impl<'t> Yosys<'t> {
    /// An empty folder. Each script in it may take `patience`.
    pub fn new(tool: &'t Found, patience: Duration) -> Result<Self, ToolError> {
        let failed = |error| {
            ToolError::new(&Command::new(&tool.program), format!("no scratch folder: {error}"), "")
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        Ok(Self { tool, patience, folder })
    }

    /// Puts a text into the folder, for passes to read as `name`.
    pub fn write(&self, name: &str, text: &str) -> Result<(), ToolError> {
        let failed = |error| {
            let what = format!("`{name}` cannot be written to its folder: {error}");
            ToolError::new(&self.command(&self.tool.program), what, "")
        };
        fs::write(self.folder.path().join(name), text).map_err(failed)
    }

    /// Puts modules, each its name and its Verilog, into files of their own. Gives the pass that reads them in
    /// this order.
    pub fn write_modules<'m>(
        &self,
        modules: impl IntoIterator<Item = (&'m str, &'m str)>,
    ) -> Result<String, ToolError> {
        let mut pass = String::from("read_verilog");
        for (module, text) in modules {
            let name = format!("{module}.v");
            self.write(&name, text)?;
            pass = pass + " " + &name;
        }
        Ok(pass)
    }

    /// What Yosys says while it runs a script to its end.
    pub fn run(&self, script: &[&str]) -> Result<Outcome, ToolError> {
        self.script(&self.tool.program, "-p", script)
    }

    /// What ABC says while it runs a script to its end. It ends well even where a command of it fails.
    pub fn abc(&self, script: &[&str]) -> Result<Outcome, ToolError> {
        // Yosys brings an ABC of its own and puts it beside itself.
        self.script(&self.tool.program.with_file_name("yosys-abc"), "-c", script)
    }

    fn script(&self, program: &Path, flag: &str, script: &[&str]) -> Result<Outcome, ToolError> {
        run(self.command(program).args([flag, &script.join("; ")]), self.patience)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path());
        command
    }
}

#[cfg(test)]
mod tests {
    use crate::tool::{CellCounts, YOSYS, or_skip};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    const AND: &str = "module both(input a, input b, output y); assign y = a & b; endmodule\n";

    #[test]
    fn yosys_and_abc_read_what_is_in_their_folder() {
        let Some(tool) = or_skip(&YOSYS, "yosys_and_abc_read_what_is_in_their_folder") else {
            return;
        };
        let yosys = Yosys::new(&tool, PATIENCE).unwrap();
        let read = yosys.write_modules([("both", AND)]).unwrap();
        assert_eq!(read, "read_verilog both.v");
        let said = yosys.run(&[&read, "synth -top both; stat", "aigmap; write_aiger both.aig"]);
        let counts = CellCounts::last(&said.unwrap().text).unwrap();
        assert_eq!(counts.kinds().collect::<Vec<_>>(), [("$_AND_", 1)]);
        let said = yosys.abc(&["read_aiger both.aig", "print_stats"]).unwrap();
        assert!(said.text.contains("and =      1"), "{}", said.text);
    }

    #[test]
    fn a_script_that_fails_tells_why() {
        let Some(tool) = or_skip(&YOSYS, "a_script_that_fails_tells_why") else { return };
        let yosys = Yosys::new(&tool, PATIENCE).unwrap();
        let error = yosys.run(&["read_verilog absent.v", "stat"]).unwrap_err();
        assert!(error.command.ends_with("-p read_verilog absent.v; stat"), "{error}");
        assert!(error.log.contains("absent.v' for reading"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let tool = Found { program: "/nowhere/yosys".into(), says: String::new() };
        let yosys = Yosys::new(&tool, PATIENCE).unwrap();
        for error in [yosys.run(&["stat"]), yosys.abc(&["print_stats"])] {
            let error = error.unwrap_err();
            assert!(error.what.starts_with("cannot be started"), "{error}");
        }
        assert!(yosys.write("no/such/folder.v", AND).is_err());
    }
}
