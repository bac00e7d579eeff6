//! The order of the rooms, and what is in each folder of the library.

use std::fs;
use std::path::Path;

use crate::source::sources;

/// Rooms in the order of the table in `ARCHITECTURE.md`.
fn rooms() -> Vec<String> {
    let page = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("/` |"));
    rows.map(|(room, _)| room.to_string()).collect()
}

/// The rooms that a text names after `crate::`.
fn used(text: &str) -> impl Iterator<Item = &str> {
    let names = text.split("crate::").skip(1);
    names.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
}

#[test]
fn every_folder_is_a_room_of_the_architecture() {
    let mut folders: Vec<String> = fs::read_dir("src")
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let mut rooms = rooms();
    folders.sort();
    rooms.sort();
    assert_eq!(folders, rooms);
}

#[test]
fn rooms_use_only_rooms_above_them() {
    let rooms = rooms();
    let height = |name: &str| rooms.iter().position(|room| room == name);
    for path in sources(Path::new("src")) {
        let room = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
        let Some(here) = height(room) else { continue };
        for name in used(&fs::read_to_string(&path).unwrap()) {
            let there = height(name);
            assert!(there.is_none_or(|there| there <= here), "{} uses {name}", path.display());
        }
    }
}

/// Whether a file is hardware: `rtl.rs`, or what stands in a folder `rtl`.
fn is_hardware(path: &Path) -> bool {
    path.iter().any(|part| part == "rtl" || part == "rtl.rs")
}

#[test]
fn hardware_and_golden_model_do_not_meet() {
    for path in sources("src/blocks") {
        let text = fs::read_to_string(&path).unwrap();
        if path.ends_with("golden.rs") {
            assert!(!text.contains("crate::rtl"), "{}", path.display());
        }
        // What hardware is built of in a folder of its own, too.
        if is_hardware(&path) || text.contains("use crate::rtl::{ModuleBuilder") {
            assert!(!text.contains("golden"), "{}", path.display());
        }
    }
}

/// Folders of the library that are no block: what blocks have in common.
const COMMON: [&str; 2] = ["contract", "hardware"];

#[test]
fn every_block_folder_is_whole() {
    for entry in fs::read_dir("src/blocks").unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() || COMMON.iter().any(|name| folder.ends_with(name)) {
            continue;
        }
        for part in ["mod", "spec", "block", "golden", "rtl", "cost", "tests"] {
            let file = folder.join(format!("{part}.rs")).is_file();
            let has_folder = folder.join(part).join("mod.rs").is_file();
            assert!(file || has_folder, "{} lacks {part}", folder.display());
        }
    }
}
