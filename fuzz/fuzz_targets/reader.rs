//! libFuzzer over the reader of design files.
//!
//! ```sh
//! mkdir -p fuzz/corpus/reader && cp designs/*.yaml fuzz/corpus/reader
//! cargo +nightly fuzz run reader
//! ```

#![no_main]

#[path = "../../tests/fuzz_reader/damage.rs"]
#[allow(dead_code, reason = "libFuzzer does the damage")]
mod damage;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = damage::read(text);
});
