//! Samples that are beyond their format, or all alike, and labels that results are not compared with as meant.

use std::path::Path;

use crate::design::{Design, Layer, SampleType};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::network::codes;
use crate::network::files::shown;
use crate::network::labels::{classes, labels};
use crate::network::numbers::Numbers;
use crate::network::samples::read;
use crate::num::Format;

/// Share of values beyond their format from which a warning is due: ranges of activations leave out as many.
const SATURATED: f64 = 0.001;

/// Codes in use are few from this share of the format's on, where there are more than a few at all.
const FEW: i64 = 8;

pub(super) fn inspect(design: &Design) -> Diagnostics {
    let Some(data) = &design.description().data else { return vec![] };
    let parts = [("data.train", &data.train), ("data.test", &data.test)];
    let labelled = parts.iter().filter_map(|(path, part)| Some((path, part.as_ref()?)));
    let inputs =
        labelled.clone().map(|(path, part)| (format!("{path}.input"), part.input.as_path()));
    let calibration =
        data.calibration.as_deref().map(|file| ("data.calibration".to_string(), file));
    let mut found = vec![];
    for (path, file) in inputs.chain(calibration) {
        let warnings = samples(&design.file(file), &design.description().sample());
        found.extend(warnings.into_iter().map(|one| (path.clone(), one)));
    }
    for (path, part) in labelled {
        let file = design.file(&part.labels);
        let warning = lone_output(design, &file).or_else(|| signs(design, &file));
        found.extend(warning.map(|one| (format!("{path}.labels"), one)));
    }
    let placed =
        |(path, one): (String, Diagnostic)| Diagnostic { place: design.place(&path), ..one };
    found.into_iter().map(placed).collect()
}

/// Warnings about the samples of a file.
pub(super) fn samples(file: &Path, sample: &SampleType) -> Diagnostics {
    let Ok((shape, numbers)) = read(file) else { return vec![] };
    let count = if shape.len() > 1 { shape[0] as usize } else { 1 };
    let (codes, real) = match numbers {
        Numbers::Whole(codes) => (codes, None),
        Numbers::Real(real) if real.iter().all(|number| number.is_finite()) => {
            let numbers = real.iter().zip(sample.formats());
            let code = |(number, format): (&f64, Format)| format.quantize(*number, sample.scale);
            (numbers.filter_map(code).collect(), Some(real))
        }
        Numbers::Real(_) => return vec![],
    };
    let scaled = real.and_then(|real| match sample.format() {
        Some(format) => {
            let held = (format, sample.scale);
            saturated(file, &real, held).or_else(|| coarse(file, &real, held))
        }
        None => saturated_field(file, &real, sample),
    });
    let warning = scaled.or_else(|| alike(file, &codes, count));
    warning.into_iter().collect()
}

fn warning(code: Code, cause: String, help: String) -> Option<Diagnostic> {
    Some(Diagnostic::warning(code, cause).help(help))
}

/// How far beyond an end values still round to it: half a code of integers.
fn rounded(format: Format, scale: f64) -> f64 {
    if format.is_integer() { scale / 2.0 } else { 0.0 }
}

/// Many values are beyond the format.
fn saturated(file: &Path, real: &[f64], (format, scale): (Format, f64)) -> Option<Diagnostic> {
    let [least, most] = format.ends().map(|end| end * scale);
    let slack = rounded(format, scale);
    let is_beyond = |number: &&f64| **number < least - slack || **number > most + slack;
    let beyond = real.iter().filter(is_beyond).count();
    if beyond as f64 <= SATURATED * real.len() as f64 {
        return None;
    }
    let (low, high) = ends(real);
    let [least, most, lowest, highest] = [least, most, low, high].map(brief);
    let share = 100.0 * beyond as f64 / real.len() as f64;
    let cause = format!(
        "{beyond} of {} values ({share:.1} %) in {} are beyond `{format}` with a scale of {scale}, which holds {least} \
         to {most}, and saturate: they are {lowest} to {highest}",
        real.len(),
        shown(file)
    );
    let help = match (low < 0.0, format.ends()[0] < 0.0) {
        (true, false) => {
            let signed = Format::signed(format.bits().max(2));
            let scale = holding(signed, low, high);
            format!(
                "unsigned codes hold no negative values: `format: {signed}, scale: {scale}` holds all"
            )
        }
        _ => format!(
            "`scale: {}` holds all; or scale the samples as in training",
            holding(format, low, high)
        ),
    };
    warning(codes::SATURATED, cause, help)
}

