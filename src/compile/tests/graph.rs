//! Designs that are graphs, and everything that can be wrong with them.

use std::path::Path;

use expect_test::expect_file;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::compile::{CompileError, Compiled, compile};
use crate::design::{Design, codes};
use crate::diag::{Code, Diagnostics, render};

const GOOD: &str = "\
version: 1
name: halves
clock_mhz: 200
input: { shape: [8], format: u3 }
parameters: w.safetensors
graph:
  nodes:
    - name: left
      block: { cim_array: { array: { rows: 4, columns: 3, weight: s3, storage: rom, digitizer: exact }, input: u3, weights: [] } }
      contents: { weights: left }
      hardware: main
      inputs: { x: \"input[0..4]\" }
    - name: right
      block: { cim_array: { array: { rows: 4, columns: 3, weight: s3, storage: rom, digitizer: exact }, input: u3, weights: [[1, 2, 3], [-1, 0, 1], [3, 3, 3]] } }
      hardware: main
      inputs: { x: [\"input[4..6]\", \"input[7]\"] }
    - name: sum
      block: { adder_tree: { lanes: 3, inputs: [s8, s8], bias: [] } }
      inputs: { a0: left, a1: right }
    - name: relu
      block: { relu: { lanes: 3, input: s9 } }
      inputs: { x: sum }
  output: relu
hardware:
  main: { cim_array: { rows: 4, columns: 3, weight: s3, storage: rom, digitizer: exact }, count: 1 }
";

/// Compiles a text beside a parameter file.
fn compiled(text: &str) -> Result<Compiled, Diagnostics> {
    let folder = tempfile::tempdir().unwrap();
    let bias: Vec<u8> = [7i16, -3, 100].iter().flat_map(|code| code.to_le_bytes()).collect();
    let codes: Vec<u8> = (0..12i8).map(|code| (code % 4 - 2) as u8).collect();
    let view = |kind, shape: &[usize], bytes| TensorView::new(kind, shape.to_vec(), bytes).unwrap();
    let tensors = [
        ("left", view(Dtype::I8, &[3, 4], &codes)),
        ("long", view(Dtype::I8, &[12], &codes)),
        ("tall", view(Dtype::I8, &[2, 6], &codes)),
        ("bias", view(Dtype::I16, &[3], &bias)),
        ("real", view(Dtype::F32, &[3, 1], &codes)),
    ];
    let bytes = safetensors::serialize(tensors, None).unwrap();
    std::fs::write(folder.path().join("w.safetensors"), bytes).unwrap();
    let design = Design::from_yaml(text, "design.yaml", folder.path())?;
    compile(design).map_err(|error| match error {
        CompileError::Design(found) => found,
        CompileError::Bug(bug) => panic!("{bug}\n{text}"),
    })
}

#[test]
fn the_good_graph_computes_what_it_says() {
    let compiled = compiled(GOOD).unwrap();
    assert!(compiled.network.is_none() && compiled.design.warnings().is_empty());
    let sample = vec![1, 2, 3, 4, 5, 6, 7, 1];
    let mut golden = crate::dataflow::Evaluator::new(&compiled.graph).unwrap();
    // Codes of `left` are -2, -1, 0, 1 by turns: -4; `right` sees 5, 6, 1: 20, -4, 36.
    let left = -2 - 2 + 4;
    assert_eq!(golden.evaluate(&[sample]), [vec![left + 20, 0, left + 36]]);
    assert_eq!(compiled.graph.shared().len(), 1);
}

/// Contents fill any field that a block says a file can fill, also one that is left out.
#[test]
fn constants_of_sums_come_from_the_file() {
    let text = GOOD.replace(
        "inputs: [s8, s8], bias: [] } }",
        "inputs: [s8, s8] } }\n      contents: { bias: bias }",
    );
    let compiled = compiled(&text.replace("input: s9", "input: s10")).unwrap();
    let mut golden = crate::dataflow::Evaluator::new(&compiled.graph).unwrap();
    let sample = vec![1, 2, 3, 4, 5, 6, 7, 1];
    assert_eq!(golden.evaluate(&[sample]), [vec![20 + 7, 0, 36 + 100]]);
}

/// Texts with one mistake each.
fn cases() -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1)
    };
    let collect = "collect: { beats: 2, lanes: 3, format: u8 }";
    vec![
        ("layers too", change("graph:\n", "layers:\n  - argmax: {}\ngraph:\n")),
        ("beats that do not divide", change("graph:\n", "graph:\n  beats: 3\n")),
        ("no node of this name", change("a0: left", "a0: lift")),
        ("an array of no name", change("hardware: main", "hardware: mian")),
        ("an array for hardware", change("hardware: main", "array: main")),
        ("two of a name", change("name: right", "name: left")),
        ("a name of an end", change("name: right", "name: input")),
        ("a node that is called like the clock", GOOD.replace("sum", "aclk")),
        ("a node that is called like a signal of its own", GOOD.replace("sum", "full")),
        ("a node that is called like a wire of another", GOOD.replace("sum", "left_Y_tdata")),
        ("a node that is called like a group of arrays", GOOD.replace("relu\n      block", "adc_group_0\n      block")
            .replace("output: relu", "output: adc_group_0")
            .replace("main", "adc").replace(", count: 1", "").replace("digitizer: exact", "digitizer: { sar: { bits: 2, network: pair } }")),
        ("a design that is called like a module", GOOD.replace("name: halves", "name: Stream_fork_2")),
        ("a stream of no name", change("a1: right", "a2: right")),
        ("nothing comes", change("a1: right", "a1: []")),
        ("lanes that are not there", change("input[7]", "input[8]")),
        ("lanes without quotes", change("\"input[0..4]\"", "input[0..4]")),
        ("lanes backwards", change("input[4..6]", "input[6..4]")),
        ("lanes that are none", change("input[4..6]", "input[4-6]")),
        ("too few lanes", change("a0: left", "a0: \"left[0..2]\"")),
        ("too wide", change("input: s9", "input: s8")),
        ("a loop", change("a0: left", "a0: relu").replace("  output: relu", "  output: [relu, left]")),
        ("unread", change("a0: left", "a0: right")),
        ("an input that is not read", change("output: relu", "output: sum").replace(
            "    - name: relu\n      block: { relu: { lanes: 3, input: s9 } }\n      inputs: { x: sum }\n", "")
            .replace("\"input[0..4]\"", "sum").replace("[\"input[4..6]\", \"input[7]\"]", "sum")),
        ("half a round", change("  output: relu", &format!(
            "    - name: pair\n      block: {{ {collect} }}\n      inputs: {{ x: relu }}\n  output: pair"))),
        ("a parameter of the wrong size", change("lanes: 3, inputs", "lanes: 0, inputs")),
        ("a parameter of no name", change("lanes: 3, inputs", "lines: 3, inputs")),
        ("a block of no name", change("adder_tree", "adder")),
        ("contents of no parameter", change("contents: { weights: left }", "contents: { weight: left }")),
        ("contents that are not there", change("weights: left", "weights: lift")),
        ("contents of real numbers", change("weights: left", "weights: real")),
        ("contents of the wrong shape", change("weights: left", "weights: long")),
        ("contents of a block that holds none", change("      inputs: { x: sum }", "      contents: { input: bias }\n      inputs: { x: sum }")),
        ("contents that do not fit", change("weights: left", "weights: tall")),
        ("no parameter file", change("parameters: w.safetensors\n", "")),
        ("another array", change("{ rows: 4, columns: 3, weight: s3", "{ rows: 4, columns: 3, weight: s4")),
        ("no product", change("      inputs: { x: sum }", "      hardware: main\n      inputs: { x: sum }")),
        ("a bank without multiplication", change(
            "{ cim_array: { array: { rows: 4, columns: 3, weight: s3, storage: rom, digitizer: exact }, input: u3, weights: [[1, 2, 3], [-1, 0, 1], [3, 3, 3]] } }",
            "{ cim_array: { array: { rows: 4, columns: 3, weight: s3, storage: rom, digitizer: exact, operator: multiplication_free }, contexts: [{ input: u3, weights: [[1, 2, 3]] }] } }",
        )),
        ("a count in a block", change("storage: rom, digitizer: exact }", "storage: rom, digitizer: exact, count: 2 }")),
        ("a network without a group", GOOD.replace("      hardware: main\n", "").replace(
            "digitizer: exact }, input: u3, weights: [[",
                "digitizer: { sar: { bits: 2, network: pair } } }, input: u3, weights: [[",
        )),
        ("hardware that no node uses", GOOD.replace("      hardware: main\n", "")),
    ]
}

