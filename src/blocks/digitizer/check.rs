//! What is wrong with a conversion.

use crate::blocks::SpecError;

use super::conversion::{Asymmetric, Common, Conversion, Form, Hybrid};
use super::errors::Errors;
use super::network::Network;

/// Most precharge cycles.
const MAX_PRECHARGE: u32 = 255;

impl Conversion {
    /// Name of the search in design files.
    fn search(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Flash(_) => "flash",
            Self::Sar(_) => "sar",
            Self::Hybrid(_) => "hybrid",
            Self::Asymmetric(_) => "asymmetric",
        }
    }

    /// The search, its bits and its range, in words.
    pub fn described(&self) -> String {
        let Some(Common { bits, range, .. }) = self.common() else { return "exact".into() };
        format!("{} of {bits} bits, {}", self.search(), range.described())
    }

    /// Where in a design's `digitizer` a field is that [`Self::check`] names; `None` for others.
    pub fn field(&self, name: &str) -> Option<String> {
        let fields = [
            "bits",
            "flash_bits",
            "range",
            "precharge_cycles",
            "max_depth",
            "histogram",
            "network",
            "spares",
        ];
        match name {
            "asymmetric" => Some(name.into()),
            name => fields.contains(&name).then(|| format!("{}.{name}", self.search())),
        }
    }

    /// Everything wrong with it for lines of `cells`.
    pub fn check(&self, cells: usize) -> Vec<SpecError> {
        let Some(Common { bits, range, precharge_cycles, network, .. }) = self.common() else {
            return vec![];
        };
        let in_range = SpecError::unless_within("bits", bits as usize, 1, Self::MAX_BITS as usize);
        let mut errors: Vec<SpecError> = in_range.into_iter().collect();
        if errors.is_empty() && 1 << bits > 4 * cells {
            let most = (4 * cells).max(2).ilog2();
            let cause = format!("{cells} cells have no use for codes of {bits} bits");
            errors.push(SpecError::new("bits", cause, format!("use {most} or less")));
        }
        let precharge = precharge_cycles as usize;
        let most = MAX_PRECHARGE as usize;
        errors.extend(SpecError::unless_within("precharge_cycles", precharge, 0, most));
        errors.extend(range.check(cells));
        if errors.is_empty() {
            errors.extend(self.check_search(bits));
            errors.extend(network.and_then(|network| self.check_network(network)));
        }
        errors
    }

    /// Everything wrong with errors of lines that are searched so.
    pub(in crate::blocks) fn check_errors(&self, errors: &Errors) -> Vec<SpecError> {
        let (cause, help) = match (self, self.form()) {
            (Self::Exact, _) => (
                "an `exact` digitizer has no comparators that could be in error",
                "name a search, such as `digitizer: { sar: { bits: 5, form: structural } }`",
            ),
            (_, Form::Optimized) => (
                "errors are of cells and comparators, and this digitizer compares numbers",
                "write `form: structural` in the digitizer, beside `bits`",
            ),
            (_, Form::Structural) => return errors.check(self.references()),
        };
        vec![SpecError::new("errors", cause, help)]
    }

    fn check_network(&self, network: Network) -> Option<SpecError> {
        if self.walks() {
            let cause = "an `asymmetric` search has references of its own, and no network yet";
            return Some(SpecError::new(
                "network",
                cause,
                "leave `network` out, or use a `sar` search",
            ));
        }
        network.check(self.search(), self.references())
    }

    fn check_search(&self, bits: u32) -> Option<SpecError> {
        match self {
            Self::Hybrid(Hybrid { flash_bits, .. }) if *flash_bits >= bits => {
                let cause =
                    format!("a hybrid search leaves bits to find after `flash_bits: {flash_bits}`");
                let help = format!("use less than {bits}, or a `flash` digitizer");
                Some(SpecError::new("flash_bits", cause, help))
            }
            Self::Hybrid(Hybrid { flash_bits: 0, .. }) => {
                let cause = "a hybrid search finds at least one bit in its first cycle";
                Some(SpecError::new("flash_bits", cause, "use 1 or more, or a `sar` digitizer"))
            }
            Self::Asymmetric(search) => search.check_tree(),
            _ => None,
        }
    }
}

impl Asymmetric {
    fn check_tree(&self) -> Option<SpecError> {
        let codes = 1usize << self.bits;
        if self.histogram.iter().all(|count| *count == 0) {
            let cause = "the histogram of codes is empty";
            let help = "count codes of calibration data; there is no best tree for nothing";
            return Some(SpecError::new("histogram", cause, help));
        }
        if self.histogram.len() != codes {
            let cause = format!("{} counts are given for {codes} codes", self.histogram.len());
            return Some(SpecError::new("histogram", cause, format!("give {codes}, one a code")));
        }
        if self.histogram.iter().try_fold(0u64, |sum, count| sum.checked_add(*count)).is_none() {
            let cause = "the counts of the histogram add up to more than 2^64";
            return Some(SpecError::new("histogram", cause, "divide all of them"));
        }
        let depth = self.max_depth? as usize;
        SpecError::unless_within("max_depth", depth, self.bits as usize, codes - 1)
    }
}
