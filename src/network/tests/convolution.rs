//! Convolutions by hand, and as many dense layers.

use proptest::prelude::*;

use crate::blocks::digitizer::Conversion;
use crate::network::{Conv2d, Dense, Layer, Padding, Requantization, Scaling, Shape, Window};
use crate::num::Format;

use super::{array, gray, network};

/// Sums as they are, in a format that holds them.
fn plain(outputs: usize) -> Requantization {
    let plain = Scaling { multiplier: 1, bias: 0, shift: 0 };
    Requantization { lanes: vec![plain; outputs], relu: false, output: Format::signed(20) }
}

fn convolution(input: Shape, window: Window, weights: Vec<Vec<i64>>) -> Conv2d {
    Conv2d {
        name: "conv".into(),
        array: "main".into(),
        input,
        window,
        depthwise: false,
        requantization: plain(weights.len()),
        weights,
        output_scale: 1.0,
    }
}

fn run(conv: &Conv2d, rows: usize, digitizer: Conversion, image: &[i64]) -> Vec<i64> {
    let layers = vec![Layer::Conv2d(conv.clone())];
    network(conv.input.lanes(), layers, array(rows, digitizer)).evaluate(image)
}

#[test]
fn a_gray_image_by_hand() {
    let window = Window { kernel: [2, 2], stride: [1, 1], padding: Padding::default() };
    let image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    // Upper left minus lower right.
    let mut conv = convolution(gray(3, 3), window, vec![vec![1, 0, 0, -1], vec![1, 1, 1, 1]]);
    let exact = |conv: &Conv2d| run(conv, 64, Conversion::Exact, &image);
    assert_eq!(exact(&conv), [-4, 12, -4, 16, -4, 24, -4, 28]);
    let lanes = &mut conv.requantization.lanes;
    (lanes[0].bias, lanes[1].bias) = (3, -20);
    assert_eq!(exact(&conv), [-1, -8, -1, -4, -1, 4, -1, 8]);
    conv.requantization.relu = true;
    assert_eq!(exact(&conv), [0, 0, 0, 0, 0, 4, 0, 8]);
    // One filter's sums are doubled, the other's are not.
    conv.requantization.lanes[1].multiplier = 2;
    assert_eq!(exact(&conv), [0, 4, 0, 12, 0, 28, 0, 36]);
}

#[test]
fn padding_and_strides_by_hand() {
    let padding = Padding { top: 1, left: 1, bottom: 0, right: 0 };
    let window = Window { kernel: [2, 2], stride: [2, 1], padding };
    let conv = convolution(gray(3, 3), window, vec![vec![1, 2, 3, 4]]);
    // 4*1, 3*1 + 4*2, 3*2 + 4*3; below: 2*4 + 4*7, 4 + 2*5 + 3*7 + 4*8, 5 + 2*6 + 3*8 + 4*9.
    let image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    assert_eq!(run(&conv, 64, Conversion::Exact, &image), [4, 11, 18, 36, 67, 77]);
}

#[test]
fn channels_by_hand() {
    let input = Shape { height: 1, width: 3, channels: 2 };
    let window = Window { kernel: [1, 2], stride: [1, 1], padding: Padding::default() };
    let image = [1, 10, 2, 11, 3, 12];
    let conv = convolution(input, window, vec![vec![1, 2, 3, 4]]);
    // 1*1 + 2*10 + 3*2 + 4*11, and a pixel further.
    assert_eq!(run(&conv, 64, Conversion::Exact, &image), [71, 81]);
    let mut depthwise = convolution(input, window, vec![vec![1, 3], vec![2, 4]]);
    depthwise.depthwise = true;
    // 1*1 + 3*2 and 2*10 + 4*11, and a pixel further.
    assert_eq!(run(&depthwise, 64, Conversion::Exact, &image), [7, 64, 11, 70]);
    // Counts of planes stop at 1. Channel 1 has codes 1010b and 1011b, weights 010b and 100b; channel 0
    // has 01b and 10b, weights 01b and 11b: nothing meets twice.
    assert_eq!(run(&depthwise, 64, Conversion::clip(1), &image)[..2], [7, 64]);
}

/// A window that fits its image, an image, and whether the convolution is depthwise.
#[derive(Clone, Debug)]
struct Case {
    conv: Conv2d,
    image: Vec<i64>,
}

