//! The cells of every context, of which one is driven, counted and digitized.

use crate::blocks::cim_array::array::Array;
use crate::blocks::cim_array::context::Context;
use crate::blocks::cim_array::operator::Operator;
use crate::blocks::cim_array::spec::CimArray;
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire};

use super::assembly::LOADED;
use super::line::{Cells, Columns};

/// Constants make arrays in ROM differ, so they are named by their contents.
pub(super) fn cells(own: &CimArray, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_cells_{}{}", own.parameters(), own.contents_hash());
    into.module(&name, |netlist| {
        let kind = if own.writable() { "registers" } else { "constants" };
        let count = own.contexts.len();
        let contexts = if count > 1 { format!(" of {count} contexts") } else { String::new() };
        let comment =
            format!("Weights{contexts} as {kind}, one bit line for each weight bit of a column.");
        let m = ModuleBuilder::new(&name, [comment]);
        build(&m, netlist, own);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, netlist: &mut Netlist, own: &CimArray) {
    let rows = Rows::new(m, &own.array);
    let context = own.context_format().map(|format| m.input("held_context", format.bits()));
    // Which context is asked for matters where it is written, and where its products are counted.
    let asked = own.context_format().filter(|_| own.writable() || own.array.is_noisy());
    let asked = asked.map(|format| m.input(&format!("{LOADED}context"), format.bits()));
    let contexts = asked.zip(context).map(|(asked, held)| (asked, held, own.contexts.len()));
    let columns = Columns::new(m, &own.array, contexts);
    let chosen = each(m, "chosen", context, own.contexts.len());
    let port = own.writable().then(|| WritePort::new(m, own, asked));
    for column in 0..own.outputs() {
        let line = |line: Cells| {
            let held = own.contexts.iter().enumerate().filter_map(|(number, context)| {
                let cells = match &port {
                    Some(port) => port.line(m, context.sides(), (number, column, line)),
                    None => constant_line(m, own, context, (column, line)),
                };
                let chosen = chosen.get(number).copied();
                Some(match chosen {
                    Some(chosen) => cells? & chosen.repeat(own.array.rows as u32),
                    None => cells?,
                })
            });
            let held = held.reduce(|all, one| all | one);
            held.map(|cells| rows.driving(line) & cells)
        };
        columns.product(column, &line);
    }
    columns.finish(netlist);
}

/// What drives cells.
enum Rows<'m> {
    /// Bits of inputs.
    Bits(Wire<'m>),
    /// Rows that count for a line, and those that count against it.
    Signed { positive: Wire<'m>, negative: Wire<'m> },
}

impl<'m> Rows<'m> {
    fn new(m: &'m ModuleBuilder, array: &Array) -> Self {
        let port = |name: &str| m.input(name, array.rows as u32);
        match array.operator {
            Operator::Product => Self::Bits(port("rows")),
            Operator::MultiplicationFree => {
                Self::Signed { positive: port("rows_positive"), negative: port("rows_negative") }
            }
        }
    }

    fn driving(&self, cells: Cells) -> Wire<'m> {
        match (self, cells) {
            (Self::Bits(rows), _) => *rows,
            (
                Self::Signed { negative, .. },
                Cells::Magnitude { against: true, .. } | Cells::Sign { against: true },
            ) => *negative,
            (Self::Signed { positive, .. }, _) => *positive,
        }
    }
}

/// For each of several contexts whether it is `number`.
fn each<'m>(
    m: &'m ModuleBuilder,
    name: &str,
    number: Option<Wire<'m>>,
    count: usize,
) -> Vec<Wire<'m>> {
    let Some(number) = number else { return vec![] };
    let here = |place: usize| m.wire(&format!("{name}_{place}"), number.is(place as u64));
    (0..count).map(here).collect()
}

/// The cells of a line in ROM that are set, rows beyond the weights not; `None` where none is.
fn constant_line<'m>(
    m: &'m ModuleBuilder,
    own: &CimArray,
    context: &Context,
    (column, line): (usize, Cells),
) -> Option<Wire<'m>> {
    let is_set = |code: &i64| match line {
        Cells::Bit(bit) => code >> bit & 1 == 1,
        Cells::Magnitude { bit, .. } => code.unsigned_abs() >> bit & 1 == 1,
        Cells::Sign { against: false } => *code > 0,
        Cells::Sign { against: true } => *code < 0,
    };
    let set = context.weights.get(column)?.iter().map(is_set);
    let cells = Bits::from_bools(set.chain(std::iter::repeat(false)).take(own.array.rows));
    cells.any().then(|| m.bits(cells))
}

/// What writes a row into the lines of RAM.
struct WritePort<'m> {
    /// For each of several contexts, whether it is written.
    contexts: Vec<Wire<'m>>,
    write: Wire<'m>,
    /// The row's cell in each line.
    row: Wire<'m>,
    /// Weight codes, column by column.
    codes: Wire<'m>,
    weight_bits: u32,
}

impl<'m> WritePort<'m> {
    fn new(m: &'m ModuleBuilder, own: &CimArray, context: Option<Wire<'m>>) -> Self {
        let write = m.input("write", 1);
        let row = m.input(&format!("{LOADED}row"), own.row_format().bits());
        let weight_bits = own.array.weight.bits();
        let codes = m.input(&format!("{LOADED}w"), own.outputs() as u32 * weight_bits);
        let row = m.wire("written_row", row.one_hot(own.array.rows as u32));
        let contexts = each(m, "written", context, own.contexts.len());
        Self { contexts, write, row, codes, weight_bits }
    }

    /// The register that holds one line of a context with so many outputs and inputs, and zeros on rows beyond these;
    /// `None` where it has no cells.
    fn line(
        &self,
        m: &'m ModuleBuilder,
        (outputs, inputs): (usize, usize),
        (context, column, cells): (usize, usize, Cells),
    ) -> Option<Wire<'m>> {
        // Magnitudes and signs are not loaded: see the checks of an array.
        let Cells::Bit(bit) = cells else { return None };
        if column >= outputs || inputs == 0 {
            return None;
        }
        let row = self.row.slice(0, inputs as u32);
        let register = m.register(&format!("cells_{context}_{column}_{bit}"), row.width());
        let here = self.contexts.get(context).map_or(self.write, |here| self.write & *here);
        let code = self.codes.bit(column as u32 * self.weight_bits + bit);
        let code = code.repeat(row.width());
        let kept = register.value() & !row;
        let cells = register.enable(here).next(kept | (code & row));
        Some(cells.zero_extend(self.row.width()))
    }
}
