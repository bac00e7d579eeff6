//! Counting ones.
//!
//! A function a width: the sum of the bits, which every synthesis tool knows as an addition of many
//! operands; above 64 bits the sum of pieces of 64. Of four forms, for 256 counts of a masked 64-bit
//! plane (Verilator 5.006, Icarus 11, Yosys 0.23; one run each on two idle cores, an earlier one within
//! a fifth of it):
//!
//! | form | Verilator build | 200,000 cycles | Icarus, 2,000 cycles | Yosys `synth` | cells |
//! | --- | --- | --- | --- | --- | --- |
//! | sum of bits | 10.0 s | 0.76 s | 2.5 s | 27 s | 33,870 |
//! | loop | 12.5 s | 0.75 s | 10.7 s | 28 s | 33,636 |
//! | tree of functions | 19.9 s | 1.32 s | 12.0 s | 41 s | 34,203 |
//! | masks and shifts | 7.3 s | 0.20 s | 1.3 s | 108 s | 29,812 |
//!
//! Masks and shifts simulate fastest, but take Yosys four times as long; the sum is the easiest to read,
//! and no other form is as quick to synthesize.
//!
//! Verilator inlines functions: of 13,119 counts of 64 bits it would make 0.84 million terms, and never came to an
//! end. So each function begins with a directive not to, which all other tools take for a comment; and where
//! Verilator reads it is SystemVerilog's `$countones`, which runs twice as fast.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::num::bits_for_unsigned;

/// Widest sum of single bits.
const PIECE: u32 = 64;

/// Name of the function that counts the ones of `width` bits.
pub(super) fn name(width: u32) -> String {
    format!("popcount_{width}")
}

/// The functions for `widths` and all they call, narrow ones first.
pub(super) fn functions(widths: &BTreeSet<u32>) -> String {
    let mut needed = BTreeSet::new();
    for width in widths {
        needed.insert(*width);
        needed.extend(pieces(*width).into_iter().map(|(_, width)| width));
    }
    let mut text = String::new();
    for width in needed {
        let (counted, name) = (bits_for_unsigned(width.into()), name(width));
        let (bits, result) = (range(width), range(counted));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    function {result}{name};\n        input {bits}bits;");
        let _ = match width {
            1 => writeln!(text, "        {name} = bits;"),
            _ => writeln!(
                text,
                "        /*verilator no_inline_task*/\n`ifdef VERILATOR\n        {name} = {counted}'($countones(bits));\n\
                 `else\n        {name} = {};\n`endif",
                body(width)
            ),
        };
        text.push_str("    endfunction\n\n");
    }
    text
}

/// Where a wide count is cut: lowest bit and width of each piece. Empty for a narrow one.
fn pieces(width: u32) -> Vec<(u32, u32)> {
    let starts = (0..width).step_by(PIECE as usize).filter(|_| width > PIECE);
    starts.map(|low| (low, (width - low).min(PIECE))).collect()
}

fn body(width: u32) -> String {
    let result = bits_for_unsigned(width.into());
    let extended = |text: String, of: u32| match result - of {
        0 => text,
        missing => format!("{{{missing}'h0, {text}}}"),
    };
    let mut terms: Vec<String> = vec![];
    for (low, of) in pieces(width) {
        let call = format!("{}(bits[{}:{low}])", name(of), low + of - 1);
        terms.push(extended(call, bits_for_unsigned(of.into())));
    }
    if terms.is_empty() {
        terms = (0..width).map(|bit| extended(format!("bits[{bit}]"), 1)).collect();
    }
    let per_line = if width > PIECE { 2 } else { 4 };
    let lines: Vec<String> = terms.chunks(per_line).map(|terms| terms.join(" + ")).collect();
    lines.join("\n            + ")
}

/// `[w-1:0] `, or nothing for one bit.
pub(super) fn range(width: u32) -> String {
    if width == 1 { String::new() } else { format!("[{}:0] ", width - 1) }
}
