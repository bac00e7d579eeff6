//! Parameters of requantization.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::{
    Beat, Block, Cost, Golden, Interface, Kind, SpecError, Stream, Timing, name_hash,
};
use crate::num::{Format, bits_for_unsigned};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

/// Brings every lane to the output's scale and format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requantize {
    /// Format of the lanes that come in.
    pub input: Format,
    /// Factor of each lane, 0..2^31, worth `multiplier / 2^shift`.
    pub multipliers: Vec<i64>,
    /// Bits shifted out, 0..=47.
    pub shift: u32,
    /// Format of the lanes that go out.
    pub output: Format,
}

/// Most steps between results that an exercise goes to.
const STEPS: usize = 64;

impl Requantize {
    /// The least input whose result is `code` or more.
    fn first_of(&self, code: i64, multiplier: i64) -> i64 {
        let half = (1_i128 << self.shift) >> 1;
        let wanted = (i128::from(code) << self.shift) - half;
        let multiplier = i128::from(multiplier.max(1));
        let (whole, rest) = (wanted.div_euclid(multiplier), wanted.rem_euclid(multiplier));
        let first = whole + i128::from(rest > 0);
        i64::try_from(first).unwrap_or(if first < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
    }

    /// Greatest multiplier's width in bits.
    pub(super) fn multiplier_bits(&self) -> u32 {
        bits_for_unsigned(self.multipliers.iter().copied().max().unwrap_or(0).max(0) as u64)
    }
}

impl Block for Requantize {
    fn module_name(&self) -> String {
        let Self { input, multipliers, shift, output } = self;
        let lanes = multipliers.len();
        format!("requantize_{lanes}_{input}_{output}_s{shift}_{}", name_hash(multipliers))
    }

    fn shape(&self) -> String {
        let Self { input, multipliers, shift, output } = self;
        format!("requantize_{}_{input}_{output}_s{shift}", multipliers.len())
    }

    fn interface(&self) -> Interface {
        let lanes = self.multipliers.len();
        Interface {
            inputs: vec![Stream::new("x", lanes, self.input)],
            outputs: vec![Stream::new("y", lanes, self.output)],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Scale(self.clone()))
    }

    fn is_lanewise(&self) -> bool {
        true
    }

    /// On both sides of where results step, lane by lane.
    fn exercise(&self) -> Vec<Vec<Beat>> {
        let steps = self.output.codes().skip(1);
        let stride = steps.size_hint().0.div_ceil(STEPS).max(1);
        let beat = |(code, below): (i64, i64)| {
            let lanes = self.multipliers.iter();
            vec![
                lanes
                    .map(|multiplier| self.first_of(code, *multiplier) - below)
                    .map(|x| self.input.clamp(x))
                    .collect(),
            ]
        };
        steps.step_by(stride).flat_map(|code| [(code, 0), (code, 1)]).map(beat).collect()
    }

    fn timing(&self) -> Timing {
        Timing::registered()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::requantize(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Requantize {
    const NAME: &'static str = "requantize";
    const SUMMARY: &'static str = "lanes times constants, shifted, rounded and saturated";

    fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> = SpecError::unless_within(
            "multipliers",
            self.multipliers.len(),
            1,
            SpecError::MAX_LANES,
        )
        .into_iter()
        .collect();
        if let Some(wrong) = self.multipliers.iter().find(|m| !(0..1 << 31).contains(*m)) {
            let cause = format!("multiplier {wrong} is not within 0 to 2^31 - 1");
            errors.push(SpecError::new("multipliers", cause, "choose a smaller shift"));
        }
        errors.extend(SpecError::unless_within("shift", self.shift as usize, 0, 47));
        let product = self.input.bits() + self.multiplier_bits();
        if product > Format::MAX_BITS {
            let cause = format!("products need {product} bits, {} is the limit", Format::MAX_BITS);
            errors.push(SpecError::new("multipliers", cause, "use smaller multipliers"));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        let (u, s) = (Format::unsigned, Format::signed);
        let block = |input, multipliers: &[i64], shift, output| Self {
            input,
            multipliers: multipliers.to_vec(),
            shift,
            output,
        };
        vec![
            block(u(1), &[1], 0, u(1)),
            block(s(12), &[1, 3, 255, 0], 6, u(4)),
            block(s(9), &[65535, 40000], 15, s(11)),
            block(u(10), &[32768; 3], 15, u(10)),
            block(s(6), &[1, 2], 40, s(3)),
            block(s(20), &[7], 2, s(30)),
        ]
    }

    fn growing() -> Vec<Self> {
        [1, 4, 64]
            .map(|lanes| Self {
                input: Format::signed(12),
                multipliers: vec![40000; lanes],
                shift: 15,
                output: Format::unsigned(4),
            })
            .to_vec()
    }
}
