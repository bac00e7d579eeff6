//! `cimgen new`.

use std::fs;

use crate::case::{cimgen_in, findings, flowing, text};

#[test]
fn a_new_design_builds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for example in ["mlp", "digits"] {
        let output = cimgen_in(folder.path(), &["new", example, "--example", example]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout);
        // What it says to type next works.
        let next = said.lines().find_map(|line| line.strip_prefix("next ")).unwrap();
        let arguments: Vec<&str> = next.split_whitespace().skip(1).collect();
        let output = cimgen_in(folder.path(), &arguments);
        assert_eq!(findings(&output.stderr), "");
        let said = text(&output.stdout);
        assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
        let share = said.lines().find_map(|line| line.strip_prefix("accuracy ")).unwrap();
        let share = share.split(", ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(share.parse::<f64>().unwrap() > 90.0, "{said}");
        let said = flowing(&output.stdout);
        assert!(said.contains("equal the golden model, every cycle as predicted"), "{said}");
    }
}

#[test]
fn new_refuses_names_and_folders_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], code: i32, said: &str| {
        let output = cimgen_in(folder.path(), &[&["new"], arguments].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
    };
    refused(&[], 2, "<NAME>");
    refused(&["1st"], 2, "begins with a digit");
    refused(&["my design"], 2, "my_design");
    refused(&["../x"], 2, "letters, digits");
    refused(&["module"], 2, "keyword");
    refused(&["x", "--example", "cnn"], 2, "possible values: mlp, digits");
    // Legal, and the name of a block of the example.
    refused(&["fc1_requantize"], 1, "error[D033]");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    fs::create_dir(folder.path().join("taken")).unwrap();
    refused(&["taken"], 1, "error[C002]");
    assert_eq!(fs::read_dir(folder.path().join("taken")).unwrap().count(), 0);
    fs::write(folder.path().join("file"), "x").unwrap();
    refused(&["x", "-o", "file"], 1, "error[C002]");
    refused(&["x", "-o", "file/x"], 1, "error[E001]");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
