//! Units, and every physical coefficient with its source. Knows nothing of designs.

mod cells;
mod energy;
mod estimate;
mod events;
mod published;
mod readings;

pub use cells::{CellArea, GateCount, StandardCells};
pub use energy::{Coefficient, Price, coefficients, price};
pub use estimate::{Estimate, Femtojoules, Picoseconds, SquareMicrons};
pub use events::{Event, Events};
pub use published::{
    ARITHMETIC, COLLABORATIVE_DIGITIZATION, Mark, Published, TIME_FLOATS, WALSH_HADAMARD, figure_of,
};
pub use readings::{OP_READINGS, OpReading, planes_of_published_gain};

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
