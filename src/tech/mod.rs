//! Units, and every physical coefficient with its source. Knows nothing of designs.

mod cells;
mod estimate;
mod hadamard;
mod published;

pub use cells::{CellArea, GateCount, StandardCells};
pub use estimate::{Estimate, Femtojoules, Picoseconds, SquareMicrons};
pub use hadamard::{OP_READINGS, OpReading, planes_of_published_gain};
pub use published::{COLLABORATIVE_DIGITIZATION, Mark, Published, WALSH_HADAMARD};

/// A technology to estimate in.
#[derive(Clone, Copy, Debug)]
pub struct Tech {
    /// Name as reports print it.
    pub name: &'static str,
    /// Areas of the cells that digital logic is counted in.
    pub cells: &'static StandardCells,
}

impl Tech {
    /// SkyWater 130 nm, high-density cells.
    pub const SKY130HD: Tech = Tech { name: "sky130hd", cells: &cells::SKY130HD };
}
