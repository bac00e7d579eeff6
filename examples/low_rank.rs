//! A graph of blocks, which layers cannot say: weights of two bits, repaired by a thin path beside them.
//!
//! The first layer of the digits is `W x`, with weights of four bits. Here it is `4 A x + V U x`: `A` has two
//! bits, and `V U` is what is left, of low rank. `cargo run --release --example low_rank`

use std::error::Error;
use std::fs;
use std::path::Path;

use cimgen::blocks::BlockSpec;
use cimgen::blocks::adder_tree::AdderTree;
use cimgen::blocks::argmax::Argmax;
use cimgen::blocks::cim_array::{Array, CimArray};
use cimgen::blocks::requantize::Requantize;
use cimgen::compile::compile;
use cimgen::dataflow::evaluate_all;
use cimgen::design::{Builder, Design, NodeDescription as Node};
use cimgen::diag::render;
use cimgen::network::{Dense, Layer, Part, Requantization, accuracy, labelled, quantize};
use cimgen::num::Format;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// A list a line.
type Matrix<T> = Vec<Vec<T>>;

/// The greatest part of rank one of a matrix, by power iteration: `column * row`.
fn rank_one(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let mut row = vec![1.0; matrix[0].len()];
    let mut column = vec![];
    for _ in 0..200 {
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-12);
        row.iter_mut().for_each(|x| *x /= length);
        let times = |line: &Vec<f64>| line.iter().zip(&row).map(|(a, b)| a * b).sum::<f64>();
        column = matrix.iter().map(times).collect::<Vec<f64>>();
        let along = |at: usize| matrix.iter().zip(&column).map(|(line, c)| line[at] * c).sum();
        row = (0..row.len()).map(along).collect();
    }
    let length = row.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-12);
    (column, row.iter().map(|x| x / length).collect())
}

/// Codes of a matrix with one scale, and the scale.
fn quantized(matrix: &[Vec<f64>], greatest: f64) -> (Vec<Vec<i64>>, f64) {
    let most = matrix.iter().flatten().fold(1e-12, |most: f64, x| most.max(x.abs()));
    let scale = most / greatest;
    let code = |x: &f64| (x / scale).round() as i64;
    (matrix.iter().map(|line| line.iter().map(code).collect()).collect(), scale)
}

/// `W` in two parts: `4 A` of two bits, and the lines `u` and columns `v` of what is left.
fn parts(weights: &[Vec<i64>], rank: usize) -> (Matrix<i64>, Matrix<i64>, Matrix<f64>) {
    let coarse = |code: &i64| (*code as f64 / 4.0).round().clamp(-2.0, 1.0) as i64;
    let main: Vec<Vec<i64>> =
        weights.iter().map(|line| line.iter().map(coarse).collect()).collect();
    let left = |(line, coarse): (&Vec<i64>, &Vec<i64>)| {
        line.iter().zip(coarse).map(|(code, coarse)| (code - 4 * coarse) as f64).collect()
    };
    let mut rest: Vec<Vec<f64>> = weights.iter().zip(&main).map(left).collect();
    let (mut lines, mut columns) = (vec![], vec![]);
    for _ in 0..rank {
        let (column, row) = rank_one(&rest);
        let (codes, scale) = quantized(&[row], 7.0);
        for (line, c) in rest.iter_mut().zip(&column) {
            line.iter_mut().zip(&codes[0]).for_each(|(x, code)| *x -= c * scale * *code as f64);
        }
        columns.push(column.iter().map(|c| c * scale).collect::<Vec<f64>>());
        lines.extend(codes);
    }
    (main, lines, columns)
}

fn tile(input: Format, weight: u32, weights: Vec<Vec<i64>>) -> CimArray {
    let (rows, columns) = (weights[0].len(), weights.len());
    CimArray::new(Array::new(rows, columns, Format::signed(weight)), input, weights)
}

fn scale(input: Format, lanes: usize, factor: f64, output: Format) -> Requantize {
    let multiplier = (factor * f64::from(1 << 15)).round() as i64;
    let (bias, relu) = (vec![], false);
    Requantize { input, multipliers: vec![multiplier; lanes], bias, shift: 15.into(), relu, output }
}

/// The two products of the first layer in units of its sums, by names of nodes.
fn first_layer(design: Builder, dense: &Dense, samples: &[Vec<i64>], rank: usize) -> Builder {
    let (u4, s16) = (Format::unsigned(4), Format::signed(16));
    let (main, lines, columns) = parts(&dense.weights, rank);
    let main = tile(u4, 2, main);
    let wide = scale(main.output(), dense.weights.len(), 4.0, s16);
    let design = design
        .node(Node::new("main", main).input("x", "input"))
        .node(Node::new("main_scaled", wide).input("x", "main"));
    if rank == 0 {
        return design;
    }
    // Sums of the thin path fill eight bits.
    let sums = |line: &Vec<i64>| {
        let sum =
            |sample: &Vec<i64>| sample.iter().zip(line).map(|(a, b)| a * b).sum::<i64>().abs();
        samples.iter().map(sum).max().unwrap_or(1).max(1) as f64
    };
    let factors: Vec<f64> = lines.iter().map(|line| 127.0 / sums(line)).collect();
    let outputs = 0..dense.weights.len();
    let back = |at: usize| columns.iter().zip(&factors).map(|(c, f)| c[at] / f).collect();
    let (codes, unit) = quantized(&outputs.map(back).collect::<Vec<Vec<f64>>>(), 7.0);
    let (thin, s8) = (tile(u4, 4, lines), Format::signed(8));
    let mut narrow = scale(thin.output(), rank, 1.0, s8);
    let factor = |factor: &f64| (factor * f64::from(1 << 15)).round() as i64;
    narrow.multipliers = factors.iter().map(factor).collect();
    let back = tile(s8, 4, codes);
    let repair = scale(back.output(), dense.weights.len(), unit, s16);
    design
        .node(Node::new("thin", thin).input("x", "input"))
        .node(Node::new("thin_scaled", narrow).input("x", "thin"))
        .node(Node::new("back", back).input("x", "thin_scaled"))
        .node(Node::new("repair", repair).input("x", "back"))
}

