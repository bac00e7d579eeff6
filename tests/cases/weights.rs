//! What tensors become in integers: their names, their types, and the order of lanes.

use std::path::Path;

use cimgen::blocks::cim_array::Array;
use cimgen::blocks::wht_crossbar::{Crossbar, RowDigitizer};
use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Pacing};
use cimgen::design::{Builder, Bwht, Conv2d, Dense, Design};
use cimgen::num::Format;
use fastrand::Rng;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// A tensor: its name, the type of its numbers, its sides and its bytes.
type Tensor<'a> = (&'a str, Dtype, Vec<usize>, Vec<u8>);

fn floats<'a>(name: &'a str, shape: &[usize], numbers: &[i64]) -> Tensor<'a> {
    let bytes = numbers.iter().flat_map(|number| (*number as f32).to_le_bytes()).collect();
    (name, Dtype::F32, shape.to_vec(), bytes)
}

fn compiled(folder: &Path, builder: Builder, tensors: &[Tensor<'_>]) -> Compiled {
    let views = tensors.iter().map(|(name, kind, shape, bytes)| {
        (*name, TensorView::new(*kind, shape.clone(), bytes).unwrap())
    });
    std::fs::write(folder.join("w.safetensors"), safetensors::serialize(views, None).unwrap())
        .unwrap();
    compile(builder.parameters("w.safetensors").build(folder).unwrap()).unwrap()
}

/// What comes out of the hardware for each sample, which is what the golden models and the layers say.
fn results(compiled: &Compiled, samples: &[Vec<i64>]) -> Vec<Vec<i64>> {
    let reference = Reference::new(compiled, compiled.beats(samples)).unwrap();
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    let (result, beats) = reference.check(compiled, &mut embedded, Pacing::Full, None).unwrap();
    assert!(result.passed(), "{result:?}");
    let results = compiled.outcomes(&beats).unwrap();
    if let Some(network) = &compiled.network {
        for (sample, result) in samples.iter().zip(&results) {
            assert_eq!(network.evaluate(sample), *result);
        }
    }
    results
}

fn array(rows: usize) -> Array {
    Array::new(rows, 8, Format::signed(4))
}

/// An image of random sides, and some samples of it.
struct Images {
    sides: [usize; 3],
    samples: Vec<Vec<i64>>,
}

impl Images {
    fn new(rng: &mut Rng) -> Self {
        let sides = [rng.usize(1..4), rng.usize(1..4), rng.usize(2..4)];
        let lanes = sides.iter().product();
        let sample = |rng: &mut Rng| (0..lanes).map(|_| rng.i64(0..16)).collect();
        Self { sides, samples: (0..4).map(|_| sample(rng)).collect() }
    }

    fn lanes(&self) -> usize {
        self.sides.iter().product()
    }

    fn builder(&self) -> Builder {
        Design::builder("order").input(self.sides, Format::unsigned(4), 1.0)
    }

    /// A sample in the order channel, row, column.
    fn by_channel(&self, sample: &[i64]) -> Vec<i64> {
        let [height, width, channels] = self.sides;
        let mut lanes = vec![];
        for channel in 0..channels {
            for row in 0..height {
                for column in 0..width {
                    lanes.push(sample[(row * width + column) * channels + channel]);
                }
            }
        }
        lanes
    }

    /// The same for all samples.
    fn all_by_channel(&self) -> Vec<Vec<i64>> {
        self.samples.iter().map(|sample| self.by_channel(sample)).collect()
    }
}

/// Pools of single pixels, so that images come pixel by pixel; or nothing, so that they come whole.
fn begun(rng: &mut Rng, builder: Builder) -> Builder {
    if rng.bool() { builder.max_pool(1) } else { builder }
}

#[test]
fn lanes_come_channel_by_channel() {
    let mut rng = Rng::with_seed(1);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..12 {
        let images = Images::new(&mut rng);
        let builder = begun(&mut rng, images.builder()).flatten_channels_first();
        let design = compiled(folder.path(), builder.clone(), &[]);
        assert_eq!(results(&design, &images.samples), images.all_by_channel());
        let written = compile(design.written_out().unwrap()).unwrap();
        assert_eq!(results(&written, &images.samples), images.all_by_channel());
        let design = compiled(folder.path(), builder.argmax(), &[]);
        let greatest = |lanes: &Vec<i64>| {
            let most = lanes.iter().max().unwrap();
            vec![lanes.iter().position(|lane| lane == most).unwrap() as i64]
        };
        let expected: Vec<_> = images.all_by_channel().iter().map(greatest).collect();
        assert_eq!(results(&design, &images.samples), expected);
    }
}

/// Products of weights whose greatest is the greatest code, so that codes are the weights.
#[test]
fn weights_behind_flat_lanes_are_in_their_order() {
    let mut rng = Rng::with_seed(2);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..12 {
        let images = Images::new(&mut rng);
        let (lanes, outputs) = (images.lanes(), rng.usize(1..5));
        let mut row = || -> Vec<i64> {
            let others = (1..lanes).map(|_| rng.i64(-7..8));
            [7].into_iter().chain(others).collect()
        };
        let weights: Vec<Vec<i64>> = (0..outputs).map(|_| row()).collect();
        let builder = begun(&mut rng, images.builder()).flatten_channels_first();
        let builder = builder.hardware("main", array(rng.usize(1..9))).dense("fc", outputs, "main");
        let tensors = [floats("fc.weight", &[outputs, lanes], &weights.concat())];
        let product = |lanes: &Vec<i64>| -> Vec<i64> {
            let sum = |row: &Vec<i64>| row.iter().zip(lanes).map(|(w, x)| w * x).sum();
            weights.iter().map(sum).collect()
        };
        let expected: Vec<_> = images.all_by_channel().iter().map(product).collect();
        let design = compiled(folder.path(), builder, &tensors);
        assert_eq!(results(&design, &images.samples), expected);
    }
}

/// A Sylvester matrix by its definition, there and back, with a threshold a coefficient.
#[test]
fn transforms_of_flat_lanes_are_in_their_order() {
    let mut rng = Rng::with_seed(3);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..8 {
        let images = Images { sides: [2, 2, 2], ..Images::new(&mut rng) };
        let sample = |rng: &mut Rng| (0..8).map(|_| rng.i64(0..16)).collect();
        let images = Images { samples: (0..4).map(|_| sample(&mut rng)).collect(), ..images };
        let thresholds: Vec<i64> = (0..8).map(|_| rng.i64(0..20)).collect();
        let crossbar = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(8) };
        let builder = begun(&mut rng, images.builder()).flatten_channels_first();
        let builder =
            builder.hardware("wht", crossbar).layer(Bwht::new("mix", "wht").prefix("m.0"));
        let tensors = [floats("m.0.threshold", &[8], &thresholds)];
        let transform = |x: &[i64]| -> Vec<i64> {
            let sign =
                |a: usize, b: usize| if (a & b).count_ones().is_multiple_of(2) { 1 } else { -1 };
            (0..8).map(|a| x.iter().enumerate().map(|(b, x)| sign(a, b) * x).sum()).collect()
        };
        let there_and_back = |lanes: &Vec<i64>| {
            let there = transform(lanes).into_iter().zip(&thresholds);
            let soft: Vec<i64> = there.map(|(y, t)| y.signum() * (y.abs() - t).max(0)).collect();
            transform(&soft)
        };
        let expected: Vec<_> = images.all_by_channel().iter().map(there_and_back).collect();
        let design = compiled(folder.path(), builder, &tensors);
        assert_eq!(results(&design, &images.samples), expected);
    }
}

