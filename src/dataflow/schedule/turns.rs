//! Whose turn it is in groups of arrays, cycle by cycle.
//!
//! An array asks when a conversion is to begin and, if it is the last of its product, the result before has been
//! taken. While nothing is converted, the next phase after the last one in which some array asks begins: all
//! its arrays that ask convert, and no other begins before they are done.

use crate::blocks::OnHardware;
use crate::dataflow::graph::Graph;
use crate::dataflow::placement::{ArrayGroup, Role};

/// One group at work.
pub(super) struct Turns {
    group: ArrayGroup,
    phases: Vec<Vec<usize>>,
    /// By array.
    arrays: Vec<Converting>,
    /// Which phase began last.
    last: usize,
    /// Cycle of the present conversion.
    cycle: usize,
    /// Arrays that convert in this cycle.
    computing: Vec<usize>,
}

/// An array with a product.
#[derive(Clone, Default)]
struct Converting {
    /// Conversions of a product.
    conversions: u32,
    product: ProductState,
    /// A beat is taken in this cycle.
    taken: bool,
    /// A result is taken in this cycle.
    given: bool,
}

/// What an array holds between two cycles.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
struct ProductState {
    /// Conversions that are left of the present product.
    left: u32,
    /// A result waits to be taken.
    full: bool,
}

/// What a group holds between two cycles.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct TurnState {
    last: usize,
    cycle: usize,
    computing: Vec<usize>,
    arrays: Vec<ProductState>,
}

impl Turns {
    pub fn new(graph: &Graph, group: &ArrayGroup) -> Self {
        let conversions = |id| {
            let block = graph.node(id).block();
            block.and_then(|block| block.as_block().on()).map_or(0, OnHardware::conversions)
        };
        let array = |operation: &Option<_>| Converting {
            conversions: operation.map_or(0, conversions),
            ..Converting::default()
        };
        let phases = group.phases();
        Self {
            arrays: group.operations.iter().map(array).collect(),
            last: phases.len().saturating_sub(1),
            phases,
            group: group.clone(),
            cycle: 0,
            computing: vec![],
        }
    }

    /// Decides who converts in this cycle, from what was before it.
    pub fn grant(&mut self) {
        if self.cycle > 0 {
            return;
        }
        let asks = |array: &usize| self.arrays[*array].asks();
        let after = (1..=self.phases.len()).map(|step| (self.last + step) % self.phases.len());
        let phase = after.into_iter().find(|phase| self.phases[*phase].iter().any(asks));
        self.computing =
            phase.map_or(vec![], |phase| self.phases[phase].iter().copied().filter(asks).collect());
        self.last = phase.unwrap_or(self.last);
    }

    /// Whether an array offers a result.
    pub fn offers(&self, array: usize) -> bool {
        self.arrays[array].product.full
    }

    /// Whether it would take a beat.
    pub fn ready(&self, array: usize) -> bool {
        let ProductState { left, .. } = self.arrays[array].product;
        left == 0 || (left == 1 && self.ends(array))
    }

    /// Whether a conversion of an array ends in this cycle.
    fn ends(&self, array: usize) -> bool {
        self.cycle + 1 == self.group.cycles() && self.computing.contains(&array)
    }

    /// Notes what an array takes and gives in this cycle.
    pub fn moves(&mut self, array: usize, taken: bool, given: bool) {
        let array = &mut self.arrays[array];
        (array.taken, array.given) = (taken, given);
    }

    /// The edge.
    pub fn clock(&mut self) {
        for array in 0..self.arrays.len() {
            let ends = self.ends(array);
            let Converting { conversions, product, taken, given } = &mut self.arrays[array];
            product.left -= u32::from(ends);
            let finishes = ends && product.left == 0;
            product.full = finishes || (product.full && !*given);
            if *taken {
                product.left = *conversions;
            }
            (*taken, *given) = (false, false);
        }
        let runs = !self.computing.is_empty();
        self.cycle = if runs { (self.cycle + 1) % self.group.cycles() } else { 0 };
    }

    /// What every array does in this cycle.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = vec![Role::Idle; self.arrays.len()];
        for array in &self.computing {
            roles[*array] = Role::Compute;
            let count = self.group.references[self.cycle];
            for other in &self.group.topology.references(*array)[..count] {
                roles[*other] = Role::Refer(*array);
            }
        }
        roles
    }

    /// All that later cycles depend on.
    pub fn state(&self) -> TurnState {
        TurnState {
            last: self.last,
            cycle: self.cycle,
            // Who converts is decided anew where nobody does.
            computing: if self.cycle > 0 { self.computing.clone() } else { vec![] },
            arrays: self.arrays.iter().map(|array| array.product).collect(),
        }
    }
}

impl Converting {
    fn asks(&self) -> bool {
        let ProductState { left, full } = self.product;
        left > 1 || (left == 1 && !full)
    }
}
