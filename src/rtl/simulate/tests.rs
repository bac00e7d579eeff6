//! Known answers for each operator at narrow and wide widths, and for state.

use proptest::prelude::*;

use super::compile::compile;
use super::flatten::Flat;
use super::program::{Column, Step};
use super::*;
use crate::num::{Format, bits_for_unsigned};
use crate::parallel::Instructions;
use crate::rtl::{Bits, Module, ModuleBuilder, Netlist, Wire, random, validate};

fn evaluate(
    inputs: &[Bits],
    build: impl for<'m> Fn(&'m ModuleBuilder, &[Wire<'m>]) -> Wire<'m>,
) -> Bits {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("top", ["t"]);
    let wires: Vec<Wire<'_>> = inputs
        .iter()
        .enumerate()
        .map(|(i, bits)| m.input(&format!("i{i}"), bits.width()))
        .collect();
    m.output("y", build(&m, &wires));
    drop(wires);
    let top = netlist.add(m.finish());
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    for (i, bits) in inputs.iter().enumerate() {
        let port = simulator.input(&format!("i{i}")).unwrap();
        simulator.set(port, bits);
    }
    let port = simulator.output("y").unwrap();
    simulator.get(port)
}

fn wide(width: u32, value: u128) -> Bits {
    Bits::from_words(width, &[value as u64, (value >> 64) as u64])
}

fn number(bits: &Bits) -> u128 {
    u128::from(bits.to_u64()) | u128::from(bits.slice(64, 64).to_u64()) << 64
}

proptest! {
    /// Every two-operand operator against the machine's own 128-bit arithmetic.
    #[test]
    fn operators_agree_with_machine_arithmetic(
        width in 1u32..=128, a in any::<u128>(), b in any::<u128>(), by in 0u64..140,
    ) {
        let mask = u128::MAX >> (128 - width);
        let (a, b) = (a & mask, b & mask);
        let signed = |x: u128| ((x << (128 - width)) as i128) >> (128 - width);
        let shifted = |x: Option<u128>| x.unwrap_or(0) & mask;
        let two = [wide(width, a), wide(width, b), Bits::from_u64(8, by)];
        macro_rules! same {
            ($expected:expr, $m:ident, $x:ident, $body:expr) => {
                prop_assert_eq!(number(&evaluate(&two, |$m, $x| $body)), $expected)
            };
        }
        let by = by as u32;
        same!(a.wrapping_add(b) & mask, _m, x, x[0] + x[1]);
        same!(a.wrapping_sub(b) & mask, _m, x, x[0] - x[1]);
        same!(a.wrapping_mul(b) & mask, _m, x, x[0] * x[1]);
        same!(a & b, _m, x, x[0] & x[1]);
        same!(a | b, _m, x, x[0] | x[1]);
        same!(a ^ b, _m, x, x[0] ^ x[1]);
        same!(!a & mask, _m, x, !x[0]);
        same!(u128::from(a == b), _m, x, x[0].equal(x[1]));
        same!(u128::from(a < b), _m, x, x[0].less(x[1], false));
        same!(u128::from(signed(a) < signed(b)), _m, x, x[0].less(x[1], true));
        same!(u128::from(a.count_ones()), _m, x, x[0].popcount());
        same!(u128::from((a & 5).count_ones()), m, x, (x[0] & m.constant(width, 5)).popcount());
        same!(u128::from(a == mask), _m, x, x[0].reduce_and());
        same!(u128::from(a != 0), _m, x, x[0].reduce_or());
        same!(u128::from(a.count_ones() & 1), _m, x, x[0].reduce_xor());
        same!(shifted(a.checked_shl(by)), _m, x, x[0].shift_left(x[2]));
        same!(shifted(a.checked_shr(by)), _m, x, x[0].shift_right(x[2]));
        same!(signed(a) as u128, _m, x, x[0].sign_extend(128));
        same!(a, _m, x, x[0].zero_extend(128));
        same!(if a & 1 == 1 { a } else { b }, _m, x, x[0].bit(0).mux(x[0], x[1]));
        same!(a >> (width / 3), _m, x, x[0].slice(width / 3, width - width / 3));
    }

    #[test]
    fn concatenation_and_repetition_of_any_width(
        parts in proptest::collection::vec((1u32..100, any::<u128>()), 1..8), low in 0u32..50,
    ) {
        let parts: Vec<Bits> =
            parts.iter().map(|(width, value)| wide(*width, value & (u128::MAX >> (128 - width)))).collect();
        let whole = Bits::concat(&parts);
        prop_assert_eq!(&evaluate(&parts, |m, x| m.concat(x.iter().copied())), &whole);
        let thrice = Bits::concat([&parts[0], &parts[0], &parts[0]]);
        prop_assert_eq!(evaluate(&parts, |_, x| x[0].repeat(3)), thrice);
        let low = low.min(whole.width() - 1);
        let sliced = evaluate(&parts, |m, x| {
            let whole = m.concat(x.iter().copied());
            m.concat([whole.slice(low, whole.width() - low), whole.bit(0)])
        });
        prop_assert_eq!(sliced.slice(0, whole.width() - low), whole.slice(low, whole.width() - low));
    }
}

proptest! {
    #[test]
    fn a_value_is_its_number_and_none_that_does_not_fit(
        width in 1u32..=128, a in any::<u128>(), other in 0u64..5, count in 1u32..9,
    ) {
        for a in [a & u128::MAX >> (128 - width), 1, u128::from(other) & u128::MAX >> (128 - width)] {
            let inputs = [wide(width, a)];
            for number in [a as u64, other, 1 << (width % 64), u64::MAX] {
                let told = evaluate(&inputs, |_, x| x[0].is(number));
                prop_assert_eq!(told.to_u64() == 1, a == u128::from(number));
            }
            let hot = evaluate(&inputs, |_, x| x[0].one_hot(count));
            prop_assert_eq!(hot.width(), count);
            let expected = if a < u128::from(count) { 1 << a } else { 0 };
            prop_assert_eq!(hot.to_u64(), expected);
        }
    }
}

proptest! {
    /// Additions that shift, extend or count a term, in either place, added or subtracted.
    #[test]
    fn fused_sums_agree_with_machine_arithmetic(
        width in 2u32..=64, from in 1u32..=64, left in 0u32..18, a in any::<u64>(), b in any::<u64>(),
        cells in any::<u64>(),
    ) {
        let (from, left) = (from.min(width), left.min(width - 1));
        let mask = |width: u32| u64::MAX >> (64 - width);
        let (a, b, cells) = (a & mask(width), b & mask(from), cells & mask(from));
        let two = [Bits::from_u64(width, a), Bits::from_u64(from, b)];
        let signed = ((b << (64 - from)) as i64 >> (64 - from)) as u64;
        macro_rules! same {
            ($term:expr, $m:ident, $x:ident, $wire:expr) => {
                let term = $term << left;
                let results = [
                    evaluate(&two, |$m, $x| $x[0] + $wire.shifted(left)),
                    evaluate(&two, |$m, $x| $wire.shifted(left) + $x[0]),
                    evaluate(&two, |$m, $x| $x[0] - $wire.shifted(left)),
                    evaluate(&two, |$m, $x| $wire.shifted(left) - $x[0]),
                ];
                let expected =
                    [a.wrapping_add(term), term.wrapping_add(a), a.wrapping_sub(term), term.wrapping_sub(a)];
                prop_assert_eq!(results.map(|y| y.to_u64()), expected.map(|y| y & mask(width)));
            };
        }
        same!(b, _m, x, x[1].zero_extend(width));
        same!(signed, _m, x, x[1].sign_extend(width));
        let counts = bits_for_unsigned(from.into());
        if counts <= width {
            let ones = u64::from((b & cells).count_ones());
            same!(ones, m, x, (x[1] & m.constant(from, cells)).popcount().zero_extend(width));
            let ones = u64::from(b.count_ones());
            let extended = (ones << (64 - counts)) as i64 >> (64 - counts);
            same!(extended as u64, _m, x, x[1].popcount().sign_extend(width));
        }
    }

    /// As narrowing leaves them: counts and numbers that are cut, shifted, and only then extended.
    #[test]
    fn sums_of_extended_shifts_agree_with_machine_arithmetic(
        from in 1u32..=40, cut in 0u32..4, left in 1u32..18, a in any::<u64>(), b in any::<u64>(),
        cells in any::<u64>(),
    ) {
        let mask = |width: u32| u64::MAX >> (64 - width);
        let (b, cells) = (b & mask(from), cells & mask(from));
        let two = [Bits::from_u64(64, a), Bits::from_u64(from, b)];
        let signed = ((b << (64 - from)) as i64 >> (64 - from)) as u64;
        macro_rules! same {
            ($term:expr, $width:expr, $m:ident, $x:ident, $wire:expr) => {
                let kept = u32::max($width - u32::min($width, cut), 1);
                let term = ($term & mask(kept)) << left;
                let results = [
                    evaluate(&two, |$m, $x| {
                        let zeros = $m.constant(left, 0);
                        $x[0] + $m.concat([zeros, $wire.slice(0, kept)]).zero_extend(64)
                    }),
                    evaluate(&two, |$m, $x| {
                        let zeros = $m.constant(left, 0);
                        $x[0] - $m.concat([zeros, $wire.slice(0, kept)]).zero_extend(64)
                    }),
                ];
                let expected = [a.wrapping_add(term), a.wrapping_sub(term)];
                prop_assert_eq!(results.map(|y| y.to_u64()), expected);
            };
        }
        let counts = bits_for_unsigned(from.into());
        let ones = u64::from((b & cells).count_ones());
        same!(ones, counts, m, x, (x[1] & m.constant(from, cells)).popcount());
        same!(b, from, m, x, x[1]);
        same!(signed, 45, m, x, x[1].sign_extend(45));
    }

    /// Looking at everything in every cycle changes nothing: what is not computed is not read.
    #[test]
    fn what_is_not_read_is_not_missed(
        picks in proptest::collection::vec((0u8..6, any::<[u16; 3]>()), 5..60),
        inputs in proptest::collection::vec(any::<u64>(), 12),
    ) {
        let mut netlist = Netlist::new();
        let top = netlist.add(tangle(&picks));
        let mut lazy = Simulator::new(validate(&netlist, top).unwrap());
        let mut eager = Simulator::new(validate(&netlist, top).unwrap());
        let probes: Vec<OutputPort> =
            (0..picks.len()).map(|n| lazy.output(&format!("w{n}")).unwrap()).collect();
        let (x, y) = (lazy.input("x").unwrap(), lazy.output("y").unwrap());
        for (cycle, value) in inputs.iter().enumerate() {
            let value = Bits::from_u64(8, *value);
            lazy.set(x, &value);
            eager.set(x, &value);
            probes.iter().for_each(|probe| drop(eager.get(*probe)));
            prop_assert_eq!(lazy.get(y), eager.get(y));
            lazy.clock();
            eager.clock();
            if cycle == inputs.len() / 2 {
                let late: Vec<Bits> = probes.iter().map(|probe| lazy.get(*probe)).collect();
                let there: Vec<Bits> = probes.iter().map(|probe| eager.get(*probe)).collect();
                prop_assert_eq!(late, there);
            }
        }
    }
}

/// Values of 8 bits that read earlier ones: sums, multiplexers, registers with enables.
fn tangle(picks: &[(u8, [u16; 3])]) -> Module {
    let m = ModuleBuilder::new("tangle", ["t"]);
    let mut values = vec![m.input("x", 8)];
    for (number, (kind, from)) in picks.iter().enumerate() {
        let [a, b, c] = from.map(|from| values[from as usize % values.len()]);
        let value = match kind {
            0 => a + b,
            1 => a ^ b.shifted(1),
            2 | 3 => c.bit(0).mux(a, b),
            4 => m.register(&format!("r{number}"), 8).reset(3).enable(c.bit(1)).next(a - b),
            _ => m.register(&format!("r{number}"), 8).next(a),
        };
        values.push(m.wire(&format!("w{number}"), value));
    }
    m.output("y", *values.last().unwrap());
    drop(values);
    m.finish()
}

#[test]
fn skipped_work_is_done_when_it_is_read() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("top", ["t"]);
    let (x, load) = (m.input("x", 8), m.input("load", 1));
    let parts: Vec<Wire<'_>> = (0..8).rev().map(|bit| x.bit(bit)).collect();
    let turned = m.wire("turned", m.concat(parts));
    m.output("y", m.register("kept", 8).enable(load).next(turned));
    let top = netlist.add(m.finish());
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let [x, load] = ["x", "load"].map(|name| simulator.input(name).unwrap());
    let [y, turned] = ["y", "turned"].map(|name| simulator.output(name).unwrap());
    simulator.set(x, &Bits::from_u64(8, 0x13));
    simulator.clock();
    assert_eq!((simulator.get_u64(y), simulator.get_u64(turned)), (0, 0xc8));
    simulator.set(load, &Bits::ones(1));
    simulator.clock();
    assert_eq!(simulator.get_u64(y), 0xc8);
}

