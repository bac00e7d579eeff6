//! Sums that are one instruction: of many expressions, those that only lead to the sum are left out.
//!
//! Tiles are such sums: each column counts the driven rows of its lines, and adds the counts up with the
//! lines' weights.

use crate::num::bits_for_unsigned;
use crate::rtl::bits::Bits;
use crate::rtl::expr::{Expr, ExprId, Op};
use crate::rtl::module::Module;

use super::flatten::Scope;
use super::lower::is_zero;

/// A base and terms that are added to it.
pub(super) struct Sum {
    /// `None` for zero.
    pub base: Option<ExprId>,
    pub terms: Terms,
}

pub(super) enum Terms {
    /// One number, shifted to the left, added or subtracted. Of a signed one `unused` bits are above it, of
    /// any other none.
    Number { of: ExprId, left: u8, minus: bool, unused: u8 },
    /// Counts of ones.
    Counts(Vec<Counted>),
}

/// `scale` times the ones of a value.
pub(super) struct Counted {
    pub of: ExprId,
    pub scale: i16,
    /// The bits that are counted, where not all are.
    pub cells: Option<Bits>,
}

/// A sum of counts.
struct Counts {
    base: Option<ExprId>,
    counts: Vec<Counted>,
}

impl Counts {
    /// Whether it is always a number of as many bits as `sum` has, `signed` or not, so that an extension above changes
    /// nothing.
    fn fits(&self, module: &Module, sum: ExprId, signed: bool) -> bool {
        let end = 1i128 << (module.expr(sum).width - u32::from(signed));
        let ends = |count: &Counted| {
            i128::from(count.scale) * i128::from(ones(module, count.of, &count.cells))
        };
        let least: i128 = self.counts.iter().map(ends).filter(|end| *end < 0).sum();
        let greatest: i128 = self.counts.iter().map(ends).filter(|end| *end > 0).sum();
        self.base.is_none() && greatest < end && least >= if signed { -end } else { 0 }
    }

    /// The same, so many bits to the left, or with the other sign; `None` beyond the scale of a count.
    fn scaled(self, left: u8, minus: bool) -> Option<Vec<Counted>> {
        let factor = if minus { -1 } else { 1i16 }.checked_mul(1i16.checked_shl(left.into())?)?;
        let scaled =
            |count: Counted| Some(Counted { scale: count.scale.checked_mul(factor)?, ..count });
        self.counts.into_iter().map(scaled).collect()
    }
}

/// What is added, before it is scaled.
enum Form {
    Number(u8),
    Count(Option<Bits>),
}

impl Sum {
    /// The sum that an expression is, if it is one that an instruction computes as a whole.
    pub fn of(scope: &Scope<'_>, expr: &Expr) -> Option<Self> {
        let (base, terms) = term_of(scope.module, expr)?;
        let mut sum = Self { base, terms };
        if let Terms::Number { of, left, minus, unused } = sum.terms
            && let Some(counts) = Self::counted(scope, of, unused > 0)
            && let Some(counts) = counts.scaled(left, minus)
        {
            sum.terms = Terms::Counts(counts);
        }
        if let Terms::Counts(counts) = &mut sum.terms
            && let Some(below) = base.and_then(|base| Self::below(scope, base))
        {
            counts.extend(below.counts);
            sum.base = below.base;
        }
        Some(sum)
    }

    /// The counts that a term is, if it is made of nothing else, nothing else reads it, and it is a number of its width.
    fn counted(scope: &Scope<'_>, term: ExprId, signed: bool) -> Option<Counts> {
        let Self { base, terms: Terms::Counts(counts) } = Self::of(scope, scope.module.expr(term))?
        else {
            return None;
        };
        let counts = Counts { base, counts };
        (scope.read_once(term) && counts.fits(scope.module, term, signed)).then_some(counts)
    }

    /// The sum that a base is, if it is made of counts and nothing else reads it.
    fn below(scope: &Scope<'_>, base: ExprId) -> Option<Counts> {
        let expr = scope.module.expr(base);
        if !scope.read_once(base) {
            return None;
        }
        if let Some(Self { base, terms: Terms::Counts(counts) }) = Self::of(scope, expr) {
            return Some(Counts { base, counts });
        }
        if let Op::ZeroExtend(of) = expr.op
            && let Some(below) = Self::below(scope, of)
            && below.fits(scope.module, of, false)
        {
            return Some(below);
        }
        let (inner, left) = unshifted(scope.module, base);
        match inner_form(scope.module, inner) {
            (of, Form::Count(cells)) => {
                Some(Counts { base: None, counts: vec![Counted { of, scale: 1 << left, cells }] })
            }
            _ => None,
        }
    }

