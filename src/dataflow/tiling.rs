//! Ranges cut into parts that fit a piece of hardware.

use std::ops::Range;

/// Ranges of `0..total`, each `step` long but the last.
pub(super) fn cuts(total: usize, step: usize) -> Vec<Range<usize>> {
    (0..total).step_by(step.max(1)).map(|start| start..(start + step).min(total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_cover_everything_once() {
        assert_eq!(cuts(10, 4), [0..4, 4..8, 8..10]);
        assert_eq!(cuts(4, 4), std::slice::from_ref(&(0..4)));
        assert_eq!(cuts(3, 16), std::slice::from_ref(&(0..3)));
    }
}
