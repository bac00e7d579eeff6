//! What people see where hardware departs from its models. Hardware is made wrong by giving the simulator
//! other hardware than it is compared with.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::compile::{Compiled, Reference, compile};
use crate::cosim::{Embedded, Pacing, stimulus};
use crate::design::Design;
use crate::elaborate::{Elaborated, elaborate};
use crate::rtl::passes::optimize;
use crate::rtl::{Expr, Module, Op, validate};

use super::account;

fn is_told(design: &str, pacing: Pacing, fault: impl FnOnce(&mut Elaborated), expected: &Expect) {
    let file = format!("designs/{design}.yaml");
    let compiled = compile(Design::read(Path::new(&file)).unwrap()).unwrap();
    let mut broken = elaborate(&compiled.graph).unwrap();
    optimize(&mut broken.netlist);
    fault(&mut broken);
    let mut embedded = Embedded::new(validate(&broken.netlist, broken.top).unwrap()).unwrap();
    expected.assert_eq(&told(&compiled, &mut embedded, pacing));
}

fn told(compiled: &Compiled, simulator: &mut Embedded, pacing: Pacing) -> String {
    let samples = stimulus(&compiled.input(), 20 * compiled.beats_per_sample(), 2);
    let reference = Reference::of_beats(compiled, compiled.exercise(samples, 2)).unwrap();
    account(&reference.check(compiled, simulator, pacing, Some(2)).unwrap().0)
}

/// The first module whose comment holds `told`.
fn module<'e>(elaborated: &'e mut Elaborated, told: &str) -> &'e mut Module {
    let told = |module: &Module| module.comment.iter().any(|line| line.contains(told));
    let id = elaborated.netlist.modules().find(|(_, module)| told(module)).unwrap().0;
    elaborated.netlist.get_mut(id)
}

/// Changes the first gate that `change` wants to.
fn change(module: &mut Module, mut change: impl FnMut(&Expr) -> Option<Op>) {
    let mut gates = module.exprs.iter_mut();
    let (gate, op) = gates.find_map(|gate| change(gate).map(|op| (gate, op))).unwrap();
    gate.op = op;
}

