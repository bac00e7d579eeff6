//! Standard cells that digital logic is counted in.

use std::ops::Add;

use super::estimate::{Estimate, SquareMicrons};

/// A cell's area and its name in the library.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellArea {
    /// Cell name.
    pub cell: &'static str,
    /// Its area.
    pub area: SquareMicrons,
}

/// The few cells that estimates count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardCells {
    /// Where the areas were read.
    pub source: &'static str,
    /// One-bit full adder.
    pub full_adder: CellArea,
    /// Flip-flop without reset.
    pub flop: CellArea,
    /// Two-input multiplexer.
    pub mux: CellArea,
    /// Two-input gate.
    pub gate: CellArea,
}

const fn cell(cell: &'static str, area: f64) -> CellArea {
    CellArea { cell, area: SquareMicrons(area) }
}

/// Areas as the Liberty file states them.
pub(super) const SKY130HD: StandardCells = StandardCells {
    source: "sky130_fd_sc_hd__tt_025C_1v80.lib, attribute `area` of each cell",
    full_adder: cell("sky130_fd_sc_hd__fa_1", 20.0192),
    flop: cell("sky130_fd_sc_hd__dfxtp_1", 20.0192),
    mux: cell("sky130_fd_sc_hd__mux2_1", 11.2608),
    gate: cell("sky130_fd_sc_hd__and2_1", 6.256),
};

/// How many cells of each kind a block's plain, unshared form takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateCount {
    /// One-bit full adders.
    pub full_adders: u64,
    /// Flip-flops.
    pub flops: u64,
    /// Two-input multiplexers.
    pub muxes: u64,
    /// Two-input gates.
    pub gates: u64,
}

impl Add for GateCount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            full_adders: self.full_adders + other.full_adders,
            flops: self.flops + other.flops,
            muxes: self.muxes + other.muxes,
            gates: self.gates + other.gates,
        }
    }
}

impl GateCount {
    /// Area of the counted cells. Sharing by synthesis, buffers and routing are left out, so this is
    /// the area of the plain form, neither a lower nor an upper bound of a layout's.
    pub fn area(self, cells: &StandardCells) -> Estimate<SquareMicrons> {
        let of = |count: u64, cell: CellArea| count as f64 * cell.area.0;
        let value = SquareMicrons(
            of(self.full_adders, cells.full_adder)
                + of(self.flops, cells.flop)
                + of(self.muxes, cells.mux)
                + of(self.gates, cells.gate),
        );
        Estimate::Modelled { value, source: format!("counted cells x {}", cells.source) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adder_and_its_register_in_sky130() {
        let count = GateCount { full_adders: 8, flops: 8, muxes: 0, gates: 0 };
        assert_eq!(count.area(&SKY130HD).value(), Some(SquareMicrons(16.0 * 20.0192)));
    }
}
