//! Damage to good designs, and what must hold of whatever comes of it. The test and the fuzz target in
//! `fuzz/` both use this.

use cimgen::design::Design;
use cimgen::diag::{Diagnostics, Severity, render};
use fastrand::Rng;

/// Words, numbers and signs that mean something to YAML, to designs, or to careless code.
#[rustfmt::skip]
const TOKENS: &[&str] = &[
    // Signs.
    "{", "}", "[", "]", ":", ": ", ",", "- ", "\n", "\n  ", "\t", " ", "#", "\"", "'", "|", ">",
    "&a ", "*a", "!!str ", "!x ", "%", "@", "`", "?", "? ", "---\n", "...\n", "\\", "\r\n",
    "\r", "<<: ", "~",
    // Numbers.
    "0", "-1", "1", "2", "63", "64", "65", "4096", "4097", "65536", "65537", "4294967295",
    "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
    "18446744073709551616", "-9223372036854775808", "99999999999999999999999999", "1e9",
    "1e308", "1e309", "-0.0", "1e-320", ".inf", "-.inf", ".nan", "0x10", "0o17", "1_000", "0.1",
    "+1", "01", "1.", ".5",
    // Words.
    "null", "true", "false", "yes", "no", "on", "off", "u1", "u8", "u0", "s1", "s2", "s8",
    "u62", "u63", "s99999999999", "exact", "clip", "rom", "relu", "dense", "argmax", "cim_array",
    "main", "module", "wire", "version", "name", "clock_mhz", "input", "shape", "format",
    "scale", "parameters", "data", "train", "calibration", "test", "labels", "layers",
    "outputs", "tile", "activation", "output", "hardware", "rows", "columns", "weight",
    "storage", "digitizer", "active_rows", "bits", "flash", "sar", "hybrid", "asymmetric", "flash_bits",
    "max_depth", "histogram", "range", "full", "window", "low", "step", "calibrated", "form", "structural",
    "precharge_cycles", "network", "pair", "ring", "chain", "arrays", "cluster", "star_flash", "spares",
    // Odd characters: of two, three and four bytes, joined, reversed, of no width, and of no meaning.
    "é", "ß", "漢", "😀", "👩‍👩‍👧", "e\u{301}", "\u{202e}", "\u{200b}", "\u{feff}", "\u{0}",
    "\u{7}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{fffd}", "\u{fffe}", "\u{10ffff}",
    "İ", "ſ",
];

/// A good design with some damage.
pub fn damaged(seeds: &[String], rng: &mut Rng) -> String {
    let mut text = seeds[rng.usize(..seeds.len())].clone();
    if rng.bool() {
        // Long explanations would take most of the damage.
        let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(""));
        text = lines.filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    }
    for _ in 0..rng.usize(1..=4) {
        damage(&mut text, seeds, rng);
    }
    text
}

fn damage(text: &mut String, seeds: &[String], rng: &mut Rng) {
    let at = place(text, rng);
    let token = TOKENS[rng.usize(..TOKENS.len())];
    match rng.u32(..16) {
        0 => text.truncate(at),
        1 => text.insert_str(at, token),
        2 | 3 => swap_word(text, at, token),
        4 => {
            // Values of the design itself, in places of each other.
            let other = word(text, place(text, rng));
            let other = text[other].to_string();
            swap_word(text, at, &other);
        }
        5 => text.replace_range(at..at + next(text, at, rng.usize(1..20)), ""),
        6 => swap_word(text, at, &nested(rng)),
        7 => swap_lines(text, rng),
        8 => repeat_line(text, rng),
        9 => indent(text, at, rng),
        10 => text.insert_str(at, &token.repeat(rng.usize(1..200))),
        11 => {
            let other = &seeds[rng.usize(..seeds.len())];
            let from = place(other, rng);
            let part = &other[from..from + next(other, from, rng.usize(1..200))];
            text.insert_str(at, part);
        }
        // The structure stays, and the reader's later checks see the value.
        _ => {
            let values: Vec<usize> = text.match_indices(": ").map(|(at, _)| at + 2).collect();
            if !values.is_empty() {
                swap_word(text, values[rng.usize(..values.len())], token);
            }
        }
    }
}

/// A character's beginning, or the end.
fn place(text: &str, rng: &mut Rng) -> usize {
    text.floor_char_boundary(rng.usize(..=text.len()))
}

/// Bytes of up to `most` characters from `at`.
fn next(text: &str, at: usize, most: usize) -> usize {
    text[at..].chars().take(most).map(char::len_utf8).sum()
}

/// The word around `at`.
fn word(text: &str, at: usize) -> std::ops::Range<usize> {
    let is_in = |c: char| c.is_alphanumeric() || "_.-/".contains(c);
    let before =
        text[..at].chars().rev().take_while(|c| is_in(*c)).map(char::len_utf8).sum::<usize>();
    let after = text[at..].chars().take_while(|c| is_in(*c)).map(char::len_utf8).sum::<usize>();
    at - before..at + after
}

fn swap_word(text: &mut String, at: usize, with: &str) {
    text.replace_range(word(text, at), with);
}

/// Brackets within each other, closed or not.
fn nested(rng: &mut Rng) -> String {
    let depth = rng.usize(1..300);
    let (open, close) = [("[", "]"), ("{ a: ", " }"), ("- ", ""), ("[{ b: ", "}]")][rng.usize(..4)];
    let closed = if rng.bool() { depth } else { rng.usize(..depth) };
    open.repeat(depth) + "1" + &close.repeat(closed)
}

/// Two lines in each other's places.
fn swap_lines(text: &mut String, rng: &mut Rng) {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (a, b) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
    lines.swap(a, b);
    *text = lines.join("\n");
}

/// A line twice, or gone.
fn repeat_line(text: &mut String, rng: &mut Rng) {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let at = rng.usize(..lines.len());
    match rng.bool() {
        true => lines.insert(at, lines[at]),
        false => drop(lines.remove(at)),
    }
    *text = lines.join("\n");
}

/// A line further right or left.
fn indent(text: &mut String, at: usize, rng: &mut Rng) {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    if rng.bool() {
        text.insert_str(start, &" ".repeat(rng.usize(1..5)));
    } else if text[start..].starts_with(' ') {
        text.remove(start);
    }
}

/// Reads a text; panics where what must hold of any text does not.
pub fn read(text: &str) -> Result<(), Diagnostics> {
    match Design::from_yaml(text, "design.yaml", "") {
        Ok(design) => {
            let again = Design::from_yaml(design.to_yaml(), "again.yaml", "");
            let again = again.unwrap_or_else(|found| {
                panic!("the printed design is refused:\n{}{}", design.to_yaml(), render(&found))
            });
            assert_eq!(again.description(), design.description(), "it reads back different");
            assert_eq!(again.to_yaml(), design.to_yaml(), "it prints different");
            render(design.warnings());
            Ok(())
        }
        Err(found) => {
            let is_error = |one: &cimgen::diag::Diagnostic| one.severity == Severity::Error;
            assert!(found.iter().any(is_error), "refused without an error");
            for one in &found {
                let said = render(std::slice::from_ref(one));
                assert!(said.contains(one.code.0) && one.help.is_some(), "told badly: {said}");
            }
            Err(found)
        }
    }
}
