//! What comes in.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::blocks::Field;
use crate::design::codes;
use crate::design::description::Description;
use crate::design::input::Input;
use crate::diag::quoted;

use super::output::Taker;
use super::{Findings, MAX_LANES};

/// Real values of one input code, from far below to far above any use.
const SCALES: RangeInclusive<f64> = 1e-12..=1e12;

pub(super) fn check(description: &Description, findings: &mut Findings<'_>) {
    match &description.input {
        Input::Uniform { shape, scale, .. } => {
            sides(description, shape, findings);
            of_scale(*scale, findings);
            format(description, findings);
        }
        Input::Fields(fields) => {
            if !description.layers.is_empty() {
                let cause = "layers take samples of one format, and these are fields";
                let help = "write `shape` and `format`; fields are taken by a `graph`";
                findings.error("input.fields", codes::FORMAT, cause, help);
            }
            of_beat(fields, findings);
        }
    }
}

fn sides(description: &Description, shape: &[usize], findings: &mut Findings<'_>) {
    if shape.is_empty() {
        let help = "write `shape: [64]` for 64 lanes";
        findings.error("input.shape", codes::RANGE, "the shape has no sides", help);
    } else if let Some(side) = shape.iter().position(|side| *side == 0) {
        let path = format!("input.shape.{side}");
        findings.error(&path, codes::RANGE, "a side of the shape is 0", "sides are 1 or more");
    } else if description.input_lanes().is_none_or(|lanes| lanes > MAX_LANES) {
        let cause = format!("the shape has more than {MAX_LANES} elements");
        findings.error("input.shape", codes::RANGE, cause, "split the input over several beats");
    }
}

fn of_scale(scale: f64, findings: &mut Findings<'_>) {
    if !SCALES.contains(&scale) {
        let (least, most) = (SCALES.start(), SCALES.end());
        let cause = format!("the scale must be {least:?} to {most:?}, got {scale:?}");
        let help = "give the real value of one code, such as 0.0625";
        findings.error("input.scale", codes::RANGE, cause, help);
    }
}

/// Refuses formats that the first layer cannot take.
fn format(description: &Description, findings: &mut Findings<'_>) {
    let format = description.input.format();
    if !format.is_integer() && !description.layers.is_empty() {
        let cause = format!("`{format}` is a float, and layers compute with integers");
        let help = "use an integer format, such as `u4` or `s8`; floats flow through a `graph`";
        findings.error("input.format", codes::FORMAT, cause, help);
    } else if let Some(taker) = Taker::of(&description.layers)
        && !taker.takes(format)
    {
        let cause = format!("{} cannot take inputs of format `{format}`", taker.one());
        findings.error("input.format", codes::FORMAT, cause, taker.formats());
    }
}

/// Fields are there, have names of their own, and lanes.
fn of_beat(fields: &[Field], findings: &mut Findings<'_>) {
    if fields.is_empty() {
        let help = "write `fields: [{ name: x, lanes: 8, format: u4 }]`";
        findings.error("input.fields", codes::RANGE, "a beat has no fields", help);
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, field) in fields.iter().enumerate() {
        let path = format!("input.fields.{number}");
        findings.name(&format!("{path}.name"), &field.name, false);
        if let Some(first) = seen.insert(&field.name, number) {
            let name = quoted(&field.name);
            let cause = format!("field {} is called {name} like field {}", number + 1, first + 1);
            let help = "give each field a name of its own";
            findings.error(&format!("{path}.name"), codes::DUPLICATE_NAME, cause, help);
        }
        findings.range(&format!("{path}.lanes"), "`lanes`", field.lanes, 1, MAX_LANES);
    }
    let lanes = fields.iter().map(|field| field.lanes).fold(0, usize::saturating_add);
    if lanes > MAX_LANES {
        let cause = format!("the fields have {lanes} lanes, and a beat has at most {MAX_LANES}");
        findings.error("input.fields", codes::RANGE, cause, "split the input over several beats");
    }
}
