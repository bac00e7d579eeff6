//! Survivors that are the same hardware in other words.

use std::time::Duration;

use crate::emit::verilog;
use crate::parallel;
use crate::rtl::mutate::{Edit, Mutant, cut};
use crate::rtl::passes::optimize;
use crate::rtl::{Direction, Module, ModuleId, Netlist, validate};
use crate::tool::{Found, ToolError, Yosys};

use super::miter::miter;

/// Reads a miter as one module. A register that never loads has no driver, and would be undefined and so equal to
/// anything: it is zero.
const FLAT: &str = "read_verilog -formal both.v; hierarchy -top miter; proc; flatten; \
    setundef -undriven -zero";

/// Steps of induction that are tried.
const STEPS: usize = 8;

/// A solver, and how long it may take for one proof.
#[derive(Clone, Copy, Debug)]
pub struct Prover<'t> {
    /// Yosys, with its ABC beside it.
    pub yosys: &'t Found,
    /// Longest that one solver may work on one mutant, in seconds; programs around it get three times that.
    pub seconds: u64,
}

/// How each mutant is shown to be its netlist's equal; `None` where it could not be. Without a solver
/// only what the passes make equal is.
pub fn prove(
    tool: Option<Prover<'_>>,
    netlist: &Netlist,
    top: ModuleId,
    mutants: &[Mutant],
) -> Vec<Option<&'static str>> {
    parallel::map_counted("survivors", mutants, |mutant| equivalent(tool, netlist, top, mutant))
}

fn equivalent(
    tool: Option<Prover<'_>>,
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
    borders(netlist, top, mutant.module).into_iter().find_map(|border| {
        let both = both_tops((netlist, &mutated), border)?;
        // ABC lets all state begin at zero, as the embedded simulator does; a reset that is missing at the
        // very start is then no fault, so it takes the other proof only, where state begins with anything.
        let resets = matches!(mutant.edit, Edit::Reset { value: None, .. });
        if !resets && outputs_are_equal(tool, &both) {
            return Some("no output differs from reset on, by Yosys and ABC (scorr, pdr)");
        }
        outputs_are_equal_by_induction(tool, &both)
            .then_some("no output differs from reset on, by Yosys' temporal induction")
    })
}

/// Most modules around a mutated one that are looked at as a whole.
const BORDERS: usize = 2;

/// The smallest modules with streams that hold `inner`: where they are equal, so are all that hold them.
fn borders(netlist: &Netlist, top: ModuleId, inner: ModuleId) -> Vec<ModuleId> {
    let holds = |id: &ModuleId| {
        let module = netlist.get(*id);
        let streams = module.ports_of(Direction::Output);
        let streams = streams.filter(|port| port.name.ends_with("_tvalid")).count();
        streams > 0 && validate(netlist, *id).is_ok_and(|design| design.used().contains(&inner))
    };
    let all = netlist.ids().filter(|id| *id <= top && holds(id));
    all.take(BORDERS).collect()
}

/// Whether two modules are equal between their state.
fn cuts_are_equal(tool: Prover<'_>, gold: &Module, gate: &Module) -> bool {
    let text = |module: &Module, name: &str| {
        let mut netlist = Netlist::new();
        let top = netlist.add(Module { name: name.into(), ..cut(module) });
        whole_text(&netlist, top)
    };
    let Some(texts) = text(gold, "gold").zip(text(gate, "gate")) else { return false };
    let sat = format!("sat -verify -timeout {} -prove trigger 0 miter", tool.seconds);
    let script = [
        "read_verilog both.v; proc",
        "miter -equiv -flatten gold gate miter; hierarchy -top miter; opt -full",
        &sat,
    ];
    solved(tool, &(texts.0 + &texts.1), &script)
}

/// Two tops side by side, and an assertion that no output tells them apart, whatever beats come, however
/// often they are reset: what an offer carries and whether it is taken is looked at only where there is
/// one.
fn both_tops((gold, gate): (&Netlist, &Netlist), top: ModuleId) -> Option<String> {
    let text = |netlist: &Netlist, name: &str| whole_text(&renamed(netlist, top, name), top);
    Some(text(gold, "gold")? + &text(gate, "gate")? + &miter(gold.get(top)))
}

/// Equivalent signals are found by simulation and shown by induction, and what is left of the miter goes
/// to property-directed reachability.
fn outputs_are_equal(tool: Prover<'_>, both: &str) -> bool {
    let gates = [
        FLAT,
        "setundef -zero -init; memory -nomap; memory_map; setundef -zero -init; opt -full",
        "techmap; opt -fast; dffunmap; opt_clean; aigmap; opt_clean",
        "write_aiger both.aig",
    ];
    let pdr = format!("pdr -T {}", tool.seconds);
    let said = yosys_with(tool, both).and_then(|yosys| {
        yosys.run(&gates)?;
        yosys.abc(&["read_aiger both.aig; fold; strash; scorr", &pdr])
    });
    said.is_ok_and(|said| said.text.contains("Property proved"))
}

fn outputs_are_equal_by_induction(tool: Prover<'_>, both: &str) -> bool {
    let sat = format!(
        "sat -verify -tempinduct -seq 1 -maxsteps {STEPS} -set-at 1 aresetn 0 -set-assumes \
         -timeout {} -prove same 1 miter",
        tool.seconds
    );
    let script = [
        FLAT,
        "memory -nomap; memory_map; opt -noff -keepdc",
        "chformal -assert -remove; expose miter/w:same",
        &sat,
    ];
    solved(tool, both, &script)
}

/// Whether Yosys' solver ends with success. A program that fails, or takes too long, proves nothing.
fn solved(tool: Prover<'_>, both: &str, script: &[&str]) -> bool {
    let said = yosys_with(tool, both).and_then(|yosys| yosys.run(script));
    said.is_ok_and(|said| said.text.contains("SUCCESS"))
}

/// Yosys with both sides of a proof in `both.v`.
fn yosys_with<'t>(tool: Prover<'t>, both: &str) -> Result<Yosys<'t>, ToolError> {
    let yosys = Yosys::new(tool.yosys, Duration::from_secs(3 * tool.seconds))?;
    yosys.write("both.v", both)?;
    Ok(yosys)
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
