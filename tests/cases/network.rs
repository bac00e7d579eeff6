//! What trained networks become in integers: one member of each kind of fault, with its right values.

use crate::subject::{Subject, matrix, vector};

/// A dense layer `fc` with 8-bit weights; `end` is what its entry has behind the array, and the layers behind it.
fn dense(lanes: usize, format: &str, outputs: usize, end: &str) -> String {
    let (layer, rest) = end.split_once(';').unwrap_or((end, ""));
    format!(
        "version: 1
name: subject
clock_mhz: 200
input: {{ shape: [{lanes}], format: {format} }}
parameters: w.safetensors
data: {{ calibration: x.npy }}
layers:
  - dense: {{ name: fc, outputs: {outputs}, array: main{layer} }}
{rest}
hardware:
  main: {{ cim_array: {{ rows: {lanes}, columns: {outputs}, weight: s8, storage: rom, digitizer: exact }} }}
"
    )
}

/// Whether codes are within one of the right ones.
fn assert_near(given: &[i64], right: &[f64]) {
    assert_eq!(given.len(), right.len());
    for (given, right) in given.iter().zip(right) {
        assert!((*given as f64 - right).abs() <= 1.0, "{given} and not {right}");
    }
}

#[test]
fn an_output_without_weights_does_not_blind_the_others() {
    let weights = matrix("fc.weight", &[vec![0.002, 0.001], vec![0.001, 0.002], vec![0.0, 0.0]]);
    let samples = [vec![15, 0], vec![0, 15], vec![15, 15]];
    let subject = Subject::new(&dense(2, "u4", 3, ";  - argmax: {}"), &[weights], &samples);
    assert_eq!(subject.results(), [[0], [1], [0]]);
}

#[test]
fn an_output_without_weights_takes_no_bits_of_multipliers() {
    let mut rng = fastrand::Rng::with_seed(1);
    let mut rows: Vec<Vec<f32>> =
        (0..4).map(|_| (0..16).map(|_| rng.f32() * 5e-5).collect()).collect();
    rows[3] = vec![0.0; 16];
    let samples: Vec<Vec<i64>> =
        (0..200).map(|_| (0..16).map(|_| rng.i64(0..256)).collect()).collect();
    let yaml = dense(16, "u8", 4, ", activation: relu, output: u8");
    let subject = Subject::new(&yaml, &[matrix("fc.weight", &rows)], &samples);
    let scale = subject.scale();
    for (given, sample) in subject.results().iter().zip(&samples) {
        let real = |row: &Vec<f32>| -> f64 {
            let sum: f64 = row.iter().zip(sample).map(|(w, x)| f64::from(*w) * *x as f64).sum();
            (sum / scale).clamp(0.0, 255.0)
        };
        for (given, real) in given.iter().zip(rows.iter().map(real)) {
            // Weights of 8 bits, whose errors add up over 16 inputs.
            assert!((*given as f64 - real).abs() <= 3.0, "{given} and not {real}");
        }
    }
}

/// A filter without weights beside seven others: as good as without it.
#[test]
fn a_filter_without_weights_takes_no_bits_of_multipliers() {
    let mut rng = fastrand::Rng::with_seed(2);
    let mut weights: Vec<f32> = (0..8 * 27).map(|_| (rng.f32() - 0.4) * 0.01).collect();
    weights[27..54].fill(0.0);
    let images: Vec<Vec<i64>> =
        (0..20).map(|_| (0..192).map(|_| rng.i64(0..256)).collect()).collect();
    let yaml = "version: 1
name: subject
clock_mhz: 200
input: { shape: [8, 8, 3], format: u8, scale: 0.00392156862745098 }
parameters: w.safetensors
data: { calibration: x.npy }
layers:
  - conv2d: { name: c, filters: 8, kernel: [3, 3], array: main, activation: relu, output: u8 }
hardware:
  main: { cim_array: { rows: 27, columns: 8, weight: s8, storage: rom, digitizer: exact } }
";
    let tensor = ("c.weight".to_string(), vec![8, 3, 3, 3], weights.clone());
    let subject = Subject::new(yaml, &[tensor], &images);
    let scale = subject.scale();
    let (mut worst, results) = (0.0f64, subject.results());
    for (image, codes) in images.iter().zip(&results) {
        for (place, given) in codes.iter().enumerate() {
            let (filter, row, column) = (place % 8, place / 8 / 6, place / 8 % 6);
            let mut sum = 0.0;
            for tap in 0..27 {
                let (channel, y, x) = (tap / 9, row + tap / 3 % 3, column + tap % 3);
                let pixel = image[(y * 8 + x) * 3 + channel] as f64 / 255.0;
                sum += f64::from(weights[filter * 27 + tap]) * pixel;
            }
            worst = worst.max((*given as f64 - (sum / scale).clamp(0.0, 255.0)).abs());
        }
    }
    assert!(worst <= 2.0, "{worst}");
}

