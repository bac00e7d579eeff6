//! Lines in a memory, a window that shifts, and the walk over the padded image.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::LineBuffer;
use super::scan::{Place, Side, all};

pub(super) fn line_buffer(block: &LineBuffer, into: &mut Netlist) -> ModuleId {
    let name = block.module_name();
    into.module(&name, |_| {
        let [rows, columns] = block.window.kernel;
        let comment = format!("Windows of {rows}x{columns} over images of {}.", block.image);
        let m = ModuleBuilder::new(&name, [comment]);
        build(&m, block);
        m.finish()
    })
}

fn build(m: &ModuleBuilder, block: &LineBuffer) {
    let interface = block.interface();
    let source = handshake::source(m, &interface.inputs[0]);
    let ready = handshake::ready(m, &interface.outputs[0]);
    let step = m.forward("step", 1);
    let (row_side, column_side) = sides(block);
    let column = column_side.walk(m, step);
    let next_row = column.at_end.map_or(step, |end| step & end);
    let row = row_side.walk(m, next_row);

    let full = m.register("y_valid", 1).reset(0);
    let free = m.wire("free", !full.value() | ready);
    let pixel = all(m, [row.inside, column.inside].into_iter().flatten());
    let pixel = pixel.map(|inside| m.wire("on_image", inside));
    source.accept_when(m, pixel.map_or(free, |inside| free & inside));
    let has = pixel.map_or(source.offer.valid, |inside| source.offer.valid | !inside);
    m.drive(step, free & has);
    let ends = all(m, [row.ends, column.ends].into_iter().flatten());
    let fills = ends.map_or(step, |ends| step & ends);
    let valid = full.value();
    full.enable(free).next(fills);

    let here = source.offer.data;
    let value = pixel.map_or(here, |inside| here & inside.repeat(here.width()));
    let above = above(m, block, &column, step, value);
    let line = m.concat(above.into_iter().chain([value]));
    let line = match column.inside {
        Some(inside) => line & inside.repeat(line.width()),
        None => line,
    };
    let data = window(m, block, line, step);
    let final_window = all(m, [row.final_end, column.final_end].into_iter().flatten());
    let final_window = final_window.unwrap_or_else(|| m.constant(1, 1));
    let last = m.register("y_last", 1).enable(step).next(final_window);
    handshake::sink(m, &interface.outputs[0], Offer { data, valid, last });
}

fn sides(block: &LineBuffer) -> (Side, Side) {
    let LineBuffer { image, window, .. } = block;
    let padding = window.padding;
    let row = Side {
        name: "row",
        before: padding.top,
        length: image.height,
        behind: padding.bottom,
        kernel: window.kernel[0],
        stride: window.stride[0],
    };
    let column = Side {
        name: "column",
        before: padding.left,
        length: image.width,
        behind: padding.right,
        kernel: window.kernel[1],
        stride: window.stride[1],
    };
    (row, column)
}

/// The pixels above the present one, those of the highest line first; where a column is in the padding,
/// any. Each step writes them back one line higher, and `value` below.
fn above<'m>(
    m: &'m ModuleBuilder,
    block: &LineBuffer,
    column: &Place<'m>,
    step: Wire<'m>,
    value: Wire<'m>,
) -> Option<Wire<'m>> {
    let lines = block.window.kernel[0] as u32 - 1;
    if lines == 0 {
        return None;
    }
    let pixel = block.pixel();
    let write = column.inside.map_or(step, |inside| step & inside);
    let raised = |above: Wire<'m>| match lines {
        1 => value,
        _ => m.concat([above.slice(pixel, (lines - 1) * pixel), value]),
    };
    let (Some(here), Some(next), true) = (column.here, column.next, block.image.width > 1) else {
        // Lines of one pixel.
        let register = m.register("above", lines * pixel);
        let above = register.value();
        register.enable(write).next(raised(above));
        return Some(above);
    };
    let memory = m.memory("lines", lines * pixel, block.image.width, vec![]);
    let bits = bits_for_count(block.image.width.max(2));
    let address = |place: Wire<'m>| place.zero_extend(bits.max(place.width())).slice(0, bits);
    let above = m.read_port(memory, "above", address(next), step);
    m.write_port(memory, address(here), write, raised(above));
    Some(above)
}

/// The window's columns, the newest from `line`; its pixels row by row.
fn window<'m>(
    m: &'m ModuleBuilder,
    block: &LineBuffer,
    line: Wire<'m>,
    step: Wire<'m>,
) -> Wire<'m> {
    let [rows, columns] = block.window.kernel;
    let mut newest_first: Vec<Wire<'m>> = vec![];
    for number in 0..columns {
        let from = newest_first.last().copied().unwrap_or(line);
        let register = m.register(&format!("column_{}", columns - 1 - number), line.width());
        newest_first.push(register.enable(step).next(from));
    }
    let pixel = block.pixel();
    let pixels = (0..rows as u32).flat_map(|row| {
        newest_first.iter().rev().map(move |column| column.slice(row * pixel, pixel))
    });
    m.concat(pixels.collect::<Vec<_>>())
}
