//! Windows over images of real numbers.

use crate::image::Scan;

/// What is under a window at each of its positions, row, column, channel; 0 in the padding.
pub(super) fn patches(scan: Scan, image: &[f64]) -> Vec<Vec<f64>> {
    let channels = scan.image.channels;
    let patch = |at: (usize, usize)| {
        let pixel = |tap: Option<usize>| -> Vec<f64> {
            let number = |channel: usize| tap.map_or(0.0, |tap| image[tap * channels + channel]);
            (0..channels).map(number).collect()
        };
        scan.taps(at).flat_map(pixel).collect()
    };
    scan.places().map(patch).collect()
}

/// The numbers of one channel in a patch.
pub(super) fn channel(patch: &[f64], channels: usize, number: usize) -> Vec<f64> {
    patch.iter().skip(number).step_by(channels.max(1)).copied().collect()
}

/// What `of` makes of each window, channel by channel.
pub(super) fn pooled(scan: Scan, image: &[f64], of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let (patches, channels) = (patches(scan, image), scan.image.channels);
    let each = |patch: &Vec<f64>| -> Vec<f64> {
        (0..channels).map(|number| of(&channel(patch, channels, number))).collect()
    };
    patches.iter().flat_map(each).collect()
}

/// What filters give for each window: each its own channel where `depthwise`, or all of them.
pub(super) fn convolved(
    scan: Scan,
    depthwise: bool,
    filters: &[Vec<f64>],
    image: &[f64],
) -> Vec<f64> {
    let mut sums = vec![];
    for patch in patches(scan, image) {
        for (number, filter) in filters.iter().enumerate() {
            let own = if depthwise { channel(&patch, scan.image.channels, number) } else { vec![] };
            sums.push(dot(filter, if depthwise { &own } else { &patch }));
        }
    }
    sums
}

/// The sum of products.
pub(super) fn dot(weights: &[f64], input: &[f64]) -> f64 {
    weights.iter().zip(input).map(|(weight, x)| weight * x).sum()
}
