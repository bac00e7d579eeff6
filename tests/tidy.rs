//! The order of the rooms and the sizes of files, read from the source text.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in the order of the table in `ARCHITECTURE.md`.
fn rooms() -> Vec<String> {
    let page = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("/` |"));
    rows.map(|(room, _)| room.to_string()).collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
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

#[test]
fn hardware_and_golden_model_do_not_meet() {
    for path in sources(Path::new("src/blocks")) {
        let text = fs::read_to_string(&path).unwrap();
        match path.file_name().and_then(|name| name.to_str()) {
            Some("golden.rs") => assert!(!text.contains("crate::rtl"), "{}", path.display()),
            Some("rtl.rs") => assert!(!text.contains("golden"), "{}", path.display()),
            // What hardware is built of in a folder of its own.
            _ if text.contains("use crate::rtl::{ModuleBuilder") => {
                assert!(!text.contains("golden"), "{}", path.display());
            }
            _ => {}
        }
    }
}

#[test]
fn every_block_folder_is_whole() {
    for entry in fs::read_dir("src/blocks").unwrap() {
        let folder = entry.unwrap().path();
        // What blocks have in common is no block.
        let common = ["contract", "cim_array"].iter().any(|name| folder.ends_with(name));
        if !folder.is_dir() || common {
            continue;
        }
        // Parameters and block are one file yet where arrays are.
        let whole = ["cim_bank", "cim_tile"].iter().any(|name| folder.ends_with(name));
        let block = ["block.rs"].into_iter().filter(|_| !whole);
        let files = ["mod.rs", "spec.rs", "golden.rs", "rtl.rs", "cost.rs", "tests.rs"];
        for file in files.into_iter().chain(block) {
            assert!(folder.join(file).is_file(), "{} lacks {file}", folder.display());
        }
    }
}

#[test]
fn files_and_functions_are_small() {
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= 800, "{} has {} lines", path.display(), lines.len());
        // rustfmt closes a function at the column where it began.
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let signature = line.trim_start().trim_start_matches("pub(super) ");
            let signature = signature.trim_start_matches("pub ").trim_start_matches("const ");
            if !signature.starts_with("fn ") {
                continue;
            }
            let close = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|line| **line == close).unwrap_or(0);
            assert!(length <= 120, "{}:{} is too long", path.display(), start + 1);
        }
    }
}