/// One network, whose tensors have other names and other types.
#[test]
fn names_and_types_of_tensors_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let input = |conv: Conv2d, dense: Dense| {
        let input = Design::builder("types").input([2, 2], Format::unsigned(4), 1.0);
        input.hardware("main", array(8)).layer(conv).flatten().layer(dense)
    };
    let conv = || Conv2d::new("conv", 2, [1, 2], "main");
    let conv = || Conv2d { output: Some(Format::signed(8)), ..conv() };
    let dense = || Dense::new("fc", 2, "main");
    let data =
        cimgen::design::DataFiles { train: None, calibration: Some("x.npy".into()), test: None };
    let samples: Vec<Vec<i64>> = vec![vec![1, 2, 3, 4], vec![15, 0, 7, 9], vec![0, 0, 1, 15]];
    cimgen::network::write_codes(&folder.path().join("x.npy"), &samples).unwrap();
    let (kernel, matrix) = ([7, -3, 5, 7], [7, 1, 0, -2, -7, 4, 2, 1]);
    let plain = [
        floats("conv.weight", &[2, 1, 1, 2], &kernel),
        floats("conv.bias", &[2], &[4, -6]),
        floats("fc.weight", &[2, 4], &matrix),
        floats("fc.bias", &[2], &[8, 16]),
    ];
    let of = |builder: Builder, tensors: &[Tensor<'_>]| {
        let design = compiled(folder.path(), builder.data(data.clone()), tensors);
        (results(&design, &samples), design.network.unwrap().output_scale().unwrap())
    };
    let expected = of(input(conv(), dense()), &plain);

    // Halves of a number: 1.0 is 0x3c00, and so on.
    let half = |number: i64| -> u16 {
        let magnitude = number.unsigned_abs() as u16;
        let bits = magnitude
            .checked_ilog2()
            .map_or(0, |log| (15 + log as u16) << 10 | (magnitude << 10 >> log & 0x3ff));
        bits | if number < 0 { 0x8000 } else { 0 }
    };
    let bytes = |numbers: &[i64], of: &dyn Fn(i64) -> Vec<u8>| -> Vec<u8> {
        numbers.iter().flat_map(|number| of(*number)).collect()
    };
    let halves = |numbers: &[i64]| bytes(numbers, &|number| half(number).to_le_bytes().to_vec());
    let brain = |numbers: &[i64]| bytes(numbers, &|n| (n as f32).to_le_bytes()[2..].to_vec());
    // In units of 1/2, and of 1 and 1/4.
    let small = |numbers: &[i64]| bytes(numbers, &|n| (2 * n as i8).to_le_bytes().to_vec());
    let wide = |numbers: &[i64]| bytes(numbers, &|n| (4 * n as i32).to_le_bytes().to_vec());
    let double =
        |numbers: &[f64]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let types = [
        ("0.weight", Dtype::I8, vec![2, 1, 1, 2], small(&kernel)),
        ("0.weight_scale", Dtype::F64, vec![], double(&[0.5])),
        ("0.bias", Dtype::F16, vec![2], halves(&[4, -6])),
        (
            "net.fc.weight",
            Dtype::I32,
            vec![2, 4],
            [wide(&[7, 1, 0, -2]), wide(&[-7, 4, 2, 1])].concat(),
        ),
        ("net.fc.weight_scale", Dtype::F64, vec![2, 1], double(&[0.25, 0.25])),
        ("net.fc.bias", Dtype::BF16, vec![2], brain(&[8, 16])),
    ];
    let named = input(conv().weights("0.weight"), dense().prefix("net.fc"));
    assert_eq!(of(named, &types), expected);
}