#[test]
fn registers_swap_at_one_edge_and_reset() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("swap", ["t"]);
    let (a, b) = (m.register("a", 80).reset(1), m.register("b", 80).reset(-1));
    let (av, bv) = (a.value(), b.value());
    a.next(bv);
    b.next(av);
    m.output("y", av);
    let top = netlist.add(m.finish());
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let y = simulator.output("y").unwrap();
    simulator.reset();
    assert_eq!(simulator.get(y), Bits::from_u64(80, 1));
    simulator.clock();
    assert_eq!(simulator.get(y), Bits::ones(80));
    simulator.clock();
    assert_eq!(simulator.get(y), Bits::from_u64(80, 1));
}

#[test]
fn a_memory_reads_the_old_word_while_it_is_written() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("ram", ["t"]);
    let (address, data, write) = (m.input("address", 2), m.input("data", 70), m.input("write", 1));
    let contents = vec![Bits::from_u64(70, 7)];
    let ram = m.memory("ram", 70, 4, contents);
    m.write_port(ram, address, write, data);
    m.output("q", m.read_port(ram, "word", address, m.constant(1, 1)));
    let top = netlist.add(m.finish());
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let [data, write] = ["data", "write"].map(|name| simulator.input(name).unwrap());
    let q = simulator.output("q").unwrap();
    simulator.set(data, &Bits::ones(70));
    simulator.set(write, &Bits::ones(1));
    simulator.clock();
    assert_eq!(simulator.get(q), Bits::from_u64(70, 7));
    simulator.clock();
    assert_eq!(simulator.get(q), Bits::ones(70));
}

