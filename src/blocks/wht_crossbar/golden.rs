//! The transform from its definition: every row by itself, plane by plane, with the cells of the sign matrix.

use crate::blocks::digitizer::{Activity, CodeActivities, Codes, Conversion};
use crate::blocks::{Beat, Golden};

use crate::tech::Events;

use super::crossbar::{Decision, Tie};
use super::digitizer::RowDigitizer;
use super::matrix::{Matrix, seen};
use super::sign::Sign;
use super::spec::{Request, WhtCrossbar};

/// What one transform gives and takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Results, row by row.
    pub y: Vec<i64>,
    /// Planes that each row took.
    pub planes: Vec<u32>,
    /// Cycles until the last row has stopped.
    pub cycles: u32,
}

/// A row at work.
struct Row {
    /// What it has come to.
    sum: i64,
    planes: u32,
    stopped: bool,
    /// What its comparator said last.
    said: i64,
}

/// The model of the block.
pub struct Transform {
    spec: WhtCrossbar,
    /// Rows of tiles by themselves, and of the whole.
    matrices: [Matrix; 2],
    /// Of each row.
    thresholds: Vec<i64>,
    codes: Option<(Conversion, Codes)>,
    /// Depths of codes in the tree of a search along one.
    depths: Option<Vec<u32>>,
    /// Transforms so far.
    fired: u32,
}

impl Transform {
    /// The model of `spec`, which holds the thresholds that it is written with.
    pub fn new(spec: &WhtCrossbar) -> Self {
        let crossbar = &spec.crossbar;
        let conversion = crossbar.digitizer.conversion();
        let depths = conversion.as_ref().and_then(Conversion::tree).map(|tree| tree.depths());
        let cells = RowDigitizer::cells(crossbar.points);
        Self {
            spec: spec.clone(),
            matrices: [seen(crossbar, false), seen(crossbar, true)],
            thresholds: spec.rows(),
            codes: conversion.map(|own| (own.clone(), Codes::new(&own, cells))),
            depths,
            fired: 0,
        }
    }

    /// The next transform, of inputs `x`; it stays the next one.
    pub fn transform(&self, x: &[i64], stitched: bool) -> Outcome {
        self.noting(x, stitched, |_| ())
    }

    /// The same, noting the code of each row in each plane.
    fn noting(&self, x: &[i64], stitched: bool, mut note: impl FnMut(i64)) -> Outcome {
        let bits = self.spec.bits;
        let row = || Row { sum: 0, planes: 0, stopped: false, said: 1 };
        let mut rows: Vec<Row> = self.thresholds.iter().map(|_| row()).collect();
        let mut cycles = 0;
        for plane in (0..bits).rev() {
            if rows.iter().all(|row| row.stopped) {
                break;
            }
            cycles += self.plane(&mut rows, (x, plane, stitched), &mut note);
        }
        let y = rows.iter().enumerate().map(|(number, row)| {
            let threshold = if self.spec.bypasses(number) { 0 } else { self.thresholds[number] };
            if row.stopped { 0 } else { row.sum.signum() * (row.sum.abs() - threshold).max(0) }
        });
        Outcome { y: y.collect(), planes: rows.iter().map(|row| row.planes).collect(), cycles }
    }

    /// One plane of all rows that have not stopped; its cycles.
    fn plane(
        &self,
        rows: &mut [Row],
        (x, plane, stitched): (&[i64], u32, bool),
        note: &mut impl FnMut(i64),
    ) -> u32 {
        let sign = self.spec.sign;
        let inputs: Vec<i64> = x.iter().map(|x| sign.plane(*x, self.spec.bits, plane)).collect();
        let mut slowest = 0;
        for (number, row) in rows.iter_mut().enumerate().filter(|(_, row)| !row.stopped) {
            let cells = &self.matrices[usize::from(stitched)][number];
            let sum: i64 = cells.iter().zip(&inputs).map(|(cell, input)| cell * input).sum();
            let (added, code) = self.digitized(sum, row.said, Decision { row: number, plane });
            if self.spec.crossbar.digitizer == RowDigitizer::Comparator {
                row.said = added;
            }
            row.sum += sign.weight(self.spec.bits, plane) * added;
            row.planes += 1;
            note(code);
            row.stopped = self.stops(number, row.sum, plane);
            slowest = slowest.max(self.cycles(code));
        }
        slowest
    }

