//! Energies of whole designs.

use std::path::Path;

use crate::compile::{Compiled, compile};
use crate::cosim::stimulus;
use crate::design::Design;
use crate::tech::Event;

use super::EnergyReport;

fn compiled(path: &Path) -> Compiled {
    compile(Design::read(path).unwrap()).unwrap()
}

/// 64 x 64 cells, 8 planes there, of which rows that stop take fewer, and 8 back, at 0.156 and 1.248 fJ.
#[test]
fn a_transform_of_the_digits_costs_what_its_planes_do() {
    let compiled = compiled(Path::new("designs/digits_bwht.yaml"));
    let beats = stimulus(&compiled.input(), 20, 1);
    let report = EnergyReport::new(&compiled, beats, "samples").unwrap();
    let of = |name: &str| {
        let node = report.nodes.iter().find(|node| node.name == name).unwrap();
        node.events.iter().find(|event| event.event == Event::SignCellPlanes).unwrap()
    };
    let names: Vec<&str> = report
        .nodes
        .iter()
        .filter(|node| node.events.iter().any(|event| event.event == Event::SignCellPlanes))
        .map(|node| node.name.as_str())
        .collect();
    let [there, back] = names[..] else { panic!("{names:?}") };
    let (there, back) = (of(there), of(back));
    assert_eq!(back.per_sample, 64.0 * 64.0 * 8.0);
    assert!(there.per_sample <= back.per_sample);
    let energy: Vec<f64> = back.energy.iter().map(|one| one.femtojoules[1] / 1e3).collect();
    assert!((energy[0] - 5.1136).abs() < 1e-3 && (energy[1] - 40.9089).abs() < 1e-3, "{energy:?}");
    // One sum a reading, and each is that of its nodes.
    for (sum, place) in report.sums.iter().filter(|sum| sum.reading.is_some()).zip(0..) {
        let nodes = there.energy[place].femtojoules[1] + back.energy[place].femtojoules[1];
        assert!((sum.femtojoules[1] - nodes).abs() < 0.01, "{sum:?}");
    }
}

/// What has no coefficient is in no sum, and is named.
#[test]
fn nothing_is_left_out_silently() {
    let compiled = compiled(Path::new("designs/low_rank.yaml"));
    let report =
        EnergyReport::new(&compiled, stimulus(&compiled.input(), 3, 1), "samples").unwrap();
    for event in report.nodes.iter().flat_map(|node| &node.events) {
        let missing = report.missing.iter().any(|one| one.event == event.event);
        let known = report.sums.iter().any(|sum| sum.events.contains(&event.event));
        assert!(missing != known || event.within.is_some(), "{event:?}");
        assert_eq!(event.unknown.is_some(), missing);
    }
    assert!(!report.missing.is_empty() && !report.sums.is_empty());
}
