//! What is wrong with an array and what it holds.

use crate::blocks::SpecError;

use super::array::Array;
use super::context::Context;
use super::spec::CimArray;

/// Everything wrong with the parameters.
pub(super) fn check(own: &CimArray) -> Vec<SpecError> {
    let mut errors = own.array.flaws();
    for error in &mut errors {
        error.field = format!("array.{}", own.array.path(&error.field)).into();
    }
    let count = own.contexts.len();
    errors.extend(match count {
        0 => {
            let help = "give `input` and `weights`, or several as `contexts`";
            Some(SpecError::new("contexts", "the array holds no matrix", help))
        }
        _ => SpecError::unless_within("contexts", count, 1, CimArray::MAX_CONTEXTS),
    });
    if !own.array.operator.is_product() && count > 1 {
        let cause = "an array without multiplications takes no turns between matrices";
        errors.push(SpecError::new("array.operator", cause, "give it one"));
    }
    for (number, context) in own.contexts.iter().enumerate() {
        errors.extend(check_context(own, context).into_iter().map(|error| match count {
            1 => error,
            _ => SpecError { field: format!("contexts.{number}.{}", error.field).into(), ..error },
        }));
    }
    errors
}

fn check_context(own: &CimArray, context: &Context) -> Vec<SpecError> {
    let (array, Context { input, weights }) = (&own.array, context);
    let mut errors = vec![];
    if !Array::takes(*input) {
        let cause = format!("`{input}` is no input format of this array");
        errors.push(SpecError::new("input", cause, Array::INPUTS));
    }
    let (outputs, inputs) = context.sides();
    errors.extend(match outputs {
        0 => {
            let help = "write one list of codes for each output, or name a tensor in `contents`";
            Some(SpecError::new("weights", "the weights are missing", help))
        }
        _ => SpecError::unless_within("weights", outputs, 1, array.columns.max(1)),
    });
    if weights.iter().any(|column| column.len() != inputs) || inputs > array.rows {
        let help = format!("give every output one list of up to {} codes", array.rows);
        errors.push(SpecError::new("weights", "the weights do not fit the array's rows", help));
    }
    if let Some(code) = weights.iter().flatten().find(|code| !array.weight.contains(**code)) {
        let cause = format!("weight {code} is no code of `{}`", array.weight);
        errors.push(SpecError::new("weights", cause, "quantize the weights first"));
    }
    errors
}
