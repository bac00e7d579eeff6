//! What every array of a group does when, as a picture.

use crate::dataflow::graph::Graph;
use crate::dataflow::placement::{ArrayGroup, Role};
use crate::dataflow::schedule::Schedule;
use crate::dataflow::wired::Wired;
use crate::diag::Bug;

use super::chart::{Bar, Chart};
use super::fold::View;
use super::rows::{Row, drawn};

/// Colors of the roles.
const COMPUTE: &str = "#fdae6b";
const REFER: &str = "#9ecae1";

/// Cycles that are shown.
const CYCLES: u64 = 96;

/// SVG text: one row per array of a group, one bar per role, for the first cycles after reset in which samples are
/// offered and taken as early as can be. Folded, arrays of one layer that do the same at the same time are one row. Equal
/// graphs give equal bytes.
pub fn roles(graph: &Wired, view: View) -> Result<String, Bug> {
    let mut schedule = Schedule::new(graph)?;
    let mut rows: Vec<Row> =
        graph.groups().iter().flat_map(|group| of_group(graph, group)).collect();
    let mut open: Vec<Option<usize>> = vec![None; rows.len()];
    for cycle in 0..CYCLES {
        schedule.step(true, true);
        let mut number = 0;
        for (group_number, group) in graph.groups().iter().enumerate() {
            for role in schedule.roles(group_number) {
                let present = bar(graph, group, *role, (number, cycle));
                open[number] = join(&mut rows[number].bars, open[number], present);
                number += 1;
            }
        }
    }
    let (rows, bars) = drawn(graph, rows, view);
    let legend = [("compute", COMPUTE), ("refer", REFER)];
    let legend = legend.map(|(name, color)| (name.into(), color)).to_vec();
    Ok(Chart { rows, bars, legend }.svg())
}

/// The rows of a group's arrays, still empty.
fn of_group<'g>(graph: &'g Graph, group: &'g ArrayGroup) -> impl Iterator<Item = Row> + 'g {
    group.operations.iter().enumerate().map(|(array, id)| Row {
        name: match id {
            Some(id) => graph.node(*id).name.clone(),
            None => format!("{} {array} (spare)", group.name),
        },
        operations: id.iter().copied().collect(),
        bars: vec![],
    })
}

/// A role in one cycle.
fn bar(graph: &Graph, group: &ArrayGroup, role: Role, (row, cycle): (usize, u64)) -> Option<Bar> {
    let (label, color, what) = match role {
        Role::Idle => return None,
        Role::Compute => (String::new(), COMPUTE, "computes".to_string()),
        Role::Refer(array) => {
            let served = group.operations.get(array).copied().flatten();
            let served = served.map_or(String::new(), |id| graph.node(id).name.clone());
            (String::new(), REFER, format!("refers for {served}"))
        }
    };
    Some(Bar { row, start: cycle, cycles: 1, color, label, title: what })
}

/// Adds a cycle to the bar before it, if that is the same role, or begins one.
fn join(bars: &mut Vec<Bar>, open: Option<usize>, present: Option<Bar>) -> Option<usize> {
    let present = present?;
    if let Some(before) = open.and_then(|at| bars.get_mut(at))
        && before.title == present.title
    {
        before.cycles += 1;
        return open;
    }
    bars.push(present);
    Some(bars.len() - 1)
}