/// Many values of a field are beyond its format.
fn saturated_field(file: &Path, real: &[f64], sample: &SampleType) -> Option<Diagnostic> {
    let (mut first, lanes) = (0, sample.beat.lanes().max(1));
    sample.beat.fields.iter().find_map(|field| {
        let own = first..first + field.lanes;
        first = own.end;
        let [least, most] = field.format.ends();
        let slack = rounded(field.format, 1.0);
        let within = least - slack..=most + slack;
        let values = || real.chunks(lanes).flat_map(|beat| &beat[own.clone()]);
        let beyond = values().filter(|value| !within.contains(*value)).count();
        if beyond as f64 <= SATURATED * values().count() as f64 {
            return None;
        }
        let cause = format!(
            "{beyond} of {} values of field `{}` in {} are beyond `{}`, which holds {} to {}, and saturate",
            values().count(),
            field.name,
            shown(file),
            field.format,
            brief(least),
            brief(most)
        );
        warning(codes::SATURATED, cause, "scale the samples: fields have no scale".into())
    })
}

/// Values use a small part of the format.
fn coarse(file: &Path, real: &[f64], (format, scale): (Format, f64)) -> Option<Diagnostic> {
    // Floats have as many codes at every size.
    if !format.is_integer() {
        return None;
    }
    let (low, high) = ends(real);
    let greatest = high.max(-low);
    let used = (greatest / scale).round() as i64;
    if greatest == 0.0 || format.max() < FEW || used > format.max() / FEW {
        return None;
    }
    let [low_shown, high_shown] = [low, high].map(brief);
    let cause = format!(
        "values in {} are {low_shown} to {high_shown}, at most {used} of the {} codes of `{format}`, each worth {scale}",
        shown(file),
        format.max()
    );
    let help = format!("`scale: {}` uses all codes", holding(format, low, high));
    warning(codes::COARSE, cause, help)
}

/// All codes are 0, or all samples are the same.
fn alike(file: &Path, codes: &[i64], count: usize) -> Option<Diagnostic> {
    let lanes = codes.len() / count.max(1);
    let help = "check how the file was made: nothing can be told apart by it".to_string();
    if codes.iter().all(|code| *code == 0) {
        let cause = format!("all samples in {} are 0", shown(file));
        return warning(codes::ALIKE, cause, help);
    }
    let mut samples = codes.chunks(lanes.max(1));
    let first = samples.next()?;
    if count < 2 || !samples.all(|sample| sample == first) {
        return None;
    }
    let cause = format!("all {count} samples in {} are the same", shown(file));
    warning(codes::ALIKE, cause, help)
}

/// Numbers that come out as they are, beside labels that say yes or no.
fn lone_output(design: &Design, file: &Path) -> Option<Diagnostic> {
    let description = design.description();
    let last = description.layers.last().filter(|layer| layer.parametrized().is_some())?;
    let is_one = description.extents().last().is_some_and(|extent| extent.lanes() == 1);
    if !is_one || classes(design).is_some() {
        return None;
    }
    let labels = all_labels(file)?;
    if labels.is_empty() || labels.iter().any(|label| !(0..=1).contains(label)) {
        return None;
    }
    let cause = format!(
        "results are the codes of the one output of this `{}`, and labels in {} are 0 or 1",
        last.kind(),
        shown(file)
    );
    let help = "end with `- sign: { threshold: 0 }`, which gives 1 above the threshold and else 0"
        .to_string();
    warning(codes::LONE_OUTPUT, cause, help)
}

/// Signs of several outputs, beside labels that are one class.
fn signs(design: &Design, file: &Path) -> Option<Diagnostic> {
    let description = design.description();
    let lanes = description.extents().last()?.lanes();
    if !matches!(description.layers.last()?, Layer::Sign(_)) || lanes < 2 {
        return None;
    }
    all_labels(file)?;
    let cause = format!(
        "results are the signs of {lanes} outputs, and labels in {} are one class each",
        shown(file)
    );
    let help =
        "end with `- argmax: {}` in place of `sign`, which gives the class of the greatest output";
    warning(codes::LONE_OUTPUT, cause, help.to_string())
}

/// Labels of a file, as many as there are.
fn all_labels(file: &Path) -> Option<Vec<i64>> {
    let count = read(file).ok()?.0.first().copied()?;
    labels(file, count as usize).ok()
}

/// The least and the greatest of some numbers.
fn ends(numbers: &[f64]) -> (f64, f64) {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    (least, numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// A scale at which a format holds all from `low` to `high`, of few digits.
fn holding(format: Format, low: f64, high: f64) -> f64 {
    let [least, most] = format.ends();
    let below = if least < 0.0 { low / least } else { 0.0 };
    let exact = below.max(if most > 0.0 { high / most } else { high });
    let digit = 10f64.powi(exact.log10().floor() as i32 - 3);
    let rounded = (exact / digit).ceil() * digit;
    significant(rounded)
}

/// A number with the digits that tell something.
fn significant(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

/// The same as messages show it.
fn brief(number: f64) -> String {
    let number = significant(number);
    match number == 0.0 || (1e-4..1e7).contains(&number.abs()) {
        true => number.to_string(),
        false => format!("{number:e}"),
    }
}
