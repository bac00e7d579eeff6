//! Labels from `.npy` files, and whether they are those of a design's samples.

use std::path::Path;

use crate::design::{Design, Layer};
use crate::diag::{Diagnostic, Diagnostics};

use super::codes;
use super::files::shown;
use super::numbers::Numbers;
use super::samples::{Samples, read};

/// Reads one label a sample.
pub fn labels(path: &Path, samples: usize) -> Result<Vec<i64>, Diagnostic> {
    let (shape, numbers) = read(path)?;
    let count = samples as u64;
    if let [first, classes] = shape[..]
        && first == count
        && classes > 1
    {
        let cause = format!("{} is {shape:?}, {classes} numbers a sample", shown(path));
        let help = "where they are one-hot or scores, save `y.argmax(1)`: one label a sample";
        return Err(Diagnostic::error(codes::LABELS, cause).help(help));
    }
    let Numbers::Whole(labels) = numbers else {
        let cause = format!("{} holds floats", shown(path));
        let help = "labels are whole numbers: save `y.astype(numpy.int64)`";
        return Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help(help));
    };
    if labels.len() != samples {
        let cause = format!("{} is {shape:?} for {samples} samples", shown(path));
        return Err(Diagnostic::error(codes::LABELS, cause).help("give one label a sample"));
    }
    Ok(labels)
}

/// Refuses labels, from the file `path`, that no result of a design can stand for.
pub fn check_labels(design: &Design, path: &Path, labels: &[i64]) -> Result<(), Diagnostic> {
    let Some(classes) = classes(design) else { return Ok(()) };
    let outside = labels.iter().filter(|label| !(0..classes as i64).contains(*label));
    let outside = outside.count();
    if outside == 0 {
        return Ok(());
    }
    let least = labels.iter().copied().min().unwrap_or(0);
    let most = labels.iter().copied().max().unwrap_or(0);
    let range = match classes {
        1 => "0 alone".to_string(),
        _ => format!("0 to {}", classes - 1),
    };
    let cause = format!(
        "{outside} of {} labels in {} are none of the classes, {range}: they are {least} to {most}",
        labels.len(),
        shown(path),
    );
    let help = match (least, most) {
        (0, 1) if classes == 1 => {
            "the greatest of one output is always output 0: end with `- sign: { threshold: 0 }` in place of the \
             argmax, which gives 0 or 1"
                .to_string()
        }
        (1.., most) if most == classes as i64 => "classes count from 0: save `y - 1`".to_string(),
        (-1, 1) if labels.iter().all(|label| *label != 0) => {
            "classes count from 0: save `(y + 1) // 2`".to_string()
        }
        (..0, _) => "leave samples without a label out".to_string(),
        _ => format!("give the last layer {} outputs, or check the labels", most.saturating_add(1)),
    };
    Err(Diagnostic::error(codes::LABELS, cause).help(help))
}

/// How many classes results of a design can stand for: its greatest lane, one of so many, or one lane that is above
/// its threshold or not; `None` where a result is a number of which only hardware knows what it means.
pub fn classes(design: &Design) -> Option<usize> {
    let description = design.description();
    let (last, extents) = (description.layers.last()?, description.extents());
    let lanes = match last {
        Layer::Argmax(_) => extents.iter().rev().nth(1)?.lanes(),
        Layer::Sign(_) if extents.last()?.lanes() == 1 => 2,
        _ => extents.last().map(|extent| extent.lanes()).filter(|lanes| *lanes > 1)?,
    };
    description.graph.is_none().then_some(lanes)
}

/// Which labelled samples of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `data.train`.
    Train,
    /// `data.test`.
    Test,
}

/// Samples and labels that a design names; `None` where it names none.
pub fn labelled(design: &Design, part: Part) -> Result<Option<(Samples, Vec<i64>)>, Diagnostics> {
    let description = design.description();
    let Some(data) = &description.data else { return Ok(None) };
    let (files, path) = match part {
        Part::Train => (&data.train, "data.train"),
        Part::Test => (&data.test, "data.test"),
    };
    let Some(files) = files else { return Ok(None) };
    let at = |field: &str| {
        let place = design.place(&format!("{path}.{field}"));
        move |one: Diagnostic| vec![Diagnostic { place, ..one }]
    };
    let samples =
        Samples::of(&design.file(&files.input), &description.sample()).map_err(at("input"))?;
    let file = design.file(&files.labels);
    let labels = labels(&file, samples.codes.len())
        .and_then(|labels| check_labels(design, &file, &labels).map(|()| labels))
        .map_err(at("labels"))?;
    Ok(Some((samples, labels)))
}
