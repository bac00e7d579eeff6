//! Random networks, layer by layer, against a model of their own in f64.
//!
//! Each layer starts from the integer codes of the layer before it, and from the weight codes that the compiler
//! chose; all else is worked out here again: scales, ranges, what is cut off, classes.

use cimgen::network::{Layer, Network};
use cimgen::num::Format;
use fastrand::Rng;

use crate::subject::{Subject, Tensor, matrix, quantized, vector};

/// Networks that are tried.
const NETWORKS: u64 = 2_000;

/// One of so many goes on to hardware.
const HARDWARE: u64 = 20;

/// Calibration samples of each.
const SAMPLES: usize = 24;

/// Share of results that a range covers.
const COVERED: f64 = 0.999;

/// A dense layer as it was drawn.
struct Drawn {
    name: String,
    weights: Vec<Vec<f32>>,
    bias: Vec<f32>,
    relu: bool,
    output: Option<Format>,
    /// Whether its outputs have one scale.
    per_tensor: bool,
}

/// What follows the last layer.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Nothing,
    Argmax,
    Sign(f64),
}

struct Case {
    input: Format,
    scale: f64,
    weight: Format,
    lanes: usize,
    layers: Vec<Drawn>,
    end: End,
    samples: Vec<Vec<i64>>,
}

fn format(rng: &mut Rng, most: u32) -> Format {
    match rng.bool() {
        true => Format::unsigned(rng.u32(1..=most)),
        false => Format::signed(rng.u32(2..=most)),
    }
}

/// A number of any magnitude in so many powers of ten up to 1.
fn magnitude(rng: &mut Rng, decades: f64) -> f32 {
    10f64.powf(-decades * rng.f64()) as f32
}

impl Drawn {
    fn new(rng: &mut Rng, number: usize, inputs: usize, is_last: bool) -> Self {
        let outputs = rng.usize(1..7);
        let spread = [0.3, 2.0, 6.0][rng.usize(..3)];
        let row = |rng: &mut Rng| -> Vec<f32> {
            let greatest = magnitude(rng, spread);
            match rng.u8(..8) {
                0 => vec![0.0; inputs],
                _ => (0..inputs).map(|_| greatest * (rng.f32() * 2.0 - 1.0)).collect(),
            }
        };
        let bias = |rng: &mut Rng| match rng.u8(..3) {
            0 => 0.0,
            _ => magnitude(rng, 3.0) * (rng.f32() * 4.0 - 2.0),
        };
        let output = (!is_last || rng.bool()).then(|| format(rng, 8));
        Self {
            name: format!("layer{number}"),
            weights: (0..outputs).map(|_| row(rng)).collect(),
            bias: (0..outputs).map(|_| bias(rng)).collect(),
            relu: rng.bool(),
            output,
            per_tensor: rng.u8(..4) == 0,
        }
    }

    fn yaml(&self) -> String {
        let Self { name, weights, relu, output, per_tensor, .. } = self;
        let relu = if *relu { ", activation: relu" } else { "" };
        let output = output.map_or(String::new(), |output| format!(", output: {output}"));
        let rule = if *per_tensor { ", weight_scale: per_tensor" } else { "" };
        let outputs = weights.len();
        format!(
            "  - dense: {{ name: {name}, outputs: {outputs}, array: main{relu}{output}{rule} }}\n"
        )
    }

    fn tensors(&self) -> [Tensor; 2] {
        let Self { name, weights, bias, .. } = self;
        [matrix(&format!("{name}.weight"), weights), vector(&format!("{name}.bias"), bias)]
    }

