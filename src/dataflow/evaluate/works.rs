//! How long each firing takes whose time depends on data.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::blocks::{self, Beat, Golden, Work};
use crate::dataflow::graph::NodeId;
use crate::dataflow::wired::Wired;
use crate::diag::Bug;
use crate::tech::Events;

use super::evaluator::Evaluator;
use super::models::SharedPort;

/// Work of operations, firing by firing.
pub(in crate::dataflow) type Works = BTreeMap<NodeId, VecDeque<Work>>;

/// For operations that take as long as their data say, the work that `beats` are for them.
pub(in crate::dataflow) fn works(graph: &Wired, beats: &[Beat]) -> Result<Works, Bug> {
    let varies =
        |id: &NodeId| graph.block_of(*id).is_some_and(|block| block.timing().longest().is_some());
    if !graph.order().iter().any(varies) {
        return Ok(Works::new());
    }
    let mut noted: BTreeMap<NodeId, Rc<RefCell<VecDeque<Work>>>> = BTreeMap::new();
    let mut evaluator = Evaluator::new(graph)?;
    evaluator.around(|id, golden| {
        if !varies(&id) {
            return golden;
        }
        let noted = noted.entry(id).or_default().clone();
        Box::new(Noting { golden, works: of(graph, id), noted })
    });
    beats.iter().for_each(|beat| drop(evaluator.fire(beat, true)));
    drop(evaluator);
    Ok(noted.into_iter().map(|(id, works)| (id, works.take())).collect())
}

/// Tells the work of a node's firings. All lines of shared hardware are waited for, those of other operations'
/// columns too.
fn of(graph: &Wired, id: NodeId) -> Box<blocks::Works> {
    let Some(block) = graph.block_of(id) else { return Box::new(|_| Work::ONLY) };
    let mut works = block.works();
    let turn = graph.placed(id).turn;
    let port = turn.and_then(|turn| {
        let block = graph.shared()[turn.instance].shared.clone()?;
        Some(SharedPort::new(turn, block))
    });
    match port {
        Some(port) => Box::new(move |inputs: &[Beat]| works(&[port.command(&inputs[0])])),
        None => works,
    }
}

/// A model that notes which work each firing is.
struct Noting {
    golden: Box<dyn Golden>,
    works: Box<blocks::Works>,
    noted: Rc<RefCell<VecDeque<Work>>>,
}

impl Golden for Noting {
    fn events(&mut self, inputs: &[Beat]) -> Events {
        self.golden.events(inputs)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        let work = (self.works)(inputs);
        // Loads are scheduled apart.
        if work != Work::Load {
            self.noted.borrow_mut().push_back(work);
        }
        self.golden.fire(inputs)
    }

    fn ends(&mut self, last: bool, given: usize) -> Vec<bool> {
        self.golden.ends(last, given)
    }
}
