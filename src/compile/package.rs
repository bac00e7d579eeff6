//! All files of a design.

use crate::dataflow::{View, dot, roles, svg, timeline};
use crate::diag::Bug;
use crate::emit::{Image, MemoryFile, SourceFiles, Testbench, harness, images, verilog};

use super::compiled::Compiled;
use super::reference::Reference;

/// `rtl/`, `tb/` with vectors of `reference` (some of them if there are many), `weights/` where they are loaded, `filelist.f`,
/// `graph.svg` and `schedule.svg`, in which tiles of a layer are one, `graph.dot` with each by itself, and `roles.svg`
/// where arrays digitize each other.
pub fn package(compiled: &Compiled, reference: &Reference) -> Result<SourceFiles, Bug> {
    let design = compiled.validated()?;
    let top = &design.top().name;
    let mut files = SourceFiles::new();
    let mut list = String::new();
    for file in verilog(design) {
        let path = format!("rtl/{}.v", file.module);
        list.push_str(&path);
        list.push('\n');
        files.add(path, file.text)?;
        for MemoryFile { path, text } in file.memories {
            files.add(path, text)?;
        }
    }
    files.add("filelist.f", list)?;
    let reference = reference.for_testbench(compiled)?;
    let vectors = reference.vectors(compiled)?;
    let output = compiled.output()?;
    let bench = Testbench::new(design, reference.counts(), reference.limit())?.telling(&output);
    let commands = compiled.commands();
    let weights = commands.as_ref().map_or(vec![], |commands| images(&compiled.graph, commands));
    let bench = match &commands {
        Some(commands) if reference.loads_weights() => bench.loading(commands, &weights).text()?,
        _ => bench.text()?,
    };
    for Image { tile, text, .. } in &weights {
        files.add(format!("weights/{tile}.hex"), text.as_str())?;
    }
    files.add(format!("tb/{top}_tb.v"), bench)?;
    files.add(format!("tb/{top}_harness.cpp"), harness(design)?)?;
    for (name, text) in vectors.files() {
        files.add(format!("tb/{name}"), text)?;
    }
    files.add("graph.dot", dot(&compiled.graph))?;
    files.add("graph.svg", svg(&compiled.graph, compiled.network.as_ref(), View::Folded)?)?;
    files.add("schedule.svg", timeline(&compiled.graph, View::Folded)?)?;
    if !compiled.graph.groups().is_empty() {
        files.add("roles.svg", roles(&compiled.graph, View::Folded)?)?;
    }
    Ok(files)
}
