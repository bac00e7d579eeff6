//! What of a result labels are compared with.

use std::ops::Range;

use crate::blocks::{Field, StreamType};
use crate::design::codes::{ANSWER, LANES};
use crate::design::{Design, suggest};
use crate::diag::{Diagnostic, Diagnostics, quoted};
use crate::num::Format;

use super::compiled::{CompileError, Compiled};

/// The lanes of a result that say its class: the class itself where there is one, else the place of the greatest.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    lanes: Range<usize>,
    format: Format,
}

impl Answer {
    /// Of results of so many output beats: the field that a design names, in the last beat, or all lanes of a beat
    /// without fields.
    pub fn of(design: &Design, output: &StreamType, beats: usize) -> Result<Self, Diagnostics> {
        let graph = design.description().graph.as_ref();
        let named = graph.and_then(|graph| graph.label.as_deref());
        let names = || output.fields.iter().map(|field| field.name.as_str());
        let wrong = |path: &str, error: Diagnostic| {
            Err(vec![Diagnostic { place: design.place(path), ..error }])
        };
        let last = output.lanes() * beats.saturating_sub(1);
        match (named, &output.fields[..]) {
            (None, [Field { lanes, format, .. }]) => {
                Ok(Self { lanes: 0..last + lanes, format: *format })
            }
            (None, _) => {
                let fields: Vec<String> = names().map(quoted).collect();
                let cause = format!(
                    "labels are compared with a field of what comes out, which has {}",
                    fields.join(", ")
                );
                let help = format!("say which: `label: {}`", names().next().unwrap_or_default());
                wrong("graph", Diagnostic::error(ANSWER, cause).help(help))
            }
            (Some(name), _) => {
                let found = output.lanes_of_field(name);
                let lanes = found.and_then(|lanes| Some((output.field_at(lanes.start)?, lanes)));
                let Some((Field { format, .. }, lanes)) = lanes else {
                    let cause = format!("what comes out has no field {}", quoted(name));
                    let help = suggest(name, "field", names());
                    return wrong("graph.label", Diagnostic::error(LANES, cause).help(help));
                };
                Ok(Self { lanes: last + lanes.start..last + lanes.end, format: *format })
            }
        }
    }
}

impl Compiled {
    fn answer(&self) -> Result<Answer, CompileError> {
        Ok(Answer::of(&self.design, &self.output()?, self.beats_per_result()?)?)
    }

    /// Refuses a field that is not there, and labels of which nothing says what they are compared with.
    pub(super) fn check_answer(&self) -> Result<(), CompileError> {
        let description = self.design.description();
        let names = description.graph.as_ref().is_some_and(|graph| graph.label.is_some());
        let labels = description.data.as_ref().is_some_and(|data| data.test.is_some());
        if names || labels { self.answer().map(|_| ()) } else { Ok(()) }
    }

    /// The lanes of results that labels are compared with, as numbers in the order of what they stand for.
    ///
    /// # Errors
    ///
    /// Where results have several fields and the design does not say which.
    pub fn answers(&self, results: &[Vec<i64>]) -> Result<Vec<Vec<i64>>, CompileError> {
        let Answer { lanes, format } = self.answer()?;
        let of = |result: &Vec<i64>| {
            let codes = result.get(lanes.clone()).unwrap_or_default();
            codes.iter().map(|code| format.rank(*code)).collect()
        };
        Ok(results.iter().map(of).collect())
    }
}
