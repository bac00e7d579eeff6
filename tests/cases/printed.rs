//! Graphs as `cimgen graph -o graph.yaml` prints them: read again, they are the same hardware.

use std::path::Path;

use cimgen::compile::{CompileError, Compiled, Effort, Stimuli, compile};
use cimgen::dataflow::Evaluator;
use cimgen::design::Design;
use cimgen::network::write_codes;
use fastrand::Rng;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::designs::{case, file, own_results, written};

/// The printed graph of a design, compiled beside the design's files.
fn printed(compiled: &Compiled, folder: &Path) -> Compiled {
    written(&compiled.written_out().unwrap().to_yaml(), folder)
}

/// Both have the same operations, which take the same time and give the same for corners and random samples, with
/// loads between them where weights can be written.
fn assert_same(one: &Compiled, other: &Compiled) {
    let names = |compiled: &Compiled| -> Vec<String> {
        let mut names: Vec<String> =
            compiled.graph.nodes().map(|(_, node)| node.name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(one), names(other));
    assert_eq!(one.stream().unwrap(), other.stream().unwrap());
    assert_eq!(one.latency().unwrap(), other.latency().unwrap());
    let mut effort = Effort::default();
    effort.vectors = 20;
    let results = |compiled: &Compiled| {
        let beats = compiled.exercise(Stimuli::new(one, &effort, 5, &[]).unwrap().beats, 7);
        Evaluator::new(&compiled.graph).unwrap().evaluate(&beats)
    };
    assert_eq!(results(one), results(other));
}

#[test]
fn padded_transforms_with_thresholds_in_ram_are_printed() {
    let name = "printed_crossbar_ram";
    let design = case(name);
    let again = printed(&design, &file(name, ""));
    assert_eq!(own_results(name, &again), [[3, 3, 3], [3, 3, 3]]);
    assert_same(&design, &again);
}

/// All of them; those without their samples, which somebody has to fetch, are left out.
#[test]
fn examples_are_printed_and_read_again() {
    let mut seen = 0;
    for entry in std::fs::read_dir("designs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "yaml") {
            continue;
        }
        let design = Design::read(&path).unwrap();
        let data = design.description().data.clone();
        let train = data.and_then(|data| data.train).map(|train| design.file(&train.input));
        if train.is_some_and(|file| !file.exists()) {
            continue;
        }
        let design = compile(design).unwrap();
        assert_same(&design, &printed(&design, "designs".as_ref()));
        seen += 1;
    }
    assert!(seen > 5);
}

/// A product's array, or a crossbar, in one line.
fn array(rng: &mut Rng) -> String {
    let (rows, columns) = (rng.usize(2..7), rng.usize(1..5));
    let one = |rng: &mut Rng, all: &[&str]| all[rng.usize(..all.len())].to_string();
    let weight = one(rng, &["u1", "s2", "s3", "s8"]);
    let storage = one(rng, &["rom", "ram"]);
    let network = one(rng, &["", "", ", network: pair"]);
    let digitizer = match rng.u8(..5) {
        0 | 1 => "exact".to_string(),
        2 => format!("{{ sar: {{ bits: 2{network} }} }}"),
        3 => "{ flash: { bits: 2, range: clip } }".into(),
        _ => "{ asymmetric: { bits: 2, histogram: [4, 3, 2, 1] } }".into(),
    };
    let shared = if network.is_empty() {
        one(rng, &["", ", count: 1", ", count: 2"])
    } else {
        String::new()
    };
    let serial = one(rng, &["", ", weight_planes: serial"]);
    let active = one(rng, &["", ", active_rows: 2"]);
    format!(
        "{{ cim_array: {{ rows: {rows}, columns: {columns}, weight: {weight}, storage: {storage}, \
         digitizer: {digitizer}{shared}{serial}{active} }} }}"
    )
}

