//! Which bits of which nets are read.

use std::collections::HashMap;

/// Bits read so far, net by net.
#[derive(Default)]
pub(super) struct Reads {
    bits: HashMap<String, Vec<bool>>,
}

impl Reads {
    /// Bits `low..low + width` of `net`, which is `of` bits wide, are read.
    pub fn read(&mut self, net: &str, of: u32, low: u32, width: u32) {
        if !self.bits.contains_key(net) {
            self.bits.insert(net.to_string(), vec![false; of as usize]);
        }
        if let Some(bits) = self.bits.get_mut(net) {
            bits[low as usize..(low + width) as usize].fill(true);
        }
    }

    /// The parts of `net` that nothing reads, as Verilog.
    pub fn unread(&self, net: &str, width: u32) -> Vec<String> {
        let Some(bits) = self.bits.get(net) else { return vec![net.to_string()] };
        let mut parts = vec![];
        let mut at = 0;
        for run in bits.chunk_by(|a, b| a == b) {
            if !run[0] {
                parts.push(select(net, width, at, run.len() as u32));
            }
            at += run.len() as u32;
        }
        parts
    }
}

/// Bits `low..low + width` of a net that is `of` bits wide.
pub(super) fn select(net: &str, of: u32, low: u32, width: u32) -> String {
    match width {
        _ if width == of => net.to_string(),
        1 => format!("{net}[{low}]"),
        _ => format!("{net}[{}:{low}]", low + width - 1),
    }
}
