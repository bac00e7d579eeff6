//! Files of a room know each other in one direction only.

use std::path::PathBuf;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::modules::Modules;
use crate::source::{is_test, sources};

/// Rooms without circles between their files.
const ROOMS: [&str; 2] = ["src/blocks", "src/dataflow"];

#[test]
fn files_know_each_other_in_one_direction() {
    let modules = Modules::new();
    for room in ROOMS {
        let files: Vec<PathBuf> = sources(room).into_iter().filter(|path| !is_test(path)).collect();
        let files: Vec<&PathBuf> = files.iter().filter(|path| !path.ends_with("mod.rs")).collect();
        let mut needs = DiGraphMap::<usize, ()>::new();
        for (from, path) in files.iter().enumerate() {
            for needed in modules.needed(path) {
                if let Some(to) = files.iter().position(|file| *file == needed) {
                    needs.add_edge(from, to, ());
                }
            }
        }
        assert!(needs.edge_count() > files.len(), "{room}: hardly anything is used");
        let circles: Vec<Vec<&PathBuf>> = tarjan_scc(&needs)
            .into_iter()
            .filter(|circle| circle.len() > 1)
            .map(|circle| circle.into_iter().map(|file| files[file]).collect())
            .collect();
        assert!(circles.is_empty(), "{room}: these files use each other: {circles:#?}");
    }
}
