//! Which classes are taken for which.

use serde::Serialize;

/// How often samples of one class were taken for another: `counts[label][class]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// A row per label, a column per class.
    pub counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// Of classes that were told for labels.
    pub fn of(classes: &[i64], labels: &[i64]) -> Self {
        let most = classes.iter().chain(labels).copied().max().unwrap_or(0).max(0) as usize;
        let mut counts = vec![vec![0; most + 1]; most + 1];
        for (class, label) in classes.iter().zip(labels) {
            if let (Ok(label), Ok(class)) = (usize::try_from(*label), usize::try_from(*class)) {
                counts[label][class] += 1;
            }
        }
        Self { counts }
    }
}
