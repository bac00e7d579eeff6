//! Codes from their definition: the number of thresholds that a product-sum reaches.

use crate::blocks::{Beat, Golden};

use crate::tech::{Event, Events};

use super::activity::CodeActivities;
use super::charges::Charges;
use super::conversion::Conversion;
use super::errors::{Errors, Moment};
use super::range::{RangeRule, Window};
use super::spec::Digitizer;

/// Codes of every product-sum of a line.
pub(in crate::blocks) struct Codes(Vec<i64>);

impl Codes {
    /// For a line of `cells`.
    pub fn new(conversion: &Conversion, cells: usize) -> Self {
        let sums = 0..=cells as i64;
        Self(match conversion.bits() {
            None => sums.collect(),
            Some(bits) => {
                let thresholds =
                    (1i64..1 << bits).map(|k| threshold(conversion.range(), bits, cells, k));
                let thresholds: Vec<i64> = thresholds.collect();
                let reached = |sum: i64| thresholds.iter().filter(|t| sum >= **t).count() as i64;
                sums.map(reached).collect()
            }
        })
    }

    /// The code of a product-sum; beyond the line's cells that of all of them.
    pub fn of(&self, sum: i64) -> i64 {
        self.0[(sum.max(0) as usize).min(self.0.len() - 1)]
    }
}

impl Conversion {
    /// Product-sum at which threshold `k` of a search is reached; it may be beyond the line's cells.
    pub fn threshold(&self, cells: usize, k: u64) -> u64 {
        let bits = self.bits().unwrap_or(1);
        threshold(self.range(), bits, cells, k as i64).unsigned_abs()
    }
}

/// `t_k`.
fn threshold(range: RangeRule, bits: u32, cells: usize, k: i64) -> i64 {
    match range {
        RangeRule::Full => (k * cells as i64 + (1 << bits) - 1) >> bits,
        RangeRule::Clip | RangeRule::Calibrated => k,
        RangeRule::Window(Window { low, step }) => i64::from(low) + k * i64::from(step),
    }
}

/// The model of the block.
pub(super) struct Model {
    digitizer: Digitizer,
    codes: Codes,
    /// Lines in error.
    charges: Vec<Charges>,
    /// Conversions so far.
    fired: u32,
    /// What conversions to each code do; made when somebody asks.
    activities: Option<CodeActivities>,
}

impl Model {
    pub fn new(digitizer: &Digitizer) -> Self {
        let Digitizer { cells, columns, conversion, errors } = digitizer;
        let line = |errors: &Errors| {
            let line = |column| Charges::new(conversion, errors, column, *cells);
            (0..*columns).map(line).collect()
        };
        Self {
            codes: Codes::new(conversion, *cells),
            charges: errors.as_ref().map(line).unwrap_or_default(),
            digitizer: digitizer.clone(),
            fired: 0,
            activities: None,
        }
    }

    /// Codes of all lines, in the next conversion.
    pub fn codes(&mut self, lines: &[i64]) -> Vec<i64> {
        let codes = self.next_codes(lines);
        self.fired = self.fired.wrapping_add(1);
        codes
    }

    /// The same, and the conversion is still the next one.
    fn next_codes(&self, lines: &[i64]) -> Vec<i64> {
        let moment = Moment { sample: self.fired, plane: 0 };
        let lines = lines.chunks(self.digitizer.cells.max(1)).enumerate();
        let code = |(column, line): (usize, &[i64])| match self.charges.get(column) {
            None => self.codes.of(line.iter().sum()),
            Some(charges) => charges.code(line.iter().copied(), moment),
        };
        lines.map(code).collect()
    }
}

impl Golden for Model {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        let codes = self.next_codes(&inputs[0]);
        let Digitizer { cells, conversion, .. } = &self.digitizer;
        let activities =
            self.activities.get_or_insert_with(|| CodeActivities::new(conversion, *cells));
        let line = |code: &i64| {
            activities.of(*code).events(conversion, 1).with(Event::CellPlanes, *cells as u64)
        };
        let bits = conversion.code_bits(*cells) as usize * codes.len();
        let all = codes.iter().map(line).fold(Events::default(), |all, line| all + line);
        all.with(Event::RegisterBits, bits as u64)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        vec![self.codes(&inputs[0])]
    }
}
