//! Numbers of hardware that draws: each array in error draws errors of its own, and so do those that make references;
//! each crossbar whose ties are by chance draws its own.
//!
//! A number that a design gives is kept. The hardware of one entry of the `hardware` section follows each other, from
//! the number that it names; the others get numbers that nothing of their seed has. The arrays of a group refer for
//! each other; others are followed by those that make their references.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::blocks::{Drawn, Draws};
use crate::dataflow::graph::{Graph, NodeId};
use crate::dataflow::placement::ArrayGroup;
use crate::design::HardwareSection;
use crate::diag::Bug;

/// Hardware that draws one sample.
struct Written {
    draws: Draws,
    units: Vec<Unit>,
}

/// Hardware whose numbers follow each other: a group, or one with those that make its references.
struct Unit {
    count: u32,
    /// Operations on it, each with the place of its array, and those of its references where they do not follow it.
    operations: Vec<(NodeId, u32, Vec<u32>)>,
}

/// Numbers by what is drawn, and by seed.
#[derive(Default)]
struct Numbers {
    given: BTreeMap<(Drawn, u32), Vec<Range<u64>>>,
    next: BTreeMap<(Drawn, u32), u64>,
}

impl Numbers {
    /// Notes numbers that were given.
    fn keep(&mut self, draws: &Draws, first: u32, count: u32) {
        let first = u64::from(first);
        self.given
            .entry((draws.what, draws.seed))
            .or_default()
            .push(first..first + u64::from(count));
    }

    /// The first of so many that nothing has.
    fn take(&mut self, draws: &Draws, count: u32) -> u32 {
        let key = (draws.what, draws.seed);
        let (next, count) = (self.next.entry(key).or_default(), u64::from(count));
        let given = self.given.get(&key).map_or(&[][..], Vec::as_slice);
        while let Some(other) =
            given.iter().find(|own| own.start < *next + count && *next < own.end)
        {
            *next = other.end;
        }
        let first = *next;
        *next += count;
        // After 2^32 arrays numbers begin again.
        first as u32
    }
}

/// Numbers all that draws.
pub(super) fn number(graph: &mut Graph, hardware: &HardwareSection) -> Result<(), Bug> {
    let order = graph.in_order()?;
    let mut all = in_hardware(graph, &order, hardware);
    all.extend(by_themselves(graph, &order, hardware));
    let mut numbers = Numbers::default();
    for Written { draws, units } in &all {
        if let Some(first) = draws.number {
            numbers.keep(draws, first, units.iter().map(|unit| unit.count).sum());
        }
        draws.references.iter().for_each(|own| numbers.keep(draws, *own, 1));
    }
    for Written { draws, units } in all {
        let mut given = draws.number;
        for unit in units {
            let first = given.unwrap_or_else(|| numbers.take(&draws, unit.count));
            given = given.map(|first| first.wrapping_add(unit.count));
            unit.number(graph, first);
        }
    }
    Ok(())
}

impl Unit {
    fn number(self, graph: &mut Graph, first: u32) {
        let at = |place: u32| first.wrapping_add(place);
        for (id, place, references) in self.operations {
            graph.number(id, at(place), references.into_iter().map(at).collect());
        }
    }
}

/// The hardware of every entry that draws.
fn in_hardware(graph: &Graph, order: &[NodeId], hardware: &HardwareSection) -> Vec<Written> {
    let written = hardware.iter().filter_map(|(name, entry)| {
        let draws = entry.kind.as_hardware().draws()?;
        let units = match entry.kind.as_hardware().network() {
            Some(_) => groups(graph, name),
            None => alone(graph, order, (name, &draws)),
        };
        Some(Written { draws, units })
    });
    written.collect()
}

fn groups(graph: &Graph, name: &str) -> Vec<Unit> {
    let groups = graph.groups().iter().filter(|group| group.hardware == name);
    let unit = |group: &ArrayGroup| {
        let members = group.members().map(|(array, id)| {
            let references = group.topology.references(array).iter();
            (id, array as u32, references.map(|other| *other as u32).collect())
        });
        Unit { count: group.operations.len() as u32, operations: members.collect() }
    };
    groups.map(unit).collect()
}

/// What operations share, then what one has by itself, in the order of flow.
fn alone(graph: &Graph, order: &[NodeId], (name, draws): (&String, &Draws)) -> Vec<Unit> {
    let on = |id: &NodeId| graph.node(*id).origin.hardware.as_ref() == Some(name);
    let shared = graph.shared().iter().filter(|own| own.hardware.as_ref() == Some(name));
    let shared = shared.map(|own| own.operations.clone());
    let own = order.iter().filter(|id| on(id) && graph.placed(**id).turn.is_none());
    let unit = |operations: Vec<NodeId>| Unit {
        count: 1 + draws.more,
        operations: operations.into_iter().map(|id| (id, 0, vec![])).collect(),
    };
    shared.chain(own.map(|id| vec![*id])).map(unit).collect()
}

/// Operations whose entry numbers nothing, or that have none: each has hardware of its own.
fn by_themselves(graph: &Graph, order: &[NodeId], hardware: &HardwareSection) -> Vec<Written> {
    let numbered = |name: &String| {
        hardware.get(name).is_some_and(|entry| entry.kind.as_hardware().draws().is_some())
    };
    let written = order.iter().filter_map(|id| {
        let node = graph.node(*id);
        let block =
            node.block().filter(|_| !node.origin.hardware.as_ref().is_some_and(numbered))?;
        let draws = block.as_block().draws()?;
        let unit = Unit { count: 1 + draws.more, operations: vec![(*id, 0, vec![])] };
        Some(Written { draws, units: vec![unit] })
    });
    written.collect()
}
