//! A node to a value of any serde type, with every mistake in it.
//!
//! serde stops at the first mistake. So a mistake comes with a [`Repair`], a way to look past it;
//! reading is repeated with the repairs made so far until nothing is found any more. The value
//! that comes out then is of use only where there was nothing to repair.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::MAX_MISTAKES;
use super::deserialize::Reader;
use super::error::{Error, Repair};
use super::node::{Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, Place, Source};

/// What to look past.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    any: BTreeSet<usize>,
    filled: BTreeSet<(usize, &'static str)>,
    ignored: BTreeSet<usize>,
}

impl Repairs {
    /// Whether the node counts as right, whatever is asked of it.
    pub fn is_any(&self, node: &Node) -> bool {
        matches!(node.kind, Kind::Any) || self.any.contains(&node.id)
    }

    /// Whether the key that starts at byte `start` counts as absent.
    pub fn is_ignored(&self, start: usize) -> bool {
        self.ignored.contains(&start)
    }

    /// Fields that the mapping counts as having.
    pub fn filled(&self, node: &Node) -> impl Iterator<Item = &'static str> {
        self.filled.range((node.id, "")..(node.id + 1, "")).map(|(_, field)| *field)
    }

    /// False where the repair was there already, so that repeating would change nothing.
    fn add(&mut self, repair: Repair) -> bool {
        match repair {
            Repair::Any(id) => id != Node::ANY.id && self.any.insert(id),
            Repair::Fill(id, field) => self.filled.insert((id, field)),
            Repair::Rename(id, keys, meant) => {
                self.filled.extend(meant.into_iter().map(|field| (id, field)));
                let before = self.ignored.len();
                self.ignored.extend(keys);
                self.ignored.len() > before
            }
        }
    }
}

/// The value that `root` stands for, or every mistake in it in file order.
pub fn read<T: DeserializeOwned>(root: &Node, source: &Arc<Source>) -> Result<T, Diagnostics> {
    let mut repairs = Repairs::default();
    let mut found: Diagnostics = vec![];
    while found.len() < MAX_MISTAKES {
        let error = match T::deserialize(Reader::new(root, &repairs)) {
            Ok(value) if found.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(error) => error.at(root),
        };
        let Error::Placed(mistake) = error else { break };
        let is_new = repairs.add(mistake.repair);
        if !is_new && !found.is_empty() {
            // A value that counts as right was refused by its type: nothing to tell the user.
            break;
        }
        found.extend(mistake.findings.into_iter().map(|finding| {
            let place = Place { source: source.clone(), span: finding.span };
            Diagnostic::error(finding.code, finding.cause).at(place).help(finding.help)
        }));
        if !is_new {
            break;
        }
    }
    found.sort_by_key(|one| one.place.as_ref().map(|place| place.span.start));
    // One mapping may have any number of unknown fields.
    found.truncate(MAX_MISTAKES);
    Err(found)
}
