//! One line, all lines of its array, and the same line in many samples of errors.

use serde::Serialize;

use crate::blocks::digitizer::{Errors, Transfer};
use crate::parallel;

use super::extremes::Extremes;
use super::spread::{Spread, Spreads};
use super::subject::Subject;

/// How the curve itself spreads over samples of errors, code by code as in [`Transfer`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bands {
    /// Transitions, as shares of charge.
    pub transitions: Vec<Option<Spread>>,
    /// Integral nonlinearity, in steps.
    pub inl: Vec<Option<Spread>>,
    /// Differential nonlinearity, in steps.
    pub dnl: Vec<Option<Spread>>,
}

/// All that is found out of one digitizer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Characterization {
    /// What was looked at.
    pub subject: Subject,
    /// Its first line.
    pub curve: Transfer,
    /// Figures of that.
    pub line: Extremes,
    /// The same of all lines of the array.
    pub lines: Spreads,
    /// How many samples of errors follow, of seeds from that of the subject on.
    pub samples: u32,
    /// Figures of the first line in each.
    pub spreads: Spreads,
    /// Its curve in each.
    pub bands: Bands,
}

/// Characterizes one digitizer with at least one sample of errors; `None` for one that does not search.
pub fn characterize(subject: &Subject, samples: u32) -> Option<Characterization> {
    let Subject { conversion, cells, lines, errors, .. } = subject;
    let curve = |errors: &Errors, line: usize| Transfer::new(conversion, errors, (line, *cells));
    let first = curve(errors, 0)?;
    let numbers: Vec<usize> = (0..*lines).collect();
    let of_lines = parallel::map_counted("lines", &numbers, |line| curve(errors, *line));
    let of_lines: Vec<Extremes> = of_lines.iter().flatten().map(Extremes::of).collect();
    let samples = samples.max(1);
    let seeds: Vec<u32> = (0..samples).map(|number| errors.seed.wrapping_add(number)).collect();
    let of_seed = |seed: &u32| curve(&Errors { seed: *seed, ..errors.clone() }, 0);
    let curves = parallel::map_counted("seeds", &seeds, of_seed);
    let curves: Vec<Transfer> = curves.into_iter().flatten().collect();
    let extremes: Vec<Extremes> = curves.iter().map(Extremes::of).collect();
    Some(Characterization {
        subject: subject.clone(),
        line: Extremes::of(&first),
        lines: Spreads::of(&of_lines),
        samples,
        spreads: Spreads::of(&extremes),
        bands: Bands {
            transitions: band(&curves, |curve| &curve.transitions),
            inl: band(&curves, |curve| &curve.inl),
            dnl: band(&curves, |curve| &curve.dnl),
        },
        curve: first,
    })
}

fn band(curves: &[Transfer], of: fn(&Transfer) -> &Vec<Option<f64>>) -> Vec<Option<Spread>> {
    let codes = curves.first().map_or(0, |curve| of(curve).len());
    let spread = |code: usize| Spread::of(curves.iter().filter_map(|curve| of(curve)[code]));
    (0..codes).map(spread).collect()
}
