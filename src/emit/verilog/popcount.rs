//! Counting ones.
//!
//! A function a width, each the sum of two of half the width, down to the half and the full adder.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::num::bits_for_unsigned;

/// Name of the function that counts the ones of `width` bits.
pub(super) fn name(width: u32) -> String {
    format!("popcount_{width}")
}

/// The functions for `widths` and all they call, narrow ones first.
pub(super) fn functions(widths: &BTreeSet<u32>) -> String {
    let mut needed = BTreeSet::new();
    let mut open: Vec<u32> = widths.iter().copied().collect();
    while let Some(width) = open.pop() {
        if needed.insert(width) && width > 3 {
            open.extend([width / 2, width - width / 2]);
        }
    }
    let mut text = String::new();
    for width in needed {
        let result = bits_for_unsigned(width.into());
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "    function {}{};\n        input {}bits;\n        {} = {};\n    endfunction\n\n",
            range(result),
            name(width),
            range(width),
            name(width),
            body(width, result),
        );
    }
    text
}

fn body(width: u32, result: u32) -> String {
    match width {
        1 => "bits".to_string(),
        2 => "{bits[1] & bits[0], bits[1] ^ bits[0]}".to_string(),
        3 => "{(bits[2] & bits[1]) | (bits[2] & bits[0]) | (bits[1] & bits[0]), ^bits}".to_string(),
        _ => {
            let low = width / 2;
            let half = |of: u32, bits: String| {
                let missing = result - bits_for_unsigned(of.into());
                format!("{{{missing}'h0, {}({bits})}}", name(of))
            };
            let (high, low) = (
                half(width - low, format!("bits[{}:{low}]", width - 1)),
                half(low, format!("bits[{}:0]", low - 1)),
            );
            format!("{high} + {low}")
        }
    }
}

/// `[w-1:0] `, or nothing for one bit.
pub(super) fn range(width: u32) -> String {
    if width == 1 { String::new() } else { format!("[{}:0] ", width - 1) }
}
