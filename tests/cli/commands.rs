//! What the other subcommands print and write.

use std::fs;
use std::process::Output;

use crate::case::{Case, DESIGN, cimgen, cimgen_in, text};

#[test]
fn json_is_json() {
    let case = Case::new();
    let json =
        |output: Output| -> serde_json::Value { serde_json::from_slice(&output.stdout).unwrap() };
    assert_eq!(json(case.run("check", &["--json"]))["design"], "tiny");
    assert_eq!(json(case.run("sim", &["--json", "--simulator", "embedded"]))[0]["beats"], 256);
    assert_eq!(json(cimgen(&["blocks", "--json"]))[0]["name"], "cim_array");
    assert!(json(cimgen(&["doctor", "--json"])).as_array().unwrap().len() > 3);
    case.design("rows: 4", "rows: 0");
    let output = case.run("check", &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let errors = json(output);
    assert_eq!(
        (&errors["errors"][0]["code"], &errors["errors"][0]["line"]),
        (&"D040".into(), &11.into())
    );
}

#[test]
fn run_writes_codes() {
    let case = Case::new();
    let path = |name: &str| case.path(name).display().to_string();
    for engine in ["golden", "embedded"] {
        let output = case.run(
            "run",
            &["--input", &path("x.npy"), "--output", &path("y.npy"), "--engine", engine],
        );
        assert!(output.status.success(), "{}", text(&output.stderr));
        let bytes = fs::read(case.path("y.npy")).unwrap();
        let results: Vec<i64> = npyz::NpyFile::new(&bytes[..]).unwrap().into_vec().unwrap();
        assert_eq!(results.len(), 5);
        fs::remove_file(case.path("y.npy")).unwrap();
    }
    let said = text(&case.run("run", &["--input", &path("x.npy")]).stdout);
    assert!(said.starts_with("golden model (fast evaluator, "), "{said}");
    let output = case.run("run", &["--json", "--input", &path("x.npy")]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let means = &json["golden_model"];
    assert_eq!((&means["threads"], &means["samples_compared"]), (&1.into(), &5.into()));
    assert!(means["fast_instructions"].is_string(), "{means}");
    let output = case.run("run", &["--input", &path("missing.npy")]);
    assert!(text(&output.stderr).contains("error[N001]"));
}

#[test]
fn graphs_are_drawn() {
    let case = Case::new();
    let svg = text(&case.run("graph", &[]).stdout);
    assert!(svg.starts_with("<svg") && svg.contains("fc_tile_r0_c0"));
    let file = case.path("g.dot").display().to_string();
    assert!(case.run("graph", &["-o", &file]).status.success());
    assert!(fs::read_to_string(file).unwrap().starts_with("digraph \"tiny\""));
}

#[test]
fn designs_and_builds_are_compared() {
    let case = Case::new();
    let path = |name: &str| case.path(name).display().to_string();
    assert!(case.build().status.success());
    fs::write(path("wide.yaml"), DESIGN.replace("format: u4", "format: u5")).unwrap();
    let output = cimgen(&["compare", &path("out"), &path("wide.yaml"), "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = value["rows"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|row| row["figure"] == name).unwrap();
    // One more plane of the input takes one more cycle.
    assert_eq!(row("timing.interval_cycles")["difference"], 1.0);
    assert_eq!(row("timing.interval_cycles")["ratio"], 1.25);
    assert!(row("area.square_microns")["difference"].as_f64().unwrap() > 0.0);
    // A report says the same as its design.
    let output = cimgen(&["compare", &path("d.yaml"), &path("out/report.json"), "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = value["rows"].as_array().unwrap();
    assert!(rows.len() > 8 && rows.iter().all(|row| row["difference"] == 0.0), "{value}");

    fs::create_dir(path("empty")).unwrap();
    fs::write(path("other.json"), "{}").unwrap();
    fs::write(path("broken.json"), "{").unwrap();
    for (what, code) in [
        ("empty", "C001"),
        ("other.json", "C001"),
        ("broken.json", "C001"),
        ("missing.json", "C001"),
        ("missing.yaml", "D001"),
        ("missing", "D001"),
    ] {
        let output = cimgen(&["compare", &path("d.yaml"), &path(what)]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains(&format!("error[{code}]")) && said.contains("help:"), "{said}");
    }
    assert_eq!(cimgen(&["compare", &path("d.yaml")]).status.code(), Some(2));
}

#[test]
fn the_command_line_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let output = cimgen_in(folder.path(), &["man", "pages"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let help = text(&cimgen(&["--help"]).stdout);
    let commands = help.split("Commands:\n").nth(1).unwrap().lines();
    let commands: Vec<&str> = commands
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !["", "help"].contains(name))
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    let scripts = ["bash", "zsh", "fish", "elvish", "powershell"]
        .map(|shell| text(&cimgen(&["completions", shell]).stdout));
    for name in commands {
        let help = text(&cimgen(&[name, "--help"]).stdout);
        assert!(help.contains(&format!("Example: cimgen {name}")), "{help}");
        let page = fs::read_to_string(folder.path().join(format!("pages/cimgen-{name}.1")));
        assert!(page.unwrap().contains("Example:"), "{name}");
        assert!(scripts.iter().all(|script| script.contains(name)), "{name}");
    }
    assert!(text(&cimgen(&["man"]).stdout).contains(".TH cimgen 1"));
    assert_eq!(cimgen(&["completions", "tcsh"]).status.code(), Some(2));
    fs::write(folder.path().join("file"), "x").unwrap();
    let output = cimgen_in(folder.path(), &["man", "file"]);
    assert!(text(&output.stderr).contains("error[E001]") && output.status.code() == Some(1));
}

#[test]
fn the_schema_is_a_schema() {
    for arguments in [&["schema"][..], &["schema", "--json"]] {
        let output = cimgen(arguments);
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema["properties"]["layers"].is_object());
    }
}

/// Published figures say how far they can be trusted, and ours where they come from, also without tools.
#[test]
fn reproduce_marks_every_figure() {
    let output = cimgen(&["reproduce", "collaborative_digitization", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let tables: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = tables[0]["table"]["rows"].as_array().unwrap();
    let row = |what: &str| rows.iter().find(|row| row["what"] == what).unwrap();
    assert_eq!(row("area of a converter, 40 nm SAR")["mark"], "unverified");
    assert_eq!(row("area, 40 nm SAR ADC over the 65 nm chip, 5 bits")["mark"], "quoted");
    let cycles = |search: &str| row(&format!("{search}: cycles of a conversion"));
    assert_eq!(cycles("sar")["value"], 5.0);
    assert_eq!(cycles("hybrid of 2 bits")["value"], 4.0);
    assert_eq!(cycles("flash")["mark"], "measured_in_rtl");
    let measured = cycles("asymmetric")["value"].as_f64().unwrap();
    let expected = row("asymmetric: comparisons")["value"].as_f64().unwrap();
    assert!((measured - expected).abs() < 0.005, "{measured} {expected}");
    let wrong = cimgen(&["reproduce", "collaborative"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn roles_are_drawn_where_there_are_some() {
    let output = cimgen(&["graph", "designs/digits_collab.yaml", "--roles"]);
    assert!(text(&output.stdout).contains("refers for fc1_tile_r0_c0"));
    let none = cimgen(&["graph", "designs/digits_mlp.yaml", "--roles"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(text(&none.stderr).contains("C003"), "{}", text(&none.stderr));
}

#[test]
fn characterize_shows_digitizers_under_error() {
    let case = Case::new();
    let folder = case.path("curves").display().to_string();
    let nothing = case.run("characterize", &["-o", &folder]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(text(&nothing.stderr).contains("error[C004]"), "{}", text(&nothing.stderr));
    case.design("digitizer: exact", "digitizer: { sar: { bits: 2 } }");
    let run =
        |more: &[&str]| case.run("characterize", &[&["-o", &folder, "--json"], more].concat());
    let json =
        |output: Output| -> serde_json::Value { serde_json::from_slice(&output.stdout).unwrap() };
    let ideal = json(run(&[]));
    assert_eq!(ideal["digitizers"][0]["line"]["inl"], 0.0);
    let found = json(run(&["--cell-sigma", "100", "--seed", "4", "--samples", "30"]));
    let found = &found["digitizers"][0];
    assert_eq!((&found["samples"], &found["subject"]["errors"]["seed"]), (&30.into(), &4.into()));
    assert!(found["line"]["inl"].as_f64().unwrap() > 0.0, "{found}");
    let picture = fs::read_to_string(case.path("curves/main.svg")).unwrap();
    assert!(picture.starts_with("<svg"), "{picture}");
    let wrong = case.run("characterize", &["-o", &folder, "--offset", "-9000"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = text(&wrong.stderr);
    assert!(said.contains("error[C005]") && said.contains("-8000 to 8000"), "{said}");
}
