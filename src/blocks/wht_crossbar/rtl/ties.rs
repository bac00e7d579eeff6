//! Comparators that decide zero by chance: no logic, but a model of it.

use crate::blocks::keyed_random::{Hash, number_of_taken};
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist};

use super::super::crossbar::RandomTie;
use super::super::spec::WhtCrossbar;

/// The module: `taken`, a transform begins; `plane`, counted from the most significant, where there are several. It
/// gives `plus`, 1 for plus, a bit a row.
pub(super) fn ties(
    spec: &WhtCrossbar,
    RandomTie { seed, .. }: RandomTie,
    into: &mut Netlist,
) -> ModuleId {
    let rows = spec.crossbar.rows();
    let name = format!("wht_ties_{rows}_{}_{seed}", spec.bits);
    into.module(&name, |_| {
        let comment = format!("What comparators say of zero, by chance of seed {seed}.");
        let m = ModuleBuilder::new(&name, [comment]).behavioral();
        let instance = m.input("instance_number", 32);
        let taken = m.input("taken", 1);
        let sample = number_of_taken(&m, "sample", taken);
        let hash = Hash::of(&m, &[seed, RandomTie::KEY]).word(instance).word(sample);
        let hash = match spec.plane_bits() {
            Some(width) => {
                let last = m.constant(bits_for_count(spec.bits as usize), u64::from(spec.bits - 1));
                hash.word(last - m.input("plane", width))
            }
            None => hash.constant(0),
        };
        let hash = hash.named("key");
        let tie = |row: u32| hash.constant(row).value().bit(0);
        m.output("plus", m.concat((0..rows as u32).map(tie).collect::<Vec<_>>()));
        m.finish()
    })
}
