//! The golden model's equal for whole data sets: sums by a butterfly, decisions by tables.

use std::cell::OnceCell;

use crate::blocks::digitizer::{Activities, Activity};
use crate::blocks::{Beat, Golden};
use crate::tech::Events;

use super::crossbar::{Crossbar, Stitching, Tie};
use super::digitizer::RowDigitizer;
use super::rtl::natural_row;
use super::sign::Sign;
use super::spec::{Request, WhtCrossbar};

/// The fast model.
pub struct Fast {
    spec: WhtCrossbar,
    thresholds: Vec<i64>,
    /// What a plane adds for product-sums from -N up.
    added: Vec<i64>,
    /// A plane adds what the one before it did where its product-sum has this place in `added`.
    again: Option<usize>,
    /// For each row, its number in natural order.
    natural: Vec<usize>,
    /// From the most significant one down.
    planes: Vec<Plane>,
    digits: Digits,
    activities: OnceCell<Option<Activities>>,
}

/// One plane of the inputs.
struct Plane {
    /// The word of a row that has its product-sum, and by how many bits that stands above the lowest.
    word: usize,
    shift: u32,
    /// What one stands for.
    weight: i64,
    /// What may still come after it; `None` where that does not matter.
    remaining: Option<i64>,
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
        let looks_back = *tie == Tie::Previous && *digitizer == RowDigitizer::Comparator;
        let greatest = digitizer.greatest(*points);
        let digits = Digits::of_sums(*points);
        let plane = |plane: u32| Plane {
            word: (plane / digits.most) as usize,
            shift: plane % digits.most * digits.width,
            weight: spec.sign.weight(spec.bits, plane),
            remaining: early_termination.remaining(greatest, plane),
        };
        Some(Self {
            spec: spec.clone(),
            thresholds: spec.rows(),
            added: (-count..=count).map(added).collect(),
            again: looks_back.then_some(*points),
            natural: (0..spec.crossbar.rows())
                .map(|row| natural_row(*order, row, *points))
                .collect(),
            planes: (0..spec.bits).rev().map(plane).collect(),
            digits,
            activities: OnceCell::new(),
        })
    }

    /// Results of inputs `x`, row by row, and the planes that each row took.
    pub fn transform(&self, x: &[i64], stitched: bool) -> (Vec<i64>, Vec<u32>) {
        let words = self.products(x, stitched);
        (0..self.natural.len()).map(|row| self.row(row, &words)).unzip()
    }

    /// The result of a row, and the planes that it took.
    fn row(&self, row: usize, words: &[Vec<u64>]) -> (i64, u32) {
        let natural = self.natural[row];
        let bypasses = self.spec.bypasses(row);
        let threshold = if bypasses { 0 } else { self.thresholds[row] };
        let (mut sum, mut said) = (0i64, 1);
        for (taken, plane) in (1..).zip(&self.planes) {
            let product = self.digits.at(words[plane.word][natural], plane.shift);
            if self.again != Some(product) {
                said = self.added[product];
            }
            sum += said * plane.weight;
            let remaining = plane.remaining.filter(|_| !bypasses);
            if remaining.is_some_and(|remaining| sum.abs() + remaining <= threshold) {
                return (0, taken);
            }
        }
        let soft = if sum > 0 { (sum - threshold).max(0) } else { (sum + threshold).min(0) };
        (soft, self.spec.bits)
    }

    /// What conversions of product-sums do, where rows have digitizers that search; made when somebody asks.
    fn activities(&self) -> Option<&Activities> {
        let Crossbar { points, digitizer, .. } = &self.spec.crossbar;
        let new = || Some(Activities::new(&digitizer.conversion()?, RowDigitizer::cells(*points)));
        self.activities.get_or_init(new).as_ref()
    }

    /// Words with the product-sums of several planes each, from the least significant up; each word for every
    /// row in natural order.
    fn products(&self, x: &[i64], stitched: bool) -> Vec<Vec<u64>> {
        let Crossbar { points, stitching, .. } = &self.spec.crossbar;
        let apart = stitching.filter(|_| !stitched);
        let tile = apart.map_or(*points, |Stitching { tile, .. }| tile);
        let inputs: Vec<(i64, i64)> = x.iter().map(|x| self.planes_of(*x)).collect();
        let firsts = (0..self.spec.bits).step_by(self.digits.most as usize);
        let words = firsts.map(|first| {
            let count = self.digits.most.min(self.spec.bits - first);
            let packed = |(bits, sign)| sign * self.digits.pack(bits >> first, count);
            let mut packed: Vec<i64> = inputs.iter().copied().map(packed).collect();
            packed.chunks_mut(tile).for_each(butterfly);
            packed.into_iter().map(|word| self.digits.unsigned(word)).collect()
        });
        words.collect()
    }

    /// The bits that the planes of an input are, and the sign that they have in common.
    fn planes_of(&self, x: i64) -> (i64, i64) {
        let most = (1i64 << self.spec.bits) - 1;
        match self.spec.sign {
            Sign::SignedMagnitude if x < 0 => ((-x).min(most), -1),
            _ => (x, 1),
        }
    }
}

/// Sums of several planes in one word, as the signed digits of one number: the sum of two words has the sums of their
/// digits, so that one butterfly transforms several planes.
#[derive(Clone, Copy)]
struct Digits {
    /// Bits of a digit.
    width: u32,
    /// Digits that fit a word.
    most: u32,
    /// The greatest digit, in the place of every digit. The least one is its negative.
    greatest: u64,
}

impl Digits {
    /// Digits for sums of up to `points` numbers from -1 to 1.
    fn of_sums(points: usize) -> Self {
        let width = points.ilog2() + 2;
        let most = u64::BITS / width;
        let greatest = (0..most).map(|at| (points as u64) << (width * at)).sum();
        Self { width, most, greatest }
    }

    /// The lowest `count` bits, a digit each.
    fn pack(self, bits: i64, count: u32) -> i64 {
        (0..count).fold(0, |all, at| all | (bits >> at & 1) << (self.width * at))
    }

    /// The same with the least digit as zero, so that none borrows from the next one.
    fn unsigned(self, word: i64) -> u64 {
        (word as u64).wrapping_add(self.greatest)
    }

    /// The digit `shift` bits above the lowest, counted from zero.
    fn at(self, word: u64, shift: u32) -> usize {
        (word >> shift & ((1 << self.width) - 1)) as usize
    }
}

/// The transform in place.
fn butterfly(sums: &mut [i64]) {
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
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let Request::Transform { stitched, x } = self.spec.read(&inputs[0]) else {
            return self.spec.load_events();
        };
        let words = self.products(x, stitched);
        let mut activity = Activity::default();
        let planes: Vec<u32> = (0..self.natural.len()).map(|row| self.row(row, &words).1).collect();
        if let Some(activities) = self.activities() {
            for (row, taken) in planes.iter().enumerate() {
                for plane in self.planes.iter().take(*taken as usize) {
                    let natural = self.natural[row];
                    let sum = self.digits.at(words[plane.word][natural], plane.shift);
                    activity += activities.of(sum);
                }
            }
        }
        self.spec.events(&planes, activity)
    }

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
