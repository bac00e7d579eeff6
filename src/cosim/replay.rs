//! Reading back the waves (VCD) that a simulator wrote.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use vcd::{Command, Header, IdCode, Parser, Value, Vector};

use crate::rtl::Bits;

use super::simulator::{CosimError, See};

/// Shows `names` below the scope `root` as they stand before each rising edge of `aclk` with `aresetn` high,
/// after `resets` of them.
pub(super) fn replay(
    (file, resets): (&Path, u32),
    root: &[&str],
    names: &[String],
    see: &mut See<'_>,
) -> Result<(), CosimError> {
    let mut parser = Parser::new(BufReader::new(File::open(file)?));
    let header = parser.parse_header()?;
    let mut replay = Replay::new(&header, resets, root, names)?;
    for command in parser {
        match command? {
            Command::Timestamp(_) => {
                if let ControlFlow::Break(()) = replay.moment(see)? {
                    return Ok(());
                }
            }
            Command::ChangeScalar(id, value) => replay.change(id, &Vector::from([value])),
            Command::ChangeVector(id, value) => replay.change(id, &value),
            _ => {}
        }
    }
    replay.moment(see).map(drop)
}

/// The present values, and those that come at the present time.
struct Replay {
    /// For each code in the file the width and the places that it stands for.
    places: HashMap<IdCode, (u32, Vec<usize>)>,
    /// Those asked for, then clock and reset.
    values: Vec<Option<Bits>>,
    changes: Vec<(usize, Option<Bits>)>,
    cycle: u64,
    /// What the edge before saw of the reset.
    in_reset: bool,
    /// Resets that are to come before what is shown.
    resets: u32,
}

impl Replay {
    fn new(header: &Header, resets: u32, root: &[&str], names: &[String]) -> io::Result<Self> {
        let mut places: HashMap<IdCode, (u32, Vec<usize>)> = HashMap::new();
        let ends = ["aclk".to_string(), "aresetn".to_string()];
        for (place, name) in names.iter().chain(&ends).enumerate() {
            let path: Vec<&str> = root.iter().copied().chain(name.split('.')).collect();
            match header.find_var(&path) {
                Some(var) => places.entry(var.code).or_insert((var.size, vec![])).1.push(place),
                None if place >= names.len() => {
                    let what = format!("the waves lack `{}`", path.join("."));
                    return Err(io::Error::other(what));
                }
                None => {}
            }
        }
        let values = vec![None; names.len() + ends.len()];
        Ok(Self { places, values, changes: vec![], cycle: 0, in_reset: false, resets })
    }

    fn change(&mut self, id: IdCode, value: &Vector) {
        if let Some((width, places)) = self.places.get(&id) {
            let bits = known(value, *width);
            self.changes.extend(places.iter().map(|place| (*place, bits.clone())));
        }
    }

    /// All changes of a time are there: what a rising edge sees is what stood before them.
    fn moment(&mut self, see: &mut See<'_>) -> Result<ControlFlow<()>, CosimError> {
        let (clock, reset) = (self.values.len() - 2, self.values.len() - 1);
        let high = |value: &Option<Bits>| value.as_ref().is_some_and(Bits::any);
        let rises = self.changes.iter().any(|(place, value)| *place == clock && high(value));
        let edge = rises && !high(&self.values[clock]);
        if edge && !high(&self.values[reset]) {
            self.resets -= u32::from(!self.in_reset && self.resets > 0);
        }
        self.in_reset = if edge { !high(&self.values[reset]) } else { self.in_reset };
        if edge && !self.in_reset && self.resets == 0 {
            if let ControlFlow::Break(()) = see(self.cycle, &self.values[..clock])? {
                return Ok(ControlFlow::Break(()));
            }
            self.cycle += 1;
        }
        for (place, value) in self.changes.drain(..) {
            self.values[place] = value;
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// A value of `width` bits, unless some are unknown. Leading zeros are left out in waves.
fn known(value: &Vector, width: u32) -> Option<Bits> {
    let mut bits = vec![false; width as usize];
    for (bit, value) in bits.iter_mut().zip(value.iter().collect::<Vec<_>>().iter().rev()) {
        *bit = match value {
            Value::V0 => false,
            Value::V1 => true,
            Value::X | Value::Z => return None,
        };
    }
    Some(Bits::from_bools(bits))
}
