//! The block as operations on an array.

use crate::blocks::{Beat, Hardware, OnHardware, Shared};
use crate::rtl::{ModuleId, Netlist};

use super::rtl;
use super::spec::CimArray;

impl OnHardware for CimArray {
    fn hardware(&self) -> &dyn Hardware {
        &self.array
    }

    fn operations(&self) -> usize {
        self.contexts.len()
    }

    fn matrix(&self) -> Option<&[Vec<i64>]> {
        self.only().map(|only| &only.weights[..])
    }

    /// Rows beyond a product's inputs hold zeros.
    fn inputs(&self, given: usize) -> usize {
        let inputs = self.only().map(|only| only.weights.first().map_or(0, Vec::len));
        inputs.unwrap_or(given)
    }

    fn conversions(&self) -> u32 {
        self.array.conversions(self.lane())
    }

    fn member(&self, into: &mut Netlist) -> Option<ModuleId> {
        Some(rtl::array(self, true, into))
    }

    fn shared(&self) -> Option<&dyn Shared> {
        (self.contexts.len() > 1).then_some(self)
    }
}

impl Shared for CimArray {
    fn command(&self, operation: usize, beat: &[i64]) -> Beat {
        self.of_context(operation, beat)
    }

    fn result(&self, operation: usize, beat: Beat) -> Beat {
        let outputs = self.contexts.get(operation).map_or(0, |context| context.weights.len());
        beat.into_iter().skip(1).take(outputs).collect()
    }
}