#[test]
fn a_wrong_value() {
    let fault = |broken: &mut Elaborated| {
        change(module(broken, " fc2_requantize: "), |gate| match gate.op {
            Op::Add(a, b) if gate.width > 1 => Some(Op::Sub(a, b)),
            _ => None,
        });
    };
    is_told(
        "digits_mlp",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `fc2_requantize`, cycle 12, lane 0, bit 1: is 472267, must be 995573, seed 2
              node     fc2_requantize (requantize): layer `fc2`, bias, requantization
              departs  beat 0 of `y` is wrong; all that comes to the node is right
              seen     at `m_axis`, beat 0, cycle 13: is 3, must be 0

                    | x <- fc2_tile_r0_c0 | y
              cycle | v r l [0] [1] [2]   | v r l     [0]      [1]    [2]
                  8 | 0 1 .   .   .   .   | 0 1 .       .        .      .
                  9 | 0 1 .   .   .   .   | 0 1 .       .        .      .
                 10 | 0 1 .   .   .   .   | 0 1 .       .        .      .
                 11 | 1 1 1  15 -32   1   | 0 1 .       .        .      .
               > 12 | 0 1 .   .   .   .   | 1 1 1 *472267 -2309197 163557
               must |                     |        995573
                 13 | 0 1 .   .   .   .   | 0 1 .       .        .      .
                 14 | 0 1 .   .   .   .   | 0 1 .       .        .      .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn a_tile_that_takes_its_beats_late() {
    let fault = |broken: &mut Elaborated| {
        // `accept_ready`, the third of the sequencer's ors: the next beat is taken only after this one.
        let mut ors = 0;
        change(module(broken, "Sequencer"), |gate| match gate.op {
            Op::Or(idle, _) if gate.width == 1 => {
                ors += 1;
                (ors == 3).then_some(Op::Or(idle, idle))
            }
            _ => None,
        });
    };
    is_told(
        "digits_mlp",
        Pacing::Random { seed: 3 },
        fault,
        &expect![[r#"
            embedded: FAILED at node `fc1_tile_r0_c3`, cycle 4: `x_tready` is 0, must be 1, held back at random, seed 2
              node     fc1_tile_r0_c3 (cim_array): layer `fc1`, inputs 0..64, outputs 48..64, on `main`
              departs  beat 1 of `x` is taken late or never; all that comes to the node is right
              seen     at `m_axis`, beat 1, cycle 19: is given at cycle 19, must be at cycle 17

                    | x <- s_axis         | y
              cycle | v  r  l [0] [1] [2] | v r l [0] [1] [2]
                  0 | 1  1  1   0   0   0 | 0 0 .   .   .   .
                  1 | 1  0  0  15  15  15 | 0 0 .   .   .   .
                  2 | 1  0  0  15  15  15 | 0 0 .   .   .   .
                  3 | 1  0  0  15  15  15 | 0 0 .   .   .   .
                > 4 | 1 *0  0  15  15  15 | 0 0 .   .   .   .
               must |    1                |
                  5 | 1 *1 *0 *15 *15 *15 | 1 1 1   0   0   0
               must |    0  1   0   0   0 |
                  6 | 1  0  1   0   0   0 | 0 0 .   .   .   .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn a_register_that_is_never_emptied() {
    let fault = |broken: &mut Elaborated| {
        change(module(broken, " argmax: "), |gate| match gate.op {
            Op::Or(full, ready) if gate.width == 1 => Some(Op::And(full, ready)),
            _ => None,
        });
    };
    is_told(
        "digits_mlp",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `argmax`, cycle 14: `y_tvalid` is 1, must be 0, seed 2
              node     argmax (argmax): index of the greatest lane
              departs  beat 1 of `y` comes too early, or is one too many; all that comes to the node is right
              seen     at `m_axis`, beat 1, cycle 14: tlast is 1, must be 0

                    | x <- fc2_requantize             | y
              cycle | v  r l     [0]      [1]     [2] |  v r l [0]
                 10 | 0  1 .       .        .       . |  0 1 .   .
                 11 | 0  1 .       .        .       . |  0 1 .   .
                 12 | 1  1 1  995573 -2309197  163557 |  0 1 .   .
                 13 | 0  0 .       .        .       . |  1 1 1   0
               > 14 | 0  0 .       .        .       . | *1 1 1   0
               must |                                 |  0
                 15 | 0  0 .       .        .       . | *1 1 1   0
               must |                                 |  0
                 16 | 1 *0 0 4909813 -8804218 -151198 | *1 1 1   0
               must |    1                            |  0
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn lanes_that_change_places_between_nodes() {
    let fault = |broken: &mut Elaborated| {
        let top = broken.netlist.get_mut(broken.top);
        change(top, |gate| match &gate.op {
            Op::Concat(parts) if parts.len() == 4 => {
                Some(Op::Concat(vec![parts[1], parts[0], parts[2], parts[3]]))
            }
            _ => None,
        });
    };
    is_told(
        "digits_mlp",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `fc1_requantize`, cycle 9, lane 0, bit 0: is -480, must be -675, seed 2
              node     fc1_requantize (wiring): layer `fc1`, bias, activation, requantization
              departs  beat 1 of `x` is wrong; those who give it are right: the wiring to the node is not
              seen     at `m_axis`, beat 7, cycle 41: is 8, must be 2

                    | x <- fc1_tile_r0_c0 and 3 more | y
              cycle | v r l   [0]  [1]   [2]         | v r l [0] [1] [2]
                  5 | 1 1 1     0    0     0         | 0 1 .   .   .   .
                  6 | 0 1 .     .    .     .         | 1 1 1   1   1   0
                  7 | 0 1 .     .    .     .         | 0 0 .   .   .   .
                  8 | 0 1 .     .    .     .         | 0 0 .   .   .   .
                > 9 | 1 1 0 *-480 *420 *-735         | 0 0 .   .   .   .
               must |        -675  120  -285         |
                 10 | 0 1 .     .    .     .         | 1 1 0   0 *15   0
               must |                                |             8
                 11 | 0 1 .     .    .     .         | 0 0 .   .   .   .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn an_array_that_is_shared() {
    let fault = |broken: &mut Elaborated| {
        change(module(broken, "Shared by"), |gate| match gate.op {
            Op::And(a, b) if gate.width > 1 => Some(Op::Or(a, b)),
            _ => None,
        });
    };
    is_told(
        "digits_mlp_shared",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `fc1_tile_r0_c0`, cycle 10: `y_tvalid` is 0, must be 1, seed 2
              node     fc1_tile_r0_c0 (cim_array): layer `fc1`, inputs 0..64, outputs 0..16, on `main`, shared as `main_0`
              departs  beat 0 of `y` comes late or never; all that comes to the node is right
              seen     at `m_axis`, beat 0: 0 beats come, 20 must come

                    | x <- s_axis       | y
              cycle | v r l [0] [1] [2] |  v  r l [0] [1] [2]
                  6 | 1 0 0  15  15  15 |  0  0 .   .   .   .
                  7 | 1 0 0  15  15  15 |  0  0 .   .   .   .
                  8 | 1 0 0  15  15  15 |  0  0 .   .   .   .
                  9 | 1 0 0  15  15  15 |  0  0 .   .   .   .
               > 10 | 1 0 0  15  15  15 | *0 *0 .   .   .   .
               must |                   |  1  1 1   0   0   0
                 11 | 1 0 0  15  15  15 |  0  0 .   .   .   .
                 12 | 1 0 0  15  15  15 |  0  0 .   .   .   .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn a_load_that_does_not_wait() {
    let fault = |broken: &mut Elaborated| {
        // Whether any sample is in flight: never.
        change(module(broken, "Samples go on"), |gate| match gate.op {
            Op::ReduceOr(flying) => Some(Op::ReduceAnd(flying)),
            _ => None,
        });
    };
    is_told(
        "digits_ram",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `s_axis`, cycle 324: `s_axis_tready` is 1, must be 0, seed 2
              node     s_axis (command_port)
              departs  beat 321 of `s_axis` is taken too early; all that comes to the node is right
              seen     at `m_axis`, beat 1, cycle 339: is given at cycle 339, must be at cycle 349

                    | s_axis
              cycle | v  r  l [0] [1] [2]
                320 | 1  1  1   0   0   0
                321 | 1  0  1   1   3  46
                322 | 1  0  1   1   3  46
                323 | 1  0  1   1   3  46
              > 324 | 1 *1  1   1   3  46
               must |    0
                325 | 1 *1 *0   1  *6 *58
               must |    0  1       3  46
                326 | 1 *1  1  *0  *0  *0
               must |    0      1   3  46
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn bits_that_are_written_elsewhere() {
    let fault = |broken: &mut Elaborated| {
        let storage = module(broken, "Weights");
        // Pairs of bit lines in each other's place.
        for pair in storage.registers.chunks_exact_mut(2) {
            let [one, other] = pair else { return };
            std::mem::swap(&mut one.next, &mut other.next);
        }
    };
    is_told(
        "digits_ram",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `fc1_tile_r0_c0`, cycle 341, lane 0, bit 0: is 90, must be -675, seed 2
              node     fc1_tile_r0_c0 (cim_array): layer `fc1`, inputs 0..64, outputs 0..16, on `main`
              departs  beat 1 of `y` is wrong; all that comes to the node is right
              seen     at `m_axis`, beat 1, cycle 349: is 7, must be 0

                    | x <- s_axis       | y
              cycle | v r l [0] [1] [2] | v r l  [0]  [1]   [2]
                337 | 1 0 1   0   0   0 | 0 0 .    .    .     .
                338 | 1 0 1   0   0   0 | 0 0 .    .    .     .
                339 | 1 0 1   0   0   0 | 0 0 .    .    .     .
                340 | 1 1 1   0   0   0 | 0 0 .    .    .     .
              > 341 | 1 0 0   0  15   0 | 1 1 1  *90 *135 *-135
               must |                   |       -675  120  -285
                342 | 1 0 0   0  15   0 | 0 0 .    .    .     .
                343 | 1 0 0   0  15   0 | 0 0 .    .    .     .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}

#[test]
fn a_window_of_an_image() {
    let fault = |broken: &mut Elaborated| {
        change(module(broken, "Windows of 3x3 over images of 4x4x8"), |gate| match gate.op {
            Op::LessUnsigned(a, b) => Some(Op::LessUnsigned(b, a)),
            _ => None,
        });
    };
    is_told(
        "digits_cnn",
        Pacing::Full,
        fault,
        &expect![[r#"
            embedded: FAILED at node `conv2_windows`, cycle 140: `y_tvalid` is 0, must be 1, seed 2
              node     conv2_windows (line_buffer): layer `conv2`, windows of 3x3 of 4x4x8
              departs  beat 0 of `y` comes late or never; all that comes to the node is right
              seen     at `m_axis`, beat 0, cycle 237: is 3, must be 9

                    | x <- max_pool_1_pooled | y
              cycle | v r l [0] [1] [2]      |  v r l [0] [1] [2]
                136 | 0 1 .   .   .   .      |  0 1 .   .   .   .
                137 | 0 1 .   .   .   .      |  0 1 .   .   .   .
                138 | 0 1 .   .   .   .      |  0 1 .   .   .   .
                139 | 1 1 0   1   3   0      |  0 1 .   .   .   .
              > 140 | 0 1 .   .   .   .      | *0 1 .   .   .   .
               must |                        |  1   0   0   0   0
                141 | 0 1 .   .   .   .      |  0 1 .   .   .   .
                142 | 0 1 .   .   .   .      |  0 1 .   .   .   .
              v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be
        "#]],
    );
}