#[test]
fn every_mistake_in_a_graph_is_told_well() {
    let (mut shown, mut seen) = (String::new(), vec![]);
    for (title, text) in cases() {
        let found = match compiled(&text) {
            Ok(compiled) => compiled.design.warnings().to_vec(),
            Err(found) => found,
        };
        assert!(!found.is_empty(), "{title}: nothing is found in\n{text}");
        seen.extend(found.iter().map(|one| one.code));
        shown.push_str(&format!("==== {title}\n{}\n", render(&found)));
    }
    expect_file!["mistakes.txt"].assert_eq(&shown);
    let all: [Code; 9] = [
        codes::GRAPH_AND_LAYERS,
        codes::UNKNOWN_NODE,
        codes::PORT,
        codes::LANES,
        codes::LOOP,
        codes::UNREAD_NODE,
        codes::RATE,
        codes::CONTENTS,
        codes::UNLIKE_ARRAY,
    ];
    for code in all {
        assert!(seen.contains(&code), "no case makes {code:?}");
    }
}

/// What was calibrated and grouped is written out as it came to be.
#[test]
fn groups_survive_being_written_out() {
    let design = Design::read(Path::new("designs/digits_collab.yaml")).unwrap();
    let compiled = compile(design).unwrap();
    let text = compiled.written_out().unwrap().to_yaml();
    let again = compile(Design::from_yaml(text, "d.yaml", "designs").unwrap()).unwrap();
    let groups = |compiled: &Compiled| -> Vec<Vec<Option<String>>> {
        let graph = &compiled.graph;
        let named = |id: &Option<_>| id.map(|id| graph.node(id).name.clone());
        graph.groups().iter().map(|group| group.operations.iter().map(named).collect()).collect()
    };
    assert_eq!(groups(&again), groups(&compiled));
    assert_eq!(again.interval().unwrap(), compiled.interval().unwrap());
}

/// YAML tells keys by their colon only where it comes soon.
#[test]
fn long_keys_are_read_back() {
    for length in [900, 1100, 5000] {
        let field = "a".repeat(length);
        let text = GOOD.replacen("{ weights: left }", &format!("{{ ? {field} : left }}"), 1);
        let design = Design::from_yaml(text, "d.yaml", "").unwrap();
        let again = Design::from_yaml(design.to_yaml(), "again.yaml", "").unwrap();
        assert_eq!(again.description(), design.description(), "{length}");
    }
}
