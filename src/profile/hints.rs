//! What a figure hints at.

use crate::design::{Activation, Design, Layer};
use crate::diag::{Diagnostic, Diagnostics};
use crate::network::{classes, codes};

use super::accuracy::Accuracies;
use super::measure::Profile;

/// Fewest samples that a share can be told from chance by.
const SAMPLES: usize = 30;

/// Standard deviations of chance that are still chance.
const SPREAD: f64 = 3.0;

/// Warnings of figures that no trained network gives.
pub fn hints(design: &Design, profile: &Profile) -> Diagnostics {
    let Some(accuracy) = &profile.accuracy else { return vec![] };
    let Some(classes) = classes(design) else { return vec![] };
    let near = |right: usize| is_chance(right, accuracy, classes);
    if classes < 2 || accuracy.samples < SAMPLES || !near(accuracy.integers) {
        return vec![];
    }
    let Accuracies { samples, integers, float, .. } = accuracy;
    let below = |right: usize| is_below_chance(right, accuracy, classes);
    let measure = if below(*integers) { "less than chance" } else { "chance" };
    let cause = format!(
        "{integers} of {samples} test samples are recognized, which is {measure} for {classes} classes; the float \
         network recognizes {float}"
    );
    let (cause, help) = match near(*float) {
        true if below(*float) => (
            cause,
            "labels seem to be exchanged: `cimgen profile` shows which class is taken for which"
                .into(),
        ),
        true => (cause, suspects(design)),
        false => (
            format!("{cause}, so the integers lose it"),
            "`cimgen profile` shows at which layer; use wider formats or another digitizer there"
                .into(),
        ),
    };
    let place = design.place("data.test");
    vec![Diagnostic { place, ..Diagnostic::warning(codes::NEAR_CHANCE, cause).help(help) }]
}

fn is_chance(right: usize, accuracy: &Accuracies, classes: usize) -> bool {
    let (mean, spread) = chance(accuracy, classes);
    right as f64 <= mean + spread
}

fn is_below_chance(right: usize, accuracy: &Accuracies, classes: usize) -> bool {
    let (mean, spread) = chance(accuracy, classes);
    (right as f64) < mean - spread
}

/// Samples that chance recognizes, and how many more or fewer are chance still.
fn chance(accuracy: &Accuracies, classes: usize) -> (f64, f64) {
    let (samples, chance) = (accuracy.samples as f64, 1.0 / classes.max(1) as f64);
    (samples * chance, SPREAD * (samples * chance * (1.0 - chance)).sqrt())
}

/// What is usually wrong where the floats are wrong too, most likely first.
fn suspects(design: &Design) -> String {
    let description = design.description();
    let mut all = vec![];
    let image = description.input_extent().image().is_some_and(|image| image.channels > 1);
    if image {
        all.push("the order of numbers in a sample: row, column, channel".to_string());
    }
    let flat = description.layers.iter().any(|layer| matches!(layer, Layer::Flatten(_)));
    if flat || image {
        all.push(
            "the order of lanes (`flatten: { order: channels_first }` for networks of PyTorch)"
                .to_string(),
        );
    }
    let square = description.layers.iter().zip(description.extents()).find_map(|pair| match pair {
        (Layer::Dense(dense), input) if dense.outputs == input.lanes() => Some(&dense.name),
        _ => None,
    });
    if let Some(name) = square {
        all.push(format!(
            "whether the weights of `{name}` are `[outputs, inputs]`, as they are square"
        ));
    }
    let scale = description.input.scale();
    all.push(format!("`input.scale`, the real value of one code, which is {scale}"));
    let relu = |layer: &Layer| {
        layer.parametrized().is_some_and(|layer| layer.activation == Some(Activation::Relu))
    };
    if description.layers.len() > 2 && !description.layers.iter().any(relu) {
        all.push("activations, as no layer has any".to_string());
    }
    all.push("whether labels belong to the samples".to_string());
    format!("check {}", all.join("; "))
}
