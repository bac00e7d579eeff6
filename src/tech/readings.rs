//! What an operation may be, where a published figure does not say it: that of Walsh-Hadamard crossbars.
//!
//! arXiv:2309.01771 gives 1602 TOPS/W for transforms of 16 points and 8 bits at 0.8 V, and does not say what an
//! operation is. Under either reading a transform has an energy, and each of its 16 x 16 cells an eighth of its share in
//! each plane. Larger crossbars are taken to cost as much a cell, which nobody has shown.

use serde::Serialize;

use super::estimate::Femtojoules;
use super::published::WALSH_HADAMARD;

/// What an operation is taken to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OpReading {
    /// In words.
    pub op: &'static str,
    /// Operations of one transform of 16 points and 8 bits.
    pub operations: f64,
}

/// Both readings: a multiplication and an addition for each cell, of 8 bits or bit by bit.
pub const OP_READINGS: [OpReading; 2] = [
    OpReading { op: "an 8-bit multiply or add", operations: 512.0 },
    OpReading { op: "a 1-bit multiply or add", operations: 4096.0 },
];

/// Cells times planes of the transform that the figure is of.
const CELL_PLANES: f64 = 16.0 * 16.0 * 8.0;

impl OpReading {
    /// Energy of one cell in one plane.
    pub fn cell_plane(self) -> Femtojoules {
        // Operations a second and watt, 10^12 times, are operations a picojoule.
        let picojoules = self.operations / WALSH_HADAMARD[0].value;
        Femtojoules(picojoules * 1e3 / CELL_PLANES)
    }
}

/// Planes of a row out of 8 at which early termination brings what the paper says, were energy in proportion to planes.
pub fn planes_of_published_gain() -> f64 {
    8.0 * WALSH_HADAMARD[0].value / WALSH_HADAMARD[1].value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energies_by_hand() {
        let cell_plane = OP_READINGS.map(|reading| reading.cell_plane().0);
        assert!((cell_plane[0] - 0.1561).abs() < 1e-4, "{cell_plane:?}");
        assert!((cell_plane[1] - 1.2484).abs() < 1e-4, "{cell_plane:?}");
        assert!((planes_of_published_gain() - 2.413).abs() < 1e-3);
    }
}
