//! An example of a few pixels: which way does the line in a picture go?

use std::collections::HashMap;

use fastrand::Rng;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::diag::Bug;
use crate::emit::SourceFiles;
use crate::network::npy;

use super::command::named;

/// Side of a picture, in pixels.
const SIDE: usize = 4;

/// Horizontal, vertical, diagonal.
const CLASSES: usize = 3;

/// Pictures that set ranges, and pictures for the figure, each set with a seed of its own.
const SETS: [(&str, usize, u64); 2] = [("train", 200, 1), ("test", 100, 2)];

/// Of so many pixels, one is bright instead of dark or dark instead of bright.
const WRONG_PIXELS: u32 = 20;

/// A line that a picture can have.
struct Line {
    class: usize,
    pixels: [bool; SIDE * SIDE],
}

/// Every row, every column, both diagonals.
fn lines() -> Vec<Line> {
    let line = |class: usize, has: &dyn Fn(usize, usize) -> bool| Line {
        class,
        pixels: std::array::from_fn(|at| has(at / SIDE, at % SIDE)),
    };
    let mut lines = vec![];
    for place in 0..SIDE {
        lines.push(line(0, &|row, _| row == place));
        lines.push(line(1, &|_, column| column == place));
    }
    lines.push(line(2, &|row, column| row == column));
    lines.push(line(2, &|row, column| row + column == SIDE - 1));
    lines
}

/// Design, weights and pictures.
pub(super) fn files(name: &str) -> Result<SourceFiles, Bug> {
    let lines = lines();
    let mut files = SourceFiles::new();
    files.add("design.yaml", named(include_str!("lines.yaml"), name))?;
    files.add("weights.safetensors", weights(&lines)?)?;
    for (set, count, seed) in SETS {
        let mut rng = Rng::with_seed(seed);
        let pictures = (0..count).map(|number| {
            let class = number % CLASSES;
            let of_class: Vec<&Line> = lines.iter().filter(|line| line.class == class).collect();
            let line = of_class[rng.usize(..of_class.len())];
            (picture(line, &mut rng), vec![class as i64])
        });
        let (images, labels): (Vec<_>, Vec<_>) = pictures.unzip();
        let array = |rows: &[Vec<i64>]| {
            npy(rows).map_err(|error| Bug::new(format!("array of an example: {error}")))
        };
        files.add(format!("{set}_images.npy"), array(&images)?)?;
        files.add(format!("{set}_labels.npy"), array(&labels)?)?;
    }
    Ok(files)
}

/// Bright pixels are 8 to 14, dark ones 0 to 6.
fn picture(line: &Line, rng: &mut Rng) -> Vec<i64> {
    let pixel = |is_bright: &bool| {
        let is_wrong = rng.u32(..WRONG_PIXELS) == 0;
        let level = if is_bright ^ is_wrong { 8 } else { 0 };
        level + rng.i64(0..=6)
    };
    line.pixels.iter().map(pixel).collect()
}

/// `fc1` looks for each line: 1 on the line and -1/3 beside it, so that a gray picture gives nothing.
/// `fc2` adds up what was found of each class and takes off half of what was found of the others.
fn weights(lines: &[Line]) -> Result<Vec<u8>, Bug> {
    let beside = -1.0 / (SIDE - 1) as f32;
    let detectors = lines.iter().flat_map(|line| line.pixels);
    let fc1: Vec<f32> = detectors.map(|is_on| if is_on { 1.0 } else { beside }).collect();
    let fc2: Vec<f32> = (0..CLASSES)
        .flat_map(|class| lines.iter().map(move |line| line.class == class))
        .map(|is_of_class| if is_of_class { 1.0 } else { -0.5 })
        .collect();
    // A clean line gives 2, and noise alone little.
    let threshold = vec![-0.5f32; lines.len()];
    let tensors = [
        ("fc1.weight", vec![lines.len(), SIDE * SIDE], fc1),
        ("fc1.bias", vec![lines.len()], threshold),
        ("fc2.weight", vec![CLASSES, lines.len()], fc2),
    ];
    let bytes = tensors.map(|(name, shape, numbers)| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        (name, shape, bytes)
    });
    let failed = |error| Bug::new(format!("weights of an example: {error}"));
    let views = bytes.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(failed)?;
        Ok((*name, view))
    });
    let views: Vec<(&str, TensorView<'_>)> = views.collect::<Result<_, Bug>>()?;
    let about = "made by `cimgen new`: detectors of lines by construction, not trained";
    let about = HashMap::from([("about".to_string(), about.to_string())]);
    safetensors::serialize(views, Some(about)).map_err(failed)
}
