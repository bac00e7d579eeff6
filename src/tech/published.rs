//! Figures that papers give, with how far each can be trusted.

use serde::Serialize;

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The paper says so.
    Quoted,
    /// Handed down as the paper's; nobody here has seen it there.
    Unverified,
    /// Counted in a simulation of the hardware.
    MeasuredInRtl,
    /// Counted in what a synthesis tool made of the hardware.
    Synthesized,
    /// Counted in the netlist, before any synthesis.
    CountedInNetlist,
    /// Counted in golden models on samples.
    Counted,
    /// The mean that chances give, without any sample.
    Expected,
    /// Computed from models.
    Modelled,
}

impl Mark {
    /// For tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Unverified => "unverified",
            Self::MeasuredInRtl => "measured in RTL",
            Self::Synthesized => "synthesized",
            Self::CountedInNetlist => "counted in netlist",
            Self::Counted => "counted",
            Self::Expected => "expected",
            Self::Modelled => "modelled",
        }
    }
}

/// A figure and its origin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Published {
    /// Its name among those of its publication.
    pub id: &'static str,
    /// What it is.
    pub what: &'static str,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Where it comes from.
    pub mark: Mark,
}

const fn figure(
    id: &'static str,
    what: &'static str,
    value: f64,
    unit: &'static str,
    mark: Mark,
) -> Published {
    Published { id, what, value, unit, mark }
}

/// Of arXiv:2307.03863: ratios as its abstract has them, the figures behind them as handed down. The 65 nm chip
/// is compared with converters at 40 nm.
pub const COLLABORATIVE_DIGITIZATION: &[Published] = &[
    figure(
        "area_of_sar",
        "area, 40 nm SAR ADC over the 65 nm chip, 5 bits",
        25.0,
        "times",
        Mark::Quoted,
    ),
    figure(
        "area_of_flash",
        "area, 40 nm Flash ADC over the 65 nm chip, 5 bits",
        51.0,
        "times",
        Mark::Quoted,
    ),
    figure(
        "energy_of_sar",
        "energy, 40 nm SAR ADC over the 65 nm chip, 5 bits",
        1.4,
        "times",
        Mark::Quoted,
    ),
    figure(
        "energy_of_flash",
        "energy, 40 nm Flash ADC over the 65 nm chip, 5 bits",
        13.0,
        "times",
        Mark::Quoted,
    ),
    figure(
        "area.collaborative",
        "area of a converter, 65 nm collaborative",
        207.8,
        "um2",
        Mark::Unverified,
    ),
    figure("area.sar", "area of a converter, 40 nm SAR", 5235.20, "um2", Mark::Unverified),
    figure("area.flash", "area of a converter, 40 nm Flash", 10703.36, "um2", Mark::Unverified),
    figure(
        "energy.collaborative",
        "energy of a conversion, 65 nm collaborative",
        74.23,
        "pJ",
        Mark::Unverified,
    ),
    figure("energy.sar", "energy of a conversion, 40 nm SAR", 105.0, "pJ", Mark::Unverified),
    figure("energy.flash", "energy of a conversion, 40 nm Flash", 952.0, "pJ", Mark::Unverified),
];

/// Of arXiv:2309.01771, 16 x 16 cells and inputs of 8 bits at 0.8 V: as its abstract has them.
pub const WALSH_HADAMARD: &[Published] = &[
    figure(
        "efficiency.all_planes",
        "efficiency without early termination",
        1602.0,
        "TOPS/W",
        Mark::Quoted,
    ),
    figure(
        "efficiency.early_termination",
        "efficiency with early termination",
        5311.0,
        "TOPS/W",
        Mark::Quoted,
    ),
];

/// Energies of arithmetic at 45 nm and 0.9 V, in picojoules: M. Horowitz, *Computing's Energy Problem (and what we can do
/// about it)*, ISSCC 2014, figure 1.1.9.
pub const ARITHMETIC: &[Published] = &[
    figure("add.int8", "addition of 8-bit integers", 0.03, "pJ", Mark::Quoted),
    figure("add.int32", "addition of 32-bit integers", 0.1, "pJ", Mark::Quoted),
    figure("multiply.int8", "multiplication of 8-bit integers", 0.2, "pJ", Mark::Quoted),
    figure("multiply.int32", "multiplication of 32-bit integers", 3.1, "pJ", Mark::Quoted),
    figure("add.fp16", "addition of 16-bit floats", 0.4, "pJ", Mark::Quoted),
    figure("add.fp32", "addition of 32-bit floats", 0.9, "pJ", Mark::Quoted),
    figure("multiply.fp16", "multiplication of 16-bit floats", 1.1, "pJ", Mark::Quoted),
    figure("multiply.fp32", "multiplication of 32-bit floats", 3.7, "pJ", Mark::Quoted),
    figure("cache.8kb", "access of 64 bits to a cache of 8 KB", 10.0, "pJ", Mark::Quoted),
];

/// Of arXiv:2409.00495, at 15 nm: parts of a scalar product of FP8 numbers, as handed down. Its table and its text give
/// the last two differently, and both are here.
pub const TIME_FLOATS: &[Published] = &[
    figure("efficiency", "efficiency", 22.1, "TOPS/W", Mark::Quoted),
    figure("part_1", "first part of a product", 1.28, "pJ", Mark::Unverified),
    figure("part_2", "second part", 3.25, "pJ", Mark::Unverified),
    figure("part_3", "third part", 0.023, "pJ", Mark::Unverified),
    figure("crossbar.table", "crossbar, by the table", 1.23, "pJ", Mark::Unverified),
    figure("crossbar.text", "crossbar, by the text", 1.32, "pJ", Mark::Unverified),
    figure("digitization.table", "digitization, by the table", 0.021, "pJ", Mark::Unverified),
    figure("digitization.text", "digitization, by the text", 2.421, "pJ", Mark::Unverified),
];

/// The figure of a publication that is called so; not a number where there is none, which tests of its users find.
pub fn figure_of(figures: &[Published], id: &str) -> f64 {
    figures.iter().find(|figure| figure.id == id).map_or(f64::NAN, |figure| figure.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was handed down agrees with what the abstract says.
    #[test]
    fn ratios_of_unverified_figures_are_those_quoted() {
        let value = |id: &str| figure_of(COLLABORATIVE_DIGITIZATION, id);
        for kind in ["area", "energy"] {
            for other in ["sar", "flash"] {
                let quoted = value(&format!("{kind}_of_{other}"));
                let ours = value(&format!("{kind}.collaborative"));
                let ratio = value(&format!("{kind}.{other}")) / ours;
                assert!((ratio / quoted - 1.0).abs() < 0.03, "{kind}, {other}: {ratio} {quoted}");
            }
        }
    }

    #[test]
    fn figures_are_called_apart() {
        for figures in [COLLABORATIVE_DIGITIZATION, WALSH_HADAMARD, ARITHMETIC, TIME_FLOATS] {
            let mut ids: Vec<&str> = figures.iter().map(|figure| figure.id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), figures.len());
        }
    }
}
