//! No combinational cycle, through any depth of hierarchy.
//!
//! Each module is summarized as the inputs that each output depends on without a register between;
//! an instance is then as many edges in its parent's graph. Modules come after what they instance,
//! so one pass over the netlist does.

use std::collections::BTreeMap;

use crate::rtl::expr::Op;
use crate::rtl::module::{Direction, Module};
use crate::rtl::netlist::Netlist;

use super::Violation;

/// Inputs that outputs depend on combinationally. Outputs of a module often depend on the same ones, as all streams
/// wait for each other where they meet, so each set of inputs is kept once.
#[derive(Default)]
struct Summary {
    sets: Vec<Vec<String>>,
    /// The set of each output.
    outputs: BTreeMap<String, usize>,
}

pub(super) fn check(netlist: &Netlist) -> Vec<Violation> {
    let mut summaries: Vec<Summary> = vec![];
    let mut violations = vec![];
    for (_, module) in netlist.modules() {
        let graph = dependencies(module, &summaries);
        match order(&graph) {
            Ok(order) => summaries.push(summarize(module, &graph, &order)),
            Err(node) => {
                let what = format!("combinational loop through {}", describe(module, node));
                violations.push(Violation { module: module.name.clone(), what });
                summaries.push(Summary::default());
            }
        }
    }
    violations
}

/// What each node reads: signals first, then expressions, then for each instance the sets of inputs that its outputs
/// depend on.
fn dependencies(module: &Module, summaries: &[Summary]) -> Vec<Vec<usize>> {
    let signals = module.signals.len();
    let mut graph = vec![vec![]; signals + module.exprs.len()];
    for (id, expr) in module.exprs() {
        let node = signals + id.index();
        graph[node].extend(expr.op.operands().iter().map(|operand| signals + operand.index()));
        if let Op::Signal(signal) = expr.op {
            graph[node].push(signal.index());
        }
    }
    for (signal, value) in &module.assigns {
        graph[signal.index()].push(signals + value.index());
    }
    for instance in &module.instances {
        let summary = &summaries[instance.module.index()];
        let inputs: BTreeMap<&str, usize> = instance
            .inputs
            .iter()
            .map(|(port, expr)| (port.as_str(), signals + expr.index()))
            .collect();
        let first = graph.len();
        graph.extend(summary.sets.iter().map(|set| {
            set.iter().filter_map(|input| inputs.get(input.as_str()).copied()).collect()
        }));
        for (port, signal) in &instance.outputs {
            graph[signal.index()].extend(summary.outputs.get(port).map(|set| first + set));
        }
    }
    graph
}

/// The nodes with what they read first, or a node on a cycle.
fn order(graph: &[Vec<usize>]) -> Result<Vec<usize>, usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; graph.len()];
    let mut order = Vec::with_capacity(graph.len());
    for start in 0..graph.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        let mut stack = vec![(start, 0)];
        while let Some((node, at)) = stack.pop() {
            let Some(&read) = graph[node].get(at) else {
                marks[node] = Mark::Done;
                order.push(node);
                continue;
            };
            stack.push((node, at + 1));
            match marks[read] {
                Mark::New => {
                    marks[read] = Mark::Open;
                    stack.push((read, 0));
                }
                Mark::Open => return Err(read),
                Mark::Done => {}
            }
        }
    }
    Ok(order)
}

/// Per output, the inputs it reaches. Sets are kept as words of bits over the module's inputs, and only
/// for what outputs depend on: most of a module lies behind registers.
fn summarize(module: &Module, graph: &[Vec<usize>], order: &[usize]) -> Summary {
    let ports = |direction: Direction| -> Vec<usize> {
        let ports = module.ports.iter().filter(move |port| port.direction == direction);
        ports.map(|port| port.signal.index()).collect()
    };
    let (inputs, outputs) = (ports(Direction::Input), ports(Direction::Output));
    let words = inputs.len().div_ceil(64);
    let rows = rows(graph, order, &outputs);
    let mut reach = vec![0u64; rows.iter().flatten().count() * words];
    for (index, row) in inputs.iter().map(|input| rows[*input]).enumerate() {
        if let Some(row) = row {
            reach[row * words + index / 64] |= 1 << (index % 64);
        }
    }
    for (node, row) in order.iter().filter_map(|node| Some((*node, rows[*node]?))) {
        for read in graph[node].iter().filter_map(|read| rows[*read]) {
            for word in 0..words {
                reach[row * words + word] |= reach[read * words + word];
            }
        }
    }
    let mut summary = Summary::default();
    let mut known: BTreeMap<&[u64], usize> = BTreeMap::new();
    for output in &outputs {
        let row = rows[*output].map_or(&[][..], |row| &reach[row * words..(row + 1) * words]);
        let set = *known.entry(row).or_insert_with(|| {
            let hit = |index: &usize| {
                row.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
            };
            let name = |index: usize| module.signals[inputs[index]].name.clone();
            summary.sets.push((0..inputs.len()).filter(hit).map(name).collect());
            summary.sets.len() - 1
        });
        summary.outputs.insert(module.signals[*output].name.clone(), set);
    }
    summary
}

/// Numbers the nodes that `outputs` depend on, themselves included.
fn rows(graph: &[Vec<usize>], order: &[usize], outputs: &[usize]) -> Vec<Option<usize>> {
    let mut rows = vec![None; graph.len()];
    let mut count = 0;
    outputs.iter().for_each(|output| rows[*output] = Some(0));
    for &node in order.iter().rev() {
        if rows[node].is_some() {
            rows[node] = Some(count);
            count += 1;
            graph[node].iter().for_each(|read| rows[*read] = Some(0));
        }
    }
    rows
}

fn describe(module: &Module, node: usize) -> String {
    match module.signals.get(node) {
        Some(signal) => format!("signal `{}`", signal.name),
        None if node < module.signals.len() + module.exprs.len() => {
            format!("expression {}", node - module.signals.len())
        }
        None => "an instance".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtl::ModuleBuilder;

    /// Where many streams meet, each waits for all: what is kept of that grows with the streams, not with their square.
    #[test]
    fn outputs_that_depend_on_the_same_inputs_share_a_set() {
        let m = ModuleBuilder::new("meeting", ["of streams"]);
        let inputs: Vec<_> = (0..100).map(|number| m.input(&format!("a{number}"), 1)).collect();
        for number in 0..100 {
            m.output(&format!("y{number}"), m.all(inputs.iter().copied()));
        }
        m.output("z", inputs[3]);
        let module = m.finish();
        let graph = dependencies(&module, &[]);
        let Summary { sets, outputs } = summarize(&module, &graph, &order(&graph).unwrap());
        assert_eq!(outputs.len(), 101);
        assert_eq!(sets.iter().map(Vec::len).collect::<Vec<_>>(), [100, 1]);
        assert_eq!(sets[outputs["z"]], ["a3"]);
    }
}
