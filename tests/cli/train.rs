//! Committed parameters come out of the commands that the first lines of their designs tell.

use std::fs;
use std::path::Path;

use crate::case::{cimgen_in, text};

/// Words of the command behind `-- train <design>` in the comment of a design; `None` where it tells none.
fn recipe(design: &str) -> Option<Vec<String>> {
    let comment = design.lines().take_while(|line| line.starts_with('#'));
    let words: Vec<&str> = comment.flat_map(|line| line.split_whitespace()).collect();
    let words = words.into_iter().filter(|word| !matches!(*word, "#" | "\\"));
    let mut words = words.skip_while(|word| *word != "train").skip(1);
    words.by_ref().find(|word| *word == "train")?;
    let file = words.next()?;
    let flags: Vec<&str> =
        words.take_while(|word| word.starts_with("--") || word.parse::<f64>().is_ok()).collect();
    Some([&["train", file], &flags[..]].concat().into_iter().map(String::from).collect())
}

/// All files of a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
#[ignore = "minutes without optimization: cargo test --release --features train --test cli -- --ignored"]
fn committed_parameters_come_out_of_their_commands() {
    let mut trained = vec![];
    for entry in fs::read_dir("designs").unwrap() {
        let path = entry.unwrap().path();
        let Some(recipe) = fs::read_to_string(&path).ok().as_deref().and_then(recipe) else {
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new("designs"), &folder.path().join("designs"));
        let arguments: Vec<&str> = recipe.iter().map(String::as_str).collect();
        let output = cimgen_in(folder.path(), &arguments);
        let said = text(&output.stderr);
        if said.contains("mnist") && !output.status.success() {
            println!("skipped: {recipe:?}, whose samples are not here");
            continue;
        }
        assert!(output.status.success(), "{recipe:?}: {said}");
        let file = Path::new(&recipe[1]).with_extension("safetensors");
        let (committed, made) =
            (fs::read(&file).unwrap(), fs::read(folder.path().join(&file)).unwrap());
        assert!(committed == made, "{} is not what {recipe:?} makes", file.display());
        trained.push(file);
    }
    assert!(trained.len() >= 3, "{trained:?}");
}