#[test]
fn instances_pass_values_through_two_levels_and_can_be_probed() {
    let mut netlist = Netlist::new();
    let leaf = ModuleBuilder::new("leaf", ["y = a + 1"]);
    let a = leaf.input("a", 8);
    leaf.output("y", leaf.wire("sum", a + leaf.constant(8, 1)));
    let leaf = netlist.add(leaf.finish());
    let mut chain = |name: &str, of| {
        let m = ModuleBuilder::new(name, ["two in a row"]);
        let a = m.input("a", 8);
        let first = m.instance(&netlist, of, "u0", [("a".into(), a)])[0].1;
        let second = m.instance(&netlist, of, "u1", [("a".into(), first)])[0].1;
        m.output("y", second);
        let module = m.finish();
        netlist.add(module)
    };
    let pair = chain("pair", leaf);
    let four = chain("four", pair);
    let mut simulator = Simulator::new(validate(&netlist, four).unwrap());
    let a = simulator.input("a").unwrap();
    simulator.set(a, &Bits::from_u64(8, 254));
    let y = simulator.output("y").unwrap();
    let probe = simulator.output("u0.u1.sum").unwrap();
    assert_eq!((simulator.get(y).to_u64(), simulator.get(probe).to_u64()), (2, 0));
}

/// Sets every input of a lane, or leaves it, as a number draws it.
fn draw(rng: &mut fastrand::Rng, width: u32) -> Option<Bits> {
    let words: Vec<u64> = (0..width.div_ceil(64)).map(|_| rng.u64(..)).collect();
    (rng.u8(..4) > 0).then(|| Bits::from_words(width, &words))
}