fn cases() -> impl Strategy<Value = Case> {
    let image = (1usize..6, 1usize..6, 1usize..4);
    let sides = (1usize..4, 1usize..4, 1usize..4, 1usize..4);
    let padding = (0usize..3, 0usize..3, 0usize..3, 0usize..3);
    (image, sides, padding, any::<bool>(), any::<u64>()).prop_filter_map(
        "windows fit",
        |((height, width, channels), (rows, columns, down, right), zeros, depthwise, seed)| {
            let input = Shape { height, width, channels };
            let (top, bottom, left, right_zeros) = zeros;
            let padding = Padding { top, bottom, left, right: right_zeros };
            let window = Window { kernel: [rows, columns], stride: [down, right], padding };
            let (a, b) = window.over(input).output();
            let mut rng = fastrand::Rng::with_seed(seed);
            let (filters, seen) = if depthwise { (channels, 1) } else { (3, channels) };
            let mut filter = || (0..rows * columns * seen).map(|_| rng.i64(-7..8)).collect();
            let weights = (0..filters).map(|_| filter()).collect();
            let image = (0..input.lanes()).map(|_| rng.i64(0..16)).collect();
            let mut conv = Conv2d { depthwise, ..convolution(input, window, weights) };
            conv.requantization.relu = rng.bool();
            conv.requantization.lanes.iter_mut().for_each(|lane| lane.bias = rng.i64(-9..9));
            (a > 0 && b > 0).then_some(Case { conv, image })
        },
    )
}

/// What is under the window at a position, by indices of the padded image.
fn patch(Case { conv, image }: &Case, row: usize, column: usize) -> Vec<i64> {
    let (shape, window) = (conv.input, conv.window);
    let mut codes = vec![];
    for y in 0..window.kernel[0] {
        for x in 0..window.kernel[1] {
            for channel in 0..shape.channels {
                let y = (row * window.stride[0] + y) as i64 - window.padding.top as i64;
                let x = (column * window.stride[1] + x) as i64 - window.padding.left as i64;
                let inside =
                    (0..shape.height as i64).contains(&y) && (0..shape.width as i64).contains(&x);
                let at = (y * shape.width as i64 + x) * shape.channels as i64;
                codes.push(if inside { image[at as usize + channel] } else { 0 });
            }
        }
    }
    codes
}

/// The dense layer that every position of a window goes through; one for each channel if depthwise.
fn dense(conv: &Conv2d, filters: std::ops::Range<usize>) -> Layer {
    Layer::Dense(Dense {
        name: "dense".into(),
        array: "main".into(),
        weights: conv.weights[filters.clone()].to_vec(),
        requantization: Requantization {
            lanes: conv.requantization.lanes[filters].to_vec(),
            ..conv.requantization.clone()
        },
        output_scale: 1.0,
    })
}

proptest! {
    /// A convolution is a dense layer at every position, on arrays of any size and with any digitizer.
    #[test]
    fn convolutions_are_dense_layers_on_patches(
        case in cases(), rows in 1usize..20, bits in proptest::option::of(1u32..4),
    ) {
        let digitizer = bits.map_or(Conversion::Exact, Conversion::clip);
        let conv = &case.conv;
        let evaluate = |layer: Layer, codes: &[i64]| {
            network(codes.len(), vec![layer], array(rows, digitizer.clone())).evaluate(codes)
        };
        let channels = conv.input.channels;
        let output = conv.output();
        let mut expected = vec![];
        for row in 0..output.height {
            for column in 0..output.width {
                let all = patch(&case, row, column);
                if !conv.depthwise {
                    expected.extend(evaluate(dense(conv, 0..conv.weights.len()), &all));
                    continue;
                }
                for channel in 0..channels {
                    let own: Vec<i64> = all.chunks(channels).map(|pixel| pixel[channel]).collect();
                    expected.extend(evaluate(dense(conv, channel..channel + 1), &own));
                }
            }
        }
        let given = run(conv, rows, digitizer.clone(), &case.image);
        prop_assert_eq!(given.len(), output.lanes());
        prop_assert_eq!(given, expected);
    }

    /// A depthwise filter sees what a common one sees whose other channels weigh nothing.
    #[test]
    fn depthwise_filters_are_filters_with_zeros(case in cases()) {
        prop_assume!(case.conv.depthwise);
        let channels = case.conv.input.channels;
        let spread = |(filter, weights): (usize, &Vec<i64>)| -> Vec<i64> {
            let of = |weight: i64| (0..channels).map(move |c| if c == filter { weight } else { 0 });
            weights.iter().flat_map(|weight| of(*weight)).collect()
        };
        let weights = case.conv.weights.iter().enumerate().map(spread).collect();
        let common = Conv2d { depthwise: false, weights, ..case.conv.clone() };
        let given = run(&case.conv, 64, Conversion::Exact, &case.image);
        prop_assert_eq!(given, run(&common, 64, Conversion::Exact, &case.image));
    }
}
