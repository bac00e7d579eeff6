//! Arrays that digitize each other: which array makes references for which, and which can compute at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::SpecError;

/// How the arrays of a group serve each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// Two arrays: one computes while the other refers, then they swap.
    Pair,
    /// Each array refers for the one before it; the last one only refers.
    Chain(Arrays),
    /// Each array refers for the one before it, the first for the last.
    Ring(Arrays),
    /// As many arrays as a hybrid search needs: one computes, all others refer.
    Cluster,
    /// As many arrays as a flash search needs: one computes, all others refer.
    StarFlash,
}

/// Size of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrays {
    /// Arrays of a group, 2..=64.
    pub arrays: usize,
}

/// Who serves whom in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// For each array those that refer for it; none for one that never computes.
    references: Vec<Vec<usize>>,
    /// Sets of arrays that can compute at once.
    phases: Vec<Vec<usize>>,
}

impl Network {
    /// Most arrays of a chain or ring.
    const MAX_ARRAYS: usize = 64;

    /// The group for searches that need `references` at once.
    pub fn topology(self, references: usize) -> Topology {
        let all = references + 1;
        match self {
            Self::Pair => Topology::new(2, 2, 1),
            Self::Chain(Arrays { arrays }) => Topology::new(arrays, arrays.saturating_sub(1), 1),
            Self::Ring(Arrays { arrays }) => Topology::new(arrays, arrays, 1),
            Self::Cluster | Self::StarFlash => Topology::new(all, all, references),
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Pair => "pair".into(),
            Self::Chain(Arrays { arrays }) => format!("chain{arrays}"),
            Self::Ring(Arrays { arrays }) => format!("ring{arrays}"),
            Self::Cluster => "cluster".into(),
            Self::StarFlash => "star".into(),
        }
    }

    /// An error where a group cannot serve a search called `search` that needs `references` at once.
    pub(super) fn check(self, search: &str, references: usize) -> Option<SpecError> {
        let wrong = |cause: String, help: &str| Some(SpecError::new("network", cause, help));
        match self {
            Self::Chain(Arrays { arrays }) | Self::Ring(Arrays { arrays })
                if !(2..=Self::MAX_ARRAYS).contains(&arrays) =>
            {
                let cause = format!(
                    "a chain or ring has 2 to {} arrays, got {arrays}: no array refers for itself",
                    Self::MAX_ARRAYS
                );
                wrong(cause, "use more arrays, or leave `network` out: references of its own")
            }
            Self::Pair | Self::Chain(_) | Self::Ring(_) if references != 1 => {
                let cause = format!(
                    "a `{search}` search needs {references} references at once, and here one array refers"
                );
                wrong(cause, "use a `sar` search, or the network `cluster` or `star_flash`")
            }
            Self::Cluster if search != "hybrid" => {
                let cause = format!("a cluster serves `hybrid` searches, not `{search}`");
                wrong(cause, "use `pair`, `chain` or `ring`; `star_flash` for `flash`")
            }
            Self::StarFlash if search != "flash" => {
                let cause = format!("a star serves `flash` searches, not `{search}`");
                wrong(cause, "use `cluster` for `hybrid`; `pair`, `chain` or `ring` for others")
            }
            _ => None,
        }
    }
}

impl Topology {
    /// `arrays` in a circle, of which the first `computing` compute, each served by the next `references`.
    fn new(arrays: usize, computing: usize, references: usize) -> Self {
        let serving = |array: usize| match array < computing {
            true => (1..=references).map(|next| (array + next) % arrays.max(1)).collect(),
            false => vec![],
        };
        let references: Vec<Vec<usize>> = (0..arrays).map(serving).collect();
        let mut topology = Self { references, phases: vec![] };
        for array in 0..computing {
            topology.place(array);
        }
        topology
    }

    /// Adds an array to the first phase in which it takes nobody's array.
    fn place(&mut self, array: usize) {
        let fits = |phase: &Vec<usize>| phase.iter().all(|other| !self.conflict(array, *other));
        match self.phases.iter().position(fits) {
            Some(phase) => self.phases[phase].push(array),
            None => self.phases.push(vec![array]),
        }
    }

    /// Whether two arrays cannot compute at once: one array would have two roles.
    pub fn conflict(&self, a: usize, b: usize) -> bool {
        let roles =
            |array: usize| [array].into_iter().chain(self.references[array].iter().copied());
        roles(a).any(|one| roles(b).any(|other| one == other))
    }

    /// Number of arrays.
    pub fn arrays(&self) -> usize {
        self.references.len()
    }

    /// Arrays that can compute, as many as there are operations for in a full group.
    pub fn computing(&self) -> usize {
        self.phases.iter().map(Vec::len).sum()
    }

    /// Arrays that refer for `array`; a search that needs fewer in a step takes the first of them.
    pub fn references(&self, array: usize) -> &[usize] {
        &self.references[array]
    }

    /// Sets of arrays that can compute at once; they take turns.
    pub fn phases(&self) -> &[Vec<usize>] {
        &self.phases
    }
}
