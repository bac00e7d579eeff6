//! How designs write an array with what it holds: one matrix in place, several as a list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::Format;

use super::array::Array;
use super::context::Context;

/// One array with the matrices that take turns on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CimArray")]
pub struct Written {
    /// The array.
    pub array: Array,
    /// Where it holds one matrix, the format of its inputs: `u1`..=`u8` or `s2`..=`s8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Format>,
    /// Where it holds one matrix, the weight codes: one list of up to `rows` codes for each of up to `columns`
    /// outputs, all of one length. Cells beyond them hold zero. In RAM: what is to be loaded first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<Vec<i64>>>,
    /// In place of `input` and `weights`, matrices that take turns, 1..=256, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<Context>>,
}

impl Written {
    /// One matrix in place; none, or several, as a list.
    pub fn new(array: Array, mut contexts: Vec<Context>) -> Self {
        match contexts.len() {
            1 => {
                let only = contexts.pop();
                let (input, weights) = only.map(|own| (own.input, own.weights)).unzip();
                Self { array, input, weights, contexts: None }
            }
            _ => Self { array, input: None, weights: None, contexts: Some(contexts) },
        }
    }

    /// The array and its matrices, or what is lacking.
    pub fn parts(self) -> Result<(Array, Vec<Context>), String> {
        let contexts = match (self.input, self.weights, self.contexts) {
            (Some(input), weights, None) => {
                vec![Context { input, weights: weights.unwrap_or_default() }]
            }
            (None, None, contexts) => contexts.unwrap_or_default(),
            (None, Some(_), None) => {
                return Err("the field `input` is missing here: add the format of the inputs, such as `input: u4`".into());
            }
            (_, _, Some(_)) => {
                let what = "`contexts` stands in place of `input` and `weights`";
                return Err(format!("{what}: leave out `contexts`, or the other two"));
            }
        };
        Ok((self.array, contexts))
    }
}
