//! Transfer curves: at which share of a line's charge each code begins, and what is wrong with that.
//!
//! Terms are those of IEEE Std 1241: transition levels, integral and differential nonlinearity with an
//! endpoint fit, missing codes, effective number of bits.

use serde::Serialize;

use super::charges::Charges;
use super::conversion::Conversion;
use super::errors::{Errors, Moment};

/// A number as a fraction, so that levels of references that differ are compared exactly.
#[derive(Clone, Copy, Debug)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    /// `None` where that is beyond all numbers.
    fn minus(self, other: Self) -> Option<Self> {
        if self.under == other.under {
            return Some(Self { over: self.over - other.over, under: self.under });
        }
        let over = self.over.checked_mul(other.under)?;
        let over = over.checked_sub(other.over.checked_mul(self.under)?)?;
        Some(Self { over, under: self.under.checked_mul(other.under)? })
    }

    fn times(self, by: usize) -> Option<Self> {
        Some(Self { over: self.over.checked_mul(by as i128)?, ..self })
    }

    /// `self / other`.
    fn by(self, other: Self) -> Option<f64> {
        let over = self.over.checked_mul(other.under)?;
        Some(over as f64 / self.under.checked_mul(other.over)? as f64)
    }

    fn value(self) -> f64 {
        self.over as f64 / self.under as f64
    }

    fn is_less(self, other: Self) -> bool {
        self.over * other.under < other.over * self.under
    }
}

/// Conversions with noise that a figure is made of.
const RAMP: u32 = 4096;

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
    /// Share of product-sums, from none to all cells driven, whose code is not that of a line without errors.
    pub wrong_sums: f64,
}

impl Transfer {
    /// The curve of a column's line of `cells`; `None` where nothing is searched. Noise is not in it but in
    /// its effective bits, for which the line is digitized 4096 times on a ramp.
    pub fn new(
        conversion: &Conversion,
        errors: &Errors,
        (column, cells): (usize, usize),
    ) -> Option<Self> {
        let bits = conversion.bits()?;
        let quiet = Errors { noise_sigma: 0, ..errors.clone() };
        let curve = Self::of(&Charges::new(conversion, &quiet, column, cells), bits);
        if !errors.is_noisy() {
            return Some(curve);
        }
        let noisy = Charges::new(conversion, errors, column, cells);
        let effective_bits = curve.effective_bits_of(&noisy, bits);
        Some(Self { effective_bits, wrong_sums: noisy.wrong_sums(), ..curve })
    }

    /// From the codes of a ramp between the first and the last transition.
    fn effective_bits_of(&self, charges: &Charges, bits: u32) -> Option<f64> {
        let mut known = self.transitions.iter().enumerate().filter(|(_, level)| level.is_some());
        let ((from, first), (to, last)) = (known.clone().next()?, known.next_back()?);
        let (first, last, steps) = ((*first)?, (*last)?, (to - from) as f64);
        let square = |number: u32| {
            let at = (f64::from(number) + 0.5) / f64::from(RAMP);
            const WHOLE: u64 = 1 << 32;
            let share = ((first + (last - first) * at) * WHOLE as f64) as u64;
            let moment = Moment { sample: number, plane: 0 };
            let code = charges.searched((share, WHOLE), moment) as f64;
            (at * steps - (code - from as f64 - 0.5)).powi(2)
        };
        let mean = (0..RAMP).map(square).sum::<f64>() / f64::from(RAMP);
        (first < last).then(|| f64::from(bits) - 0.5 * (12.0 * mean).log2())
    }

    pub(super) fn of(charges: &Charges, bits: u32) -> Self {
        let codes = 1usize << bits;
        // Nothing changes between the levels of the references.
        let mut levels: Vec<Fraction> = charges
            .levels()
            .map(|(over, under)| Fraction { over: over.clamp(0, under), under })
            .collect();
        levels.push(Fraction { over: 0, under: 1 });
        levels.sort_by(|a, b| (a.over * b.under).cmp(&(b.over * a.under)));
        let share = |level: &Fraction| (level.over as u64, level.under as u64);
        let code = |level: &Fraction| charges.searched(share(level), Moment::default());
        let given = levels.iter().map(code);
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
        Self {
            dnl: dnl.collect(),
            missing: (0..codes).filter(|code| !given.contains(code)).collect(),
            effective_bits: fit.and_then(|fit| fit.effective_bits(&levels, &given, bits)),
            transitions: transitions.iter().map(|level| level.map(Fraction::value)).collect(),
            wrong_sums: charges.wrong_sums(),
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
        let exact = || {
            let all = self.last.minus(self.first)?;
            to.minus(from)?.times(self.steps)?.minus(all.times(less)?)?.by(all)
        };
        // Long lines with a reference each: the last digits are rounded.
        exact().unwrap_or_else(|| {
            let all = self.last.value() - self.first.value();
            (to.value() - from.value()) / all * self.steps as f64 - less as f64
        })
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
