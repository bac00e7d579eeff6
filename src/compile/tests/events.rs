//! Events of whole designs.

use std::path::{Path, PathBuf};

use crate::compile::{Compiled, compile};
use crate::cosim::stimulus;
use crate::dataflow::count_events;
use crate::design::Design;
use crate::tech::{Event, Events};

fn compiled(path: &Path) -> Compiled {
    compile(Design::read(path).unwrap()).unwrap()
}

/// Fast models are held against golden ones where events are counted; so this is a comparison for each design whose
/// weights are here.
#[test]
fn fast_models_count_what_golden_ones_do_in_every_example() {
    let designs = std::fs::read_dir("designs").unwrap().map(|entry| entry.unwrap().path());
    let mut designs: Vec<PathBuf> = designs
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .filter(|path| !path.ends_with("mnist_bwht.yaml"))
        .collect();
    designs.sort();
    assert!(designs.len() >= 7, "{designs:?}");
    for path in designs {
        let compiled = compiled(&path);
        let beats = stimulus(&compiled.input(), 6 * compiled.beats_per_sample(), 5);
        let counted = count_events(&compiled.graph, &compiled.program(beats)).unwrap();
        let all = counted.values().fold(Events::default(), |all, events| all + *events);
        assert!(all[Event::RegisterBits] > 0 && all[Event::BitsAdded] > 0, "{}", path.display());
    }
}
