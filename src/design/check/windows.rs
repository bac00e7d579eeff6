//! Sizes of windows, before it is known what image they move over.

use crate::design::description::{Conv2d, Pool};
use crate::design::padding::Padding;
use crate::design::sides::Sides;

use super::Findings;

/// Most rows or columns of a window or a stride.
const MAX_SIDE: usize = 64;

/// Tells whether all numbers of a convolution's window are in their ranges.
pub(super) fn convolution(conv: &Conv2d, path: &str, findings: &mut Findings<'_>) -> bool {
    let sound =
        sides(conv.kernel, "kernel", path, findings) & sides(conv.stride, "stride", path, findings);
    if !sound {
        return false;
    }
    let Padding::Explicit(padding) = conv.padding else { return true };
    let Sides([rows, columns]) = conv.kernel;
    if let Some(zeros) = conv.padding.even() {
        let most = rows.min(columns) - 1;
        return findings.range(&format!("{path}.padding"), "`padding`", zeros, 0, most);
    }
    let sides = [
        ("top", padding.top, rows),
        ("bottom", padding.bottom, rows),
        ("left", padding.left, columns),
        ("right", padding.right, columns),
    ];
    // A wider side would make positions that see nothing of the image.
    let narrow = sides.map(|(side, zeros, kernel)| {
        let path = format!("{path}.padding.explicit.{side}");
        findings.range(&path, &format!("`{side}`"), zeros, 0, kernel - 1)
    });
    narrow == [true; 4]
}

/// Tells whether all numbers of a pool's window are in their ranges.
pub(super) fn pool(pool: &Pool, path: &str, findings: &mut Findings<'_>) -> bool {
    sides(pool.size, "size", path, findings)
        & pool.stride.is_none_or(|stride| sides(stride, "stride", path, findings))
}

fn sides(Sides(pair): Sides, field: &str, path: &str, findings: &mut Findings<'_>) -> bool {
    let mut side = |axis: usize| {
        let path = format!("{path}.{field}.{axis}");
        findings.range(&path, &format!("sides of `{field}`"), pair[axis], 1, MAX_SIDE)
    };
    let rows = side(0);
    // One number stands for both, and is told once.
    if pair[0] == pair[1] { rows } else { side(1) && rows }
}
