//! What users see while a command runs, in tables of a terminal, and in the documents.

use std::fs;
use std::process::{Command, Output};

use npyz::WriterBuilder;

use crate::case::{Case, cimgen, findings, text};

/// Runs the program with a tool that takes three seconds to say what it is.
#[cfg(unix)]
fn with_slow_tool(arguments: &[&str]) -> Output {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let tool = folder.path().join("verilator");
    fs::write(&tool, "#!/bin/sh\nsleep 3\necho Verilator of a test\n").unwrap();
    fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.env("CIMGEN_VERILATOR", &tool).args(arguments).output().unwrap()
}

/// Without a terminal, what takes longer than two seconds says so on standard error, and nowhere else.
#[cfg(unix)]
#[test]
fn long_commands_are_not_silent() {
    let output = with_slow_tool(&["doctor"]);
    let said = text(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("verilator")).collect();
    assert!(lines.first().is_some_and(|line| line.starts_with("[2 s] ")), "{said}");
    assert!(!text(&output.stdout).contains("[2 s]"));
    let output = with_slow_tool(&["doctor", "--json"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
    assert!(text(&output.stderr).contains("[2 s] "));
}

/// A simulator's result stands although a later one is missing.
#[test]
fn results_come_when_they_are_there() {
    let case = Case::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cimgen"));
    command.env("CIMGEN_VERILATOR", "").args(["sim", "--simulator", "all", "--vectors", "20"]);
    let output = command.arg(case.path("d.yaml")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stdout);
    assert_eq!(said.matches("embedded: 20 beats").count(), 2, "{said}");
}

#[test]
fn run_takes_the_test_samples() {
    let case = Case::new();
    let output = case.run("run", &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--input") && said.contains("data.test"), "{said}");
    let file = fs::File::create(case.path("l.npy")).unwrap();
    let labels = npyz::WriteOptions::new().default_dtype().shape(&[5]).writer(file);
    let mut labels = labels.begin_nd().unwrap();
    labels.extend([0_i64, 1, 0, 1, 0]).unwrap();
    labels.finish().unwrap();
    let labels = "x.npy, test: { input: x.npy, labels: l.npy } }";
    case.design("x.npy }", labels);
    let output = case.run("run", &[]);
    let (said, note) = (text(&output.stdout), findings(&output.stderr));
    assert!(output.status.success() && said.contains(" of 5 test samples correct"), "{said}{note}");
    assert!(
        note.contains("note: no `--input`: the 5 test samples of the design are run"),
        "{note}"
    );
}

/// Names that do not exist are wrong usage, and the nearest one is told.
#[test]
fn unknown_names_are_refused() {
    for arguments in [&["mutate", "--block", "rellu"][..], &["blocks", "rellu"]] {
        let output = cimgen(arguments);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains("did you mean `relu`?"), "{said}");
    }
    let output = cimgen(&["mutate", "--block", "nope", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["message"].as_str().unwrap().contains("no block is called `nope`"), "{told}");
}

#[test]
fn killed_mutants_are_listed() {
    let output =
        cimgen(&["mutate", "--block", "relu", "--limit", "20", "--patience", "0", "--json"]);
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let killed = all[0]["killed"].as_array().unwrap();
    let classes = all[0]["classes"].as_array().unwrap();
    let counted: u64 = classes.iter().map(|class| class[1]["killed"].as_u64().unwrap()).sum();
    assert!(counted > 0 && killed.len() as u64 == counted, "{all}");
    assert!(killed[0]["what"].is_string() && killed[0]["edge"].is_u64(), "{all}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_design() {
    let case = Case::new();
    let pipe = case.path("pipe.yaml").display().to_string();
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let output = cimgen(&["check", &pipe]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("error[D001]") && said.contains("not a regular file"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_stays() {
    let case = Case::new();
    fs::create_dir(case.path("disk")).unwrap();
    std::os::unix::fs::symlink(case.path("disk"), case.path("out")).unwrap();
    for _ in 0..2 {
        let output = case.build();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(case.path("out").is_symlink() && case.path("disk/manifest.json").is_file());
    }
}

/// Curves without any error say why they are ideal.
#[test]
fn ideal_curves_say_why() {
    let case = Case::new();
    case.design("digitizer: exact", "digitizer: { sar: { bits: 2 } }");
    let folder = case.path("curves").display().to_string();
    let said = |more: &[&str]| {
        let output = case.run("characterize", &[&["-o", &folder, "--samples", "5"], more].concat());
        let said = text(&output.stdout);
        assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
        said
    };
    assert!(said(&[]).contains("Nothing is in error here"));
    assert!(said(&["--noise-sigma", "50"]).contains("Nothing but noise is in error here"));
    assert!(!said(&["--cell-sigma", "50"]).contains("in error here"));
}

#[test]
fn tables_fit_a_terminal() {
    let case = Case::new();
    fs::write(case.path("b.yaml"), crate::case::DESIGN.replace("rows: 4", "rows: 2")).unwrap();
    let [a, b] = ["d.yaml", "b.yaml"].map(|name| case.path(name).display().to_string());
    for arguments in [
        &["blocks"][..],
        &["reproduce"],
        &["mutate", "--block", "argmax", "--limit", "30", "--patience", "0"],
    ] {
        let said = text(&cimgen(arguments).stdout);
        assert!(!said.is_empty());
        for line in said.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
    let said = text(&cimgen(&["compare", &a, &b]).stdout);
    let table = said.split_once("\n\n").unwrap().1;
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert!(rows[0].starts_with("timing.latency_cycles"), "{table}");
    let place = |name: &str| rows.iter().position(|row| row.starts_with(name)).unwrap();
    assert!(place("area.") < place("nodes") && place("nodes") < place("netlist."), "{table}");
}

/// The README names every command that there is, and the commands that it shows exist.
#[test]
fn the_readme_knows_the_commands() {
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.lines().count() <= 150);
    let help = text(&cimgen(&["--help"]).stdout);
    let commands = help.split("Commands:\n").nth(1).unwrap().lines();
    let commands: Vec<&str> = commands
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !["", "help"].contains(name))
        .collect();
    for name in &commands {
        assert!(readme.contains(&format!("| `cimgen {name}")), "the README has no `{name}`");
    }
    let pages = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let texts = pages.map(|path| fs::read_to_string(path).unwrap());
    for text in texts.chain([readme]) {
        let typed = text.split("```sh\n").skip(1).flat_map(|rest| rest.split("```").next());
        let lines = typed.flat_map(str::lines).filter(|line| line.starts_with("cimgen "));
        for line in lines {
            let name = line.split(' ').nth(1).unwrap();
            let known = commands.contains(&name) || name == "train";
            assert!(known, "no command is called `{name}`: {line}");
        }
    }
}

/// Links between the documents lead to files.
#[test]
fn links_of_the_documents_lead_somewhere() {
    let mut pages = vec!["README.md".to_string(), "ARCHITECTURE.md".to_string()];
    let docs = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.map(|path| path.display().to_string()).filter(|name| name.ends_with(".md")));
    for page in pages {
        let folder = std::path::Path::new(&page).parent().unwrap().to_path_buf();
        let text = fs::read_to_string(&page).unwrap();
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
            let file = folder.join(link.split('#').next().unwrap());
            assert!(file.exists(), "{page}: {link}");
        }
    }
}

/// The reference of the design file is what the types say.
#[test]
fn the_reference_is_fresh() {
    let page = text(&cimgen(&["schema", "--markdown"]).stdout);
    let committed = fs::read_to_string("docs/design.md").unwrap();
    assert!(page == committed, "run `cimgen schema --markdown > docs/design.md`");
}
