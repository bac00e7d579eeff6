//! Survivors that are the same hardware in other words.

use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::emit::verilog;
use crate::rtl::mutate::{Edit, Mutant, cut};
use crate::rtl::passes::optimize;
use crate::rtl::{Direction, Module, ModuleId, Netlist, validate};
use crate::tool::{Found, run};

/// Longest that one proof may take, and the program around it.
const SECONDS: u64 = 20;

/// Steps of induction that are tried.
const STEPS: usize = 8;

/// How each mutant is shown to be its netlist's equal; `None` where it could not be. Without Yosys only
/// what the passes make equal is.
pub fn prove(
    tool: Option<&Found>,
    netlist: &Netlist,
    top: ModuleId,
    mutants: &[Mutant],
) -> Vec<Option<&'static str>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = vec![];
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(number) else { return done };
            done.push((number, equivalent(tool, netlist, top, mutant)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut proofs = vec![None; mutants.len()];
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for (number, proof) in workers.into_iter().flat_map(|one| one.join().unwrap_or_default()) {
            proofs[number] = proof;
        }
    });
    proofs
}

fn equivalent(
    tool: Option<&Found>,
    netlist: &Netlist,
    top: ModuleId,
    mutant: &Mutant,
) -> Option<&'static str> {
    let mutated = mutant.apply(netlist);
    let alone = |of: &Netlist| {
        let mut alone = Netlist::new();
        alone.add(of.get(mutant.module).clone());
        optimize(&mut alone);
        alone.modules().map(|(_, module)| module.clone()).next()
    };
    if alone(netlist) == alone(&mutated) {
        return Some("the passes make the same of both");
    }
    let tool = tool?;
    let same_state = !matches!(mutant.edit, Edit::Reset { .. } | Edit::Contents { .. });
    if same_state && cuts_are_equal(tool, netlist.get(mutant.module), mutated.get(mutant.module)) {
        return Some("equal in every state, by Yosys' SAT solver");
    }
    let inductive = outputs_are_equal(tool, (netlist, &mutated), top);
    inductive.then_some("no output differs from reset on, by induction with Yosys")
}

/// Whether two modules are equal between their state.
fn cuts_are_equal(tool: &Found, gold: &Module, gate: &Module) -> bool {
    let text = |module: &Module, name: &str| {
        let mut netlist = Netlist::new();
        let top = netlist.add(Module { name: name.into(), ..cut(module) });
        whole_text(&netlist, top)
    };
    let Some(texts) = text(gold, "gold").zip(text(gate, "gate")) else { return false };
    let script = format!(
        "read_verilog both.v; proc; miter -equiv -flatten gold gate miter; hierarchy -top miter; \
         opt -full; sat -verify -timeout {SECONDS} -prove trigger 0 miter"
    );
    proves(tool, &(texts.0 + &texts.1), &script)
}

/// Whether no output of the top can tell the netlists apart, whatever beats come, however often it is
/// reset: what an offer carries and whether an offer is taken is looked at only where there is one.
fn outputs_are_equal(tool: &Found, (gold, gate): (&Netlist, &Netlist), top: ModuleId) -> bool {
    let text = |netlist: &Netlist, name: &str| whole_text(&renamed(netlist, top, name), top);
    let Some(texts) = text(gold, "gold").zip(text(gate, "gate")) else { return false };
    let both = texts.0 + &texts.1 + &miter(gold.get(top));
    let script = format!(
        "read_verilog -formal both.v; prep -flatten -top miter; memory_map; opt -full; async2sync; \
         sat -verify -tempinduct -seq 1 -maxsteps {STEPS} -set-at 1 aresetn 0 -set-assumes \
         -timeout {SECONDS} -prove same 1 miter"
    );
    proves(tool, &both, &script)
}

fn proves(tool: &Found, text: &str, script: &str) -> bool {
    let Ok(folder) = tempfile::tempdir() else { return false };
    if fs::write(folder.path().join("both.v"), text).is_err() {
        return false;
    }
    let mut command = Command::new(&tool.program);
    command.current_dir(folder.path()).args(["-p", script]);
    run(&mut command, Duration::from_secs(3 * SECONDS))
        .is_ok_and(|said| said.text.contains("SUCCESS"))
}

fn whole_text(netlist: &Netlist, top: ModuleId) -> Option<String> {
    let design = validate(netlist, top).ok()?;
    Some(verilog(design).into_iter().map(|file| file.text + "\n").collect())
}

/// Every module under another name; the top is called `name`.
fn renamed(netlist: &Netlist, top: ModuleId, name: &str) -> Netlist {
    let mut renamed = Netlist::new();
    for (id, module) in netlist.modules() {
        let called = if id == top { name.to_string() } else { format!("{name}_{}", module.name) };
        renamed.add(Module { name: called, ..module.clone() });
    }
    renamed
}

/// Two tops with the same inputs, and `same`.
fn miter(top: &Module) -> String {
    let mut text = String::from("module miter(input aclk, input aresetn");
    let range = |width: u32| if width == 1 { String::new() } else { format!("[{}:0] ", width - 1) };
    for port in top.ports_of(Direction::Input) {
        let _ = write!(text, ", input {}{}", range(port.width), port.name);
    }
    text.push_str(", output same);\n");
    let clocked =
        !top.registers.is_empty() || !top.memories.is_empty() || !top.instances.is_empty();
    for side in ["gold", "gate"] {
        let mut bound: Vec<String> = vec![];
        if clocked {
            bound.extend(["aclk", "aresetn"].map(|name| format!(".{name}({name})")));
        }
        bound.extend(top.ports_of(Direction::Input).map(|port| format!(".{0}({0})", port.name)));
        for port in top.ports_of(Direction::Output) {
            let _ = writeln!(text, "wire {}{side}_{};", range(port.width), port.name);
            bound.push(format!(".{0}({side}_{0})", port.name));
        }
        let _ = writeln!(text, "{side} {side}({});", bound.join(", "));
    }
    let mut equal = vec![];
    for port in top.ports_of(Direction::Output) {
        let name = &port.name;
        let offer = match name.rsplit_once('_') {
            Some((stream, "tready")) => format!("{stream}_tvalid"),
            Some((stream, "tdata" | "tlast")) => format!("gold_{stream}_tvalid"),
            _ => "1'b1".into(),
        };
        equal.push(format!("(!{offer} || gold_{name} == gate_{name})"));
    }
    let _ = writeln!(text, "assign same = !aresetn || ({});", equal.join(" && "));
    for port in top.ports_of(Direction::Input) {
        if let Some((stream, "tvalid")) = port.name.rsplit_once('_') {
            text += &standing(top, stream);
        }
    }
    text + "endmodule\n"
}

/// What an upstream block promises: an offer that is not taken stands.
fn standing(top: &Module, stream: &str) -> String {
    let width =
        top.port(&format!("{stream}_tdata")).map_or(1, |port| top.signal(port.signal).width);
    let offer = format!("{{{stream}_tlast, {stream}_tdata}}");
    format!(
        "reg stands_{stream} = 1'b0; reg [{width}:0] offer_{stream};\n\
         always @(posedge aclk) begin\n\
         stands_{stream} <= aresetn && {stream}_tvalid && !gold_{stream}_tready;\n\
         offer_{stream} <= {offer};\n\
         end\n\
         always @* assume(!stands_{stream} || ({stream}_tvalid && {offer} == offer_{stream}));\n"
    )
}
