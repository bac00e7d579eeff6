//! The adder tree as a block of the library.

use crate::blocks::{
    Block, Content, Cost, Golden, Interface, Kind, SpecError, Stream, Timing, name_hash,
};
use crate::num::Format;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::AdderTree;

impl Block for AdderTree {
    fn adds(&self) -> bool {
        true
    }

    fn module_name(&self) -> String {
        let bias = match self.bias.is_empty() {
            true => String::new(),
            false => format!("_{}", name_hash(&self.bias)),
        };
        format!("adder_tree_{}{bias}", self.summands())
    }

    fn shape(&self) -> String {
        let bias = if self.bias.is_empty() { "" } else { "_biased" };
        format!("adder_tree_{}{bias}", self.summands())
    }

    fn interface(&self) -> Interface {
        let input =
            |(k, format): (usize, &Format)| Stream::new(format!("a{k}"), self.lanes, *format);
        Interface {
            inputs: self.inputs.iter().enumerate().map(input).collect(),
            outputs: vec![Stream::new("y", self.lanes, self.output())],
        }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Sum(self.clone()))
    }

    fn is_lanewise(&self) -> bool {
        true
    }

    fn timing(&self) -> Timing {
        Timing::registered()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::adder_tree(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for AdderTree {
    const NAME: &'static str = "adder_tree";
    const SUMMARY: &'static str = "sum of several streams and a constant, lane by lane";

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![Content::list("bias", "[lanes]", &mut self.bias)]
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> = SpecError::unless_lanes(self.lanes).into_iter().collect();
        errors.extend(SpecError::unless_within("inputs", self.inputs.len(), 1, 4096));
        let inputs = self.inputs.iter().enumerate();
        errors.extend(inputs.filter_map(|(number, input)| {
            SpecError::unless_integer(format!("inputs.{number}"), *input)
        }));
        if !self.bias.is_empty() && self.bias.len() != self.lanes {
            let cause = format!("{} constants for {} lanes", self.bias.len(), self.lanes);
            errors.push(SpecError::new("bias", cause, "give one constant a lane, or none"));
        }
        if self.fitting_output().is_none() {
            let cause = format!("the sum does not fit {} bits", Format::MAX_BITS);
            errors.push(SpecError::new(
                "inputs",
                cause,
                "use narrower streams or smaller constants",
            ));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        let (u, s) = (Format::unsigned, Format::signed);
        let tree = |lanes, inputs: Vec<Format>, bias| Self { lanes, inputs, bias };
        vec![
            tree(1, vec![u(1)], vec![]),
            tree(3, vec![s(4), s(4)], vec![]),
            tree(2, vec![u(8), s(3), u(1)], vec![-100, 7]),
            tree(4, vec![s(12); 5], vec![0, -1, 2000, -2048]),
            tree(2, vec![u(61)], vec![5, 6]),
        ]
    }

    fn growing() -> Vec<Self> {
        [1, 4, 64]
            .map(|lanes| Self { lanes, inputs: vec![Format::signed(8); 3], bias: vec![] })
            .to_vec()
    }
}

impl AdderTree {
    /// The parameters but the bias, for names.
    fn summands(&self) -> String {
        let inputs: Vec<String> = self.inputs.iter().map(Format::to_string).collect();
        // Long lists of formats would make names that some tools refuse.
        let inputs = match inputs.iter().all(|format| *format == inputs[0]) {
            true => format!("{}x{}", inputs.len(), inputs.first().cloned().unwrap_or_default()),
            false => name_hash(&inputs),
        };
        format!("{}_{inputs}", self.lanes)
    }
}
