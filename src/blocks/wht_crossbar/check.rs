//! What is wrong with a crossbar and a transform on it.

use crate::blocks::SpecError;
use crate::num::Format;

use super::crossbar::{Crossbar, EarlyTermination, Scaled, Stitching, Tie};
use super::digitizer::RowDigitizer;
use super::spec::WhtCrossbar;

impl Crossbar {
    /// Everything wrong with its parameters, by name.
    pub fn flaws(&self) -> Vec<SpecError> {
        let size = check_power("points", self.points, Self::MAX_POINTS);
        let mut errors: Vec<SpecError> = size.into_iter().collect();
        if errors.is_empty() {
            errors.extend(self.check_digitizer());
            errors.extend(self.stitching.iter().flat_map(|stitching| self.check_tiles(*stitching)));
        }
        if let EarlyTermination::Scaled(Scaled { alpha }) = self.early_termination {
            errors.extend(SpecError::unless_within("alpha", alpha as usize, 0, 256));
        }
        errors
    }

    /// Where in a design's crossbar a field is that [`Self::flaws`] names.
    pub fn field(&self, name: &str) -> String {
        let of_digitizer =
            self.digitizer.conversion().and_then(|conversion| conversion.field(name));
        match (name, of_digitizer) {
            ("alpha", _) => "early_termination.scaled.alpha".into(),
            ("tile" | "rows", _) => format!("stitching.{name}"),
            (_, Some(field)) => format!("digitizer.{field}"),
            (name, None) => name.into(),
        }
    }

    fn check_digitizer(&self) -> Vec<SpecError> {
        let mut errors = vec![];
        if self.digitizer != RowDigitizer::Comparator && self.tie != Tie::default() {
            let cause = "only a comparator has to decide what zero is";
            errors.push(SpecError::new(
                "tie",
                cause,
                "leave `tie` out, or use `digitizer: comparator`",
            ));
        }
        let Some(conversion) = self.digitizer.conversion() else { return errors };
        if conversion.is_open() {
            let cause = "nothing sets the window or the tree of a crossbar's digitizer";
            let help = "write `range: { window: { low: 4, step: 1 } }`, and the `histogram` of a tree, one count a code";
            let field = if conversion.walks() { "histogram" } else { "range" };
            errors.push(SpecError::new(field, cause, help));
            return errors;
        }
        errors.extend(conversion.check(RowDigitizer::cells(self.points)));
        if conversion.is_networked() {
            let cause = "the lines of a crossbar have references of their own";
            errors.push(SpecError::new("network", cause, "leave `network` out"));
        }
        errors
    }

    fn check_tiles(&self, stitching: Stitching) -> Vec<SpecError> {
        let Stitching { tile, rows, switched } = stitching;
        let mut errors: Vec<SpecError> =
            check_power("tile", tile, self.points / 2).into_iter().collect();
        if !errors.is_empty() {
            return errors;
        }
        let columns = stitching.columns(self.points);
        errors.extend(rows.and_then(|rows| SpecError::unless_within("rows", rows, 1, columns)));
        if switched && !self.order.is_natural() {
            let cause = "tiles that are switched have their rows in natural order";
            let help = "leave `order` out, or `switched`";
            errors.push(SpecError::new("order", cause, help));
        }
        errors
    }
}

/// An error unless a number is a power of two, 2 to `most`.
fn check_power(field: &'static str, value: usize, most: usize) -> Option<SpecError> {
    if value.is_power_of_two() && (2..=most).contains(&value) {
        return None;
    }
    if most < 2 {
        let cause = format!("a crossbar of {} points is no stitched one", 2 * most);
        return Some(SpecError::new(field, cause, "leave `stitching` out"));
    }
    let nearest = value.clamp(2, most).next_power_of_two().min(most);
    let cause = format!("a Walsh-Hadamard matrix has 2, 4, 8, ... points; `{field}` is {value}");
    Some(SpecError::new(
        field,
        cause,
        format!("use a power of two up to {most}, such as {nearest}"),
    ))
}

impl WhtCrossbar {
    /// Everything wrong beside the crossbar.
    pub(super) fn check_transform(&self) -> Vec<SpecError> {
        let bits = SpecError::unless_within("bits", self.bits as usize, 1, Self::MAX_BITS as usize);
        let mut errors: Vec<SpecError> = bits.into_iter().collect();
        if !errors.is_empty() || !self.crossbar.flaws().is_empty() {
            return errors;
        }
        let (given, rows) = (self.thresholds.len(), self.crossbar.rows());
        if given != 0 && given != rows {
            let cause = format!("{given} thresholds are given for {rows} rows");
            errors.push(SpecError::new("thresholds", cause, "give one a row, or none"));
        }
        let format: Format = self.threshold();
        if let Some(wrong) = self.thresholds.iter().find(|own| !format.contains(**own)) {
            let cause = format!("threshold {wrong} is not within 0 and {}", format.max());
            let most = self.crossbar.greatest(self.bits);
            let help = format!("no sum is above {most}: a row with that threshold gives zero");
            errors.push(SpecError::new("thresholds", cause, help));
        }
        errors
    }
}
