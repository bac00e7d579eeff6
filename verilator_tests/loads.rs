//! Weights that are loaded, and loaded again, in all simulators; and from images by the testbench.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cimgen::blocks::Beat;
use cimgen::blocks::cim_array::{Array, Storage, WeightPlanes};
use cimgen::blocks::digitizer::Conversion;
use cimgen::blocks::wht_crossbar::Crossbar;
use cimgen::compile::{Compiled, Reference, compile, package};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::dataflow::Load;
use cimgen::design::{Bwht, DataFiles, Design, HardwareEntry};
use cimgen::emit::write;
use cimgen::network::write_codes;
use cimgen::num::Format;
use cimgen::tool::{ICARUS, VERILATOR, or_skip, run};

use super::designs::write_weights;

/// Arrays in RAM, alone and shared, of different sides and formats, and thresholds in RAM, beside an array in ROM.
fn writable_design(folder: &Path) -> Compiled {
    let ram = |array| Array { storage: Storage::Ram, ..array };
    let samples: Vec<Vec<i64>> =
        (0..20).map(|n| (0..12).map(|lane| (n * 7 + lane * 3) % 16 - 8).collect()).collect();
    write_codes(&folder.join("samples.npy"), &samples).unwrap();
    write_weights(
        &folder.join("w.safetensors"),
        &[("a", &[9, 12]), ("b", &[6, 9]), ("c", &[5, 6]), ("mix", &[6]), ("d", &[3, 5])],
    );
    let data = DataFiles { calibration: Some("samples.npy".into()), train: None, test: None };
    let clipped = Array {
        digitizer: Conversion::clip(2),
        active_rows: Some(5),
        ..Array::new(7, 5, Format::signed(4))
    };
    let serial =
        Array { weight_planes: WeightPlanes::Serial, ..Array::new(9, 6, Format::signed(3)) };
    let design = Design::builder("writable")
        .input([12], Format::signed(4), 0.125)
        .parameters("w.safetensors")
        .data(data)
        .hardware("clipped", ram(clipped))
        .hardware("shared", HardwareEntry::from(ram(serial)).times(1))
        .hardware("fixed", Array::new(5, 3, Format::signed(5)))
        .hardware("wht", Crossbar { storage: Storage::Ram, ..Crossbar::new(4) })
        .dense_relu("a", 9, "clipped", Format::unsigned(3))
        .dense_relu("b", 6, "shared", Format::unsigned(2))
        .dense_relu("c", 5, "shared", Format::unsigned(4))
        .layer(Bwht::new("mix", "wht").relu(Format::unsigned(4)))
        .dense("d", 3, "fixed")
        .build(folder)
        .unwrap();
    compile(design).unwrap()
}

/// Samples on the design's weights, then on others, row by row between samples, then on its own again.
fn program(compiled: &Compiled) -> Vec<Beat> {
    let commands = compiled.commands().unwrap();
    let mut rng = fastrand::Rng::with_seed(8);
    let samples = stimulus(&compiled.input(), 90, 5);
    let mut program = compiled.program(samples[..20].to_vec());
    for sample in &samples[20..70] {
        let tile = rng.usize(..commands.stores.len());
        let store = &commands.stores[tile].store;
        for _ in 0..rng.usize(..3) {
            let codes = store.holds.random(&mut rng);
            program.push(commands.load(&Load { tile, row: rng.usize(..store.rows()), codes }));
        }
        program.push(commands.sample(sample));
    }
    program.extend(compiled.program(samples[70..].to_vec()));
    program
}

fn agree(compiled: &Compiled, simulator: &mut dyn Simulator) {
    let reference = Reference::of_beats(compiled, program(compiled)).unwrap();
    for pacing in [Pacing::Full, Pacing::Random { seed: 9 }, Pacing::Random { seed: 4 }] {
        let (result, _) = reference.check(compiled, simulator, pacing, None).unwrap();
        assert!(result.passed(), "{result:?}");
        assert_eq!(result.beats, 90);
    }
}

#[test]
fn loaded_weights_are_used_in_the_embedded_simulator() {
    let folder = tempfile::tempdir().unwrap();
    let compiled = writable_design(folder.path());
    agree(&compiled, &mut Embedded::new(compiled.validated().unwrap()).unwrap());
    let reference = Reference::of_beats(&compiled, program(&compiled)).unwrap();
    let samples = stimulus(&compiled.input(), 90, 5);
    let of_network = |range: std::ops::Range<usize>| -> Vec<Beat> {
        samples[range]
            .iter()
            .map(|sample| compiled.network.as_ref().unwrap().evaluate(sample))
            .collect()
    };
    assert_eq!(reference.results[..20], of_network(0..20));
    assert_ne!(reference.results[20..70], of_network(20..70));
    assert_eq!(reference.results[70..], of_network(70..90));
}

#[test]
fn loaded_weights_are_used_in_icarus() {
    if or_skip(&ICARUS, "loaded_weights_are_used_in_icarus").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = writable_design(folder.path());
    agree(&compiled, &mut Icarus::new(compiled.validated().unwrap()).unwrap());
}

#[test]
fn loaded_weights_are_used_in_verilator() {
    if or_skip(&VERILATOR, "loaded_weights_are_used_in_verilator").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiled = writable_design(folder.path());
    agree(&compiled, &mut Verilator::brief(compiled.validated().unwrap()).unwrap());
}

/// The testbench of the writable design in `folder`, ready to run.
fn testbench(folder: &Path) -> Option<()> {
    let tool = or_skip(&ICARUS, "the_testbench_loads_weights_from_images")?;
    let compiled = writable_design(folder);
    let samples = stimulus(&compiled.input(), 40, 5);
    let reference = Reference::new(&compiled, samples).unwrap();
    let mut files = package(&compiled, &reference).unwrap();
    files.add("manifest.json", files.manifest("writable")).unwrap();
    write(&files, &folder.join("out")).unwrap();
    let mut command = Command::new(&tool.program);
    command.current_dir(folder.join("out")).args(["-g2005", "-Wall", "-o", "tb.vvp", "-s"]);
    command.args(["writable_tb", "-f", "filelist.f", "tb/writable_tb.v"]);
    let outcome = run(&mut command, Duration::from_secs(300)).unwrap();
    assert_eq!(outcome.text, "", "the testbench is not clean");
    Some(())
}

#[test]
fn the_testbench_loads_weights_from_images() {
    let folder = tempfile::tempdir().unwrap();
    if testbench(folder.path()).is_none() {
        return;
    }
    let out = folder.path().join("out");
    let verdict = |arguments: &[&str]| {
        let mut command = Command::new("vvp");
        command.current_dir(&out).args(["-n", "tb.vvp"]).args(arguments);
        run(&mut command, Duration::from_secs(300)).unwrap().text
    };
    assert!(verdict(&[]).contains("PASS 40 beats"));
    assert!(verdict(&["+pace=5"]).contains("PASS 40 beats"));
    assert!(verdict(&["+weights=/nonexistent"]).contains("FAIL"));

    // Other weights in one image: other results.
    let image = out.join("weights/c_tile_r0_c0.hex");
    let whole = fs::read_to_string(&image).unwrap();
    let changed = |line: &str| if line.starts_with("//") { line.to_string() } else { "0".into() };
    let lines: Vec<String> = whole.lines().map(changed).collect();
    fs::write(&image, lines.join("\n") + "\n").unwrap();
    let said = verdict(&[]);
    assert!(said.contains("FAIL") && said.contains("40 of 40 beats compared"), "{said}");
    fs::write(&image, whole).unwrap();
    assert!(verdict(&[]).contains("PASS 40 beats"));
}
