//! What is said to be known holds: every wire of random modules, watched while they run.

use crate::rtl::bits::Bits;
use crate::rtl::simulate::Simulator;
use crate::rtl::{ModuleBuilder, Netlist, random, validate};

use super::{Known, analyze};

impl Known {
    /// Whether `value` is one that this allows.
    fn allows(&self, value: &Bits) -> bool {
        let width = value.width();
        let negative = self.signed > 0 && value.bit(self.signed - 1);
        let above = if negative { Bits::ones(width) } else { Bits::zero(width) };
        let extended = Bits::concat([&value.slice(0, self.signed), &above]).slice(0, width);
        !value.and(&self.zeros).any()
            && !value.not().and(&self.ones).any()
            && value.compare(&self.max).is_le()
            && extended == *value
    }
}

#[test]
fn what_is_known_is_never_contradicted() {
    let (mut watched, mut informative) = (0, 0);
    for seed in 0..200 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut netlist = Netlist::new();
        let top = random::module(&mut netlist, &mut rng, "top", &[]);
        let known = analyze(netlist.get(top));
        let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
        let [x, go] = ["x", "go"].map(|name| simulator.input(name).unwrap());
        for _ in 0..40 {
            let words = [rng.u64(..), rng.u64(..)];
            simulator
                .set(x, &Bits::from_words(random::PORT, if rng.bool() { &words } else { &[] }));
            simulator.set(go, &Bits::from_u64(1, rng.u64(0..2)));
            for (signal, known) in netlist.get(top).signals.iter().zip(&known.signals) {
                // What no output needs is not simulated.
                let Some(port) = simulator.output(&signal.name) else { continue };
                let value = simulator.get(port);
                assert!(
                    known.allows(&value),
                    "seed {seed}: `{}` is {value:?}: {known:?}",
                    signal.name
                );
                watched += 1;
                informative += usize::from(*known != Known::nothing(signal.width));
            }
            if rng.u32(0..8) == 0 { simulator.reset() } else { simulator.clock() }
        }
    }
    assert!(informative > watched / 10, "{informative} of {watched}");
}

/// The bits that are known of `y`, most significant first, with `?` for the others; the greatest value;
/// the signed width.
fn facts(build: impl FnOnce(&ModuleBuilder)) -> String {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("top", ["t"]);
    build(&m);
    let top = netlist.add(m.finish());
    validate(&netlist, top).unwrap();
    let module = netlist.get(top);
    let signal = module.port("y").unwrap().signal;
    let known = &analyze(module).signals[signal.index()];
    let bit = |index| known.bit(index).map_or('?', |bit| if bit { '1' } else { '0' });
    let bits: String = (0..known.width()).rev().map(bit).collect();
    format!("{bits} max {} signed {}", known.max.to_u64(), known.signed)
}

#[test]
fn sums_of_counts_are_bounded_by_their_greatest_values() {
    let sum = |m: &ModuleBuilder| {
        let x = m.input("x", 8);
        let count = |mask| (x & m.constant(8, mask)).popcount().zero_extend(8);
        m.output("y", count(0x1f) + count(0x7) + count(0x3));
    };
    assert_eq!(facts(sum), "0000???? max 10 signed 5");
}

#[test]
fn low_bits_and_signs_are_known_through_sums() {
    let low = |m: &ModuleBuilder| {
        let x = m.input("x", 4);
        m.output("y", m.concat([m.constant(2, 2), x]) + m.constant(6, 3));
    };
    assert_eq!(facts(low), "????01 max 61 signed 6");
    let signed = |m: &ModuleBuilder| {
        let x = m.input("x", 4).sign_extend(12);
        m.output("y", x.times(5) - x);
    };
    assert_eq!(facts(signed), "???????????? max 4095 signed 9");
}

#[test]
fn registers_are_what_they_load_or_zero() {
    let register = |m: &ModuleBuilder| {
        let register = m.register("r", 8).reset(3);
        let next = m.input("x", 2).zero_extend(8);
        m.output("y", register.next(next | m.constant(8, 1)));
    };
    assert_eq!(facts(register), "000000?? max 3 signed 3");
}

#[test]
fn comparisons_are_decided_by_ranges() {
    let less = |m: &ModuleBuilder| {
        let x = m.input("x", 4).zero_extend(8);
        m.output(
            "y",
            x.less(m.constant(8, 16), false)
                & m.constant(8, 15).less(x, true).equal(m.constant(1, 0)),
        );
    };
    assert_eq!(facts(less), "1 max 1 signed 1");
}
