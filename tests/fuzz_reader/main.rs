//! Damaged designs: whatever stands in a design file, the reader answers with a design or with errors.
//!
//! `cargo test` tries some thousands. A million, with optimization:
//!
//! ```sh
//! CIMGEN_FUZZ=1000000 cargo test --release --test fuzz_reader -- --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod damage;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use damage::damaged;
use fastrand::Rng;

/// Inputs where nobody asks for more.
const INPUTS: usize = 5000;

/// What reading an input came to.
enum Answer {
    Design,
    Mistakes(Vec<&'static str>),
}

/// The good designs that damage is done to: those of the repository and those of `cimgen new`.
fn seeds() -> Vec<String> {
    let mut seeds = vec![];
    for folder in ["designs", "src/cli/new"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "yaml") {
                seeds.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    seeds.sort();
    assert!(seeds.len() >= 3);
    seeds
}

fn answer(text: &str) -> Answer {
    match damage::read(text) {
        Ok(()) => Answer::Design,
        Err(found) => Answer::Mistakes(found.iter().map(|one| one.code.0).collect()),
    }
}

#[test]
fn no_damage_makes_the_reader_panic() {
    let inputs = std::env::var("CIMGEN_FUZZ").ok();
    let inputs = inputs.map_or(INPUTS, |text| text.parse().unwrap());
    let seeds = seeds();
    let (mut designs, mut codes, mut panics) = (0, BTreeSet::new(), vec![]);
    let mut slowest = (Duration::ZERO, String::new());
    let start = Instant::now();
    for number in 0..inputs {
        let mut rng = Rng::with_seed(number as u64);
        let text = damaged(&seeds, &mut rng);
        let begun = Instant::now();
        match catch_unwind(|| answer(&text)) {
            Ok(Answer::Design) => designs += 1,
            Ok(Answer::Mistakes(found)) => codes.extend(found),
            Err(_) => panics.push(format!("==== seed {number}\n{text}")),
        }
        if begun.elapsed() > slowest.0 {
            slowest = (begun.elapsed(), format!("seed {number}, {} bytes", text.len()));
        }
    }
    println!(
        "{inputs} inputs in {:.1} s: {designs} designs, {} kinds of mistakes, {} panics; the slowest \
         took {:.1} ms ({})",
        start.elapsed().as_secs_f64(),
        codes.len(),
        panics.len(),
        slowest.0.as_secs_f64() * 1e3,
        slowest.1
    );
    assert!(panics.is_empty(), "{}", panics.join("\n"));
    // Damage that only breaks the syntax would never reach what reads the fields.
    assert!(designs * 50 > inputs, "only {designs} designs were right");
    assert!(codes.len() >= 25, "only {codes:?}");
}