    /// Real value of a weight code of each output.
    fn scales(&self, weight: Format) -> Vec<f64> {
        let greatest = |row: &Vec<f32>| {
            let magnitudes =
                row.iter().map(|w| if weight.is_signed() { w.abs() } else { w.max(0.0) });
            f64::from(magnitudes.fold(0.0, f32::max))
        };
        let common = self.weights.iter().map(greatest).fold(0.0, f64::max);
        let own =
            self.weights.iter().map(|row| if self.per_tensor { common } else { greatest(row) });
        own.map(|greatest| greatest / weight.max() as f64).collect()
    }
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let rng = &mut rng;
        let (input, lanes, count) = (format(rng, 8), rng.usize(1..10), rng.usize(1..5));
        let (mut layers, mut inputs) = (vec![], lanes);
        for number in 0..count {
            let layer = Drawn::new(rng, number, inputs, number + 1 == count);
            inputs = layer.weights.len();
            layers.push(layer);
        }
        let end = match rng.u8(..3) {
            0 => End::Nothing,
            1 => End::Argmax,
            _ => End::Sign([0.0, 0.25, -1.0][rng.usize(..3)]),
        };
        let sample = |rng: &mut Rng| (0..lanes).map(|_| rng.i64(input.codes())).collect();
        let samples = (0..SAMPLES).map(|_| sample(rng)).collect();
        let weight = match rng.u8(..6) {
            0 => Format::unsigned(1),
            _ => Format::signed(rng.u32(2..=8)),
        };
        Self { input, scale: f64::from(magnitude(rng, 3.0)), weight, lanes, layers, end, samples }
    }

    fn yaml(&self, rows: usize) -> String {
        let Self { input, scale, weight, lanes, layers, end, .. } = self;
        let layers: String = layers.iter().map(Drawn::yaml).collect();
        let end = match end {
            End::Nothing => String::new(),
            End::Argmax => "  - argmax: {}\n".to_string(),
            End::Sign(threshold) => format!("  - sign: {{ threshold: {threshold} }}\n"),
        };
        format!(
            "version: 1\nname: subject\nclock_mhz: 200\n\
             input: {{ shape: [{lanes}], format: {input}, scale: {scale:?} }}\n\
             parameters: w.safetensors\ndata: {{ calibration: x.npy }}\nlayers:\n{layers}{end}hardware:\n  \
             main: {{ cim_array: {{ rows: {rows}, columns: 6, weight: {weight}, storage: rom, digitizer: exact }} }}\n"
        )
    }

    /// Its integer network, and what that gives for the samples; now and then as the hardware's models give it.
    fn network(&self, seed: u64) -> (Network, Vec<Vec<i64>>) {
        let yaml = self.yaml(Rng::with_seed(seed).usize(1..12));
        let tensors: Vec<Tensor> = self.layers.iter().flat_map(Drawn::tensors).collect();
        if seed.is_multiple_of(HARDWARE) {
            let subject = Subject::new(&yaml, &tensors, &self.samples);
            return (subject.network().clone(), subject.results());
        }
        let network = quantized(&yaml, &tensors, &self.samples);
        let results = self.samples.iter().map(|sample| network.evaluate(sample)).collect();
        (network, results)
    }
}

/// The codes behind the first layers.
fn behind(network: &Network, layers: usize, sample: &[i64]) -> Vec<i64> {
    let begin = Network { layers: network.layers[..layers].to_vec(), ..network.clone() };
    begin.evaluate(sample)
}

/// One layer's exact sums, and what they are worth.
struct Real {
    sums: Vec<i64>,
    values: Vec<f64>,
}

fn real(drawn: &Drawn, codes: &[Vec<i64>], units: &[f64], input: &[i64]) -> Real {
    let sum = |row: &Vec<i64>| row.iter().zip(input).map(|(weight, x)| weight * x).sum();
    let sums: Vec<i64> = codes.iter().map(sum).collect();
    let all = sums.iter().zip(units).zip(&drawn.bias);
    let values = all.map(|((sum, unit), bias)| {
        let value = *sum as f64 * unit + f64::from(*bias);
        if drawn.relu { value.max(0.0) } else { value }
    });
    Real { values: values.collect(), sums }
}

/// Weight codes are the nearest ones.
fn assert_nearest(drawn: &Drawn, codes: &[Vec<i64>], weight: Format) {
    for ((row, codes), scale) in drawn.weights.iter().zip(codes).zip(drawn.scales(weight)) {
        for (real, code) in row.iter().zip(codes) {
            let right = if scale > 0.0 { f64::from(*real) / scale } else { 0.0 };
            let right = right.clamp(weight.min() as f64, weight.max() as f64);
            assert!((*code as f64 - right).abs() <= 0.505, "{code} and not {right}");
        }
    }
}

