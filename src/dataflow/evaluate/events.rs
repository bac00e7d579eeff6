//! What hardware does for samples, node by node.

use crate::blocks::{Beat, Instructions};
use crate::dataflow::command::{Command, Commands};
use crate::dataflow::wired::Wired;
use crate::diag::Bug;

use super::evaluator::{Evaluator, NodeEvents};

/// Samples that golden models count events of, too.
const COMPARED: usize = 16;

/// What every node does for all beats of samples together, by fast models where blocks have them; beats are commands
/// where weights can be written, and loads are not counted.
///
/// # Errors
///
/// A fast model that counts otherwise than the golden one for the first beats is a [`Bug`].
pub fn count_events(graph: &Wired, beats: &[Beat]) -> Result<NodeEvents, Bug> {
    let (fast, any) = Evaluator::fast(graph, Instructions::detected())?;
    let mut fast = fast.counting();
    // Loads are as many beats as there are rows: golden models take them all.
    let commands = Commands::of(graph);
    let is_load = |beat: &&Beat| {
        let read = commands.as_ref().map(|commands| commands.read(beat));
        matches!(read, Some(Command::Load(_)))
    };
    let loads = beats.iter().take_while(is_load).count();
    let compared = COMPARED * graph.beats_per_sample() as usize;
    let (first, rest) = beats.split_at((loads + compared).min(beats.len()));
    fast.evaluate(first);
    if any {
        let mut golden = Evaluator::new(graph)?.counting();
        golden.evaluate(first);
        same(graph, &fast.counts(), &golden.counts())?;
    }
    fast.evaluate(rest);
    Ok(fast.counts())
}

fn same(graph: &Wired, fast: &NodeEvents, golden: &NodeEvents) -> Result<(), Bug> {
    let differs = fast.iter().find(|(node, events)| golden.get(node) != Some(events));
    let Some((node, events)) = differs else { return Ok(()) };
    let name = &graph.node(*node).name;
    let wanted = golden.get(node);
    Err(Bug::new(format!(
        "node `{name}`: the fast model counts {events:?}, the golden one {wanted:?}"
    )))
}
