use std::collections::BTreeSet;

use fastrand::Rng;

use crate::blocks::cim_array::Array;
use crate::dataflow::{NodeId, Wired, lower};
use crate::network::Network;
use crate::network::random::{random, sharing};
use crate::num::Format;

use super::fold::Fold;
use super::layout::Layout;
use super::*;

/// Networks on arrays so small that layers take many.
fn many() -> impl Iterator<Item = (Network, Wired)> {
    (0..40).map(|seed| {
        let rng = &mut Rng::with_seed(seed);
        let count = rng.bool().then(|| rng.usize(1..4));
        let (rows, columns) = (rng.usize(1..12), rng.usize(1..4));
        let array = Array::new(rows, columns, Format::signed(3));
        let network = sharing(random(rng, &array), count);
        let graph = lower("drawn", &network).unwrap();
        (network, graph)
    })
}

/// The numbers of an attribute in a picture.
fn numbers(picture: &str, attribute: &str) -> Vec<f64> {
    let before = format!(" {attribute}=\"");
    let found = picture.split(&before).skip(1);
    let found = found.map(|rest| rest.split('"').next().unwrap());
    found.filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn every_operation_is_in_one_box_and_arrows_go_down() {
    for (_, graph) in many() {
        let all: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
        for view in [View::Folded, View::Unfolded] {
            let fold = Fold::new(&graph, view);
            let drawn: Vec<NodeId> = fold.boxes.iter().flatten().copied().collect();
            assert_eq!(drawn.len(), all.len());
            assert_eq!(BTreeSet::from_iter(drawn), BTreeSet::from_iter(all.clone()));
            assert!(fold.arrows.iter().all(|arrow| fold.ranks[arrow.from] < fold.ranks[arrow.to]));
            assert!(view == View::Folded || fold.boxes.len() == all.len());
        }
    }
}

#[test]
fn boxes_of_a_row_stand_apart_within_the_picture() {
    for (_, graph) in many() {
        let fold = Fold::new(&graph, View::Unfolded);
        let widths: Vec<f64> = (0..fold.boxes.len()).map(|number| 50.0 + number as f64).collect();
        let heights = vec![40.0; fold.ranks.iter().max().unwrap() + 1];
        let layout = Layout::new(&fold, &widths, &heights, 100.0);
        for row in &layout.rows {
            let ends = |number: &usize| {
                let (x, half) = (layout.boxes[*number].0, widths[*number] / 2.0);
                (x - half, x + half)
            };
            let ends: Vec<(f64, f64)> = row.iter().map(ends).collect();
            assert!(ends.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ends:?}");
            assert!(ends.iter().all(|(left, right)| *left > 100.0 && *right < layout.size.0));
        }
    }
}

/// Tiles of a layer are one box, whose name has their grid, and are told one by one in its title.
#[test]
fn tiles_fold_and_unfold() {
    let mut folds = 0;
    for (network, graph) in many() {
        let [folded, whole] =
            [View::Folded, View::Unfolded].map(|view| svg(&graph, Some(&network), view).unwrap());
        let places = graph
            .nodes()
            .filter_map(|(_, node)| Some((node.origin.layer.clone()?, node.origin.place?)));
        let mut layers: std::collections::BTreeMap<String, Vec<(usize, usize)>> =
            Default::default();
        places.for_each(|(layer, place)| layers.entry(layer).or_default().push(place));
        for (layer, places) in layers.iter().filter(|(_, places)| places.len() > 1) {
            let rows = places.iter().map(|place| place.0).max().unwrap() + 1;
            let columns = places.iter().map(|place| place.1).max().unwrap() + 1;
            if rows * columns != places.len() {
                continue;
            }
            let name = format!(">{layer}: {rows} x {columns} tiles</text>");
            assert!(folded.contains(&name), "{name} {folded}");
            let tile = format!(">{layer}_tile_r{}_c{}</text>", rows - 1, columns - 1);
            assert!(whole.contains(&tile) && !folded.contains(&tile));
            assert!(folded.contains(&format!("one code of the results of `{layer}` is worth")));
            folds += 1;
        }
    }
    assert!(folds > 20, "{folds}");
}

#[test]
fn bars_are_wider_than_a_pixel_and_no_row_repeats_its_label() {
    for (_, graph) in many() {
        for view in [View::Folded, View::Unfolded] {
            let chart = timeline(&graph, view).unwrap();
            // The whole picture's width is among them.
            let widths = numbers(&chart, "width");
            assert!(widths.len() > 2 && widths.iter().all(|width| *width >= 1.5), "{widths:?}");
            let shared = graph.shared().len();
            let labels = chart.matches("font-size=\"9\"").count();
            assert!(shared > 0 || labels == 0, "{chart}");
        }
    }
}