/// All that has a name, in every lane and cycle, against simulators of one lane and plain instructions.
fn same_in_lanes<const N: usize>(one: &Simulator, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut many = one.lanes::<N>();
    let plain = || one.lanes::<1>().with(Instructions::portable());
    let mut alone: Vec<Simulator> = (0..N).map(|_| plain()).collect();
    let inputs = [("x", random::PORT), ("go", 1)];
    let inputs = inputs.map(|(name, width)| (one.input(name).unwrap(), width));
    let names = one.signals().into_iter().map(|(name, _)| name);
    let probes: Vec<OutputPort> = names.filter_map(|name| one.output(&name)).collect();
    let y = one.output("y").unwrap();
    for cycle in 0..24 {
        for (lane, alone) in alone.iter_mut().enumerate() {
            for (port, width) in inputs {
                let Some(value) = draw(&mut rng, width) else { continue };
                many.set_in(lane, port, &value);
                alone.set(port, &value);
            }
            assert_eq!(many.get_in(lane, y), alone.get(y), "lane {lane}, cycle {cycle}");
            // To look at all computes all; most cycles compute what is read.
            for probe in probes.iter().filter(|_| cycle % 5 == 4) {
                assert_eq!(many.get_in(lane, *probe), alone.get(*probe), "{lane} {cycle}");
            }
        }
        let reset = rng.u8(..8) == 0;
        alone.iter_mut().for_each(|alone| if reset { alone.reset() } else { alone.clock() });
        if reset { many.reset() } else { many.clock() }
    }
}

