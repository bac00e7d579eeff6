//! Hardware that draws: each piece draws its own.

use cimgen::compile::Compiled;

use crate::designs::{all_samples, case, changed, results, verify, written};

/// Numbers of arrays and crossbars, in the order of flow.
fn numbers(compiled: &Compiled) -> Vec<u32> {
    let graph = &compiled.graph;
    let draws = graph.order().iter().map(|id| graph.node(*id).block()?.as_block().draws());
    draws.filter_map(|draws| draws?.number).collect()
}

/// Whether two halves of the results are the same for all samples of 4 lanes.
fn halves_are_equal(compiled: &Compiled, bits: u32) -> bool {
    let all = results(compiled, &all_samples(4, bits));
    all.iter().all(|y| y[..y.len() / 2] == y[y.len() / 2..])
}

#[test]
fn nodes_with_the_same_errors_are_different_arrays() {
    let equal = case("equal_arrays");
    // One reference each, which is the array behind.
    assert_eq!(numbers(&equal), [0, 2]);
    assert!(!halves_are_equal(&equal, 1));
    verify(&equal);
}

#[test]
fn numbers_that_are_given_are_kept() {
    let seed = "\"seed\": 1, ";
    let same = changed("equal_arrays", &[(seed, "\"seed\": 1, \"instance\": 5, ")]);
    assert_eq!(numbers(&same), [5, 5]);
    assert!(halves_are_equal(&same, 1));
    let text = case("equal_arrays").design.to_yaml();
    // The first takes 1 and its reference 2: 0 and 1 are not both free.
    let first = text.replacen("seed: 1, ", "seed: 1, instance: 1, ", 1);
    let one = written(&first, "tests/cases/equal_arrays".as_ref());
    assert_eq!(numbers(&one), [1, 3]);
    let other = text.replacen("seed: 1, ", "seed: 2, ", 1);
    assert_eq!(numbers(&written(&other, "tests/cases/equal_arrays".as_ref())), [0, 0]);
}

#[test]
fn entries_of_the_hardware_section_follow_each_other() {
    let array = "cim_array: { rows: 4, columns: 2, weight: u1, storage: rom, digitizer: { flash: { bits: 1, \
                 range: clip, form: structural } }, errors: { seed: 3, offset: -500, cell_sigma: 90 } }";
    let tile = |name: &str, hardware: &str| {
        format!(
            "    - name: {name}\n      block: {{ cim_array: {{ array: {}, input: u1, weights: [[1, 1, 1, 1], [0, 1, 1, 0]] }} }}\n      \
             hardware: {hardware}\n      inputs: {{ x: input }}\n",
            array.trim_start_matches("cim_array: ")
        )
    };
    let text = format!(
        "version: 1\nname: two\nclock_mhz: 200\ninput: {{ shape: [4], format: u1 }}\ngraph:\n  nodes:\n{}{}{}  output: [p, q, r]\n\
         hardware:\n  one: {{ {array} }}\n  two: {{ {array} }}\n",
        tile("p", "two"),
        tile("q", "one"),
        tile("r", "one"),
    );
    let two = written(&text, "".as_ref());
    assert_eq!(numbers(&two), [4, 0, 2]);
    verify(&two);
}

#[test]
fn digitizers_and_ties_are_drawn_apart() {
    let head = "version: 1\nname: apart\nclock_mhz: 200\n";
    let pair = |input: &str, block: &str| {
        let node = |name: &str| {
            format!("    - {{ name: {name}, block: {{ {block} }}, inputs: {{ x: input }} }}\n")
        };
        let text = format!(
            "{head}input: {input}\ngraph:\n  nodes:\n{}{}  output: [a, b]\n",
            node("a"),
            node("b")
        );
        written(&text, "".as_ref())
    };
    let digitizer = "digitizer: { cells: 4, columns: 1, conversion: { sar: { bits: 2, form: structural } }, \
                     errors: { seed: 1, cell_sigma: 250 } }";
    let digitizers = pair("{ shape: [4], format: u1 }", digitizer);
    assert_eq!(numbers(&digitizers), [0, 2]);
    assert!(!halves_are_equal(&digitizers, 1));
    let crossbar = "wht_crossbar: { crossbar: { points: 4, tie: { random: { seed: 1 } } }, bits: 2, sign: unsigned }";
    let crossbars = pair("{ shape: [4], format: u2 }", crossbar);
    assert_eq!(numbers(&crossbars), [0, 1]);
    assert!(!halves_are_equal(&crossbars, 2));
    let given = crossbar.replace("seed: 1", "seed: 1, instance: 1");
    let crossbars = pair("{ shape: [4], format: u2 }", &given);
    assert!(halves_are_equal(&crossbars, 2));
}
