//! The controller of a group of arrays: who converts, and who refers.
//!
//! While nothing is converted, the next phase in turn in which some array asks begins; its arrays that ask are
//! let to convert together.

use crate::blocks::cim_array::{ASKS, GRANTED};
use crate::dataflow::ArrayGroup;
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

/// Port of an array on the controller.
pub(super) fn asks(array: usize) -> String {
    format!("{ASKS}_{array}")
}

/// Port of an array on the controller.
pub(super) fn granted(array: usize) -> String {
    format!("{GRANTED}_{array}")
}

/// A controller. Its ports `computes` and `refers` tell the arrays' roles, a bit for each.
pub(super) fn controller(group: &ArrayGroup, netlist: &mut Netlist) -> ModuleId {
    let name = format!("{}_turns", group.name);
    netlist.module(&name, |_| {
        let (arrays, cycles) = (group.operations.len(), group.cycles());
        let comment = [
            format!("Roles of {arrays} arrays, {} of them spare.", group.spares()),
            format!("A conversion takes {cycles} cycles; phases take turns."),
        ];
        let m = ModuleBuilder::new(&name, comment);
        Controller::new(&m, group).build();
        m.finish()
    })
}

struct Controller<'m, 'g> {
    m: &'m ModuleBuilder,
    group: &'g ArrayGroup,
    phases: Vec<Vec<usize>>,
    /// By array; `None` for spares.
    asks: Vec<Option<Wire<'m>>>,
}

impl<'m, 'g> Controller<'m, 'g> {
    fn new(m: &'m ModuleBuilder, group: &'g ArrayGroup) -> Self {
        let ask = |(array, operation): (usize, &Option<_>)| {
            operation.is_some().then(|| m.input(&asks(array), 1))
        };
        let asks = group.operations.iter().enumerate().map(ask).collect();
        Self { m, group, phases: group.phases(), asks }
    }

    fn any(&self, wires: impl IntoIterator<Item = Wire<'m>>) -> Wire<'m> {
        self.m.tree(wires, |a, b| a | b).unwrap_or_else(|| self.m.constant(1, 0))
    }

    fn build(self) {
        let (m, cycles) = (self.m, self.group.cycles());
        let width = bits_for_count(cycles);
        let cycle = (cycles > 1).then(|| m.register("cycle", width).reset(0));
        let count = cycle.as_ref().map(|cycle| cycle.value());
        let free = count.map(|count| m.wire("free", !count.reduce_or()));
        let chosen = self.chosen(free);
        let starts = m.wire("starts", self.any(chosen.iter().copied()));
        let grants = self.grants(&chosen);
        let grants = m.wire("grants", m.concat(grants));
        let computes = match (cycle, free) {
            (Some(cycle), Some(free)) => {
                let value = cycle.value();
                let end = value.is(cycles as u64 - 1);
                let next = end.mux(m.constant(width, 0), value + m.constant(width, 1));
                cycle.enable(starts | !free).next(next);
                let held = m.register("computing", grants.width()).enable(starts).next(grants);
                free.mux(grants, held)
            }
            _ => grants,
        };
        let computes = m.wire("computing_now", computes);
        for (array, _) in self.group.members() {
            m.output(&granted(array), grants.bit(array as u32));
        }
        m.output("computes", computes);
        m.output("refers", self.refers(computes, count));
    }

    /// For each phase whether it begins: the first in turn after the one that began last in which some array
    /// asks, while nothing is converted.
    fn chosen(&self, free: Option<Wire<'m>>) -> Vec<Wire<'m>> {
        let (m, count) = (self.m, self.phases.len());
        let asking = |(number, phase): (usize, &Vec<usize>)| {
            let asks = phase.iter().filter_map(|array| self.asks[*array]);
            let any = self.any(asks);
            m.wire(&format!("phase_{number}_asks"), free.map_or(any, |free| any & free))
        };
        let asking: Vec<Wire<'m>> = self.phases.iter().enumerate().map(asking).collect();
        if count == 1 {
            return asking;
        }
        // One bit for each phase; none is set at first, as after the last.
        let last = m.register("last", count as u32).reset(0);
        let began = |phase: usize| match phase + 1 == count {
            true => last.value().bit(phase as u32) | !last.value().reduce_or(),
            false => last.value().bit(phase as u32),
        };
        let chosen: Vec<Wire<'m>> = (0..count)
            .map(|phase| {
                // Whoever began last: no phase between it and this one asks.
                let after = |before: usize| {
                    let began = began((phase + count - before) % count);
                    let between = (1..before).map(|step| !asking[(phase + count - step) % count]);
                    between.fold(began, |all, quiet| all & quiet)
                };
                let turn = self.any((1..=count).map(after));
                m.wire(&format!("phase_{phase}_begins"), asking[phase] & turn)
            })
            .collect();
        let begins = m.concat(chosen.iter().copied());
        last.enable(begins.reduce_or()).next(begins);
        chosen
    }

    /// For each array whether its conversion begins.
    fn grants(&self, chosen: &[Wire<'m>]) -> Vec<Wire<'m>> {
        let of = |array: usize| {
            let phase = self.phases.iter().position(|phase| phase.contains(&array))?;
            Some(self.asks[array]? & chosen[phase])
        };
        let arrays = 0..self.group.operations.len();
        arrays.map(|array| of(array).unwrap_or_else(|| self.m.constant(1, 0))).collect()
    }

    /// For each array whether it makes a reference that is compared with in this cycle.
    fn refers(&self, computes: Wire<'m>, count: Option<Wire<'m>>) -> Wire<'m> {
        let m = self.m;
        let most = self.group.references.iter().copied().max().unwrap_or(0);
        // Whether a conversion compares with so many references now.
        let compared = |rank: usize| -> Option<Wire<'m>> {
            let cycles = self.group.references.iter().enumerate();
            let with = cycles.filter(|(_, references)| **references > rank);
            let with: Vec<usize> = with.map(|(cycle, _)| cycle).collect();
            match count {
                Some(count) if with.len() < self.group.cycles() => {
                    let at = |cycle: usize| count.is(cycle as u64);
                    Some(self.any(with.into_iter().map(at)))
                }
                _ => None,
            }
        };
        let compared: Vec<Option<Wire<'m>>> = (0..most).map(compared).collect();
        let refers = |array: usize| {
            let served = self.group.members().flat_map(|(user, _)| {
                let references = self.group.topology.references(user).iter().enumerate();
                let own = references.filter(move |(_, other)| **other == array);
                own.map(move |(rank, _)| (user, rank))
            });
            let served = served.map(|(user, rank)| {
                let user = computes.bit(user as u32);
                compared[rank].map_or(user, |compared| user & compared)
            });
            self.any(served.collect::<Vec<_>>())
        };
        m.concat((0..self.group.operations.len()).map(refers).collect::<Vec<_>>())
    }
}