/// Real value of a code of a range that covers what is not cut off and not zero.
fn range(values: &[Real], output: Format) -> Option<f64> {
    let all = values.iter().flat_map(|real| &real.values);
    let mut seen: Vec<f64> = match output.is_signed() {
        true => all.map(|value| value.abs()).filter(|value| *value > 0.0).collect(),
        false => all.copied().filter(|value| *value > 0.0).collect(),
    };
    seen.sort_by(f64::total_cmp);
    let rank = (COVERED * seen.len() as f64).ceil() as usize;
    Some(seen.get(rank.checked_sub(1)?)? / output.max() as f64)
}

/// The nearest number of 16 significant bits.
fn sixteen_bits(number: f64) -> f64 {
    let mut unit = 1.0;
    while number / unit >= 65536.0 {
        unit *= 2.0;
    }
    while number > 0.0 && number / unit < 32768.0 {
        unit /= 2.0;
    }
    (number / unit).round() * unit
}

fn check(seed: u64) {
    let case = Case::new(seed);
    let (network, results) = case.network(seed);
    let mut scale = case.scale;
    for (number, drawn) in case.layers.iter().enumerate() {
        let Layer::Dense(dense) = &network.layers[number] else { panic!("{seed}") };
        assert_nearest(drawn, &dense.weights, case.weight);
        let compared = drawn.output.is_none() && case.end != End::Nothing;
        let mut scales = drawn.scales(case.weight);
        if compared {
            let coarsest = scales.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
            scales.iter_mut().for_each(|scale| *scale = sixteen_bits(*scale / coarsest) * coarsest);
        }
        let units: Vec<f64> = scales.iter().map(|one| one * scale).collect();
        let inputs: Vec<Vec<i64>> =
            case.samples.iter().map(|sample| behind(&network, number, sample)).collect();
        let all: Vec<Real> =
            inputs.iter().map(|input| real(drawn, &dense.weights, &units, input)).collect();
        if compared {
            let coarsest = units.iter().copied().fold(0.0, f64::max);
            assert_decided((&case, seed), &all, &results, coarsest);
            return;
        }
        if let Some(right) = drawn.output.and_then(|output| range(&all, output)) {
            assert!((dense.output_scale / right - 1.0).abs() < 1e-9, "{seed}: {number}");
        }
        scale = dense.output_scale;
        let output = dense.requantization.output;
        for (real, sample) in all.iter().zip(&case.samples) {
            for (value, code) in real.values.iter().zip(behind(&network, number + 1, sample)) {
                let right = (value / scale).clamp(output.min() as f64, output.max() as f64);
                assert!(
                    (code as f64 - right).abs() <= 1.0,
                    "{seed}: {number}: {code}, not {right}"
                );
            }
        }
    }
}

/// The class of exact products of integer sums and 16-bit scales. Biases are rounded to a fraction of the coarsest unit.
fn assert_decided((case, seed): (&Case, u64), all: &[Real], results: &[Vec<i64>], coarsest: f64) {
    let bias = &case.layers.last().unwrap().bias;
    let is_plain = bias.iter().all(|bias| *bias == 0.0);
    let bias = f64::from(bias.iter().fold(0.0f32, |most, bias| most.max(bias.abs())));
    let unit = if coarsest > 0.0 { coarsest } else { bias };
    for (real, result) in all.iter().zip(results) {
        let greatest = real.values.iter().copied().fold(f64::MIN, f64::max);
        let rounding = real.values.iter().fold(bias, |most, value| most.max(value.abs())) * 1e-12;
        let margin = if is_plain { rounding } else { rounding + unit / 32768.0 };
        match case.end {
            End::Argmax => {
                let chosen = real.values[result[0] as usize];
                assert!(chosen >= greatest - margin, "{seed}: {:?} {result:?}", real.values);
                if is_plain && real.sums.iter().all(|sum| *sum == 0) {
                    assert_eq!(result[0], 0, "{seed}");
                }
            }
            End::Sign(threshold) => {
                for (value, decision) in real.values.iter().zip(result) {
                    let near = (value - threshold).abs() <= margin.max(unit / 32768.0);
                    assert!(near || *decision == i64::from(*value > threshold), "{seed}: {value}");
                }
            }
            End::Nothing => {}
        }
    }
}

#[test]
fn layers_are_within_one_code_of_a_reference() {
    (0..NETWORKS).for_each(check);
}
