//! What every array of a group does when, as a picture.

use crate::diag::Bug;

use super::array_groups::{ArrayGroup, Role};
use super::gantt::{Bar, Chart};
use super::graph::Graph;
use super::schedule::Schedule;

/// Colors of the roles.
const COMPUTE: &str = "#fdae6b";
const REFER: &str = "#9ecae1";

/// Cycles that are shown.
const CYCLES: u64 = 96;

/// SVG text: a row an array of a group, a bar a role, for the first cycles after reset in which samples are
/// offered and taken as early as can be. Equal graphs give equal bytes.
pub fn roles(graph: &Graph) -> Result<String, Bug> {
    let mut schedule = Schedule::new(graph)?;
    let mut rows: Vec<String> = vec![];
    for group in graph.groups() {
        rows.extend(group.operations.iter().enumerate().map(|(array, id)| match id {
            Some(id) => graph.node(*id).name.clone(),
            None => format!("{} {array} (spare)", group.name),
        }));
    }
    let mut bars: Vec<Bar> = vec![];
    let mut open: Vec<Option<usize>> = vec![None; rows.len()];
    for cycle in 0..CYCLES {
        schedule.step(true, true);
        let mut row = 0;
        for (number, group) in graph.groups().iter().enumerate() {
            for role in schedule.roles(number) {
                let present = bar(graph, group, *role, (row, cycle));
                open[row] = join(&mut bars, open[row], present);
                row += 1;
            }
        }
    }
    let legend = [("compute", COMPUTE), ("refer", REFER)];
    Ok(Chart { rows, bars, legend: legend.map(|(name, color)| (name.into(), color)).to_vec() }
        .svg())
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