#[test]
fn every_lane_runs_as_if_alone_whatever_the_instructions() {
    for seed in 0..30 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut netlist = Netlist::new();
        let part = random::module(&mut netlist, &mut rng, "part", &[]);
        let top = random::module(&mut netlist, &mut rng, "top", &[part]);
        let mut one = Simulator::new(validate(&netlist, top).unwrap());
        for instructions in Instructions::available() {
            one = one.with(instructions);
            same_in_lanes::<1>(&one, seed);
            same_in_lanes::<5>(&one, seed);
            same_in_lanes::<16>(&one, seed);
        }
    }
}

/// Columns of a tile: counts of 1 to 3 words under masks, with weights, in widths that grow.
#[test]
fn sums_of_counts_agree_with_counts_one_by_one() {
    let mut rng = fastrand::Rng::with_seed(4);
    for width in [1, 20, 63, 64, 65, 128, 130] {
        let x = draw_surely(&mut rng, width);
        let masks: Vec<Bits> = (0..5).map(|_| draw_surely(&mut rng, width)).collect();
        let ones = |mask: &Bits| -> i64 {
            let words = x.words().iter().zip(mask.words());
            words.map(|(x, mask)| i64::from((x & mask).count_ones())).sum()
        };
        let counts: Vec<i64> = masks.iter().map(ones).collect();
        let y = evaluate(std::slice::from_ref(&x), |m, x| {
            let count = |number: usize| (x[0] & m.bits(masks[number].clone())).popcount();
            let wide = |number: usize| count(number).zero_extend(16);
            let first = count(0).zero_extend(9) + count(1).zero_extend(9);
            let sum = first.zero_extend(16) + wide(2).shifted(2);
            sum + wide(3).shifted(1) - wide(4).shifted(3)
        });
        let [a, b, c, d, e] = counts[..] else { panic!("five masks") };
        let expected = a + b + 4 * c + 2 * d - 8 * e;
        assert_eq!(y, Bits::from_i64(16, expected), "{width}");
        let inner = evaluate(std::slice::from_ref(&x), |m, x| {
            let count = |number: usize| (x[0] & m.bits(masks[number].clone())).popcount();
            let width = count(0).width();
            (count(0) + count(1)).zero_extend(width + 6) + count(2).zero_extend(width + 6)
        });
        let cut = (a + b) & ((1 << bits_for_unsigned(width.into())) - 1);
        assert_eq!(inner.to_u64() as i64, cut + c, "{width}");
        for (narrow, minus) in [(10, false), (10, true), (3, false)] {
            let accumulated = evaluate(&[x.clone(), Bits::from_i64(16, -77)], |m, x| {
                let column = column_of(m, x[0], &masks, narrow).sign_extend(16);
                if minus { x[1] - column } else { x[1] + column }
            });
            let column = Format::signed(narrow).decode((a - b) as u64);
            let expected = if minus { -77 - column } else { -77 + column };
            assert_eq!(accumulated, Bits::from_i64(16, expected), "{width}, {narrow}, {minus}");
        }
    }
}

