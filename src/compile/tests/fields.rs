//! Beats of fields and floats on streams, from a design to hardware.

use std::path::Path;

use crate::compile::{CompileError, Compiled, Reference, compile};
use crate::cosim::{Embedded, Pacing, stimulus};
use crate::design::{Design, codes};
use crate::diag::{Diagnostics, render};
use crate::network::accuracy;

const GOOD: &str = "\
version: 1
name: votes
clock_mhz: 200
input: { fields: [{ name: bias, lanes: 1, format: s4 }, { name: a, lanes: 3, format: e4m3 }, { name: b, lanes: 4, format: bf16 }] }
graph:
  nodes:
    - name: clipped
      block: { relu: { lanes: 3, input: e4m3 } }
      inputs: { x: input.a }
    - name: vote
      block: { argmax: { lanes: 4, input: bf16 } }
      inputs: { x: input.b }
    - name: best
      block: { window_pool: { pixels: 2, channels: 2, input: bf16, pooling: max } }
      inputs: { x: \"input[4..8]\" }
    - name: sum
      block: { adder_tree: { lanes: 1, inputs: [s4, u2] } }
      inputs: { a0: input.bias, a1: vote }
  output: [vote, \"clipped[1..3]\", best, sum]
  label: vote
";

fn compiled(text: &str) -> Result<Compiled, Diagnostics> {
    let design = Design::from_yaml(text, "votes.yaml", Path::new(""))?;
    compile(design).map_err(|error| match error {
        CompileError::Design(found) => found,
        CompileError::Bug(bug) => panic!("{bug}\n{text}"),
    })
}

/// Codes of numbers in the formats of a design's input.
fn codes_of(compiled: &Compiled, numbers: &[f64]) -> Vec<i64> {
    let formats = compiled.input();
    let codes =
        formats.formats().zip(numbers).map(|(format, number)| format.quantize(*number, 1.0));
    codes.map(Option::unwrap).collect()
}

#[test]
fn fields_and_floats_flow_through_a_graph() {
    let compiled = compiled(GOOD).unwrap();
    assert_eq!(
        compiled.output().unwrap().to_string(),
        "vote u2, clipped 2 x e4m3, best 2 x bf16, sum s5"
    );
    let sample = codes_of(&compiled, &[-3.0, 1.0, -2.0, 4.5, 1.0, -8.0, 2.0, -0.5]);
    let mut golden = crate::dataflow::Evaluator::new(&compiled.graph).unwrap();
    let result = golden.evaluate(&[sample]).pop().unwrap();
    let formats = compiled.output().unwrap();
    let real: Vec<f64> =
        formats.formats().zip(&result).map(|(format, code)| format.value(*code)).collect();
    assert_eq!(real, [2.0, 0.0, 4.5, 2.0, -0.5, -1.0]);
    // Of all fields labels are compared with `vote` alone.
    let answers = compiled.answers(&[result]).unwrap();
    assert_eq!((&answers[..], accuracy(&answers, &[2])), (&[vec![2]][..], 1));
}

#[test]
fn hardware_computes_beats_of_fields() {
    let compiled = compiled(GOOD).unwrap();
    let beats = stimulus(&compiled.input(), 200, 1);
    let reference = Reference::new(&compiled, beats).unwrap();
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
        let (result, _) = reference.check_in_runs(&compiled, &mut embedded, pacing, None).unwrap();
        assert!(result.passed() && result.beats == 200, "{result:?}");
    }
}

/// What was wired is written out by its fields, and is the same again.
#[test]
fn fields_survive_being_written_out() {
    let first = compiled(GOOD).unwrap();
    let text = first.written_out().unwrap().to_yaml();
    assert!(text.contains("input.a") && text.contains("label: vote"), "{text}");
    let again = compiled(&text).unwrap();
    assert_eq!(again.output().unwrap(), first.output().unwrap());
    assert_eq!(again.input(), first.input());
}

#[test]
fn several_beats_of_fields_are_a_sample() {
    let text = GOOD.replace("graph:\n", "graph:\n  beats: 2\n");
    let compiled = compiled(&text).unwrap();
    assert_eq!(compiled.design.input_lanes(), 16);
    assert_eq!(compiled.beats(&[vec![0; 16], vec![1; 16]]).len(), 4);
    // The last beat of a result has its class.
    let result: Vec<i64> = (0..12).map(|lane| if lane == 6 { 3 } else { 0 }).collect();
    assert_eq!(compiled.answers(&[result]).unwrap(), [[3]]);
}

#[test]
fn mistakes_of_fields_are_told_at_their_place() {
    let change = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1)
    };
    let mut shown = String::new();
    for (title, text) in [
        ("a float into a sum", change("a1: vote", "a1: \"clipped[0]\"").replace("[s4, u2]", "[s4, u8]")),
        ("a block of integers with a float format", change("inputs: [s4, u2]", "inputs: [s4, e4m3]")),
        ("a float into another", change("x: input.b", "x: [input.b]").replace("lanes: 4, input: bf16", "lanes: 4, input: fp16")),
        ("an integer into a float", change("x: input.a", "x: [input.bias, input.bias, input.bias]")),
        ("a sum of floats in a window", change("pooling: max", "pooling: sum")),
        ("no field of this name", change("x: input.b", "x: input.c")),
        ("lanes beyond a field", change("x: input.a", "x: \"input.a[1..4]\"")),
        ("a field of what has one", change("a1: vote", "a1: vote.index")),
        ("no label of this name", change("label: vote", "label: vota")),
        ("two fields of a name", change("name: b, lanes", "name: a, lanes")),
        ("a field that Verilog reserves", change("name: b, lanes", "name: reg, lanes").replace("input.b", "input.reg")),
        ("a field of no lanes", change("name: a, lanes: 3", "name: a, lanes: 0")),
        ("no fields", change(&GOOD[GOOD.find("input: {").unwrap()..GOOD.find("graph:").unwrap()], "input: { fields: [] }\n")),
        ("fields and a shape", change("input: { fields", "input: { shape: [8], fields")),
        ("neither", change(&GOOD[GOOD.find("input: {").unwrap()..GOOD.find("graph:").unwrap()], "input: { format: u4 }\n")),
        ("fields before layers", GOOD[..GOOD.find("graph:").unwrap()].to_string() + "layers:\n  - argmax: {}\n"),
        ("a float before layers", "version: 1\nname: votes\nclock_mhz: 1\ninput: { shape: [4], format: e4m3 }\nlayers:\n  - argmax: {}\n".into()),
        ("no format of this name", change("format: bf16", "format: bf15")),
        ("labels of nobody knows what", change("  label: vote\n", "").replace("graph:\n", "data: { test: { input: x.npy, labels: y.npy } }\ngraph:\n")),
    ] {
        let found = compiled(&text).map(|_| ()).unwrap_err();
        shown.push_str(&format!("==== {title}\n{}\n", render(&found)));
    }
    expect_test::expect_file!["fields.txt"].assert_eq(&shown);
    assert!(shown.contains(codes::ANSWER.0));
}
