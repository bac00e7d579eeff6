//! The line buffer as a block of the library.

use crate::blocks::{
    Block, Cost, Golden, Interface, Kind, SpecError, Station, Stream, Timing, name_hash,
};
use crate::image::Padding;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::LineBuffer;

impl Block for LineBuffer {
    fn module_name(&self) -> String {
        let [rows, columns] = self.window.kernel;
        let hash = name_hash(&(self.window.stride, self.window.padding));
        format!("line_buffer_{}_{}_k{rows}x{columns}_{hash}", self.image, self.format)
    }

    fn interface(&self) -> Interface {
        Interface {
            inputs: vec![Stream::new("x", self.image.channels, self.format)],
            outputs: vec![Stream::new("y", self.lanes(), self.format)],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Frame::new(self))
    }

    fn forgets_after(&self) -> Option<usize> {
        Some(self.image.pixels())
    }

    fn timing(&self) -> Timing {
        Timing { stations: vec![Station::Scan(self.scan())] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::line_buffer(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for LineBuffer {
    const NAME: &'static str = "line_buffer";
    const SUMMARY: &'static str = "windows of an image that comes pixel by pixel";

    fn check(&self) -> Vec<SpecError> {
        let Padding { top, bottom, left, right } = self.window.padding;
        let ([rows, columns], [down, along]) = (self.window.kernel, self.window.stride);
        let side = |field, value| SpecError::unless_within(field, value, 1, Self::MAX_SIDE);
        let mut errors: Vec<SpecError> = [
            side("image", self.image.height),
            side("image", self.image.width),
            side("image", self.image.channels),
            side("window", rows),
            side("window", columns),
            side("window", down),
            side("window", along),
        ]
        .into_iter()
        .flatten()
        .collect();
        if top.max(bottom) >= rows || left.max(right) >= columns {
            let help = "pad by less than the kernel's sides";
            errors.push(SpecError::new("window", "a window can lie in the padding alone", help));
        }
        if errors.is_empty() {
            if self.scan().places().next().is_none() {
                let help = "use a smaller kernel or more padding";
                errors.push(SpecError::new("window", "the kernel is larger than the image", help));
            }
            errors.extend(SpecError::unless_lanes(self.lanes()));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}
