//! The committed output of the example designs is what cimgen writes today, byte for byte.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_path_buf();
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
    }
    files
}

/// What was committed came from another machine on another day: a build that depends on either
/// shows here as well.
#[test]
fn generated_is_fresh() {
    let scratch = tempfile::tempdir().unwrap();
    let entries = fs::read_dir("generated").unwrap();
    let designs: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let build = |design: &String| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
        command.arg("build").arg(format!("designs/{design}.yaml"));
        command.arg("-o").arg(scratch.path().join(design)).stdout(Stdio::null()).spawn().unwrap()
    };
    let running: Vec<Child> = designs.iter().map(build).collect();
    for (design, mut build) in designs.iter().zip(running) {
        assert!(build.wait().unwrap().success(), "{design}");
        let built = contents(&scratch.path().join(design));
        let committed = contents(&Path::new("generated").join(design));
        let paths = built.keys().chain(committed.keys());
        let stale: BTreeSet<&PathBuf> =
            paths.filter(|path| built.get(*path) != committed.get(*path)).collect();
        assert!(
            stale.is_empty(),
            "stale: {stale:?}; run `cargo run --release -- build designs/{design}.yaml`"
        );
    }
}

/// The README shows what its first command prints.
#[test]
fn the_readme_shows_what_is_printed() {
    let scratch = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.args(["build", "designs/digits_mlp.yaml", "-o"]).arg(scratch.path().join("out"));
    let printed = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let readme = fs::read_to_string("README.md").unwrap();
    let lines: Vec<&str> = printed.lines().filter(|line| !line.starts_with("written")).collect();
    assert!(lines.len() >= 5, "{printed}");
    for line in lines {
        assert!(readme.contains(line), "the README does not have `{line}`");
    }
}