    /// What a row adds for a product-sum, in units of the plane; and the code of it.
    fn digitized(&self, sum: i64, said: i64, at: Decision) -> (i64, i64) {
        let crossbar = &self.spec.crossbar;
        match (&crossbar.digitizer, &self.codes) {
            (RowDigitizer::Comparator, _) if sum == 0 => (self.tie(said, at), 0),
            (RowDigitizer::Comparator, _) => (sum.signum(), 0),
            (_, None) => (sum, 0),
            (_, Some((conversion, codes))) => {
                let code = codes.of(sum + crossbar.points as i64);
                (RowDigitizer::value(conversion, crossbar.points, code), code)
            }
        }
    }

    fn tie(&self, said: i64, at: Decision) -> i64 {
        match self.spec.crossbar.tie {
            Tie::Plus => 1,
            Tie::Minus => -1,
            Tie::Zero => 0,
            Tie::Previous => said,
            Tie::Random(random) => random.drawn(self.fired, at),
        }
    }

    /// Whether what may still come is too little.
    fn stops(&self, row: usize, sum: i64, plane: u32) -> bool {
        let crossbar = &self.spec.crossbar;
        let greatest = crossbar.digitizer.greatest(crossbar.points);
        let remaining = crossbar.early_termination.remaining(greatest, plane);
        !self.spec.bypasses(row)
            && remaining.is_some_and(|remaining| sum.abs() + remaining <= self.thresholds[row])
    }

    /// Cycles of a row's conversion.
    fn cycles(&self, code: i64) -> u32 {
        match (&self.codes, &self.depths) {
            (Some((conversion, _)), Some(depths)) => {
                conversion.lockstep(depths, [code].into_iter())
            }
            _ => self.spec.crossbar.digitizer.cycles(),
        }
    }

    /// One beat: a transform, or `None` for a threshold that is written.
    pub fn command(&mut self, beat: &[i64]) -> Option<Outcome> {
        match self.spec.read(beat) {
            Request::Transform { stitched, x } => {
                let outcome = self.transform(x, stitched);
                self.fired = self.fired.wrapping_add(1);
                Some(outcome)
            }
            Request::Load { row, threshold } => {
                if let Some(own) = self.thresholds.get_mut(row) {
                    *own = threshold;
                }
                None
            }
        }
    }
}

impl Golden for Transform {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let Request::Transform { stitched, x } = self.spec.read(&inputs[0]) else {
            return self.spec.load_events();
        };
        let cells = RowDigitizer::cells(self.spec.crossbar.points);
        let activities =
            self.codes.as_ref().map(|(conversion, _)| CodeActivities::new(conversion, cells));
        let mut activity = Activity::default();
        let outcome = self.noting(x, stitched, |code| {
            activity += activities.as_ref().map_or(Activity::default(), |all| all.of(code));
        });
        self.spec.events(&outcome.planes, activity)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let counters = self.spec.crossbar.counters;
        let given = self.command(&inputs[0]).map(|Outcome { mut y, planes, .. }| {
            y.extend(planes.into_iter().filter(|_| counters).map(i64::from));
            y
        });
        given.into_iter().collect()
    }
}

impl Sign {
    /// Input `x` in a plane.
    fn plane(self, x: i64, bits: u32, plane: u32) -> i64 {
        match self {
            Self::SignedMagnitude => {
                // The least code has no magnitude of its own.
                let magnitude = x.abs().min((1 << bits) - 1);
                x.signum() * (magnitude >> plane & 1)
            }
            Self::TwosComplement | Self::Unsigned => x >> plane & 1,
        }
    }
}
