//! Every kind of mistake, as its maker sees it; and designs that come back from their own text.

mod cases;
mod random;
mod schema;
mod validation;

use std::path::Path;

use expect_test::expect_file;
use proptest::prelude::*;

use crate::diag::{Diagnostics, render};
use crate::num::Format;

use super::{Conv2d, Dense, Design, Extent, Input, Padding, codes};
use crate::image::Shape;

/// The design that all others here are changes of.
const GOOD: &str = "\
version: 1
name: digits
clock_mhz: 200
input: { shape: [64], format: u4 }
parameters: digits.safetensors
layers:
  - dense: { name: fc1, outputs: 64, array: main, activation: relu, output: u4 }
  - dense: { name: fc2, outputs: 10, array: main }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 64, columns: 16, weight: s4, storage: rom, digitizer: exact } }
";

/// The design that all others with transforms are changes of.
const TRANSFORM: &str = "\
version: 1
name: digits
clock_mhz: 200
input: { shape: [64], format: u4 }
parameters: digits.safetensors
layers:
  - dense: { name: fc1, outputs: 64, array: main, activation: relu, output: u8 }
  - bwht: { name: mix, crossbar: wht, activation: relu, output: u4 }
  - dense: { name: fc2, outputs: 10, array: main }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 64, columns: 16, weight: s4, storage: rom, digitizer: exact } }
  wht: { wht_crossbar: { points: 64 } }
";

/// The design that all others with images are changes of.
const IMAGES: &str = "\
version: 1
name: digits
clock_mhz: 200
input: { shape: [8, 8], format: u4 }
layers:
  - conv2d: { name: conv1, filters: 4, kernel: [3, 3], padding: same, array: main, activation: relu, output: u4 }
  - max_pool: { size: [2, 2] }
  - conv2d: { name: conv2, filters: 6, kernel: [2, 2], array: main, activation: relu, output: u4 }
  - flatten: {}
  - dense: { name: fc1, outputs: 10, array: main }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 64, columns: 16, weight: s4, storage: rom, digitizer: exact } }
";

/// Errors, or else warnings.
fn findings(text: &str) -> Diagnostics {
    match Design::from_yaml(text, "design.yaml", "") {
        Ok(design) => design.warnings().to_vec(),
        Err(errors) => errors,
    }
}

#[test]
fn every_kind_of_mistake_is_told_well() {
    let mut shown = String::new();
    let mut seen: Vec<&str> = vec![];
    let transforms = cases::transform_cases(TRANSFORM);
    let others = cases::image_cases(IMAGES).into_iter().chain(transforms);
    for (title, text) in cases::cases(GOOD).into_iter().chain(others) {
        let found = findings(&text);
        assert!(!found.is_empty(), "{title}: nothing is found in\n{text}");
        seen.extend(found.iter().map(|one| one.code.0));
        shown.push_str(&format!("==== {title}\n{}\n", render(&found)));
    }
    expect_file!["mistakes.txt"].assert_eq(&shown);
    // These are about files, not texts.
    seen.extend([codes::UNREADABLE.0, codes::NOT_UTF8.0, codes::TOO_LARGE.0]);
    seen.push(codes::FOREIGN_FILE.0);
    // These are told when the network is compiled, or of graphs (`compile/tests/`).
    seen.extend([codes::IDLE_ARRAYS.0, codes::SPARES.0]);
    seen.extend(
        codes::ALL.iter().map(|(code, _)| code.0).filter(|code| ("D048"..="D057").contains(code)),
    );
    for (code, meaning) in codes::ALL {
        assert!(seen.contains(&code.0), "no case makes {}: {meaning}", code.0);
    }
}

/// Mistakes are told up to a number, so that a file of nothing else takes no time to speak of.
#[test]
fn endless_mistakes_end() {
    let array = "cim_array: { rows: 0, columns: 16, weight: s4, storage: rom, digitizer: exact }";
    let arrays = (0..20_000).map(|number| format!("  m{number}: {{ {array} }}\n"));
    let fields = (0..20_000).map(|number| format!("x{number}: 1\n"));
    for text in [
        format!("{GOOD}{}", arrays.clone().collect::<String>()),
        format!("{GOOD}{}", arrays.collect::<String>().replace("rows: 0", "rows: 64")),
        format!("{GOOD}{}", fields.collect::<String>()),
    ] {
        let found = findings(&text);
        assert!((100..=200).contains(&found.len()), "{}", found.len());
    }
}

#[test]
fn files_that_are_no_texts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| Design::read(path).unwrap_err()[0].code;
    assert_eq!(code(&folder.path().join("missing.yaml")), codes::UNREADABLE);
    assert_eq!(code(folder.path()), codes::UNREADABLE);
    let file = folder.path().join("x.yaml");
    std::fs::write(&file, b"name: \xff").unwrap();
    assert_eq!(code(&file), codes::NOT_UTF8);
    std::fs::write(&file, vec![b'a'; (16 << 20) + 1]).unwrap();
    assert_eq!(code(&file), codes::TOO_LARGE);
    std::fs::write(&file, b"GGUF").unwrap();
    assert_eq!(code(&file), codes::FOREIGN_FILE);
}