/// The digits with a first layer of two bits and a repair of some rank.
fn repaired(digits: &Design, rank: usize) -> Result<Design, Box<dyn Error>> {
    let network = quantize(digits).map_err(|mistakes| render(&mistakes))?.network;
    let [Layer::Dense(fc1), Layer::Dense(fc2), _] = &network.layers[..] else {
        return Err("the digits are two dense layers and an argmax".into());
    };
    let train = labelled(digits, Part::Train).map_err(|mistakes| render(&mistakes))?;
    let samples = train.map_or(vec![], |(samples, _)| samples.codes);
    let lanes = fc1.weights.len();
    let narrowed = |dense: &Dense, input: Format| {
        let Requantization { lanes, relu, output } = &dense.requantization;
        Requantize {
            input,
            multipliers: lanes.iter().map(|lane| lane.multiplier).collect(),
            bias: lanes.iter().map(|lane| lane.bias).collect(),
            shift: lanes.iter().map(|lane| lane.shift).collect::<Vec<_>>().into(),
            relu: *relu,
            output: *output,
        }
    };
    let paths = if rank == 0 { 1 } else { 2 };
    let sum = AdderTree { lanes, inputs: vec![Format::signed(16); paths], bias: vec![] };
    let second = tile(Format::unsigned(4), 4, fc2.weights.clone());
    let argmax = Argmax { lanes: 10, input: fc2.requantization.output };
    let mut joint = Node::new("sum", sum.clone()).input("a0", "main_scaled");
    if rank > 0 {
        joint = joint.input("a1", "repair");
    }
    let design = Design::builder("low_rank").clock_mhz(200.0).input([8, 8], network.input, 0.0625);
    let design = match &digits.description().data {
        Some(data) => design.data(data.clone()),
        None => design,
    };
    let design = first_layer(design, fc1, &samples, rank)
        .node(joint)
        .node(Node::new("hidden", narrowed(fc1, sum.output())).input("x", "sum"))
        .node(Node::new("fc2", second.clone()).input("x", "hidden"))
        .node(Node::new("fc2_scaled", narrowed(fc2, second.output())).input("x", "fc2"))
        .node(Node::new("argmax", argmax).input("x", "fc2_scaled"))
        .output("argmax");
    Ok(design.build("designs").map_err(|mistakes| render(&mistakes))?)
}

/// The design in a folder, weights in a file of their own.
fn save(design: &Design, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut description = design.description().clone();
    let mut tensors = vec![];
    for node in description.graph.iter_mut().flat_map(|graph| &mut graph.nodes) {
        if let BlockSpec::CimArray(own) = &mut node.block {
            let weights = std::mem::take(&mut own.contexts[0].weights);
            let shape = vec![weights.len(), weights[0].len()];
            let codes = weights.concat();
            let bytes: Vec<u8> = codes.iter().map(|code| *code as u8).collect();
            tensors.push((node.name.clone(), shape, bytes));
            node.contents.insert("weights".into(), node.name.clone());
        }
    }
    description.parameters = Some("low_rank.safetensors".into());
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::I8, shape.clone(), bytes)?)));
    let views = views.collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    fs::write(folder.join("low_rank.safetensors"), safetensors::serialize(views, None)?)?;
    let made = "# The digits with a first layer of 2-bit weights and a thin path of rank 16 beside it.\n\
                # Made by: cargo run --release --example low_rank -- designs\n";
    let saved = Design::build(description, folder).map_err(|mistakes| render(&mistakes))?;
    Ok(fs::write(folder.join("low_rank.yaml"), made.to_string() + &saved.to_yaml())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let digits = Design::read("designs/digits_mlp.yaml".as_ref());
    let digits = digits.map_err(|mistakes| render(&mistakes))?;
    println!("rank  correct  interval  area (um2, modelled)");
    for rank in [0, 1, 2, 4, 8, 16] {
        let design = repaired(&digits, rank)?;
        if let (16, Some(folder)) = (rank, std::env::args().nth(1)) {
            save(&design, folder.as_ref())?;
        }
        let compiled = compile(design)?;
        let test = labelled(&compiled.design, Part::Test).map_err(|found| render(&found))?;
        let (samples, labels) = test.ok_or("the design names no test samples")?;
        let results = evaluate_all(&compiled.graph, &compiled.beats(&samples.codes))?.results;
        let correct = accuracy(&compiled.outcomes(&results)?, &labels);
        let area = cimgen::report::Report::new(&compiled, None, vec![])?.area.square_microns;
        println!("{rank:<6}{correct:<9}{:<10}{area:.0}", compiled.interval()?);
    }
    Ok(())
}
