//! Numbers of hardware that draws: each array in error draws errors of its own, and so do those that make references;
//! each crossbar whose ties are by chance draws its own.
//!
//! A number that a design gives is kept. Arrays of one entry of the `hardware` section follow each other, from the
//! number that it names; the others get numbers that nothing of their seed has. The arrays of a group refer for
//! each other; others are followed by those that make their references.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::blocks::BlockSpec;
use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Errors;
use crate::blocks::wht_crossbar::{RandomTie, Tie};
use crate::diag::Bug;

use super::graph::{Graph, NodeId};

/// Arrays that one sample of errors was written for.
struct Written {
    errors: Errors,
    units: Vec<Unit>,
}

/// Arrays whose numbers follow each other: a group, or one with those that make its references.
struct Unit {
    count: u32,
    /// Operations on them, each with the place of its array, and those of its references where they do not follow it.
    operations: Vec<(NodeId, u32, Vec<u32>)>,
}

/// Numbers by seed.
#[derive(Default)]
struct Numbers {
    given: BTreeMap<u32, Vec<Range<u64>>>,
    next: BTreeMap<u32, u64>,
}

impl Numbers {
    /// Notes numbers that were given.
    fn keep(&mut self, seed: u32, first: u32, count: u32) {
        let first = u64::from(first);
        self.given.entry(seed).or_default().push(first..first + u64::from(count));
    }

    /// The first of so many that nothing has.
    fn take(&mut self, seed: u32, count: u32) -> u32 {
        let (next, count) = (self.next.entry(seed).or_default(), u64::from(count));
        let given = self.given.get(&seed).map_or(&[][..], Vec::as_slice);
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

/// Numbers all that draws. Binding and merging come before.
pub fn number_arrays(graph: &mut Graph, arrays: &BTreeMap<String, Array>) -> Result<(), Bug> {
    let mut all = in_hardware(graph, arrays)?;
    all.extend(by_themselves(graph)?);
    let mut numbers = Numbers::default();
    for Written { errors, units } in &all {
        if let Some(first) = errors.instance {
            numbers.keep(errors.seed, first, units.iter().map(|unit| unit.count).sum());
        }
        errors.references.iter().for_each(|own| numbers.keep(errors.seed, *own, 1));
    }
    for Written { errors, units } in all {
        let mut given = errors.instance;
        for unit in units {
            let first = match given {
                Some(first) => first,
                None => numbers.take(errors.seed, unit.count),
            };
            given = given.map(|first| first.wrapping_add(unit.count));
            unit.number(graph, &errors, first);
        }
    }
    number_ties(graph)
}

impl Unit {
    fn number(self, graph: &mut Graph, errors: &Errors, first: u32) {
        let at = |place: u32| first.wrapping_add(place);
        for (id, place, references) in self.operations {
            let references = match references[..] {
                [] => errors.references.clone(),
                _ => references.into_iter().map(at).collect(),
            };
            let instance = Some(at(place));
            graph.set_errors(id, &Errors { instance, references, ..errors.clone() });
        }
    }
}

/// The arrays of every entry that has errors.
fn in_hardware(graph: &Graph, arrays: &BTreeMap<String, Array>) -> Result<Vec<Written>, Bug> {
    let mut all = vec![];
    for (name, array) in arrays {
        let Some(errors) = &array.errors else { continue };
        let units = match array.digitizer.is_networked() {
            true => groups(graph, name),
            false => alone(graph, (name, array))?,
        };
        all.push(Written { errors: errors.clone(), units });
    }
    Ok(all)
}

fn groups(graph: &Graph, name: &str) -> Vec<Unit> {
    let groups = graph.groups().iter().filter(|group| group.hardware == name);
    let unit = |group: &super::ArrayGroup| {
        let members = group.members().map(|(array, id)| {
            let references = group.topology.references(array).iter();
            (id, array as u32, references.map(|other| *other as u32).collect())
        });
        Unit { count: group.operations.len() as u32, operations: members.collect() }
    };
    groups.map(unit).collect()
}

fn alone(graph: &Graph, (name, array): (&str, &Array)) -> Result<Vec<Unit>, Bug> {
    let count = 1 + array.digitizer.references() as u32;
    let arrays = graph.arrays()?;
    let own = arrays.iter().filter(|placed| placed.hardware == name);
    let unit = |placed: &super::PlacedArray<'_>| Unit {
        count,
        operations: placed.operations.iter().map(|id| (*id, 0, vec![])).collect(),
    };
    Ok(own.map(unit).collect())
}

/// Nodes that are bound to no entry: each has arrays of its own.
fn by_themselves(graph: &Graph) -> Result<Vec<Written>, Bug> {
    let order = graph.in_order()?;
    let written = order.into_iter().filter_map(|id| {
        let node = graph.node(id);
        let (errors, conversion) = match node.block().filter(|_| node.origin.hardware.is_none())? {
            BlockSpec::CimTile(tile) => (&tile.array.errors, &tile.array.digitizer),
            BlockSpec::CimBank(bank) => (&bank.array.errors, &bank.array.digitizer),
            BlockSpec::Digitizer(own) => (&own.errors, &own.conversion),
            _ => return None,
        };
        let errors = errors.clone()?;
        let references = if errors.references.is_empty() { conversion.references() } else { 0 };
        let unit = Unit { count: 1 + references as u32, operations: vec![(id, 0, vec![])] };
        Some(Written { errors, units: vec![unit] })
    });
    Ok(written.collect())
}

/// Numbers crossbars whose ties are by chance. Those of layers have numbers.
fn number_ties(graph: &mut Graph) -> Result<(), Bug> {
    let order = graph.in_order()?;
    let ties = order.into_iter().filter_map(|id| match graph.node(id).block()? {
        BlockSpec::WhtCrossbar(own) => match own.crossbar.tie {
            Tie::Random(random) => Some((id, random)),
            _ => None,
        },
        _ => None,
    });
    let ties: Vec<(NodeId, RandomTie)> = ties.collect();
    let mut numbers = Numbers::default();
    let given = ties.iter().filter_map(|(_, random)| Some((random.seed, random.instance?)));
    given.for_each(|(seed, first)| numbers.keep(seed, first, 1));
    for (id, random) in ties {
        let instance = random.instance.unwrap_or_else(|| numbers.take(random.seed, 1));
        graph.set_tie(id, RandomTie { instance: Some(instance), ..random });
    }
    Ok(())
}
