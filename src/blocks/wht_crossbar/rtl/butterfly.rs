//! The transform of one plane: two of half the size, and a sum and a difference for each pair of their rows.

use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

/// A transform of inputs that are 0 and 1 or, with a minus, -1 to 1.
#[derive(Clone, Copy)]
pub(super) struct Butterfly {
    pub points: usize,
    pub minus: bool,
}

impl Butterfly {
    /// Width of an input: a bit, or a number of two.
    pub fn input_bits(self) -> u32 {
        if self.minus { 2 } else { 1 }
    }

    /// Width of a row's product-sum. Row 0 of bits is at least zero and has no sign; all others are signed.
    pub fn sum_bits(self) -> u32 {
        self.points.ilog2() + self.input_bits()
    }

    /// Whether a row's product-sum is signed.
    fn is_signed(self, row: usize) -> bool {
        self.minus || row > 0
    }

    /// A row's product-sum as a signed number, of a bit more than [`Self::sum_bits`] where row 0 has no sign.
    pub fn signed(self, row: usize, sum: Wire<'_>) -> Wire<'_> {
        sum.extend(self.signed_bits(), self.is_signed(row))
    }

    /// Width of a signed product-sum of any row.
    pub fn signed_bits(self) -> u32 {
        self.points.ilog2() + 2
    }

    /// Row `row` of a half, at the width of the whole.
    fn wider(self, half: Wire<'_>, row: usize) -> Wire<'_> {
        let bits = self.sum_bits() - 1;
        half.slice(row as u32 * bits, bits).extend(bits + 1, self.is_signed(row))
    }

    /// The module: inputs side by side on `x`, product-sums in natural order on `ps`. It has
    /// `points log2(points)` adders, those of the halves included.
    pub fn module(self, into: &mut Netlist) -> ModuleId {
        let Self { points, minus } = self;
        let name = format!("wht_butterfly_{points}{}", if minus { "_m" } else { "" });
        into.module(&name, |netlist| {
            let half = Self { points: points / 2, ..self };
            let below = (points > 2).then(|| half.module(netlist));
            let comment = format!("Walsh-Hadamard transform of one plane, {points} points.");
            let m = ModuleBuilder::new(&name, [comment]);
            let x = m.input("x", points as u32 * self.input_bits());
            let width = x.width() / 2;
            let part = |number: u32, name: &str| match below {
                Some(below) => {
                    let inputs = [("x".to_string(), x.slice(number * width, width))];
                    m.instance(netlist, below, name, inputs)[0].1
                }
                None => x.slice(number * width, width),
            };
            let (low, high) = (part(0, "low"), part(1, "high"));
            let rows = 0..half.points;
            let sums = rows.clone().map(|n| self.wider(low, n) + self.wider(high, n));
            let differences = rows.map(|n| self.wider(low, n) - self.wider(high, n));
            m.output("ps", m.concat(sums.chain(differences).collect::<Vec<_>>()));
            m.finish()
        })
    }
}