#[test]
fn the_good_design_is_good_and_prints_as_it_was_written() {
    let design = Design::from_yaml(GOOD, "design.yaml", "").unwrap();
    assert_eq!(design.warnings(), []);
    let again = Design::from_yaml(design.to_yaml(), "again.yaml", "").unwrap();
    assert_eq!(again.description(), design.description());
    assert_eq!(design.place("layers.1.dense.outputs").unwrap().line_column(), (8, 34));
}

#[test]
fn images_shrink_layer_by_layer() {
    let design = Design::from_yaml(IMAGES, "design.yaml", "").unwrap();
    assert_eq!(design.warnings(), []);
    let again = Design::from_yaml(design.to_yaml(), "again.yaml", "").unwrap();
    assert_eq!(again.description(), design.description());
    let image = |height, width, channels| Extent::Image(Shape { height, width, channels });
    let (lanes, one) = (Extent::Lanes(54), Extent::Lanes(1));
    let images = [image(8, 8, 1), image(8, 8, 4), image(4, 4, 4), image(3, 3, 6)];
    let all = [&images[..], &[lanes, Extent::Lanes(10), one]].concat();
    assert_eq!(design.description().extents(), all);
}

/// One number stands for both sides, or for all four, and is printed where it can be.
#[test]
fn one_number_says_all_sides() {
    let pairs = IMAGES
        .replace(
            "padding: same",
            "stride: [2, 2], padding: { explicit: { top: 1, bottom: 1, left: 1, right: 1 } }",
        )
        .replace("size: [2, 2]", "size: [2, 2], stride: [1, 1]");
    let numbers = pairs
        .replace("[2, 2]", "2")
        .replace("[3, 3]", "3")
        .replace("[1, 1]", "1")
        .replace("{ explicit: { top: 1, bottom: 1, left: 1, right: 1 } }", "1");
    let [pairs, numbers] =
        [pairs, numbers].map(|text| Design::from_yaml(text, "x.yaml", "").unwrap());
    assert_eq!(numbers.description(), pairs.description());
    let printed = pairs.to_yaml();
    for told in ["kernel: 3", "stride: 2", "padding: 1", "size: 2", "stride: 1"] {
        assert!(printed.contains(told), "{told}: {printed}");
    }
    let again = Design::from_yaml(printed, "again.yaml", "").unwrap();
    assert_eq!(again.description(), pairs.description());
}

#[test]
fn builders_say_what_files_say() {
    let u4 = Format::unsigned(4);
    let file = Design::from_yaml(IMAGES, "design.yaml", "").unwrap();
    let array = file.description().hardware["main"].clone();
    let built = Design::builder("digits")
        .clock_mhz(200.0)
        .input([8, 8], u4, 1.0)
        .hardware("main", array)
        .layer(Conv2d::new("conv1", 4, [3, 3], "main").padding(Padding::Same).relu(u4))
        .max_pool([2, 2])
        .layer(Conv2d::new("conv2", 6, 2, "main").relu(u4))
        .flatten()
        .layer(Dense::new("fc1", 10, "main"))
        .argmax()
        .build("")
        .unwrap();
    assert_eq!(built.description(), file.description());
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z][a-z0-9_]{0,8}", "(?s).{1,12}", Just("on".to_string()), Just("1".to_string())]
}

proptest! {
    /// Whatever file names and numbers a design made in Rust has, its text says the same.
    #[test]
    fn designs_read_back_equal(
        file in texts(), clock in 0.001f64..1e5, scale in 1e-6f64..1e6, bits in 1u32..=8,
    ) {
        prop_assume!(!file.contains('\0'));
        let good = Design::from_yaml(GOOD, "design.yaml", "").unwrap();
        let mut description = good.description().clone();
        description.parameters = Some(file.into());
        description.clock_mhz = clock;
        let format = Format::unsigned(bits);
        description.input = Input::Uniform { shape: vec![64], format, scale };
        let design = Design::build(description, "").unwrap();
        let again = Design::from_yaml(design.to_yaml(), "again.yaml", "").unwrap();
        prop_assert_eq!(again.description(), design.description());
    }

    /// Layers of all kinds with all their fields.
    #[test]
    fn random_designs_are_the_same_from_rust_and_from_their_text(seed in any::<u64>()) {
        let built = random::design(&mut fastrand::Rng::with_seed(seed)).build("").unwrap();
        let read = Design::from_yaml(built.to_yaml(), "again.yaml", "").unwrap();
        prop_assert_eq!(read.description(), built.description());
        let texts = |design: &Design| -> Vec<String> {
            design.warnings().iter().map(|one| one.cause.clone()).collect()
        };
        let (mut of_built, mut of_read) = (texts(&built), texts(&read));
        // In the order of the text, where there is one.
        of_built.sort();
        of_read.sort();
        prop_assert_eq!(of_built, of_read);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        render(&findings(&text));
    }

    #[test]
    fn no_damage_makes_the_reader_panic(
        at in 0usize..GOOD.len(), remove in 0usize..20, insert in "[\\[\\]{}:,\"'#&*!|>%@`\n\t -~0-9a-z]{0,6}",
    ) {
        let mut text = GOOD.to_string();
        text.replace_range(at..(at + remove).min(GOOD.len()), &insert);
        render(&findings(&text));
    }
}
