//! `cimgen check`.

use std::path::PathBuf;

use serde_json::json;

use crate::compile::{Compiled, compile};
use crate::dataflow::Pace;
use crate::design::Design;
use crate::network::{Part, labelled};

use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen check designs/digits_mlp.yaml")]
pub(super) struct Check {
    /// The design file.
    design: PathBuf,
}

impl Check {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        for part in [Part::Train, Part::Test] {
            labelled(&compiled.design, part)?;
        }
        let (latency, stream) = (compiled.latency()?, compiled.stream()?);
        let Pace { interval, latency: in_stream } = stream;
        let name = &compiled.graph.name;
        let nodes = compiled.graph.nodes().count();
        let text = format!(
            "`{name}` is right: {nodes} operations, latency {latency} cycles alone, {in_stream} in a stream, interval {interval}\n"
        );
        let warnings = [compiled.design.warnings(), &compiled.doubts].concat();
        let value = json!({
            "design": name,
            "operations": nodes,
            "latency_cycles": latency,
            "stream_latency_cycles": in_stream,
            "interval_cycles": interval,
            "warnings": warnings,
        });
        console.result(&text, &value)
    }
}

/// Reads and compiles a design; tells its warnings.
pub(super) fn load(path: &std::path::Path, console: &Console) -> Result<Compiled, Failure> {
    let design = console.stage("read", None, || Design::read(path))?;
    console.warnings(design.warnings());
    let compiled = console.stage("compile", None, || compile(design))?;
    console.warnings(&compiled.doubts);
    Ok(compiled)
}
