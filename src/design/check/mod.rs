//! What must hold of a description beyond the types of its fields.

mod doubts;
mod graph;
mod hardware;
mod input;
mod layers;
mod output;
mod resources;
mod shapes;
mod windows;

use std::path::Path;

use crate::blocks::BlockSpec;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};

use super::codes;
use super::description::Description;
use super::names::{NameError, check_name};
use super::place::Places;
use super::yaml::MAX_MISTAKES;

/// Most lanes of a beat.
const MAX_LANES: usize = 1 << 16;

/// Fastest clock, in MHz: beyond any technology.
const MAX_CLOCK: f64 = 100_000.0;

/// Name under which Verilator finds no function in a top module.
const VERILATOR_TOP: &str = "TOP";

/// Everything that is wrong or odd.
pub(super) fn check(description: &Description, places: &Places) -> Diagnostics {
    let mut findings = Findings { places, found: vec![] };
    header(description, &mut findings);
    input::check(description, &mut findings);
    files(description, &mut findings);
    layers::check(description, &mut findings);
    graph::check(description, &mut findings);
    hardware::check(description, &mut findings);
    doubts::check(description, &mut findings);
    findings.found
}

/// Everything that is wrong with a graph's blocks, each with its contents, and with what comes to them.
pub(super) fn check_blocks(
    description: &Description,
    blocks: &[BlockSpec],
    places: &Places,
) -> Diagnostics {
    let mut findings = Findings { places, found: vec![] };
    graph::check_blocks(description, blocks, &mut findings);
    findings.found
}

/// A version that this cimgen does not read.
pub(super) fn version_error(version: u32) -> Diagnostic {
    let cause = format!("version {version} of the design file is not known here");
    Diagnostic::error(codes::VERSION, cause).help("this cimgen reads `version: 1`")
}

struct Findings<'a> {
    places: &'a Places,
    found: Diagnostics,
}

impl Findings<'_> {
    fn error(&mut self, path: &str, code: Code, cause: impl Into<String>, help: impl Into<String>) {
        self.push(path, Diagnostic::error(code, cause).help(help));
    }

    fn warning(
        &mut self,
        path: &str,
        code: Code,
        cause: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(path, Diagnostic::warning(code, cause).help(help));
    }

    fn push(&mut self, path: &str, diagnostic: Diagnostic) {
        self.push_at(diagnostic, |places| places.of(path));
    }

    /// Keeps the first of each severity: nobody reads on, and each place is looked for in the text.
    fn push_at(&mut self, diagnostic: Diagnostic, place: impl FnOnce(&Places) -> Option<Place>) {
        let of_kind = self.found.iter().filter(|one| one.severity == diagnostic.severity);
        if of_kind.count() < MAX_MISTAKES {
            let place = place(self.places);
            self.found.push(Diagnostic { place, ..diagnostic });
        }
    }

    /// Refuses a whole number out of `low..=high`; tells whether it is in it.
    fn range(&mut self, path: &str, what: &str, value: usize, low: usize, high: usize) -> bool {
        let within = (low..=high).contains(&value);
        if !within {
            let cause = format!("{what} must be {low} to {high}, got {value}");
            self.error(
                path,
                codes::RANGE,
                cause,
                format!("the nearest is {}", value.clamp(low, high)),
            );
        }
        within
    }

    /// Refuses a text that hardware cannot be called; the place is the value's, or the key's where
    /// the name is a key.
    fn name(&mut self, path: &str, name: &str, is_key: bool) {
        let (code, cause, help) = match check_name(name) {
            Ok(()) => return,
            Err(NameError::Illegal { cause, help }) => (codes::NAME, cause, help),
            Err(NameError::Keyword { cause, help }) => (codes::KEYWORD, cause, help),
        };
        let diagnostic = Diagnostic::error(code, cause).help(help);
        self.push_at(diagnostic, |places| match is_key {
            true => places.of_key(path),
            false => places.of(path),
        });
    }
}

fn header(description: &Description, findings: &mut Findings<'_>) {
    if description.version != 1 {
        findings.push("version", version_error(description.version));
    }
    findings.name("name", &description.name, false);
    if description.name == VERILATOR_TOP {
        let cause = format!("`{VERILATOR_TOP}` is what Verilator calls the scope around a design");
        findings.error("name", codes::NAME, cause, "choose another name, such as `top`");
    }
    let clock = description.clock_mhz;
    if !(clock > 0.0 && clock <= MAX_CLOCK) {
        let cause = format!("the clock must be above 0 and at most {MAX_CLOCK} MHz, got {clock:?}");
        findings.error("clock_mhz", codes::RANGE, cause, "give it in MHz, such as 200");
    }
}

fn files(description: &Description, findings: &mut Findings<'_>) {
    let mut file = |path: &str, name: &Path| {
        let text = name.to_string_lossy();
        if text.is_empty() || text.contains('\0') {
            let help = "name a file, relative to the design file";
            findings.error(path, codes::FILE_NAME, "this is no file name", help);
        }
    };
    if let Some(name) = &description.parameters {
        file("parameters", name);
    }
    let Some(data) = &description.data else { return };
    if let Some(name) = &data.calibration {
        file("data.calibration", name);
    }
    for (part, labelled) in [("train", &data.train), ("test", &data.test)] {
        if let Some(labelled) = labelled {
            file(&format!("data.{part}.input"), &labelled.input);
            file(&format!("data.{part}.labels"), &labelled.labels);
        }
    }
}
