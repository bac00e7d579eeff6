//! Survivors that are the same hardware in other words.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::parallel;
use crate::rtl::mutate::{Edit, Mutant, cut};
use crate::rtl::passes::optimize;
use crate::rtl::{Direction, Module, ModuleId, Netlist};
use crate::tool::{Found, ToolError, Yosys};

use super::miter::{both_tops, whole_text};

/// Reads a miter. A register that never loads has no driver, and would be undefined and so equal to anything: it is
/// zero.
const READ: &str =
    "read_verilog -formal both.v; hierarchy -top miter; proc; setundef -undriven -zero";

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
    let holders = holders(netlist, mutant.module);
    borders(netlist, top, &holders).find_map(|border| {
        let both = both_tops((netlist, &mutated), border, &holders)?;
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

/// The smallest modules with streams among those that hold a mutated one: where they are equal, so are all that hold
/// them.
fn borders(
    netlist: &Netlist,
    top: ModuleId,
    holders: &BTreeSet<ModuleId>,
) -> impl Iterator<Item = ModuleId> {
    let has_streams = |id: ModuleId| {
        let mut ports = netlist.get(id).ports_of(Direction::Output);
        ports.any(|port| port.name.ends_with("_tvalid"))
    };
    holders.iter().copied().filter(move |id| *id <= top && has_streams(*id)).take(BORDERS)
}

/// Modules that are `inner` or have it among their instances, however deep.
fn holders(netlist: &Netlist, inner: ModuleId) -> BTreeSet<ModuleId> {
    let mut holders = BTreeSet::from([inner]);
    // Instanced ones come first.
    for (id, module) in netlist.modules() {
        if module.instances.iter().any(|instance| holders.contains(&instance.module)) {
            holders.insert(id);
        }
    }
    holders
}

/// Whether two modules are equal between their state.
fn cuts_are_equal(tool: Prover<'_>, gold: &Module, gate: &Module) -> bool {
    let text = |module: &Module, name: &str| {
        let mut netlist = Netlist::new();
        let top = netlist.add(Module { name: name.into(), ..cut(module) });
        whole_text(&netlist, top, |_| true)
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

/// Equivalent signals are found by simulation and shown by induction, and what is left of the miter goes
/// to property-directed reachability. Each module is mapped to gates before its instances are opened, so that many
/// instances cost no more than one.
fn outputs_are_equal(tool: Prover<'_>, both: &str) -> bool {
    let gates = [
        READ,
        "setundef -zero -init; memory -nomap; memory_map; setundef -zero -init; opt",
        // What no state reaches may be undefined in a module, and is the same on both sides.
        "techmap; setundef -zero; opt -fast; dffunmap; opt_clean; aigmap; opt_clean",
        "flatten; opt_clean; write_aiger both.aig",
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
        READ,
        "flatten; memory -nomap; memory_map; opt -noff -keepdc",
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
