//! Numbers of arrays in error: each draws errors of its own, and those that make references have numbers too.
//!
//! Arrays of one entry of the `hardware` section follow each other, from the number that it names. The arrays
//! of a group refer for each other; others are followed by those that make their references.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::blocks::digitizer::Errors;
use crate::diag::Bug;

use super::graph::{Graph, NodeId};

/// Numbers the arrays of every entry that has errors. Binding and merging come before.
pub fn number_arrays(graph: &mut Graph, arrays: &BTreeMap<String, Array>) -> Result<(), Bug> {
    for (name, array) in arrays {
        let Some(errors) = &array.errors else { continue };
        let mut next = errors.instance;
        let numbered = match array.digitizer.is_networked() {
            true => in_groups(graph, name, &mut next),
            false => alone(graph, (name, array), &mut next)?,
        };
        for (id, instance, references) in numbered {
            graph.set_errors(id, &Errors { instance, references, ..errors.clone() });
        }
    }
    Ok(())
}

/// An array by an operation on it, its number, and the numbers of those that refer for it where they do not
/// follow it.
type Numbered = (NodeId, u32, Vec<u32>);

fn in_groups(graph: &Graph, name: &str, next: &mut u32) -> Vec<Numbered> {
    let mut numbered = vec![];
    for group in graph.groups().iter().filter(|group| group.hardware == name) {
        let first = *next;
        let instance = |array: usize| first.wrapping_add(array as u32);
        *next = instance(group.operations.len());
        numbered.extend(group.members().map(|(array, id)| {
            let references = group.topology.references(array).iter();
            (id, instance(array), references.map(|other| instance(*other)).collect())
        }));
    }
    numbered
}

fn alone(
    graph: &Graph,
    (name, array): (&str, &Array),
    next: &mut u32,
) -> Result<Vec<Numbered>, Bug> {
    let own = 1 + array.digitizer.references() as u32;
    let mut numbered = vec![];
    for placed in graph.arrays()?.iter().filter(|placed| placed.hardware == name) {
        numbered.extend(placed.operations.iter().map(|id| (*id, *next, vec![])));
        *next = next.wrapping_add(own);
    }
    Ok(numbered)
}
