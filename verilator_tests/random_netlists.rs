//! Random hardware over every operator, in three simulators that must agree.
//!
//! One top module instances many random modules, so that one Verilator model serves them all.

use cimgen::cosim::{Embedded, Icarus, Observed, Pacing, Run, Simulator, Verilator};
use cimgen::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire, validate};
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

/// Random modules in the top.
const MODULES: usize = 24;

/// Bits that go into and come out of each.
const PORT: u32 = 96;

fn width(rng: &mut fastrand::Rng) -> u32 {
    match rng.u32(0..4) {
        0 => 1,
        1 => rng.u32(2..16),
        2 => rng.u32(16..65),
        _ => rng.u32(65..131),
    }
}

/// Any of `pool`, brought to `width`.
fn any<'m>(rng: &mut fastrand::Rng, pool: &[Wire<'m>], width: u32) -> Wire<'m> {
    let wire = pool[rng.usize(0..pool.len())];
    if wire.width() > width {
        return wire.slice(rng.u32(0..=wire.width() - width), width);
    }
    wire.extend(width, rng.bool())
}

fn operation<'m>(rng: &mut fastrand::Rng, m: &'m ModuleBuilder, pool: &[Wire<'m>]) -> Wire<'m> {
    let w = width(rng);
    let (a, b) = (any(rng, pool, w), any(rng, pool, w));
    let few = |rng: &mut fastrand::Rng| {
        let bits = rng.u32(1..9);
        any(rng, pool, bits)
    };
    match rng.u32(0..22) {
        0 => a & b,
        1 => a | b,
        2 => a ^ b,
        3 => a + b,
        4 => a - b,
        5 => a * b,
        6 => !a,
        7 => a.reduce_and(),
        8 => a.reduce_or(),
        9 => a.reduce_xor(),
        10 => a.popcount(),
        11 => a.shift_left(few(rng)),
        12 => a.shift_right(few(rng)),
        13 => a.equal(b),
        14 => a.less(b, false),
        15 => a.less(b, true),
        16 => any(rng, pool, 1).mux(a, b),
        17 => m.concat([a, few(rng), b]),
        18 => few(rng).repeat(rng.u32(1..6)),
        19 => a.times(rng.i64(-100..100)),
        20 => m.bits(Bits::from_words(w, &[rng.u64(..), rng.u64(..), rng.u64(..)])),
        _ => a.slice(rng.u32(0..w), 1).sign_extend(w),
    }
}

/// Wires, registers and a memory over an input of [`PORT`] bits. All state is reset or written before
/// it is read: unknown values are not what this is about.
fn random_module(netlist: &mut Netlist, rng: &mut fastrand::Rng, number: usize) -> ModuleId {
    let m = ModuleBuilder::new(format!("random_{number}"), ["Random logic."]);
    let mut pool = vec![m.input("x", PORT)];
    let registers: Vec<_> = (0..3)
        .map(|at| {
            let w = width(rng);
            let register = m.register(&format!("state_{at}"), w).reset(rng.i64(..));
            pool.push(register.value());
            register
        })
        .collect();
    for at in 0..20 {
        let wire = operation(rng, &m, &pool);
        pool.push(if rng.bool() { wire } else { m.wire(&format!("wire_{at}"), wire) });
    }
    let words = (0..8).map(|_| Bits::from_u64(40, rng.u64(..))).collect();
    let memory = m.memory("words", 40, 8, words);
    let address = any(rng, &pool, 3);
    // Resets may take any number of cycles, and memories have none.
    let write = any(rng, &pool, 1) & m.input("go", 1);
    m.write_port(memory, any(rng, &pool, 3), write, any(rng, &pool, 40));
    let word = m.read_port(memory, "word", address, m.constant(1, 1));
    for register in registers {
        let register =
            if rng.bool() { register.clone().enable(any(rng, &pool, 1)) } else { register };
        let w = register.value().width();
        register.next(any(rng, &pool, w));
    }
    // What the memory gives in the first cycle was read during reset.
    let read = m.register("read", 1).reset(0).next(m.constant(1, 1));
    let word = word & read.repeat(40);
    let mixed = any(rng, &pool, PORT) ^ any(rng, &pool, PORT) ^ word.zero_extend(PORT);
    m.output("y", mixed);
    drop(pool);
    netlist.add(m.finish())
}

/// A top with the ports of a design: one stage, always ready.
fn random_design(seed: u64) -> (Netlist, ModuleId) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut netlist = Netlist::new();
    let modules: Vec<ModuleId> =
        (0..MODULES).map(|number| random_module(&mut netlist, &mut rng, number)).collect();
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

#[test]
fn simulators_agree_on_random_hardware() {
    let test = "simulators_agree_on_random_hardware";
    if or_skip(&VERILATOR, test).is_none() || or_skip(&ICARUS, test).is_none() {
        return;
    }
    let (netlist, top) = random_design(7);
    let design = validate(&netlist, top).unwrap();
    let mut rng = fastrand::Rng::with_seed(8);
    let beats: Vec<Bits> =
        (0..300).map(|_| Bits::from_words(PORT, &[rng.u64(..), rng.u64(..)])).collect();
    for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
        // New ones each time: a reset does not restore memories.
        let mut simulators: [Box<dyn Simulator + '_>; 3] = [
            Box::new(Embedded::new(design).unwrap()),
            Box::new(Verilator::new(design, None).unwrap()),
            Box::new(Icarus::new(design).unwrap()),
        ];
        let run = Run { beats: &beats, pacing, limit: 10_000 };
        let mut observe = |at: usize| simulators[at].run(run).unwrap_or_else(|e| panic!("{e}"));
        let embedded: Observed = observe(0);
        assert_eq!(embedded.given.len(), beats.len());
        assert!(embedded == observe(1), "Verilator, {pacing:?}");
        assert!(embedded == observe(2), "Icarus, {pacing:?}");
    }
}