    /// What is read for it.
    pub fn reads(&self) -> Vec<ExprId> {
        let terms = match &self.terms {
            Terms::Number { of, .. } => vec![*of],
            Terms::Counts(counts) => counts.iter().map(|count| count.of).collect(),
        };
        self.base.into_iter().chain(terms).collect()
    }
}

/// An expression as a base and one term.
fn term_of(module: &Module, expr: &Expr) -> Option<(Option<ExprId>, Terms)> {
    let (a, b, sign) = match expr.op {
        _ if expr.width > 64 => return None,
        Op::Popcount(of) => return Some((None, counts(masked(module, of), 1))),
        Op::Add(a, b) => (a, b, 1),
        Op::Sub(a, b) => (a, b, -1),
        _ => return None,
    };
    let split = |base: ExprId, term: ExprId| {
        let (inner, left) = unshifted(module, term);
        let terms = match inner_form(module, inner) {
            (_, Form::Number(0)) if left == 0 => return None,
            (of, Form::Number(unused)) => {
                Terms::Number { of, left: left as u8, minus: sign < 0, unused }
            }
            (of, Form::Count(cells)) => counts((of, cells), sign << left),
        };
        Some((Some(base).filter(|base| !is_zero(module, *base)), terms))
    };
    split(a, b).or_else(|| split(b, a).filter(|_| sign == 1))
}

fn counts((of, cells): (ExprId, Option<Bits>), scale: i16) -> Terms {
    Terms::Counts(vec![Counted { of, scale, cells }])
}

/// A counted operand and a mask on it: a count over constant cells.
fn masked(module: &Module, of: ExprId) -> (ExprId, Option<Bits>) {
    let constant = |id: ExprId| match &module.expr(id).op {
        Op::Constant(bits) => Some(bits.clone()),
        _ => None,
    };
    let Op::And(a, b) = module.expr(of).op else { return (of, None) };
    match (constant(a), constant(b)) {
        (_, Some(bits)) => (a, Some(bits)),
        (Some(bits), _) => (b, Some(bits)),
        _ => (of, None),
    }
}

/// What a term is without zeros below it, and how many there are: a shift to the left by a constant. The
/// bits it pushes out are beyond the sum's width, or there are none.
fn unshifted(module: &Module, term: ExprId) -> (ExprId, u32) {
    let (shifted, is_extended) = match module.expr(term).op {
        Op::ZeroExtend(of) => (of, true),
        _ => (term, false),
    };
    let Op::Concat(parts) = &module.expr(shifted).op else { return (term, 0) };
    let [zeros, rest] = parts[..] else { return (term, 0) };
    let left = module.expr(zeros).width;
    // A scale has 16 bits.
    if !is_zero(module, zeros) || left > 14 {
        return (term, 0);
    }
    match module.expr(rest).op {
        // The sign of a number does not reach above the extension.
        Op::SignExtend(_) if is_extended => (term, 0),
        Op::Slice { of, low: 0 } if !is_extended && module.expr(of).width <= 64 => (of, left),
        _ => (rest, left),
    }
}

fn inner_form(module: &Module, term: ExprId) -> (ExprId, Form) {
    match module.expr(term).op {
        Op::ZeroExtend(of) => match inner_form(module, of) {
            // Only a count is whole below zeros: a signed number's bits end at its extension.
            (counted, Form::Count(cells)) => (counted, Form::Count(cells)),
            _ => (of, Form::Number(0)),
        },
        Op::SignExtend(of) => (of, Form::Number((64 - module.expr(of).width) as u8)),
        Op::Popcount(of) => {
            let (of, cells) = masked(module, of);
            (of, Form::Count(cells))
        }
        // A count that is cut where it cannot reach is whole.
        Op::Slice { of, low: 0 } => match inner_form(module, of) {
            (counted, Form::Count(cells)) if fits(module, counted, &cells, term) => {
                (counted, Form::Count(cells))
            }
            _ => (term, Form::Number(0)),
        },
        _ => (term, Form::Number(0)),
    }
}

/// Whether the ones of `counted` are always a number of as many bits as `term` has.
fn fits(module: &Module, counted: ExprId, cells: &Option<Bits>, term: ExprId) -> bool {
    bits_for_unsigned(ones(module, counted, cells).into()) <= module.expr(term).width
}

/// Most ones that are counted.
fn ones(module: &Module, counted: ExprId, cells: &Option<Bits>) -> u32 {
    let width = module.expr(counted).width;
    let ones = |cells: &Bits| cells.words().iter().map(|word| word.count_ones()).sum();
    cells.as_ref().map_or(width, ones).min(width)
}
