//! What a conversion does: comparators strobed, cells of references charged and discharged.

use std::ops::AddAssign;

use crate::tech::{Event, Events};

use super::codes::Codes;
use super::conversion::Conversion;
use super::tree::{Next, Tree};

/// What conversions of one line do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Comparators strobed.
    pub comparisons: u64,
    /// Cells of references that change, from all discharged before the search.
    pub switchings: u64,
}

impl Activity {
    /// The events of so many conversions that did this together.
    pub fn events(self, conversion: &Conversion, count: u64) -> Events {
        let converted = match conversion.bits() {
            Some(5) => Event::ConversionsTo5Bits,
            _ => Event::Conversions,
        };
        Events::default()
            .with(converted, count)
            .with(Event::Comparisons, self.comparisons)
            .with(Event::ReferenceCells, self.switchings)
    }
}

impl AddAssign for Activity {
    fn add_assign(&mut self, other: Self) {
        self.comparisons += other.comparisons;
        self.switchings += other.switchings;
    }
}

/// The activity of one line's conversion to every code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeActivities(Vec<Activity>);

impl CodeActivities {
    /// Of lines of `cells`. An exact digitizer does nothing that is counted.
    pub fn new(conversion: &Conversion, cells: usize) -> Self {
        let (bits, tree) = (conversion.bits().unwrap_or(0), conversion.tree());
        let of = |code: u64| {
            let compared = match (conversion.steps(), &tree) {
                (_, Some(tree)) => along(tree, code),
                (steps, None) => in_steps(&steps.unwrap_or_default(), bits, code),
            };
            charged(conversion, cells, &compared)
        };
        match conversion.bits() {
            None => Self(vec![]),
            Some(bits) => Self((0..1u64 << bits).map(of).collect()),
        }
    }

    /// For a line that has come to a code, in error or not.
    pub fn of(&self, code: i64) -> Activity {
        self.0.get(code.max(0) as usize).copied().unwrap_or_default()
    }
}

/// The activity of one line's conversion for every product-sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activities(Vec<Activity>);

impl Activities {
    /// Of lines of `cells`.
    pub fn new(conversion: &Conversion, cells: usize) -> Self {
        let codes = Codes::new(conversion, cells);
        let of_code = CodeActivities::new(conversion, cells);
        let of = |driven: usize| match conversion.bits() {
            None => Activity::default(),
            Some(_) => of_code.of(codes.of(driven as i64)),
        };
        Self((0..=cells).map(of).collect())
    }

    /// For a line of which so many cells are driven.
    pub fn of(&self, driven: usize) -> Activity {
        self.0[driven.min(self.0.len() - 1)]
    }
}

/// In each step the thresholds that are compared with, for searches that find bits step by step.
fn in_steps(steps: &[u32], bits: u32, code: u64) -> Vec<Vec<u64>> {
    let mut low = bits;
    let step = |found: &u32| {
        low -= found;
        let above = code >> (low + found) << (low + found);
        (1..1u64 << found).map(|number| above | number << low).collect()
    };
    steps.iter().map(step).collect()
}

/// The same along a tree.
fn along(tree: &Tree, code: u64) -> Vec<Vec<u64>> {
    let (mut compared, mut k) = (vec![], tree.root());
    loop {
        compared.push(vec![k as u64]);
        match tree.next(k)[usize::from(code >= k as u64)] {
            Next::Ask(next) => k = next,
            Next::Code(_) => return compared,
        }
    }
}

/// Reference `r` charges as many cells as its threshold says, from one step to the next. For a threshold beyond
/// all cells it charges them all, and its comparator is not strobed; one that a step does not need keeps still.
fn charged(conversion: &Conversion, cells: usize, compared: &[Vec<u64>]) -> Activity {
    let mut activity = Activity::default();
    let mut charged: Vec<u64> = vec![];
    for thresholds in compared {
        charged.resize(charged.len().max(thresholds.len()), 0);
        for (charged, k) in charged.iter_mut().zip(thresholds) {
            let threshold = conversion.threshold(cells, *k);
            let reference = threshold.min(cells as u64);
            activity.switchings += reference.abs_diff(*charged);
            activity.comparisons += u64::from(threshold <= cells as u64);
            *charged = reference;
        }
    }
    activity
}
