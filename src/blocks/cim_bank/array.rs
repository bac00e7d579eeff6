//! The array: the cells of every context, of which one is driven, counted and digitized.

use crate::blocks::cim_array::{Cells, Columns, LOADED};
use crate::rtl::{Bits, ModuleBuilder, ModuleId, Netlist, Wire};

use super::spec::{CimBank, Context};

/// Constants make arrays in ROM differ, so they are named by their contents.
pub(super) fn array(bank: &CimBank, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_cells_{}{}", bank.parameters(), bank.contents_hash());
    into.module(&name, |netlist| {
        let cells = if bank.writable() { "registers" } else { "constants" };
        let comment = format!("Weights of {} contexts as {cells}.", bank.contexts.len());
        let m = ModuleBuilder::new(&name, [comment]);
        build(&m, netlist, bank);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, netlist: &mut Netlist, bank: &CimBank) {
    let rows = m.input("rows", bank.array.rows as u32);
    let context = bank.context_format().map(|format| m.input("held_context", format.bits()));
    // Which context is asked for matters where it is written, and where its products are counted.
    let asked = bank.context_format().filter(|_| bank.writable() || bank.array.is_noisy());
    let asked = asked.map(|format| m.input(&format!("{LOADED}context"), format.bits()));
    let contexts = asked.zip(context).map(|(asked, held)| (asked, held, bank.contexts.len()));
    let columns = Columns::new(m, &bank.array, contexts);
    let chosen = each(m, "chosen", context, bank.contexts.len());
    let port = bank.writable().then(|| WritePort::new(m, bank, asked));
    for column in 0..bank.outputs() {
        let line = |cells: Cells| {
            let Cells::Bit(bit) = cells else { return None };
            let cells = bank.contexts.iter().enumerate().filter_map(|(number, context)| {
                let cells = match &port {
                    Some(port) => port.line(m, context.sides(), (number, column, bit)),
                    None => constant_line(m, bank, context, (column, bit)),
                };
                let chosen = chosen.get(number).copied();
                Some(match chosen {
                    Some(chosen) => cells? & chosen.repeat(rows.width()),
                    None => cells?,
                })
            });
            cells.reduce(|all, one| all | one).map(|cells| rows & cells)
        };
        columns.product(column, &line);
    }
    columns.finish(netlist);
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

/// The cells of a line in ROM; `None` where none is set.
fn constant_line<'m>(
    m: &'m ModuleBuilder,
    bank: &CimBank,
    context: &Context,
    (column, bit): (usize, u32),
) -> Option<Wire<'m>> {
    let codes = context.weights.get(column)?.iter().map(|code| code >> bit & 1 == 1);
    let cells = Bits::from_bools(codes.chain(std::iter::repeat(false)).take(bank.array.rows));
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
    fn new(m: &'m ModuleBuilder, bank: &CimBank, context: Option<Wire<'m>>) -> Self {
        let write = m.input("write", 1);
        let row = m.input(&format!("{LOADED}row"), bank.row_format().bits());
        let weight_bits = bank.array.weight.bits();
        let codes = m.input(&format!("{LOADED}w"), bank.outputs() as u32 * weight_bits);
        let row = m.wire("written_row", row.one_hot(bank.array.rows as u32));
        let contexts = each(m, "written", context, bank.contexts.len());
        Self { contexts, write, row, codes, weight_bits }
    }

    /// The register that holds one line of a context with so many outputs and inputs, and zeros on rows beyond these;
    /// `None` where it has no cells.
    fn line(
        &self,
        m: &'m ModuleBuilder,
        (outputs, inputs): (usize, usize),
        (context, column, bit): (usize, usize, u32),
    ) -> Option<Wire<'m>> {
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
