//! The array as a design's `hardware` section names it.

use std::any::Any;

use crate::blocks::digitizer::{Errors, ProductSums, RangeRule};
use crate::blocks::{
    Collaboration, Doubt, Doubtful, Draws, Hardware, HardwareKind, Kind, Spares, SpecError, Use,
};
use crate::diag::quoted;

use super::array::Array;
use super::spec::CimArray;

/// An array has far too many rows from so many times what its layers need.
const FAR: usize = 2;

impl Hardware for Array {
    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.as_calibrated().flaws();
        for error in &mut errors {
            error.field = self.path(&error.field).into();
        }
        if self.errors.as_ref().is_some_and(|errors| !errors.references.is_empty()) {
            let cause = "arrays of the `hardware` section are numbered one after the other";
            let help = "leave `references` out; `instance` is the number of the first array";
            errors.push(SpecError::new("errors.references", cause, help));
        }
        errors
    }

    fn doubts(&self, used: &Use<'_>) -> Vec<Doubt> {
        let doubts = [self.undecided(), self.lost(used), self.oversized(used)];
        doubts.into_iter().flatten().collect()
    }

    fn is_like(&self, other: &dyn Hardware) -> bool {
        let unnumbered = |array: &Self| {
            let errors = array.errors.clone();
            let errors = errors.map(|own| Errors { instance: None, references: vec![], ..own });
            Self { errors, ..array.clone() }
        };
        let other = (other as &dyn Any).downcast_ref::<Self>();
        other.is_some_and(|other| unnumbered(self) == unnumbered(other))
    }

    fn turns(&self) -> Result<(), SpecError> {
        let what = match () {
            () if self.digitizer.is_networked() => "arrays of a network do",
            () if !self.operator.is_product() => "a `multiplication_free` operator does",
            () => return Ok(()),
        };
        let cause = format!("{what} not go with `count` yet");
        Err(SpecError::new("count", cause, "leave one of the two out"))
    }

    fn network(&self) -> Option<Collaboration> {
        let topology = self.digitizer.topology()?;
        let precharge = std::iter::repeat_n(0, self.digitizer.precharge_cycles() as usize);
        let steps = self.digitizer.steps().unwrap_or_default();
        let references = precharge.chain(steps.into_iter().map(|bits| (1 << bits) - 1)).collect();
        let spares =
            self.digitizer.spares().map(|most| Spares { most, field: self.path("spares") });
        Some(Collaboration { topology, references, spares })
    }

    fn draws(&self) -> Option<Draws> {
        let errors = self.errors.as_ref()?;
        Some(errors.draws(self.digitizer.references()))
    }
}

impl HardwareKind for Array {
    const NAME: &'static str = "cim_array";
    const NOUN: &'static str = "array";
    const SUMMARY: &'static str = "Bit-plane compute-in-memory array.";

    type Operation = CimArray;

    fn examples() -> Vec<Self> {
        CimArray::examples().into_iter().map(|own| own.array).collect()
    }

    fn share(&self, operations: &[&CimArray]) -> Option<CimArray> {
        let contexts = operations.iter().map(|operation| operation.only().cloned());
        Some(CimArray { array: self.clone(), contexts: contexts.collect::<Option<_>>()? })
    }
}

impl Array {
    /// What is calibrated is right: any histogram shows what else there is to say.
    fn as_calibrated(&self) -> Self {
        let any = ProductSums::even(self.active_rows().min(Self::MAX_SIDE));
        Self { digitizer: self.digitizer.set(&any), ..self.clone() }
    }

    /// Where in a design a field stands that [`Self::flaws`] names.
    pub(super) fn path(&self, field: &str) -> String {
        match self.digitizer.field(field) {
            Some(field) => format!("digitizer.{field}"),
            None if Errors::FIELDS.contains(&field) => format!("errors.{field}"),
            None => field.to_string(),
        }
    }

    fn undecided(&self) -> Option<Doubt> {
        self.errors.as_ref().filter(|errors| errors.decide_ties())?;
        let cause = "lines are often just at their thresholds, where the least error decides";
        let help = "`offset: -500` puts thresholds half a cell lower, between product-sums";
        Some(Doubt { what: Doubtful::Ties, error: SpecError::new("errors", cause, help) })
    }

    /// What a digitizer that was not calibrated loses, and how to lose less.
    fn lost(&self, used: &Use<'_>) -> Option<Doubt> {
        let (rows, codes) = (self.active_rows(), 1usize << self.digitizer.bits()?);
        // Rows beyond a layer's inputs hold zeros, and add nothing to a count.
        let driven = rows.min(used.inputs.unwrap_or(usize::MAX));
        let most = codes - 1;
        let (cause, help) = match self.digitizer.range() {
            RangeRule::Clip if driven > most => (
                format!("{driven} rows are driven at once, and counts above {most} are clipped"),
                format!("use more bits, or `active_rows: {most}` for exact results"),
            ),
            RangeRule::Full if rows > codes => (
                format!("counts of up to {rows} rows are rounded down to {codes} codes"),
                format!(
                    "write `range: calibrated` for a window where counts are, or `active_rows: {most}` for \
                     exact results"
                ),
            ),
            _ => return None,
        };
        Some(Doubt { what: Doubtful::Lossy, error: SpecError::new("digitizer", cause, help) })
    }

    /// Rows that no layer reaches cost area all the same. Some are usual, as arrays come in sizes of their
    /// own and are shared by layers; columns without an output are not built.
    fn oversized(&self, used: &Use<'_>) -> Option<Doubt> {
        let (inputs, rows) = (used.inputs.filter(|inputs| *inputs > 0)?, self.rows);
        if rows < FAR.saturating_mul(inputs) {
            return None;
        }
        let cause = format!(
            "no layer on {} has more than {inputs} inputs, so {} of the {rows} rows are never used",
            quoted(used.name),
            rows - inputs
        );
        let error = SpecError::new("rows", cause, format!("write `rows: {inputs}`"));
        Some(Doubt { what: Doubtful::Oversized, error })
    }
}
