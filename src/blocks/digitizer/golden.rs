//! The digitizer from its definition: a code for each line.

use crate::blocks::{Beat, Golden};

use crate::tech::{Event, Events};

use super::activity::CodeActivities;
use super::charges::Charges;
use super::codes::Codes;
use super::errors::{Errors, Moment};
use super::spec::Digitizer;

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
