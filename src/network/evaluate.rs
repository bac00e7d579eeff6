//! What a network computes, from the definition of its layers.

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Conversion;
use crate::image::Scan;
use crate::num::{Format, shift_round};
use crate::progress::counted;

use super::bwht::Transformed;
use super::model::{AvgPool, Conv2d, Dense, Layer, Network, Pool};
use super::samples::Samples;

impl Network {
    /// The codes that come out for the codes of one sample.
    pub fn evaluate(&self, sample: &[i64]) -> Vec<i64> {
        self.evaluate_seeing(sample, &mut |_| {})
    }

    /// The same, and shows what every block of a blockwise transform does.
    pub fn evaluate_transforms(
        &self,
        sample: &[i64],
        see: &mut dyn FnMut(Transformed<'_>),
    ) -> Vec<i64> {
        self.evaluate_seeing(sample, &mut |seen| {
            if let Seen::Transform(transformed) = seen {
                see(transformed);
            }
        })
    }

    /// The same, and shows every product and every transform on the way.
    pub(super) fn evaluate_seeing(
        &self,
        sample: &[i64],
        see: &mut dyn FnMut(Seen<'_>),
    ) -> Vec<i64> {
        let mut format = self.input;
        let mut codes = sample.to_vec();
        for (number, layer) in self.layers.iter().enumerate() {
            let mut product = |name: &str, output: usize, weights: &[i64], input: &[i64]| {
                let Some(array) = self.array(name) else { return 0 };
                let seen = Multiplied { layer: number, array, output, weights, input, format };
                see(Seen::Product(seen));
                product(array, weights, input, format)
            };
            codes = match layer {
                Layer::Dense(dense) => {
                    let mut outputs = (0..dense.weights.len()).cycle();
                    let sums = dense.sums_by(&codes, &mut |weights, input| {
                        product(&dense.array, outputs.next().unwrap_or(0), weights, input)
                    });
                    format = dense.requantization.output;
                    dense.requantization.apply(&sums)
                }
                Layer::Conv2d(conv) => {
                    let mut outputs = (0..conv.weights.len()).cycle();
                    let sums = conv.sums_by(&codes, &mut |weights, input| {
                        product(&conv.array, outputs.next().unwrap_or(0), weights, input)
                    });
                    format = conv.requantization.output;
                    conv.requantization.apply(&sums)
                }
                Layer::Bwht(bwht) => {
                    let sums = bwht.sums(&codes, &mut |block, y, planes| {
                        see(Seen::Transform(Transformed { layer: number, block, y, planes }));
                    });
                    format = bwht.requantization.output;
                    bwht.requantization.apply(&sums)
                }
                Layer::MaxPool(pool) => pool.max(&codes),
                Layer::AvgPool(pool) => pool.mean(&codes),
                Layer::Flatten(None) => codes,
                Layer::Flatten(Some(image)) => image.channels_first(&codes),
                Layer::Argmax => vec![argmax(&codes)],
                Layer::Sign(sign) => {
                    codes.iter().map(|code| i64::from(*code > sign.threshold)).collect()
                }
            };
        }
        codes
    }

    /// The results for all samples.
    pub fn evaluate_all(&self, samples: &Samples) -> Vec<Vec<i64>> {
        counted("samples", samples.codes.iter()).map(|sample| self.evaluate(sample)).collect()
    }
}

/// What is seen on the way of a sample.
pub(super) enum Seen<'a> {
    /// A product.
    Product(Multiplied<'a>),
    /// A transform.
    Transform(Transformed<'a>),
}

/// One output's weights and what they are multiplied by.
pub(super) struct Multiplied<'a> {
    /// Number of the layer.
    pub layer: usize,
    pub array: &'a Array,
    /// Number of the output or filter.
    pub output: usize,
    pub weights: &'a [i64],
    pub input: &'a [i64],
    pub format: Format,
}

impl Dense {
    /// The products of one input.
    pub(super) fn sums_by(&self, input: &[i64], product: &mut Product<'_>) -> Vec<i64> {
        self.weights.iter().map(|weights| product(weights, input)).collect()
    }
}

impl Conv2d {
    /// The products of one image, pixel by pixel.
    pub(super) fn sums_by(&self, image: &[i64], product: &mut Product<'_>) -> Vec<i64> {
        let mut sums = vec![];
        for at in self.scan().places() {
            let all = under(self.scan(), at, image);
            for (filter, weights) in self.weights.iter().enumerate() {
                let own: Vec<i64>;
                let input = if self.depthwise {
                    own = channel(&all, self.input.channels, filter).collect();
                    &own
                } else {
                    &all
                };
                sums.push(product(weights, input));
            }
        }
        sums
    }
}

impl Pool {
    pub(super) fn max(&self, image: &[i64]) -> Vec<i64> {
        self.each(image, |codes| codes.max().unwrap_or(0))
    }

    /// What `of` makes of each window, channel by channel.
    fn each(&self, image: &[i64], of: impl Fn(&mut dyn Iterator<Item = i64>) -> i64) -> Vec<i64> {
        let channels = self.input.channels;
        let mut results = vec![];
        for at in self.scan().places() {
            let all = under(self.scan(), at, image);
            results.extend((0..channels).map(|number| of(&mut channel(&all, channels, number))));
        }
        results
    }
}

impl AvgPool {
    pub(super) fn mean(&self, image: &[i64]) -> Vec<i64> {
        self.pool.each(image, |codes| {
            let scaled = i128::from(codes.sum::<i64>()) * i128::from(self.multiplier);
            shift_round(scaled, self.shift) as i64
        })
    }
}

/// The codes under a window, in the order row, column, channel; 0 in the padding.
fn under(scan: Scan, at: (usize, usize), image: &[i64]) -> Vec<i64> {
    let channels = scan.image.channels;
    let pixel = |number: usize| &image[number * channels..(number + 1) * channels];
    let zeros = vec![0; channels];
    scan.taps(at).flat_map(|tap| tap.map_or(&zeros[..], pixel).iter().copied()).collect()
}

/// The codes of one channel.
fn channel(codes: &[i64], channels: usize, number: usize) -> impl Iterator<Item = i64> + '_ {
    codes.iter().skip(number).step_by(channels).copied()
}

/// One output's product of weights and inputs.
pub(super) type Product<'a> = dyn FnMut(&[i64], &[i64]) -> i64 + 'a;

/// One output's product on arrays of `array.rows` rows each.
pub(super) fn product(array: &Array, weights: &[i64], input: &[i64], format: Format) -> i64 {
    if array.digitizer == Conversion::Exact {
        // Sums of planes of exact counts are the product itself.
        return weights.iter().zip(input).map(|(weight, code)| weight * code).sum();
    }
    let mut sum = 0;
    counts(array, weights, input, format, |worth, count| sum += worth * array.digitized(count));
    sum
}

/// Every count that is digitized for one output's product, and what it counts for: of every pair of an input
/// plane and a weight plane, for the rows driven at once. Groups of rows without weights are digitized too.
pub(super) fn counts(
    array: &Array,
    weights: &[i64],
    input: &[i64],
    format: Format,
    mut each: impl FnMut(i64, usize),
) {
    let worth = |format: Format, bit: u32| match format.is_signed() && bit + 1 == format.bits() {
        true => -(1i64 << bit),
        false => 1 << bit,
    };
    for (weights, input) in weights.chunks(array.rows).zip(input.chunks(array.rows)) {
        for group in array.row_groups() {
            let within = group.start.min(weights.len())..group.end.min(weights.len());
            let (weights, input) = (&weights[within.clone()], &input[within]);
            for a in 0..format.bits() {
                for b in 0..array.weight.bits() {
                    let pairs = weights.iter().zip(input);
                    let driven =
                        pairs.filter(|(weight, code)| *code >> a & *weight >> b & 1 == 1).count();
                    each(worth(format, a) * worth(array.weight, b), driven);
                }
            }
        }
    }
}

/// Index of the greatest, the lowest of several.
fn argmax(codes: &[i64]) -> i64 {
    let mut best = 0;
    for (lane, code) in codes.iter().enumerate() {
        if *code > codes[best] {
            best = lane;
        }
    }
    best as i64
}

/// The class that each result stands for: its only number, or its greatest lane.
pub fn predictions(results: &[Vec<i64>]) -> Vec<i64> {
    let class = |result: &Vec<i64>| match result[..] {
        [class] => class,
        _ => argmax(result),
    };
    results.iter().map(class).collect()
}

/// Number of results that stand for their label.
pub fn accuracy(results: &[Vec<i64>], labels: &[i64]) -> usize {
    predictions(results).iter().zip(labels).filter(|(class, label)| class == label).count()
}
