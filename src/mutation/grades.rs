//! What a bench is worth.

use std::fmt::Write;

use serde::Serialize;

use crate::compile::Level;
use crate::rtl::Netlist;
use crate::rtl::mutate::{Kill, Mutant, Outcome, classes};
use crate::text::paragraph;

/// Mutants of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// Tried.
    pub mutants: usize,
    /// Seen by the bench.
    pub killed: usize,
    /// Not seen, and shown to be the same hardware.
    pub equivalent: usize,
}

/// A mutant that no vector tells from the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// Class of its fault.
    pub class: &'static str,
    /// Module, place and change.
    pub what: String,
    /// How it was shown to be the same hardware; `None` where nothing is known.
    pub equivalent: Option<&'static str>,
}

/// A mutant that the bench, or that of a block by itself, tells from the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Killed {
    /// Class of its fault.
    pub class: &'static str,
    /// Module, place and change.
    pub what: String,
    /// Which run of the bench tells it.
    pub run: usize,
    /// Which rising edge of that run.
    pub edge: usize,
}

/// Grades of one bench.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grades {
    /// What was mutated.
    pub name: String,
    /// Mutants that there are.
    pub sites: usize,
    /// Seed of the sample.
    pub seed: u64,
    /// What verifies the design that was mutated; `None` for a block's bench.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// By class, in the order of classes.
    pub classes: Vec<(&'static str, Grade)>,
    /// Those that no vector kills.
    pub survivors: Vec<Survivor>,
    /// Those that one kills.
    pub killed: Vec<Killed>,
}

impl Grade {
    fn add(&mut self, other: Self) {
        self.mutants += other.mutants;
        self.killed += other.killed;
        self.equivalent += other.equivalent;
    }

    /// Of the mutants that are not known to be the same hardware, the part that is killed.
    pub fn rate(self) -> Option<f64> {
        let different = self.mutants - self.equivalent;
        (different > 0).then(|| self.killed as f64 / different as f64)
    }
}

impl Grades {
    /// Of no mutants.
    pub fn none(name: &str, seed: u64) -> Self {
        let classes = classes().iter().map(|class| (class.name, Grade::default())).collect();
        let (survivors, killed) = (vec![], vec![]);
        Self { name: name.to_string(), sites: 0, seed, level: None, classes, survivors, killed }
    }

    /// Adds the mutants of another.
    pub fn add(&mut self, other: Self) {
        self.sites += other.sites;
        for ((_, grade), (_, more)) in self.classes.iter_mut().zip(other.classes) {
            grade.add(more);
        }
        self.survivors.extend(other.survivors);
        self.killed.extend(other.killed);
    }

    /// Counts outcomes, in the order of the mutants.
    pub fn new(
        name: &str,
        netlist: &Netlist,
        sites: usize,
        seed: u64,
        graded: impl Iterator<Item = (Mutant, Outcome, Option<&'static str>)>,
    ) -> Self {
        let mut all = Self { sites, ..Self::none(name, seed) };
        for (mutant, outcome, equivalent) in graded {
            let found = all.classes.iter_mut().find(|(name, _)| *name == mutant.class);
            let Some((_, grade)) = found else { continue };
            grade.mutants += 1;
            let (class, what) = (mutant.class, mutant.describe(netlist));
            match outcome {
                Outcome::Killed(Kill { trace, edge }) => {
                    grade.killed += 1;
                    all.killed.push(Killed { class, what, run: trace, edge });
                }
                Outcome::Survived => {
                    grade.equivalent += usize::from(equivalent.is_some());
                    all.survivors.push(Survivor { class, what, equivalent });
                }
            }
        }
        all
    }

    /// All classes together.
    pub fn total(&self) -> Grade {
        let mut total = Grade::default();
        self.classes.iter().for_each(|(_, grade)| total.add(*grade));
        total
    }

    /// A table of the classes, and the survivors of which nothing is known.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let total = self.total();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:<14}{:>8}{:>8}{:>12}{:>9}{:>9}",
            self.name, "mutants", "killed", "equivalent", "unknown", "rate"
        );
        let rows = self.classes.iter().filter(|(_, grade)| grade.mutants > 0);
        for (name, grade) in rows.chain([&("all", total)]) {
            let unknown = grade.mutants - grade.killed - grade.equivalent;
            let rate = grade.rate().map_or("-".into(), |rate| format!("{:.2} %", 100.0 * rate));
            let Grade { mutants, killed, equivalent } = grade;
            let _ = writeln!(
                text,
                "{name:<14}{mutants:>8}{killed:>8}{equivalent:>12}{unknown:>9}{rate:>9}"
            );
        }
        if total.mutants < self.sites {
            let _ = writeln!(
                text,
                "{} of {} mutants, drawn with seed {}",
                total.mutants, self.sites, self.seed
            );
        }
        if let Some(level) = self.level {
            let _ = writeln!(text, "graded is what {} compares", level.command());
        }
        for survivor in self.survivors.iter().filter(|one| one.equivalent.is_none()) {
            text += &paragraph(&format!("survived  {}\n", survivor.what), 10);
        }
        text
    }
}