#[test]
fn a_bias_without_weights_comes_out() {
    let tensors =
        [matrix("fc.weight", &[vec![0.0, 0.0], vec![0.5, 0.25]]), vector("fc.bias", &[0.49, 0.0])];
    let samples = [vec![0, 0], vec![1, 0], vec![15, 15]];
    let subject = Subject::new(&dense(2, "u4", 2, ""), &tensors, &samples);
    let bias = 0.49 / subject.scale();
    assert!(bias > 100.0, "{bias}");
    subject.results().iter().for_each(|given| assert_near(&given[..1], &[bias]));
}

/// What folding a batch norm leaves: weights far below their neighbours', and an ordinary bias.
#[test]
fn a_bias_beside_tiny_weights_comes_out() {
    let samples = [vec![0, 0], vec![1, 1], vec![3, 2]];
    for tiny in [1e-4, 1e-5, 1e-6, 1e-9, 1e-30] {
        let tensors = [
            matrix("fc.weight", &[vec![tiny, 0.0], vec![0.5, 0.25]]),
            vector("fc.bias", &[0.49, 0.0]),
        ];
        let narrow = Subject::new(&dense(2, "u4", 2, ", output: s8"), &tensors, &samples);
        // 2.0 is 127.
        narrow.results().iter().for_each(|given| assert_near(&given[..1], &[0.49 * 63.5]));
        let wide = Subject::new(&dense(2, "u4", 2, ""), &tensors, &samples);
        assert!((wide.scale() * 254.0 - 1.0).abs() < 1e-6, "{}", wide.scale());
        wide.results().iter().for_each(|given| assert_near(&given[..1], &[124.5]));
    }
}

#[test]
fn a_range_is_that_of_what_is_not_zero() {
    let mut samples = vec![vec![0]; 2000];
    for (at, code) in [3, 6, 12, 15].into_iter().enumerate() {
        samples[500 * at] = vec![code];
    }
    let yaml = dense(1, "u4", 1, ", activation: relu, output: u8");
    let subject = Subject::new(&yaml, &[matrix("fc.weight", &[vec![1.0]])], &samples);
    let given = subject.results();
    assert_eq!([0, 500, 1000, 1500].map(|at| given[at][0]), [51, 102, 204, 255]);
    assert!(subject.warnings.contains("rests on 4 of 2000 calibration samples"));
}

#[test]
fn a_range_of_one_result_is_that_result() {
    let mut samples = vec![vec![1, 0, 0, 0]; 2000];
    samples[7] = vec![15, 15, 15, 15];
    let tensors = [matrix("fc.weight", &[vec![0.01; 4]]), vector("fc.bias", &[-0.05])];
    let yaml = dense(4, "u4", 1, ", activation: relu, output: u8");
    let subject = Subject::new(&yaml, &tensors, &samples);
    assert_eq!(subject.results()[7], [255]);
    assert!(subject.warnings.contains("warning[N024]"), "{}", subject.warnings);
}

#[test]
fn without_any_result_the_range_is_that_of_all_sums() {
    let tensors = [matrix("fc.weight", &[vec![-0.5, -0.25]]), vector("fc.bias", &[0.0])];
    let yaml = dense(2, "u4", 1, ", activation: relu, output: u8");
    let subject = Subject::new(&yaml, &tensors, &[vec![1, 1], vec![2, 0]]);
    assert_eq!(subject.results(), [[0], [0]]);
    assert!(subject.warnings.contains("no calibration sample gives a result"));
}

