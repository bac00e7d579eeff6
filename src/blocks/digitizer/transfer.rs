//! Transfer curves: at which share of a line's charge each code begins, and what is wrong with that.
//!
//! Terms are those of IEEE Std 1241: transition levels, integral and differential nonlinearity with an
//! endpoint fit, missing codes, effective number of bits.

use serde::Serialize;

use super::charges::Charges;
use super::spec::Digitizer;

/// A number as a fraction, so that levels of references that differ are compared exactly.
#[derive(Clone, Copy, Debug)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    fn minus(self, other: Self) -> Self {
        if self.under == other.under {
            return Self { over: self.over - other.over, under: self.under };
        }
        let over = self.over * other.under - other.over * self.under;
        Self { over, under: self.under * other.under }
    }

    /// `self / other`.
    fn by(self, other: Self) -> f64 {
        let products = (self.over.checked_mul(other.under), self.under.checked_mul(other.over));
        match products {
            (Some(over), Some(under)) => over as f64 / under as f64,
            // Long lines with a reference each: the last digits are rounded.
            _ => (self.over as f64 / self.under as f64) / (other.over as f64 / other.under as f64),
        }
    }

    fn is_less(self, other: Self) -> bool {
        self.over * other.under < other.over * self.under
    }
}

/// The curve of one column: charge is a share of all that the line can hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transfer {
    /// For each code from 1 on the share at which it or a greater one first comes; `None` where it never does.
    pub transitions: Vec<Option<f64>>,
    /// Deviation of each of these from a line through the first and the last, in steps of that line.
    pub inl: Vec<Option<f64>>,
    /// What each code but the first and the last is wider than such a step, in steps.
    pub dnl: Vec<Option<f64>>,
    /// Codes that no share of charge gives.
    pub missing: Vec<usize>,
    /// `n - log2(sqrt(12) e)`, e being the root mean square of what codes are off by between the first and the last
    /// transition, in steps; `None` where there are not two.
    pub effective_bits: Option<f64>,
}

impl Transfer {
    /// The curve of a column's digitizer; `None` where nothing is searched.
    pub fn new(digitizer: &Digitizer, column: usize) -> Option<Self> {
        let (conversion, cells) = (&digitizer.conversion, digitizer.cells);
        let bits = conversion.bits()?;
        let errors = digitizer.errors.unwrap_or_default();
        Some(Self::of(&Charges::new(conversion, &errors, column, cells), bits))
    }

    pub(super) fn of(charges: &Charges<'_>, bits: u32) -> Self {
        let codes = 1usize << bits;
        // Nothing changes between the levels of the references.
        let mut levels: Vec<Fraction> = charges
            .levels((1 << bits) - 1)
            .map(|(over, under)| Fraction { over: over.clamp(0, under), under })
            .collect();
        levels.push(Fraction { over: 0, under: 1 });
        levels.sort_by(|a, b| (a.over * b.under).cmp(&(b.over * a.under)));
        let given =
            levels.iter().map(|level| charges.searched(level.over as u64, level.under as u64));
        let given: Vec<usize> = given.map(|code| code as usize).collect();
        let first = |code: usize| given.iter().position(|one| *one >= code).map(|at| levels[at]);
        let transitions: Vec<Option<Fraction>> = (1..codes).map(first).collect();
        let fit = Fit::new(&transitions);
        let inl = |(number, level): (usize, &Option<Fraction>)| {
            let fit = fit?;
            Some(fit.width(fit.first, (*level)?, number))
        };
        let inl: Vec<Option<f64>> = transitions.iter().enumerate().map(inl).collect();
        let dnl = transitions.windows(2).map(|pair| Some(fit?.width(pair[0]?, pair[1]?, 1)));
        let shown = |level: &Fraction| level.over as f64 / level.under as f64;
        Self {
            dnl: dnl.collect(),
            missing: (0..codes).filter(|code| !given.contains(code)).collect(),
            effective_bits: fit.and_then(|fit| fit.effective_bits(&levels, &given, bits)),
            transitions: transitions.iter().map(|level| level.as_ref().map(shown)).collect(),
            inl,
        }
    }

    /// The greatest deviation of either sign; 0 where there is none to tell.
    pub fn worst(of: &[Option<f64>]) -> f64 {
        of.iter().flatten().fold(0.0, |worst, one| worst.max(one.abs()))
    }
}

/// A line through the first and the last transition.
#[derive(Clone, Copy)]
struct Fit {
    first: Fraction,
    last: Fraction,
    /// Steps between them.
    steps: usize,
}

impl Fit {
    /// `None` where there are not two transitions, or both are the same.
    fn new(transitions: &[Option<Fraction>]) -> Option<Self> {
        let known: Vec<(usize, Fraction)> = transitions
            .iter()
            .enumerate()
            .filter_map(|(number, level)| Some((number, (*level)?)))
            .collect();
        let ((from, first), (to, last)) = (*known.first()?, *known.last()?);
        (from < to && first.is_less(last)).then_some(Self { first, last, steps: to - from })
    }

    /// How far one level is from another, in steps, and `less` steps less.
    fn width(&self, from: Fraction, to: Fraction, less: usize) -> f64 {
        let scaled = |fraction: Fraction, by: usize| Fraction {
            over: fraction.over * by as i128,
            ..fraction
        };
        let all = self.last.minus(self.first);
        scaled(to.minus(from), self.steps).minus(scaled(all, less)).by(all)
    }

    /// From the codes that come from each level on.
    fn effective_bits(&self, levels: &[Fraction], given: &[usize], bits: u32) -> Option<f64> {
        let (mut square, mut from) = (0.0, 0.0);
        let ends = levels.iter().skip(1).chain(std::iter::once(&self.last));
        for (code, end) in given.iter().zip(ends) {
            let end = self.width(self.first, *end, 0).clamp(0.0, self.steps as f64);
            if end > from {
                // A code stands for the middle of its step.
                let off = |at: f64| (at - (*code as f64 - 0.5)).powi(3) / 3.0;
                square += off(end) - off(from);
                from = end;
            }
        }
        let mean = square / self.steps as f64;
        (mean > 0.0).then(|| f64::from(bits) - 0.5 * (12.0 * mean).log2())
    }
}