/// A crossbar of so many points.
fn crossbar(rng: &mut Rng, points: usize) -> String {
    let one = |rng: &mut Rng, all: &[&str]| all[rng.usize(..all.len())].to_string();
    let storage = one(rng, &["rom", "ram"]);
    let more =
        one(rng, &[", tie: zero", ", tie: { random: { seed: 2 } }", ", digitizer: exact", ""]);
    format!("{{ wht_crossbar: {{ points: {points}, storage: {storage}{more} }} }}")
}

/// A design of a few layers with its parameters and samples in `folder`.
fn random(rng: &mut Rng, folder: &Path) -> String {
    let lanes = rng.usize(1..8);
    let format = ["u1", "u3", "s2", "s4"][rng.usize(..4)];
    let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = vec![];
    let mut tensor = |rng: &mut Rng, name: String, shape: Vec<usize>, (least, most): (f32, f32)| {
        let count: usize = shape.iter().product();
        let values = (0..count).flat_map(|_| (least + rng.f32() * (most - least)).to_le_bytes());
        tensors.push((name, shape, values.collect()));
    };
    let points = [2, 4, 8][rng.usize(..3)];
    let (mut channels, mut layers) = (lanes, vec![]);
    let count = rng.usize(1..4);
    for number in 0..count {
        let name = format!("l{number}");
        let output = ["u2", "u4", "s3"][rng.usize(..3)];
        let activation = if output.starts_with('u') { ", activation: relu" } else { "" };
        if channels > 1 && rng.u8(..3) == 0 {
            layers.push(format!(
                "  - bwht: {{ name: {name}, crossbar: wht{activation}, output: {output} }}"
            ));
            let rest = channels % points;
            let last = if rest > 0 { rest.next_power_of_two().max(2) } else { 0 };
            tensor(rng, format!("{name}.threshold"), vec![channels - rest + last], (0.0, 1.0));
        } else {
            let outputs = rng.usize(1..7);
            let tile = ["m", "o"][rng.usize(..2)];
            layers.push(format!(
                "  - dense: {{ name: {name}, outputs: {outputs}, array: {tile}{activation}, output: {output} }}"
            ));
            tensor(rng, format!("{name}.weight"), vec![outputs, channels], (-1.0, 1.0));
            tensor(rng, format!("{name}.bias"), vec![outputs], (-2.0, 2.0));
            channels = outputs;
        }
    }
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
    });
    let bytes = safetensors::serialize(views, None).unwrap();
    std::fs::write(folder.join("p.safetensors"), bytes).unwrap();
    let input: cimgen::num::Format = format.parse().unwrap();
    let sample = |_| (0..lanes).map(|_| rng.i64(input.min()..=input.max())).collect();
    let samples: Vec<Vec<i64>> = (0..12).map(sample).collect();
    write_codes(&folder.join("x.npy"), &samples).unwrap();
    format!(
        "version: 1\nname: drawn\nclock_mhz: 100\ninput: {{ shape: [{lanes}], format: {format} }}\n\
         parameters: p.safetensors\ndata: {{ calibration: x.npy }}\nlayers:\n{}\nhardware:\n  m: {}\n  o: {}\n  wht: {}\n",
        layers.join("\n"),
        array(rng),
        array(rng),
        crossbar(rng, points),
    )
}

#[test]
fn random_designs_are_printed_and_read_again() {
    let mut rng = Rng::with_seed(17);
    let mut seen = 0;
    for _ in 0..60 {
        let folder = tempfile::tempdir().unwrap();
        let text = random(&mut rng, folder.path());
        // What is drawn need not be legal: a digitizer may have more bits than its array has use for.
        let design = match Design::from_yaml(&text, "design.yaml", folder.path()).map(compile) {
            Ok(Ok(design)) => design,
            Ok(Err(CompileError::Bug(bug))) => panic!("{bug}\n{text}"),
            Ok(Err(CompileError::Design(_))) | Err(_) => continue,
        };
        assert_same(&design, &printed(&design, folder.path()));
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}