/// Sums of ternary weights have few values, so scales decide; all classes are those of exact products.
#[test]
fn logits_are_compared_as_exact_products() {
    let mut rng = fastrand::Rng::with_seed(3);
    let scales: Vec<f32> = (0..10).map(|_| 0.4 + 0.6 * rng.f32()).collect();
    let rows: Vec<Vec<f32>> = scales
        .iter()
        .map(|scale| (0..32).map(|_| scale * rng.i32(-1..2) as f32).collect())
        .collect();
    let samples: Vec<Vec<i64>> =
        (0..500).map(|_| (0..32).map(|_| rng.i64(0..2)).collect()).collect();
    for (end, weight) in [(";  - argmax: {}", "s2"), (", output: s16;  - argmax: {}", "s2")] {
        let yaml = dense(32, "u1", 10, end).replace("weight: s8", &format!("weight: {weight}"));
        let subject = Subject::new(&yaml, &[matrix("fc.weight", &rows)], &samples);
        let class = |sample: &Vec<i64>| -> i64 {
            let logit = |row: &Vec<f32>| -> f64 {
                row.iter().zip(sample).map(|(w, x)| f64::from(*w) * *x as f64).sum()
            };
            let logits: Vec<f64> = rows.iter().map(logit).collect();
            let best = logits.iter().copied().fold(f64::MIN, f64::max);
            logits.iter().position(|logit| *logit == best).unwrap() as i64
        };
        let right: Vec<i64> = samples.iter().map(class).collect();
        assert_eq!(subject.results().concat(), right);
        assert!(!subject.warnings.contains("N023"), "{}", subject.warnings);
    }
}

/// What relu or an unsigned format cuts off says nothing of the range.
#[test]
fn negative_results_that_are_cut_off_set_no_range() {
    let mut rng = fastrand::Rng::with_seed(4);
    let mut row = || (0..16).map(|_| rng.i32(-2..3) as f32).collect::<Vec<f32>>();
    let rows = [row(), vec![-7.0; 16], row()];
    let samples: Vec<Vec<i64>> =
        (0..50).map(|_| (0..16).map(|_| rng.i64(0..16)).collect()).collect();
    let tensors = [matrix("fc.weight", &rows)];
    let with =
        Subject::new(&dense(16, "u4", 3, ", output: u4, activation: relu"), &tensors, &samples);
    let without = Subject::new(&dense(16, "u4", 3, ", output: u4"), &tensors, &samples);
    assert_eq!(with.results(), without.results());
    assert!(with.results().iter().any(|codes| codes[0] > 10 || codes[2] > 10));
}

#[test]
fn no_message_asks_for_what_another_refuses() {
    let mut rng = fastrand::Rng::with_seed(5);
    let rows: Vec<Vec<f32>> = (0..3).map(|_| (0..16).map(|_| rng.f32() - 0.5).collect()).collect();
    let samples: Vec<Vec<i64>> =
        (0..50).map(|_| (0..16).map(|_| rng.i64(0..16)).collect()).collect();
    let calibrated = "digitizer: { sar: { bits: 3, range: calibrated } }";
    let yaml = dense(16, "u4", 3, "").replace("digitizer: exact", calibrated);
    let subject = Subject::new(&yaml, &[matrix("fc.weight", &rows)], &samples);
    assert!(!subject.warnings.contains("D070"), "{}", subject.warnings);
}

#[test]
fn layers_without_weights_need_no_file_of_weights() {
    let yaml = "version: 1
name: subject
clock_mhz: 200
input: { shape: [2, 2], format: u4 }
layers:
  - max_pool: { size: [1, 2] }
  - flatten: {}
  - argmax: {}
";
    let subject = Subject::new(yaml, &[], &[vec![1, 2, 3, 0], vec![0, 0, 0, 1]]);
    assert_eq!(subject.results(), [[1], [1]]);
}

/// One output for two classes: above the threshold or not, decided on exact sums.
#[test]
fn a_sign_decides_by_its_threshold() {
    let tensors = [matrix("fc.weight", &[vec![0.5, -0.25]]), vector("fc.bias", &[0.125])];
    let samples: Vec<Vec<i64>> = (0..16).flat_map(|a| (0..16).map(move |b| vec![a, b])).collect();
    for threshold in [0.0, 0.125, -1.2, 1e9, -1e9] {
        let end = format!(";  - sign: {{ threshold: {threshold} }}");
        let subject = Subject::new(&dense(2, "u4", 1, &end), &tensors, &samples);
        // The second weight is 63.5 codes, which go to the even 64.
        let weights = [0.5, -0.5 * 64.0 / 127.0];
        let right: Vec<i64> = samples
            .iter()
            .map(|x| weights[0] * x[0] as f64 + weights[1] * x[1] as f64 + 0.125)
            .map(|value| i64::from(value > threshold))
            .collect();
        assert_eq!(subject.results().concat(), right, "{threshold}");
    }
}
