//! Layers in f64, from their definitions and the parameter file.

use crate::blocks::wht_crossbar::{Crossbar, RowDigitizer, RowOrder};
use crate::design::{self, Activation, Design, Extent, Groups};
use crate::image::Shape;
use crate::network::Parameters;

use super::image::{convolved, dot, pooled};

/// One layer of the float network: real numbers to real numbers.
pub(super) type Layer = Box<dyn Fn(&[f64]) -> Vec<f64> + Sync>;

/// The float form of each layer; `None` for one that is its own definition on codes, as a transform by comparators is.
pub(super) fn layers(design: &Design, parameters: &Parameters) -> Vec<Option<Layer>> {
    let description = design.description();
    let layers = description.layers.iter().zip(description.extents()).enumerate();
    layers.map(|(number, (layer, input))| one(design, number, (layer, input), parameters)).collect()
}

fn one(
    design: &Design,
    number: usize,
    (layer, input): (&design::Layer, Extent),
    parameters: &Parameters,
) -> Option<Layer> {
    match layer {
        design::Layer::Dense(dense) => self::dense(dense, parameters),
        design::Layer::Conv2d(conv) => convolution(conv, input, parameters),
        design::Layer::Bwht(bwht) => {
            let hardware = &design.description().hardware;
            transform(bwht, hardware.of_kind(&bwht.crossbar)?, input, parameters)
        }
        design::Layer::MaxPool(pool) => {
            let scan = pool.window()?.over(input.image()?);
            let greatest = |under: &[f64]| under.iter().copied().fold(f64::MIN, f64::max);
            Some(Box::new(move |x| pooled(scan, x, greatest)))
        }
        design::Layer::AvgPool(pool) => {
            let scan = pool.window()?.over(input.image()?);
            let mean = |under: &[f64]| under.iter().sum::<f64>() / under.len() as f64;
            Some(Box::new(move |x| pooled(scan, x, mean)))
        }
        design::Layer::Flatten(_) => Some(flatten(design.description().lanes_by_channel(number))),
        design::Layer::Argmax(_) => Some(Box::new(|x| vec![argmax(x) as f64])),
        design::Layer::Sign(sign) => {
            let threshold = sign.threshold;
            let decide = move |x: &f64| f64::from(u8::from(*x > threshold));
            Some(Box::new(move |x| x.iter().map(decide).collect()))
        }
    }
}

fn activated(activation: Option<Activation>, value: f64) -> f64 {
    match activation {
        Some(Activation::Relu) => value.max(0.0),
        None => value,
    }
}

fn dense(dense: &design::Dense, parameters: &Parameters) -> Option<Layer> {
    let real = parameters.layer(&dense.name)?;
    let (weights, bias, activation) = (real.weights.clone(), real.bias.clone(), dense.activation);
    Some(Box::new(move |x| {
        let rows = weights.iter().zip(&bias);
        rows.map(|(row, bias)| activated(activation, dot(row, x) + bias)).collect()
    }))
}

fn convolution(conv: &design::Conv2d, input: Extent, parameters: &Parameters) -> Option<Layer> {
    let real = parameters.layer(&conv.name)?;
    let image = input.image()?;
    let scan = conv.window(image)?.over(image);
    let depthwise = conv.groups == Groups::Depthwise;
    let (weights, bias, activation) = (real.weights.clone(), real.bias.clone(), conv.activation);
    Some(Box::new(move |x| {
        let sums = convolved(scan, depthwise, &weights, x);
        let sums = sums.iter().zip(bias.iter().cycle());
        sums.map(|(sum, bias)| activated(activation, sum + bias)).collect()
    }))
}

fn flatten(by_channel: Option<Shape>) -> Layer {
    Box::new(move |x| match by_channel {
        Some(image) => image.channels_first(x),
        None => x.to_vec(),
    })
}

/// `activation(scale * H soft(H x, T))`, pixel by pixel and block by block.
fn transform(
    bwht: &design::Bwht,
    crossbar: &Crossbar,
    input: Extent,
    parameters: &Parameters,
) -> Option<Layer> {
    // One bit of each product-sum is no approximation of anything: thresholds are trained for it.
    if crossbar.digitizer == RowDigitizer::Comparator {
        return None;
    }
    let real = parameters.transform(&bwht.name)?;
    let (channels, activation) = (input.channels(), bwht.activation);
    let (thresholds, scales) = (real.thresholds.clone(), real.scales.clone());
    let (bypass, order) = (bwht.dc_bypass, crossbar.order);
    let blocks = crossbar.blockwise(channels);
    let blocks: Vec<_> = blocks.into_iter().map(|(own, block)| (own, block.points)).collect();
    Some(Box::new(move |x| {
        let mut y = vec![];
        for pixel in x.chunks(channels) {
            let mut first = 0;
            for (number, (own, points)) in blocks.iter().enumerate() {
                let scale = scales.as_ref().map_or(1.0 / *points as f64, |scales| scales[number]);
                let thresholds = &thresholds[first..first + points];
                first += points;
                let soft = |(row, (sum, threshold)): (usize, (f64, &f64))| {
                    let threshold = if bypass && row == 0 { 0.0 } else { *threshold };
                    sum.signum() * (sum.abs() - threshold).max(0.0)
                };
                let sums = hadamard(&pixel[own.clone()], *points, order).into_iter();
                let kept: Vec<f64> = sums.zip(thresholds).enumerate().map(soft).collect();
                let back = hadamard(&kept, *points, order).into_iter().take(own.len());
                y.extend(back.map(|sum| activated(activation, scale * sum)));
            }
        }
        y
    }))
}

/// The Walsh-Hadamard transform of numbers of which those that lack are 0.
fn hadamard(x: &[f64], points: usize, order: RowOrder) -> Vec<f64> {
    (0..points)
        .map(|row| {
            let terms = x.iter().enumerate();
            terms.map(|(at, x)| if is_negative(order, row, at, points) { -x } else { *x }).sum()
        })
        .collect()
}

/// The sign of an element: the parity of the bits that row and column have in common; reversed for the dyadic order, and
/// of the Gray code of the row too for that of sequency.
fn is_negative(order: RowOrder, row: usize, at: usize, points: usize) -> bool {
    let bits = points.trailing_zeros();
    let reversed = if bits == 0 { 0 } else { at.reverse_bits() >> (usize::BITS - bits) };
    let common = match order {
        RowOrder::Natural => row & at,
        RowOrder::Dyadic => row & reversed,
        RowOrder::Sequency => (row ^ row >> 1) & reversed,
    };
    common.count_ones() % 2 == 1
}

/// Number of the greatest, the lowest of several.
pub(super) fn argmax(values: &[f64]) -> usize {
    let mut best = 0;
    for (number, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = number;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix of 4 points by hand, in its three orders.
    #[test]
    fn transforms_of_four_points_by_hand() {
        let x = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(hadamard(&x, 4, RowOrder::Natural), [15.0, -5.0, -9.0, 3.0]);
        assert_eq!(hadamard(&x, 4, RowOrder::Dyadic), [15.0, -9.0, -5.0, 3.0]);
        // By sign changes: ++++, ++--, +--+, +-+-.
        assert_eq!(hadamard(&x, 4, RowOrder::Sequency), [15.0, -9.0, 3.0, -5.0]);
        assert_eq!(hadamard(&[1.0], 2, RowOrder::Natural), [1.0, 1.0]);
    }
}
