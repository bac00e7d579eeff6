//! Searches whose steps are always the same: flash, successive approximation, and both.
//!
//! A step finds some bits, the most significant first. Comparator `u` is at work in steps of more than `u`
//! bits (optimized: one looks at what the last one found) or of more than `u` references (structural: all look
//! at once, and the bits are the number of those that are reached).

use crate::blocks::digitizer::conversion::Form;
use crate::rtl::{ModuleBuilder, Wire};

use super::references::{References, Threshold, one_at};

/// One line's search.
pub(super) struct Fixed<'a, 'm> {
    pub m: &'m ModuleBuilder,
    pub references: &'a References<'a, 'm>,
    /// Name of the line.
    pub name: &'a str,
    pub count: Wire<'m>,
    /// Bits found by each step.
    pub steps: &'a [u32],
    /// Which step this is, one hot; `None` where there is one.
    pub step: Option<Wire<'m>>,
}

impl<'m> Fixed<'_, 'm> {
    /// The code, in the last step.
    pub fn code(&self) -> Wire<'m> {
        let (m, bits) = (self.m, self.references.bits);
        let Some(step) = self.step else {
            let code = self.references.quotient(m, self.count);
            return code.unwrap_or_else(|| self.found(m.constant(bits, 0)));
        };
        // Bits of the last step are never kept.
        let last = self.steps.last().copied().unwrap_or(bits);
        let kept = m.register(&format!("{}_code", self.name), bits - last);
        let first = step.bit(0);
        let known = kept.value() & !first.repeat(bits - last);
        let known = m.concat([m.constant(last, 0), known]);
        let code = known | self.found(known);
        // In the last step, however long it stands, these are what they were.
        kept.next(code.slice(last, bits - last));
        code
    }

    /// Lowest bit that each step finds.
    fn lows(&self) -> Vec<u32> {
        let below = |step: usize| self.steps[step + 1..].iter().sum();
        (0..self.steps.len()).map(below).collect()
    }

    /// What the steps choose between: `of` for each that has it, masked by whether it is this one.
    fn in_steps(&self, of: impl Fn(usize, u32) -> Option<Wire<'m>>) -> Option<Wire<'m>> {
        let lows = self.lows();
        let each = self.steps.iter().enumerate().filter_map(|(number, _)| {
            let here = of(number, lows[number])?;
            Some(match self.step {
                Some(step) => here & step.bit(number as u32).repeat(here.width()),
                None => here,
            })
        });
        each.reduce(|all, one| all | one)
    }

    /// The bits that this step finds, in their places.
    fn found(&self, known: Wire<'m>) -> Wire<'m> {
        match self.references.conversion.form() {
            Form::Optimized => self.one_by_one(known),
            Form::Structural => self.at_once(known),
        }
    }

    fn one_by_one(&self, known: Wire<'m>) -> Wire<'m> {
        let (m, width) = (self.m, self.references.bits);
        let mut found = m.constant(width, 0);
        for unit in 0..self.steps.iter().copied().max().unwrap_or(0) {
            let tried = self.in_steps(|number, low| {
                let bit = (low + self.steps[number]).checked_sub(unit + 1)?;
                (unit < self.steps[number]).then(|| one_at(m, width, bit))
            });
            let Some(tried) = tried else { break };
            let k = m.wire(&format!("{}_try_{unit}", self.name), known | found | tried);
            let k = Threshold::Found(k);
            let reached = self.references.reaches(m, (self.name, self.count), (k, 0));
            found = found | (tried & reached.repeat(width));
        }
        found
    }

    /// Whether reference `number` is at work in this step; `None` where it is in all.
    fn strobed(&self, number: u64) -> Option<Wire<'m>> {
        let works = |step: usize| number >> self.steps[step] == 0;
        if (0..self.steps.len()).all(works) {
            return None;
        }
        self.in_steps(|step, _| works(step).then(|| self.m.constant(1, 1)))
    }

    fn at_once(&self, known: Wire<'m>) -> Wire<'m> {
        let (m, width) = (self.m, self.references.bits);
        let widest = self.steps.iter().copied().max().unwrap_or(0);
        let mut reached = vec![];
        for number in 1..1u64 << widest {
            let above = self.in_steps(|step, low| {
                (number >> self.steps[step] == 0).then(|| m.constant(width, number << low))
            });
            let Some(above) = above else { break };
            let name = format!("{}_r{}", self.name, number - 1);
            let k = match self.step {
                Some(_) => Threshold::Found(m.wire(&format!("{name}_k"), known | above)),
                None => Threshold::Fixed(number),
            };
            let hit = self.references.reaches(m, (&name, self.count), (k, number as usize - 1));
            reached.push(self.strobed(number).map_or(hit, |strobed| hit & strobed));
        }
        // References are in the order of their thresholds: as many are reached as the bits say.
        let many = m.concat(reached);
        let many = if many.width() == 1 { many } else { many.popcount() };
        let placed = self.in_steps(|step, low| {
            let bits = many.slice(0, self.steps[step]);
            let above = width - low - self.steps[step];
            let zeros = |count: u32| (count > 0).then(|| m.constant(count, 0));
            Some(m.concat([zeros(low), Some(bits), zeros(above)].into_iter().flatten()))
        });
        placed.unwrap_or(known)
    }
}
