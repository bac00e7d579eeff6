//! Files and functions are small. The limits are what the largest ones have: they may fall, and never rise.

use std::fs;

use crate::source::{is_test, sources};

/// Lines of a file, tests included.
const FILE: usize = 502;

/// Lines of a function.
const FUNCTION: usize = 70;

/// Lines of one that lists cases for tests.
const CASES: usize = 118;

#[test]
fn files_and_functions_are_small() {
    for path in sources("src") {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= FILE, "{} has {} lines", path.display(), lines.len());
        // rustfmt closes a function at the column where it began.
        for (start, line) in lines.iter().enumerate().filter(|(_, line)| begins_function(line)) {
            let indent = line.len() - line.trim_start().len();
            let close = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|line| **line == close).unwrap_or(0);
            let place = format!("{}:{}", path.display(), start + 1);
            let most = if is_test(&path) { CASES } else { FUNCTION };
            assert!(length <= most, "{place} has {length} lines");
        }
    }
}

/// Whether a line begins a function, whoever may call it and however.
fn begins_function(line: &str) -> bool {
    let mut rest = line.trim_start();
    if let Some(public) = rest.strip_prefix("pub") {
        rest = match public.strip_prefix('(') {
            Some(to) => to.split_once(')').map_or("", |(_, rest)| rest),
            None => public,
        };
    }
    let mut words = rest.split_whitespace();
    let word = words.find(|word| !["const", "async", "unsafe"].contains(word));
    word == Some("fn")
}

#[test]
fn functions_are_seen_whoever_may_call_them() {
    for line in [
        "fn a() {",
        "pub fn a() {",
        "    pub(in crate::x) const fn a() {",
        "pub(super) async fn a()",
    ] {
        assert!(begins_function(line), "{line}");
    }
    assert!(!begins_function("// fn a() {") && !begins_function("pub struct Fn {"));
}
