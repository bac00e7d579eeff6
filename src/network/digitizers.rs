//! Digitizers set to what they meet: windows and decision trees from product-sums of calibration samples.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::{Conversion, ProductSums};
use crate::design::HardwareSection;
use crate::num::Format;

use super::evaluate::counts;

/// Samples that product-sums are counted for; each gives thousands.
pub(super) const SAMPLES: usize = 256;

/// How often every product-sum comes on every array whose digitizer is to be set.
#[derive(Debug, Default)]
pub(super) struct Histograms(BTreeMap<String, ProductSums>);

impl Histograms {
    /// Empty ones; `None` where no digitizer is to be set.
    pub fn new(hardware: &HardwareSection) -> Option<Self> {
        let open = hardware.all::<Array>().filter(|(_, array)| array.digitizer.is_open());
        let empty = open.map(|(name, array)| (name.clone(), ProductSums::new(array.active_rows())));
        let empty: BTreeMap<String, ProductSums> = empty.collect();
        (!empty.is_empty()).then_some(Self(empty))
    }

    /// The hardware without loss in these arrays, on which product-sums are what they are.
    pub fn exact(&self, hardware: &HardwareSection) -> HardwareSection {
        let mut exact = hardware.clone();
        for (name, array) in exact.all_mut::<Array>() {
            if self.0.contains_key(name) {
                array.digitizer = Conversion::Exact;
            }
        }
        exact
    }

    /// Counts what is digitized for one product on an array.
    pub fn count(
        &mut self,
        (name, array): (&str, &Array),
        weights: &[i64],
        input: &[i64],
        format: Format,
    ) {
        let Some(sums) = self.0.get_mut(name) else { return };
        counts(array, weights, input, format, |worth, count| sums.count(count, worth));
    }

    /// The hardware with the digitizers of arrays set. One that nothing was counted for stays as it is.
    pub fn set(&self, hardware: &HardwareSection) -> HardwareSection {
        let mut set = hardware.clone();
        for (name, array) in set.all_mut::<Array>() {
            if let Some(sums) = self.0.get(name).filter(|sums| !sums.is_empty()) {
                array.digitizer = array.digitizer.set(sums);
            }
        }
        set
    }
}
