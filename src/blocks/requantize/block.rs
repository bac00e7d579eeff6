//! Requantization as a block of the library.

use crate::blocks::{
    Beat, Block, Content, Cost, Golden, Interface, Kind, SpecError, Stream, Timing, name_hash,
};
use crate::num::Format;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Requantize;

/// Most steps between results that an exercise goes to.
const STEPS: usize = 64;

impl Block for Requantize {
    fn module_name(&self) -> String {
        let constants = name_hash(&(&self.multipliers, &self.bias, &self.shift));
        format!("{}_{constants}", self.shape())
    }

    fn shape(&self) -> String {
        let Self { input, multipliers, relu, output, .. } = self;
        let relu = if *relu { "_relu" } else { "" };
        format!("requantize_{}_{input}_{output}{relu}", multipliers.len())
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
            let lanes = 0..self.multipliers.len();
            vec![
                lanes
                    .map(|lane| self.first_of(code, lane) - below)
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

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![
            Content::list("multipliers", "[lanes]", &mut self.multipliers),
            Content::list("bias", "[lanes]", &mut self.bias),
        ]
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> = SpecError::unless_within(
            "multipliers",
            self.multipliers.len(),
            1,
            SpecError::MAX_LANES,
        )
        .into_iter()
        .collect();
        errors.extend(SpecError::unless_integer("input", self.input));
        errors.extend(SpecError::unless_integer("output", self.output));
        let limit = 1 << Self::MULTIPLIER_BITS;
        if let Some(wrong) = self.multipliers.iter().find(|m| !(0..limit).contains(*m)) {
            let cause =
                format!("multiplier {wrong} is not within 0 to 2^{} - 1", Self::MULTIPLIER_BITS);
            errors.push(SpecError::new("multipliers", cause, "choose a smaller shift"));
        }
        let lanes = self.multipliers.len();
        if !self.shift.is_for(lanes) {
            let help = "give one number for all lanes, or one for each";
            errors.push(SpecError::new(
                "shift",
                format!("{lanes} lanes need as many shifts"),
                help,
            ));
        }
        let shift = self.shift.most() as usize;
        errors.extend(SpecError::unless_within("shift", shift, 0, Self::MAX_SHIFT as usize));
        if !self.bias.is_empty() && self.bias.len() != lanes {
            let cause = format!("{} constants for {lanes} lanes", self.bias.len());
            errors.push(SpecError::new("bias", cause, "give one constant per lane, or none"));
        }
        if errors.is_empty() && !(0..lanes).all(|lane| self.fitting_sum(lane).is_some()) {
            let most = Format::MAX_BITS;
            let cause = format!("products and biases need more than {most} bits");
            errors.push(SpecError::new("multipliers", cause, "use smaller multipliers and biases"));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        let (u, s) = (Format::unsigned, Format::signed);
        let block = |input, multipliers: &[i64], shift: u32, output| Self {
            input,
            multipliers: multipliers.to_vec(),
            bias: vec![],
            shift: shift.into(),
            relu: false,
            output,
        };
        vec![
            block(u(1), &[1], 0, u(1)),
            block(s(12), &[1, 3, 255, 0], 6, u(4)),
            block(s(9), &[65535, 40000], 15, s(11)),
            block(u(10), &[32768; 3], 15, u(10)),
            block(s(6), &[1, 2], 40, s(3)),
            block(s(20), &[7], 2, s(30)),
            // A lane without product, one of tiny steps, one of steps larger than a code.
            Self {
                bias: vec![-300, 5, 1 << 20, 0],
                shift: vec![0, 3, 21, 0].into(),
                ..block(s(11), &[0, 37, 9, 4], 0, s(9))
            },
            Self { bias: vec![-100_000, 77], ..block(s(9), &[65535 << 12, 40001], 0, s(40)) },
            Self { relu: true, bias: vec![-3, 4], ..block(s(7), &[5, 3], 2, s(5)) },
        ]
    }

    fn growing() -> Vec<Self> {
        [1, 4, 64]
            .map(|lanes| Self {
                input: Format::signed(12),
                multipliers: vec![40000; lanes],
                bias: vec![],
                shift: 15.into(),
                relu: false,
                output: Format::unsigned(4),
            })
            .to_vec()
    }
}

impl Requantize {
    /// The least input whose result is `code` or more.
    fn first_of(&self, code: i64, lane: usize) -> i64 {
        let wanted = (i128::from(code) << self.shift.of(lane)) - i128::from(self.constant(lane));
        let multiplier = i128::from(self.multipliers[lane].max(1));
        let (whole, rest) = (wanted.div_euclid(multiplier), wanted.rem_euclid(multiplier));
        let first = whole + i128::from(rest > 0);
        i64::try_from(first).unwrap_or(if first < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
    }
}
