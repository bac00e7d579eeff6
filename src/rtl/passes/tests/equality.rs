//! Random netlists before and after, cycle by cycle.

use crate::rtl::expr::Op;
use crate::rtl::module::Module;
use crate::rtl::passes::{PASSES, Pass, Size, optimize};
use crate::rtl::{ModuleId, Netlist, random};

use super::{after, difference, names_of_ports};

/// Random netlists that are tried.
const SEEDS: std::ops::Range<u64> = 0..150;

/// Cycles that each runs.
const CYCLES: usize = 60;

/// Two random modules and a third that may instance both.
fn random_netlist(seed: u64) -> (Netlist, ModuleId) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut netlist = Netlist::new();
    let mut parts = vec![];
    for name in ["leaf", "branch", "top"] {
        let module = random::module(&mut netlist, &mut rng, name, &parts);
        parts.push(module);
    }
    (netlist, parts[2])
}

fn expressions(netlist: &Netlist) -> usize {
    netlist.modules().map(|(_, module)| module.exprs.len()).sum()
}

#[test]
fn each_pass_keeps_every_output_in_every_cycle() {
    for pass in PASSES {
        let mut fired = 0;
        for seed in SEEDS {
            let (netlist, top) = random_netlist(seed);
            let changed = after(*pass, &netlist);
            let found = difference([&netlist, &changed], top, CYCLES, seed);
            assert_eq!(found, None, "{}, seed {seed}", pass.name());
            for (id, module) in netlist.modules() {
                assert_eq!(names_of_ports(module), names_of_ports(changed.get(id)));
                fired += usize::from(module != changed.get(id));
            }
        }
        assert!(fired > SEEDS.end as usize, "{} changed {fired} modules", pass.name());
    }
}

#[test]
fn all_passes_keep_every_output_and_leave_nothing_to_do() {
    for seed in SEEDS {
        let (netlist, top) = random_netlist(seed);
        let mut changed = netlist.clone();
        let done = optimize(&mut changed);
        let found = difference([&netlist, &changed], top, CYCLES, seed);
        assert_eq!(found, None, "seed {seed}");
        assert!(done.after.expressions < done.before.expressions, "seed {seed}: {done:?}");
        let once: Vec<Module> = changed.modules().map(|(_, module)| module.clone()).collect();
        optimize(&mut changed);
        let twice: Vec<Module> = changed.modules().map(|(_, module)| module.clone()).collect();
        assert_eq!(once, twice, "seed {seed}");
    }
}

#[test]
fn what_is_reported_adds_up() {
    let (mut netlist, _) = random_netlist(3);
    let done = optimize(&mut netlist);
    assert_eq!(done.after.expressions, expressions(&netlist));
    let removed: i64 = done.passes.values().map(|change| change.expressions).sum();
    assert_eq!(done.before.expressions as i64 + removed, done.after.expressions as i64);
    let sizes = netlist.modules().map(|(_, module)| Size::of(module).register_bits);
    assert_eq!(done.after.register_bits, sizes.sum::<usize>());
}

/// Narrowing that forgets the carry: right for bits that are not added.
struct CutsEverySum;

impl Pass for CutsEverySum {
    fn name(&self) -> &'static str {
        "cuts-every-sum"
    }

    fn run(&self, module: &mut Module) {
        for expr in &mut module.exprs {
            if let Op::Add(a, b) = expr.op {
                expr.op = Op::Or(a, b);
            }
        }
    }
}

/// Drops the reset of every register.
struct ForgetsResets;

impl Pass for ForgetsResets {
    fn name(&self) -> &'static str {
        "forgets-resets"
    }

    fn run(&self, module: &mut Module) {
        module.registers.iter_mut().for_each(|register| register.reset = None);
    }
}

#[test]
fn a_wrong_pass_is_found() {
    for pass in [&CutsEverySum as &dyn Pass, &ForgetsResets] {
        let found = SEEDS.filter(|seed| {
            let (netlist, top) = random_netlist(*seed);
            difference([&netlist, &after(pass, &netlist)], top, CYCLES, *seed).is_some()
        });
        let found = found.count();
        assert!(found > SEEDS.end as usize / 3, "{} was found {found} times", pass.name());
    }
}
