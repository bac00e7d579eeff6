//! Places that pages name.

use std::fs;
use std::path::Path;

/// Where places in pages begin: at the repository, or at its source.
const STARTS: &[&str] = &["", "src"];

fn pages() -> impl Iterator<Item = String> {
    let docs = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let docs = docs.map(|path| path.to_str().unwrap().to_string());
    ["README.md", "ARCHITECTURE.md"].map(str::to_string).into_iter().chain(docs)
}

/// Files of Rust that a page names with their folder.
fn files(page: &str) -> impl Iterator<Item = &str> {
    let words = page.split('`').skip(1).step_by(2);
    words.filter(|word| word.ends_with(".rs") && word.contains('/') && !word.contains(' '))
}

#[test]
fn files_that_pages_name_are_there() {
    let mut seen = 0;
    for page in pages() {
        for file in files(&fs::read_to_string(&page).unwrap()) {
            let is_there = STARTS.iter().any(|start| Path::new(start).join(file).is_file());
            assert!(is_there, "{page} names `{file}`, which is not there");
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} files are named");
}
