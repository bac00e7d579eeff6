//! Where a field of a design stands in its file.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Place, Source};

use super::yaml::{Kind, Node};

/// The file of a design, or nothing for a design built in Rust.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub text: Option<(Arc<Source>, Node)>,
}

impl Places {
    /// Place of the value at `path`, steps apart by dots, or of the nearest value around it.
    pub fn of(&self, path: &str) -> Option<Place> {
        self.find(path, |_, node| node.mark.clone())
    }

    /// Place of the key at the end of `path`.
    pub fn of_key(&self, path: &str) -> Option<Place> {
        self.find(path, |key, node| key.cloned().unwrap_or(node.mark.clone()))
    }

    fn find(
        &self,
        path: &str,
        mark: impl Fn(Option<&Range<usize>>, &Node) -> Range<usize>,
    ) -> Option<Place> {
        let (source, root) = self.text.as_ref()?;
        let (mut key, mut node) = (None, root);
        for step in path.split('.') {
            let next = match &node.kind {
                Kind::Sequence(items) => {
                    step.parse().ok().and_then(|at: usize| items.get(at)).map(|item| (None, item))
                }
                _ => node.get(step).map(|(key, value)| (Some(&key.span), value)),
            };
            let Some(next) = next else { break };
            (key, node) = next;
        }
        Some(Place { source: source.clone(), span: mark(key, node) })
    }
}
