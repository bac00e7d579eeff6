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
