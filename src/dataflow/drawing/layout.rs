//! Where boxes stand: layers from top to bottom (K. Sugiyama et al., IEEE Trans. SMC 11 (1981)). A box stands below all
//! it takes from, and near the middle of them; an arrow past a layer takes a place of its own in it, so that it
//! crosses no box.
//!
//! Of crates that lay out graphs, `layout-rs` gives another picture in every run, which generated files
//! may not.

use std::collections::BTreeMap;

use super::fold::Fold;

/// Space between boxes, and between layers, in pixels.
pub(super) const GAP: (f64, f64) = (24.0, 44.0);

/// What stands in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Box(usize),
    /// An arrow on its way past.
    Past(usize),
}

/// Places in pixels.
pub(super) struct Layout {
    /// Middle of the top of each box.
    pub boxes: Vec<(f64, f64)>,
    /// Where each arrow passes layers: top and bottom of each, from above.
    pub past: Vec<Vec<(f64, f64, f64)>>,
    /// Boxes of each layer, from the left.
    pub rows: Vec<Vec<usize>>,
    /// Width and height of the whole.
    pub size: (f64, f64),
}

impl Layout {
    /// Of boxes of these widths, in layers of these heights, right of `left`.
    pub fn new(fold: &Fold, widths: &[f64], heights: &[f64], left: f64) -> Self {
        let rows = ordered(fold, rows(fold));
        let width = |place: &Place| match place {
            Place::Box(number) => widths[*number],
            Place::Past(_) => 0.0,
        };
        let across = |row: &Vec<Place>| -> f64 {
            row.iter().map(|place| width(place) + GAP.0).sum::<f64>() - GAP.0
        };
        let widest = rows.iter().map(across).fold(0.0, f64::max);
        let mut layout = Self {
            boxes: vec![(0.0, 0.0); fold.boxes.len()],
            past: vec![vec![]; fold.arrows.len()],
            rows: vec![],
            size: (left + widest + 2.0 * GAP.0, 0.0),
        };
        let mut y = GAP.0;
        for (row, height) in rows.iter().zip(heights) {
            let mut x = left + GAP.0 + (widest - across(row)) / 2.0;
            for place in row {
                let middle = x + width(place) / 2.0;
                match place {
                    Place::Box(number) => layout.boxes[*number] = (middle, y),
                    Place::Past(arrow) => layout.past[*arrow].push((middle, y, y + height)),
                }
                x += width(place) + GAP.0;
            }
            let boxes = row.iter().filter_map(|place| match place {
                Place::Box(number) => Some(*number),
                Place::Past(_) => None,
            });
            layout.rows.push(boxes.collect());
            y += height + GAP.1;
        }
        layout.size.1 = y - GAP.1 + GAP.0;
        layout
    }
}

/// What stands in each layer.
fn rows(fold: &Fold) -> Vec<Vec<Place>> {
    let depth = fold.ranks.iter().max().map_or(0, |last| last + 1);
    let mut rows: Vec<Vec<Place>> = vec![vec![]; depth];
    for (number, rank) in fold.ranks.iter().enumerate() {
        rows[*rank].push(Place::Box(number));
    }
    for (number, arrow) in fold.arrows.iter().enumerate() {
        for row in &mut rows[fold.ranks[arrow.from] + 1..fold.ranks[arrow.to]] {
            row.push(Place::Past(number));
        }
    }
    rows
}

/// Layers sorted by the mean position of what stands above.
fn ordered(fold: &Fold, mut rows: Vec<Vec<Place>>) -> Vec<Vec<Place>> {
    let mut positions: BTreeMap<Place, f64> = BTreeMap::new();
    for row in &mut rows {
        let before = |arrow: usize| {
            let past = positions.get(&Place::Past(arrow));
            past.or_else(|| positions.get(&Place::Box(fold.arrows[arrow].from)))
                .copied()
                .unwrap_or(0.5)
        };
        let mean = |place: &Place| match place {
            Place::Past(arrow) => before(*arrow),
            Place::Box(number) => {
                let into = fold.arrows.iter().enumerate().filter(|(_, arrow)| arrow.to == *number);
                let above: Vec<f64> = into.map(|(arrow, _)| before(arrow)).collect();
                above.iter().sum::<f64>() / above.len().max(1) as f64
            }
        };
        let mut keyed: Vec<(f64, Place)> = row.iter().map(|place| (mean(place), *place)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        *row = keyed.into_iter().map(|(_, place)| place).collect();
        let count = row.len() as f64;
        for (rank, place) in row.iter().enumerate() {
            positions.insert(*place, (rank as f64 + 0.5) / count);
        }
    }
    rows
}
