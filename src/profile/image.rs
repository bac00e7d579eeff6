//! Windows over images of real numbers.

use crate::image::{Shape, Window};

/// What is under a window at each of its positions, row, column, channel; 0 in the padding.
pub(super) fn patches(window: Window, input: Shape, image: &[f64]) -> Vec<Vec<f64>> {
    let (rows, columns) = window.output(input);
    let positions = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let patch = |at: (usize, usize)| {
        let pixel = |tap: Option<usize>| -> Vec<f64> {
            let channels = 0..input.channels;
            channels
                .map(|channel| tap.map_or(0.0, |tap| image[tap * input.channels + channel]))
                .collect()
        };
        window.taps(input, at).flat_map(pixel).collect()
    };
    positions.map(patch).collect()
}

/// The numbers of one channel in a patch.
pub(super) fn channel(patch: &[f64], channels: usize, number: usize) -> Vec<f64> {
    patch.iter().skip(number).step_by(channels.max(1)).copied().collect()
}

/// What `of` makes of each window, channel by channel.
pub(super) fn pooled(
    (window, input): (Window, Shape),
    image: &[f64],
    of: impl Fn(&[f64]) -> f64,
) -> Vec<f64> {
    let patches = patches(window, input, image);
    let each = |patch: &Vec<f64>| -> Vec<f64> {
        (0..input.channels).map(|number| of(&channel(patch, input.channels, number))).collect()
    };
    patches.iter().flat_map(each).collect()
}

/// What filters give for each window: each its own channel where `depthwise`, or all of them.
pub(super) fn convolved(
    (window, input): (Window, Shape),
    depthwise: bool,
    filters: &[Vec<f64>],
    image: &[f64],
) -> Vec<f64> {
    let mut sums = vec![];
    for patch in patches(window, input, image) {
        for (number, filter) in filters.iter().enumerate() {
            let own = if depthwise { channel(&patch, input.channels, number) } else { vec![] };
            sums.push(dot(filter, if depthwise { &own } else { &patch }));
        }
    }
    sums
}

/// The sum of products.
pub(super) fn dot(weights: &[f64], input: &[f64]) -> f64 {
    weights.iter().zip(input).map(|(weight, x)| weight * x).sum()
}
