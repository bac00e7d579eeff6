//! The periphery: a sequencer of planes and row groups, and accumulators that double and add. It
//! knows no weights, so tiles of one shape share it.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Reg, Wire};

use super::array::product_format;
use super::spec::CimTile;

/// Ports: the tile's two streams, `rows` to the array, `product_<column>` from it.
pub(super) fn periphery(tile: &CimTile, into: &mut Netlist) -> ModuleId {
    let name = format!("cim_periphery_{}", tile.parameters());
    into.module(&name, |_| {
        let comment = [
            format!("Sequencer and accumulators of a tile of {} rows.", tile.array.rows),
            format!("A product takes {} cycles; planes most significant first.", tile.cycles()),
        ];
        let m = ModuleBuilder::new(&name, comment);
        build(&m, tile);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, tile: &CimTile) {
    let interface = tile.interface();
    let source = handshake::source(m, &interface.inputs[0]);
    let ready = handshake::ready(m, &interface.outputs[0]);
    let width = product_format(tile).bits();
    let products: Vec<Wire<'_>> =
        (0..tile.outputs()).map(|column| m.input(&format!("product_{column}"), width)).collect();

    let delivered = m.register("y_valid", 1).reset(0);
    let room = m.wire("room", !delivered.value() | ready);
    let busy = m.register("busy", 1).reset(0);
    let plane = Counter::new(m, "plane", tile.input.bits() as usize);
    let group = Counter::new(m, "group", tile.array.groups().len());
    let ends = [Some(busy.value()), plane.at_end, group.at_end];
    let final_step = m.wire("final_step", m.all(ends.into_iter().flatten()));
    let step = m.wire("step", busy.value() & (!final_step | room));
    let finish = m.wire("finish", final_step & room);
    let accept_ready = m.wire("accept_ready", !busy.value() | finish);
    let accept = m.wire("accept", source.offer.valid & accept_ready);
    source.accept_when(m, accept_ready);

    let next_plane = m.wire("next_plane", m.all([Some(step), group.at_end].into_iter().flatten()));
    let first = Phase { first_plane: plane.at_start, first_group: group.at_start };
    let group_index = group.count(m, step);
    plane.count(m, next_plane);
    let occupied = busy.value();
    busy.next(accept | (occupied & !finish));

    let x_plane = planes(m, tile, source.offer.data, accept, next_plane);
    m.output("rows", drive_group(m, tile, x_plane, group_index));
    let last = m.register("x_last", 1).enable(accept).next(source.offer.last);

    let columns = products.into_iter().enumerate();
    let sums = columns.map(|(column, product)| accumulate(m, tile, column, product, step, &first));
    let sums = m.concat(sums.collect::<Vec<_>>());
    let data = m.register("y", sums.width()).enable(finish).next(sums);
    let last = m.register("y_last", 1).enable(finish).next(last);
    let valid = delivered.value();
    delivered.enable(room).next(final_step);
    handshake::sink(m, &interface.outputs[0], Offer { data, valid, last });
}

/// A counter that wraps after `count` steps; nothing where there is only one.
struct Counter<'m> {
    register: Option<Reg<'m>>,
    at_start: Option<Wire<'m>>,
    at_end: Option<Wire<'m>>,
}

impl<'m> Counter<'m> {
    fn new(m: &'m ModuleBuilder, name: &str, count: usize) -> Self {
        if count == 1 {
            return Self { register: None, at_start: None, at_end: None };
        }
        let width = bits_for_count(count);
        let register = m.register(name, width).reset(0);
        let at_start = m.wire(&format!("{name}_first"), !register.value().reduce_or());
        let end = m.constant(width, count as u64 - 1);
        let at_end = m.wire(&format!("{name}_last"), register.value().equal(end));
        Self { register: Some(register), at_start: Some(at_start), at_end: Some(at_end) }
    }

    /// Counts at `step`; gives the count, where there is more than one.
    fn count(self, m: &'m ModuleBuilder, step: Wire<'m>) -> Option<Wire<'m>> {
        let register = self.register?;
        let value = register.value();
        let width = value.width();
        let next = self.at_end?.mux(m.constant(width, 0), value + m.constant(width, 1));
        Some(register.enable(step).next(next))
    }
}

/// Registers that hold the planes still to come, the present one on top, and give that one.
fn planes<'m>(
    m: &'m ModuleBuilder,
    tile: &CimTile,
    data: Wire<'m>,
    accept: Wire<'m>,
    next_plane: Wire<'m>,
) -> Wire<'m> {
    let (bits, rows) = (tile.input.bits(), tile.array.rows as u32);
    let mut below: Option<Wire<'m>> = None;
    for b in 0..bits {
        let loaded = m.concat((0..rows).map(|row| data.bit(row * bits + b)));
        let register = m.register(&format!("plane_{b}"), rows);
        below = Some(match below {
            None => register.enable(accept).next(loaded),
            Some(below) => register.enable(accept | next_plane).next(accept.mux(loaded, below)),
        });
    }
    below.unwrap_or_else(|| m.constant(rows, 0))
}

/// The plane's rows of the present group; all of them where there is one group.
fn drive_group<'m>(
    m: &'m ModuleBuilder,
    tile: &CimTile,
    plane: Wire<'m>,
    group: Option<Wire<'m>>,
) -> Wire<'m> {
    let Some(index) = group else { return plane };
    let groups = tile.array.groups();
    let chosen = groups.iter().enumerate().map(|(number, rows)| {
        let here = index.equal(m.constant(index.width(), number as u64));
        here.repeat(rows.len() as u32)
    });
    let chosen = m.wire("driven", m.concat(chosen.collect::<Vec<_>>()));
    plane & chosen
}

struct Phase<'m> {
    /// `None` where there is one plane: it is always the first.
    first_plane: Option<Wire<'m>>,
    /// `None` where there is one group.
    first_group: Option<Wire<'m>>,
}

/// One column's running sum; gives the sum with this step's product in it.
fn accumulate<'m>(
    m: &'m ModuleBuilder,
    tile: &CimTile,
    column: usize,
    product: Wire<'m>,
    step: Wire<'m>,
    phase: &Phase<'m>,
) -> Wire<'m> {
    let output = tile.output();
    let width = output.bits();
    let register = m.register(&format!("sum_{column}"), width);
    let sum = register.value();
    let zero = m.constant(width, 0);
    // Between planes the sum doubles; between groups of a plane it stands; a product starts at 0.
    let doubled = phase.first_plane.map_or(zero, |first| first.mux(zero, sum.shifted(1)));
    let base = phase.first_group.map_or(doubled, |first| first.mux(doubled, sum));
    let product = product.extend(width, tile.array.weight.is_signed());
    // The first plane of signed inputs, of which there are two or more, is that of the sign.
    let next = match phase.first_plane.filter(|_| tile.input.is_signed()) {
        None => base + product,
        Some(sign) => sign.mux(base - product, base + product),
    };
    let next = m.wire(&format!("next_{column}"), next);
    register.enable(step).next(next);
    next
}
