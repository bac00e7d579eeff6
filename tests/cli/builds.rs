//! What `cimgen build` writes, and leaves whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use expect_test::expect;

use crate::case::{Case, DESIGN, findings, flowing, text};

#[test]
fn a_small_design_builds() {
    let case = Case::new();
    let output = case.build();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = flowing(&output.stdout);
    // Beside 64 samples the ends of both sums, and with half of their one lane nothing.
    assert!(said.contains("69 beats and 69 values equal the golden model, every cycle"), "{said}");
    for file in ["manifest.json", "report.json", "filelist.f", "rtl/tiny.v", "tb/tiny_tb.v"] {
        assert!(case.path("out").join(file).is_file(), "{file}");
    }
    assert_eq!(findings(&output.stderr), "");
}

/// A design cannot be called like a part of its hardware.
#[test]
fn names_of_designs_and_modules_do_not_collide() {
    let case = Case::new();
    assert!(case.build().status.success());
    for entry in fs::read_dir(case.path("out/rtl")).unwrap() {
        let module = entry.unwrap().path().file_stem().unwrap().display().to_string();
        if module != "tiny" {
            case.design("name: tiny", &format!("name: {module}"));
            case.refused(&module, "D033");
        }
    }
    for name in ["aclk", "argmax", "S_AXIS_tdata", "fc_tile_r0_c0"] {
        case.design("name: tiny", &format!("name: {name}"));
        case.refused(name, "D033");
    }
}

#[test]
fn output_that_cannot_be_written_is_refused() {
    let case = Case::new();
    fs::write(case.path("file"), "x").unwrap();
    let out = |name: &str| case.run("build", &["-o", &case.path(name).display().to_string()]);
    let output = out("file/out");
    assert!(text(&output.stderr).contains("error[E001]"), "{}", text(&output.stderr));
    let output = out("file");
    assert!(text(&output.stderr).contains("error[E002]"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(case.path("file")).unwrap(), "x");
    let output = case.run("build", &["-o", &case.folder.path().display().to_string()]);
    assert!(text(&output.stderr).contains("error[E002]"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_kill_leaves_the_output_whole() {
    let case = Case::new();
    assert!(case.build().status.success());
    let manifest = fs::read(case.path("out/manifest.json")).unwrap();
    for delay in 0..25 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cimgen"))
            .args(["build".as_ref(), case.path("d.yaml").as_os_str()])
            .args(["-o".as_ref(), case.path("out").as_os_str()])
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        assert!(fs::read(case.path("out/manifest.json")).unwrap() == manifest, "after {delay} ms");
        let hashes: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        for path in hashes["sha256"].as_object().unwrap().keys() {
            assert!(case.path("out").join(path).is_file(), "{path} after {delay} ms");
        }
    }
}

/// Weights in registers give what constants give, and are beside the hardware as images.
#[test]
fn weights_are_loaded() {
    let case = Case::new();
    let results = || {
        let [input, output] = ["x.npy", "y.npy"].map(|name| case.path(name).display().to_string());
        let ran = case.run("run", &["--input", &input, "--output", &output]);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        fs::read(case.path("y.npy")).unwrap()
    };
    let constant = results();
    case.design("storage: rom", "storage: ram, weight_planes: serial");
    assert_eq!(results(), constant);
    let built = case.build();
    assert!(
        text(&built.stdout).contains("weights    loaded by 4 beats"),
        "{}",
        text(&built.stdout)
    );
    let image = fs::read_to_string(case.path("out/weights/fc_tile_r0_c0.hex")).unwrap();
    let rows: Vec<&str> = image.lines().filter(|line| !line.starts_with("//")).collect();
    assert_eq!(rows, ["14 // 4 1", "5e // -2 5", "97 // 7 -7", "00 // 0 0"]);
    let sim = case.run("sim", &["--simulator", "embedded", "--vectors", "64"]);
    // The first 8 again with all weights at either end.
    assert!(text(&sim.stdout).contains("80 beats and 80 values equal"), "{}", text(&sim.stdout));
    for module in ["command_port", "sample_tready"] {
        let design = DESIGN.replace("storage: rom", "storage: ram");
        fs::write(case.path("d.yaml"), design.replace("name: tiny", &format!("name: {module}")))
            .unwrap();
        fs::remove_dir_all(case.path("out")).unwrap_or_default();
        case.refused(module, "D033");
    }
}

/// What is said of a build's coverage.
#[test]
fn levels_say_what_they_cover() {
    let case = Case::new();
    let out = case.path("out").display().to_string();
    let covered = |options: &[&str]| {
        let output = case.run("build", &[&["-o", &out], options].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout);
        said.lines().skip_while(|line| !line.starts_with("covered")).collect::<Vec<_>>().join("\n")
    };
    let all = [&[][..], &["--quick"], &["--thorough"], &["--vectors", "5"]].map(covered).join("\n");
    let all = all.replace(&out, "out") + "\n";
    expect![[r#"
        covered    64 corner and random samples, 5 at ends of sums
                   golden models by the definition for all
                   every stream inside for 280 cycles
                   5 blocks alone, 10290 beats equal the golden models
        written    out
        covered    16 corner and random samples, 1 of 5 at ends of sums
                   golden models by the definition for all
                   every stream inside for 72 cycles
                   5 blocks alone, all briefly, 1020 beats equal the golden models
        written    out
        covered    64 corner and random samples, 5 at ends of sums
                   golden models by the definition for all
                   every stream inside for 280 cycles
                   5 blocks alone, 10290 beats equal the golden models
        written    out
        covered    5 corner and random samples, 5 at ends of sums
                   golden models by the definition for all
                   every stream inside for 44 cycles
                   5 blocks alone, 10290 beats equal the golden models
        written    out
    "#]]
    .assert_eq(&all);
    let both = case.run("build", &["--quick", "--thorough"]);
    assert_eq!(both.status.code(), Some(2));
}

/// Work is shared between cores, and what comes of it is the same on one.
#[test]
fn bytes_do_not_depend_on_the_number_of_cores() {
    let case = Case::new();
    let build = |name: &str, before: &[&str]| {
        let folder = case.path(name);
        let program = [before, &[env!("CARGO_BIN_EXE_cimgen")]].concat();
        let arguments = [&program[1..], &["build", "designs/digits_mlp.yaml", "-o"]].concat();
        let done = Command::new(program[0]).args(arguments).arg(&folder).output();
        done.ok().filter(|done| done.status.success()).map(|_| contents(&folder))
    };
    let many = build("many", &[]).unwrap();
    let Some(one) = build("one", &["taskset", "-c", "0"]) else {
        eprintln!(
            "bytes_do_not_depend_on_the_number_of_cores: skipped, `taskset` does not run here"
        );
        return;
    };
    assert!(many.len() > 20 && many == one);
}

/// All files of a folder, by their paths.
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
