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
            Self::Modelled => "modelled",
        }
    }
}

/// A figure and its origin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Published {
    /// What it is.
    pub what: &'static str,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Where it comes from.
    pub mark: Mark,
}

const fn figure(what: &'static str, value: f64, unit: &'static str, mark: Mark) -> Published {
    Published { what, value, unit, mark }
}

/// Of arXiv:2307.03863: ratios as its abstract has them, the figures behind them as handed down. The 65 nm chip
/// is compared with converters at 40 nm.
pub const COLLABORATIVE_DIGITIZATION: &[Published] = &[
    figure("area, 40 nm SAR ADC over the 65 nm chip, 5 bits", 25.0, "times", Mark::Quoted),
    figure("area, 40 nm Flash ADC over the 65 nm chip, 5 bits", 51.0, "times", Mark::Quoted),
    figure("energy, 40 nm SAR ADC over the 65 nm chip, 5 bits", 1.4, "times", Mark::Quoted),
    figure("energy, 40 nm Flash ADC over the 65 nm chip, 5 bits", 13.0, "times", Mark::Quoted),
    figure("area of a converter, 65 nm collaborative", 207.8, "um2", Mark::Unverified),
    figure("area of a converter, 40 nm SAR", 5235.20, "um2", Mark::Unverified),
    figure("area of a converter, 40 nm Flash", 10703.36, "um2", Mark::Unverified),
    figure("energy of a conversion, 65 nm collaborative", 74.23, "pJ", Mark::Unverified),
    figure("energy of a conversion, 40 nm SAR", 105.0, "pJ", Mark::Unverified),
    figure("energy of a conversion, 40 nm Flash", 952.0, "pJ", Mark::Unverified),
];

/// Of arXiv:2309.01771, 16 x 16 cells and inputs of 8 bits at 0.8 V: as its abstract has them.
pub const WALSH_HADAMARD: &[Published] = &[
    figure("efficiency without early termination", 1602.0, "TOPS/W", Mark::Quoted),
    figure("efficiency with early termination", 5311.0, "TOPS/W", Mark::Quoted),
];

/// Energies of arithmetic at 45 nm and 0.9 V, in picojoules: M. Horowitz, *Computing's Energy Problem (and what we can do
/// about it)*, ISSCC 2014, figure 1.1.9.
pub const ARITHMETIC: &[Published] = &[
    figure("addition of 8-bit integers", 0.03, "pJ", Mark::Quoted),
    figure("addition of 32-bit integers", 0.1, "pJ", Mark::Quoted),
    figure("multiplication of 8-bit integers", 0.2, "pJ", Mark::Quoted),
    figure("multiplication of 32-bit integers", 3.1, "pJ", Mark::Quoted),
    figure("addition of 16-bit floats", 0.4, "pJ", Mark::Quoted),
    figure("addition of 32-bit floats", 0.9, "pJ", Mark::Quoted),
    figure("multiplication of 16-bit floats", 1.1, "pJ", Mark::Quoted),
    figure("multiplication of 32-bit floats", 3.7, "pJ", Mark::Quoted),
    figure("access of 64 bits to a cache of 8 KB", 10.0, "pJ", Mark::Quoted),
];

/// Of arXiv:2409.00495, at 15 nm: parts of a scalar product of FP8 numbers, as handed down. Its table and its text give
/// the last two differently, and both are here.
pub const TIME_FLOATS: &[Published] = &[
    figure("efficiency", 22.1, "TOPS/W", Mark::Quoted),
    figure("first part of a product", 1.28, "pJ", Mark::Unverified),
    figure("second part", 3.25, "pJ", Mark::Unverified),
    figure("third part", 0.023, "pJ", Mark::Unverified),
    figure("crossbar, by the table", 1.23, "pJ", Mark::Unverified),
    figure("crossbar, by the text", 1.32, "pJ", Mark::Unverified),
    figure("digitization, by the table", 0.021, "pJ", Mark::Unverified),
    figure("digitization, by the text", 2.421, "pJ", Mark::Unverified),
];

/// The figure of a table that is called so; 0 where there is none, as tests make sure of.
pub(super) fn figure_of(figures: &[Published], what: &str) -> f64 {
    figures.iter().find(|figure| figure.what == what).map_or(0.0, |figure| figure.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was handed down agrees with what the abstract says.
    #[test]
    fn ratios_of_unverified_figures_are_those_quoted() {
        let value = |what: &str| {
            let mut all = COLLABORATIVE_DIGITIZATION.iter();
            all.find(|figure| figure.what == what).unwrap().value
        };
        for kind in ["area of a converter", "energy of a conversion"] {
            let word = kind.split(' ').next().unwrap();
            for other in ["SAR", "Flash"] {
                let quoted =
                    value(&format!("{word}, 40 nm {other} ADC over the 65 nm chip, 5 bits"));
                let ours = value(&format!("{kind}, 65 nm collaborative"));
                let ratio = value(&format!("{kind}, 40 nm {other}")) / ours;
                assert!((ratio / quoted - 1.0).abs() < 0.03, "{kind}, {other}: {ratio} {quoted}");
            }
        }
    }
}
