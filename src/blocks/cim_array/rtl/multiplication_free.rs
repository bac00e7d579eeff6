//! What a multiplication-free operator needs of the periphery: signs and magnitudes of inputs, and what is
//! driven in which step.

use crate::num::Format;
use crate::rtl::{ModuleBuilder, Wire};

use crate::blocks::cim_array::array::Array;
use crate::blocks::cim_array::operator::{Step, Term};

/// What the present step is.
#[derive(Clone, Copy)]
pub(super) struct Decoded<'m> {
    /// A plane of inputs is driven.
    pub inputs: Wire<'m>,
    /// It is worth half of the step before.
    pub halves: Wire<'m>,
    /// Which plane of weights is read; the last bit for their signs.
    pub weight_plane: Wire<'m>,
    /// Its number for draws of noise.
    pub number: Wire<'m>,
}

impl<'m> Decoded<'m> {
    /// Of the count of steps.
    pub fn new(m: &'m ModuleBuilder, (array, input): (&Array, Format), count: Wire<'m>) -> Self {
        let steps = array.steps(input);
        let at = |number: usize| count.is(number as u64);
        let any = |is: &dyn Fn(usize) -> bool| {
            let those = (0..steps.len()).filter(|number| is(*number)).map(at);
            m.tree(those.collect::<Vec<_>>(), |a, b| a | b).unwrap_or_else(|| m.constant(1, 0))
        };
        let inputs = m.wire("drives_inputs", any(&|number| steps[number].term == Term::Inputs));
        let halves = any(&|number| number > 0 && steps[number].bit < steps[number - 1].bit);
        let planes = (0..array.weight.bits())
            .map(|bit| any(&|number| steps[number] == Step { term: Term::Weights, bit }));
        let weight_plane = m.concat(planes.chain([inputs]).collect::<Vec<_>>());
        let numbers = steps
            .iter()
            .enumerate()
            .map(|(number, step)| at(number).repeat(8) & m.constant(8, step.number().into()));
        let number = m.tree(numbers.collect::<Vec<_>>(), |a, b| a | b);
        let number = number.unwrap_or_else(|| m.constant(8, 0));
        Self { inputs, halves: m.wire("halves", halves), weight_plane, number }
    }
}

/// Signs of lanes, and their magnitudes side by side.
pub(super) struct Lanes<'m> {
    /// Whether each is more than 0.
    pub positive: Wire<'m>,
    /// Whether each is less.
    pub negative: Wire<'m>,
    pub magnitudes: Wire<'m>,
}

impl<'m> Lanes<'m> {
    pub fn new(m: &'m ModuleBuilder, format: Format, data: Wire<'m>) -> Self {
        let bits = format.bits();
        let lanes: Vec<Wire<'m>> =
            (0..data.width() / bits).map(|lane| data.slice(lane * bits, bits)).collect();
        let is_negative = |lane: &Wire<'m>| match format.is_signed() {
            true => lane.top(),
            false => m.constant(1, 0),
        };
        let magnitude = |lane: &Wire<'m>| match format.is_signed() {
            true => lane.top().mux(m.constant(bits, 0) - *lane, *lane),
            false => *lane,
        };
        let concat =
            |of: &dyn Fn(&Wire<'m>) -> Wire<'m>| m.concat(lanes.iter().map(of).collect::<Vec<_>>());
        Self {
            positive: concat(&|lane| lane.reduce_or() & !is_negative(lane)),
            negative: concat(&is_negative),
            magnitudes: concat(&magnitude),
        }
    }
}
