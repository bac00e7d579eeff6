//! Random hardware over every operator, in three simulators that must agree.
//!
//! One top module instances many random modules, so that one Verilator model serves them all.

use cimgen::cosim::{Embedded, Icarus, Observed, Pacing, Run, Simulator, Verilator, marks};
use cimgen::rtl::passes::optimize;
use cimgen::rtl::random::{self, PORT};
use cimgen::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire, validate};
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

/// Random modules in the top.
const MODULES: usize = 24;

/// A top with the ports of a design: one stage, always ready.
fn random_design(seed: u64) -> (Netlist, ModuleId) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut netlist = Netlist::new();
    let mut modules: Vec<ModuleId> = vec![];
    for number in 0..MODULES {
        // Every third may instance the two before it.
        let parts = if number % 3 == 2 { &modules[number - 2..] } else { &[] };
        let name = format!("random_{number}");
        let module = random::module(&mut netlist, &mut rng, &name, parts);
        modules.push(module);
    }
    let m = ModuleBuilder::new("random_top", ["Random modules side by side."]);
    let data = m.input("s_axis_tdata", PORT);
    let (valid, last) = (m.input("s_axis_tvalid", 1), m.input("s_axis_tlast", 1));
    let ready = m.input("m_axis_tready", 1);
    let full = m.register("full", 1).reset(0);
    let free = m.wire("free", !full.value() | ready);
    m.output("s_axis_tready", free);
    let results: Vec<Wire<'_>> = modules
        .iter()
        .enumerate()
        .flat_map(|(number, module)| {
            let inputs = [("x".to_string(), data), ("go".to_string(), valid)];
            m.instance(&netlist, *module, &format!("part_{number}"), inputs)
        })
        .map(|(_, wire)| wire)
        .collect();
    let load = m.wire("load", valid & free);
    let result = m.concat(results);
    let held = m.register("held", result.width()).enable(load).next(result);
    let held_last = m.register("held_last", 1).enable(load).next(last);
    m.output("m_axis_tdata", held);
    m.output("m_axis_tvalid", full.value());
    m.output("m_axis_tlast", held_last);
    full.enable(free).next(valid);
    let top = netlist.add(m.finish());
    (netlist, top)
}

/// The netlist as it was made runs in the embedded simulator; what the passes leave of it runs there
/// and in the others, which also find nothing to warn of in it.
#[test]
fn simulators_agree_on_random_hardware() {
    let test = "simulators_agree_on_random_hardware";
    if or_skip(&VERILATOR, test).is_none() || or_skip(&ICARUS, test).is_none() {
        return;
    }
    let (original, top) = random_design(7);
    let mut optimized = original.clone();
    optimize(&mut optimized);
    let designs = [&original, &optimized].map(|netlist| validate(netlist, top).unwrap());
    let mut rng = fastrand::Rng::with_seed(8);
    let beats: Vec<Bits> =
        (0..300).map(|_| Bits::from_words(PORT, &[rng.u64(..), rng.u64(..)])).collect();
    for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
        // New ones each time: a reset does not restore memories.
        let mut simulators: [Box<dyn Simulator + '_>; 4] = [
            Box::new(Embedded::new(designs[0]).unwrap()),
            Box::new(Embedded::new(designs[1]).unwrap()),
            Box::new(Verilator::brief(designs[1]).unwrap()),
            Box::new(Icarus::new(designs[1]).unwrap()),
        ];
        let (lasts, outputs) = (marks(beats.len()), beats.len());
        let run = Run { beats: &beats, lasts: &lasts, outputs, pacing, limit: 10_000 };
        let mut observe = |at: usize| simulators[at].run(run).unwrap_or_else(|e| panic!("{e}"));
        let embedded: Observed = observe(0);
        assert_eq!(embedded.given.len(), beats.len());
        assert!(embedded == observe(1), "after the passes, {pacing:?}");
        assert!(embedded == observe(2), "Verilator, {pacing:?}");
        assert!(embedded == observe(3), "Icarus, {pacing:?}");
    }
}