/// The ones of `x` under the first of two masks less those under the second.
fn column_of<'m>(m: &'m ModuleBuilder, x: Wire<'m>, masks: &[Bits], width: u32) -> Wire<'m> {
    let count = |mask: &Bits| {
        let ones = (x & m.bits(mask.clone())).popcount();
        if ones.width() < width { ones.zero_extend(width) } else { ones.slice(0, width) }
    };
    count(&masks[0]) - count(&masks[1])
}

/// A column of a tile that is added to what came before is one instruction, extension of its sign included.
#[test]
fn a_column_is_one_instruction() {
    let m = ModuleBuilder::new("column", ["of a tile"]);
    let (x, so_far) = (m.input("x", 64), m.input("so_far", 20));
    let masks = [Bits::from_u64(64, 0x1234_5678), Bits::from_u64(64, 0xff00_ff00_0000)];
    m.output("sum", so_far + column_of(&m, x, &masks, 8).sign_extend(20));
    let mut netlist = Netlist::new();
    let top = netlist.add(m.finish());
    let steps = compile(&Flat::new(validate(&netlist, top).unwrap())).code.steps;
    assert!(matches!(steps[..], [Step::AddCounts(Column { counts: 2, .. })]), "{steps:?}");
}

/// Columns of `x` under random masks, with weights of 8 bits, each added to an input of its own.
fn columns(rng: &mut fastrand::Rng, width: u32) -> Module {
    let m = ModuleBuilder::new("columns", ["of a tile"]);
    let x = m.input("x", width);
    for number in 0..6 {
        let base = m.input(&format!("base{number}"), 20);
        let count = |plane: u32| {
            let ones = (x & m.bits(draw_surely(rng, width))).popcount();
            ones.zero_extend(20).shifted(plane)
        };
        let planes: Vec<Wire<'_>> = (0..8).map(count).collect();
        let positive = planes[..7].iter().fold(base, |sum, count| sum + *count);
        m.output(&format!("sum{number}"), positive - planes[7]);
    }
    m.finish()
}

#[test]
fn columns_are_looked_up_as_they_are_counted() {
    let mut rng = fastrand::Rng::with_seed(6);
    for width in [20, 64, 150] {
        let mut netlist = Netlist::new();
        let top = netlist.add(columns(&mut rng, width));
        let design = validate(&netlist, top).unwrap();
        let code = compile(&Flat::new(design)).code;
        assert!(code.steps.iter().any(|step| matches!(step, Step::Columns(_))), "{:?}", code.steps);
        let one = Simulator::new(design);
        let inputs = ["x", "base0", "base1", "base2", "base3", "base4", "base5"];
        let inputs =
            inputs.map(|name| (one.input(name).unwrap(), if name == "x" { width } else { 20 }));
        let outputs: Vec<_> = (0..6).map(|at| one.output(&format!("sum{at}")).unwrap()).collect();
        for instructions in Instructions::available() {
            let mut many = one.lanes::<32>().with(instructions);
            for lane in 0..32 {
                let mut alone = one.lanes::<1>().with(Instructions::portable());
                for (port, width) in inputs {
                    let value = draw_surely(&mut rng, width);
                    many.set_in(lane, port, &value);
                    alone.set(port, &value);
                }
                for output in &outputs {
                    assert_eq!(many.get_in(lane, *output), alone.get(*output), "{width}, {lane}");
                }
            }
        }
    }
}

fn draw_surely(rng: &mut fastrand::Rng, width: u32) -> Bits {
    loop {
        if let Some(bits) = draw(rng, width) {
            return bits;
        }
    }
}
