//! Pools by hand.

use proptest::prelude::*;

use crate::blocks::digitizer::Conversion;
use crate::network::{AvgPool, Layer, Padding, Pool, Shape, Window};
use crate::num::{Format, rounded_mean};

use super::{array, gray, network};

fn pool(input: Shape, size: [usize; 2], stride: [usize; 2]) -> Pool {
    Pool { input, window: Window { kernel: size, stride, padding: Padding::default() } }
}

fn mean(pool: Pool) -> Layer {
    let (multiplier, shift) = rounded_mean(pool.window.pixels(), Format::unsigned(4)).unwrap();
    Layer::AvgPool(AvgPool { pool, multiplier, shift })
}

fn run(layer: Layer, image: &[i64]) -> Vec<i64> {
    network(image.len(), vec![layer, Layer::Flatten(None)], array(1, Conversion::Exact))
        .evaluate(image)
}

#[test]
fn gray_images_by_hand() {
    #[rustfmt::skip]
    let image = [
        1, 2, 9, 4, 5,
        3, 5, 1, 0, 15,
        7, 7, 8, 8, 15,
    ];
    // What does not fill a window is left out.
    let apart = pool(gray(3, 5), [2, 2], [2, 2]);
    assert_eq!(run(Layer::MaxPool(apart), &image), [5, 9]);
    // 11/4 and 14/4 are 2.75 and 3.5.
    assert_eq!(run(mean(apart), &image), [3, 4]);
    let overlapping = pool(gray(3, 5), [3, 2], [1, 1]);
    assert_eq!(run(Layer::MaxPool(overlapping), &image), [7, 9, 9, 15]);
    // 25/6, 32/6, 30/6, 47/6.
    assert_eq!(run(mean(overlapping), &image), [4, 5, 5, 8]);
}

#[test]
fn channels_stay_apart() {
    let image = [1, 10, 2, 9, 3, 8, 4, 7];
    let both = pool(Shape { height: 2, width: 2, channels: 2 }, [2, 2], [2, 2]);
    assert_eq!(run(Layer::MaxPool(both), &image), [4, 10]);
    // 2.5 and 8.5: halves go up.
    assert_eq!(run(mean(both), &image), [3, 9]);
}

proptest! {
    /// What a window moves over is what its rows and columns cut out of each channel.
    #[test]
    fn pools_are_folds_over_what_is_cut_out(
        height in 1usize..7, width in 1usize..7, channels in 1usize..4,
        size in [1usize..4, 1usize..4], stride in [1usize..4, 1usize..4], seed: u64,
    ) {
        prop_assume!(size[0] <= height && size[1] <= width);
        let shape = Shape { height, width, channels };
        let mut rng = fastrand::Rng::with_seed(seed);
        let image: Vec<i64> = (0..shape.lanes()).map(|_| rng.i64(0..16)).collect();
        let (mut greatest, mut means) = (vec![], vec![]);
        for top in (0..=height - size[0]).step_by(stride[0]) {
            for left in (0..=width - size[1]).step_by(stride[1]) {
                for channel in 0..channels {
                    let mut codes = vec![];
                    for y in top..top + size[0] {
                        for x in left..left + size[1] {
                            codes.push(image[(y * width + x) * channels + channel]);
                        }
                    }
                    let (sum, count) = (codes.iter().sum::<i64>(), codes.len() as i64);
                    greatest.push(codes.into_iter().max().unwrap());
                    means.push((2 * sum + count) / (2 * count));
                }
            }
        }
        let pool = pool(shape, size, stride);
        prop_assert_eq!(run(Layer::MaxPool(pool), &image), greatest);
        prop_assert_eq!(run(mean(pool), &image), means);
    }
}
