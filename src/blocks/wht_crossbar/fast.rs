//! The golden model's equal for whole data sets: sums by a butterfly, decisions by tables.

use crate::blocks::{Beat, Golden};

use super::crossbar::{Crossbar, Stitching, Tie};
use super::digitizer::RowDigitizer;
use super::rtl::natural_row;
use super::sign::Sign;
use super::spec::{Request, WhtCrossbar};

/// The fast model.
pub struct Fast {
    spec: WhtCrossbar,
    thresholds: Vec<i64>,
    /// What a plane adds for product-sums from -N up; of zero the rule of ties says it where that looks back.
    added: Vec<i64>,
    /// For each row, its number in natural order.
    natural: Vec<usize>,
    /// For each plane, from the least significant up, what may still come; `None` where that does not matter.
    remaining: Vec<Option<i64>>,
}

impl Fast {
    /// The model of `spec`; `None` where chance decides.
    pub fn new(spec: &WhtCrossbar) -> Option<Self> {
        let Crossbar { points, order, digitizer, tie, early_termination, .. } = &spec.crossbar;
        let of_zero = match tie {
            Tie::Plus | Tie::Previous => 1,
            Tie::Minus => -1,
            Tie::Zero => 0,
            Tie::Random(_) => return None,
        };
        let count = *points as i64;
        let conversion = digitizer.conversion();
        let added = |sum: i64| match (digitizer, &conversion) {
            (RowDigitizer::Comparator, _) if sum == 0 => of_zero,
            (RowDigitizer::Comparator, _) => sum.signum(),
            (_, None) => sum,
            (_, Some(conversion)) => {
                let driven = (sum + count) as usize;
                let code = conversion.code(RowDigitizer::cells(*points), driven);
                RowDigitizer::value(conversion, *points, code)
            }
        };
        let greatest = digitizer.greatest(*points);
        let remaining = |plane| early_termination.remaining(greatest, plane);
        Some(Self {
            spec: spec.clone(),
            thresholds: spec.rows(),
            added: (-count..=count).map(added).collect(),
            natural: (0..*points).map(|row| natural_row(*order, row, *points)).collect(),
            remaining: (0..spec.bits).map(remaining).collect(),
        })
    }

    /// Results of inputs `x`, row by row, and the planes that each row took.
    pub fn transform(&self, x: &[i64], stitched: bool) -> (Vec<i64>, Vec<u32>) {
        let rows = self.spec.crossbar.rows();
        let mut sums = vec![0; rows];
        let mut planes = vec![0; rows];
        let mut said = vec![1; rows];
        // Rows at work; those that stop swap with the last of them.
        let mut at_work: Vec<usize> = (0..rows).collect();
        for plane in (0..self.spec.bits).rev() {
            if at_work.is_empty() {
                break;
            }
            let products = self.products(x, plane, stitched);
            let mut place = 0;
            while let Some(row) = at_work.get(place).copied() {
                let added = self.added(products[self.natural[row]], said[row]);
                said[row] = added;
                sums[row] += self.spec.sign.negated(self.spec.bits, plane, added) << plane;
                planes[row] += 1;
                match self.stops(row, sums[row], plane) {
                    true => {
                        sums[row] = 0;
                        at_work.swap_remove(place);
                    }
                    false => place += 1,
                }
            }
        }
        let soft = |(row, sum): (usize, i64)| {
            let threshold = if self.spec.bypasses(row) { 0 } else { self.thresholds[row] };
            if sum > 0 { (sum - threshold).max(0) } else { (sum + threshold).min(0) }
        };
        (sums.into_iter().enumerate().map(soft).collect(), planes)
    }

    fn stops(&self, row: usize, sum: i64, plane: u32) -> bool {
        let remaining = self.remaining[plane as usize].filter(|_| !self.spec.bypasses(row));
        remaining.is_some_and(|remaining| sum.abs() + remaining <= self.thresholds[row])
    }

    fn added(&self, sum: i32, said: i64) -> i64 {
        match self.spec.crossbar.tie {
            Tie::Previous
                if sum == 0 && self.spec.crossbar.digitizer == RowDigitizer::Comparator =>
            {
                said
            }
            _ => self.added[(sum + self.spec.crossbar.points as i32) as usize],
        }
    }

    /// Product-sums of a plane, in natural order.
    fn products(&self, x: &[i64], plane: u32, stitched: bool) -> Vec<i32> {
        let most = (1i64 << self.spec.bits) - 1;
        let input = |x: &i64| match self.spec.sign {
            Sign::SignedMagnitude if *x < 0 => -(((-x).min(most) >> plane & 1) as i32),
            _ => (x >> plane & 1) as i32,
        };
        let mut sums: Vec<i32> = x.iter().map(input).collect();
        let whole = self.spec.crossbar.points;
        let apart = self.spec.crossbar.stitching.filter(|_| !stitched);
        let points = apart.map_or(whole, |Stitching { tile, .. }| tile);
        for tile in sums.chunks_mut(points) {
            butterfly(tile);
        }
        sums
    }
}

/// The transform in place.
fn butterfly(sums: &mut [i32]) {
    let mut half = 1;
    while half < sums.len() {
        for pairs in sums.chunks_mut(2 * half) {
            let (low, high) = pairs.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}

impl Golden for Fast {
    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        match self.spec.read(&inputs[0]) {
            Request::Load { row, threshold } => {
                if let Some(own) = self.thresholds.get_mut(row) {
                    *own = threshold;
                }
                vec![]
            }
            Request::Transform { stitched, x } => {
                let (mut y, planes) = self.transform(x, stitched);
                if self.spec.crossbar.counters {
                    y.extend(planes.into_iter().map(i64::from));
                }
                vec![y]
            }
        }
    }
}

impl Sign {
    /// What a plane adds, with the sign of the plane.
    fn negated(self, bits: u32, plane: u32, added: i64) -> i64 {
        if self.first_is_negative() && plane + 1 == bits { -added } else { added }
    }
}
