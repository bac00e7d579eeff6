//! The report for people.

use std::fmt::Write;

use crate::cosim::CosimResult;

use super::model::{Report, Source};

/// A few lines: what it does, how fast, how large, and what was checked.
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    let timing = &report.timing;
    // Writing to a String cannot fail.
    if let Some(accuracy) = report.accuracy {
        let share = 100.0 * accuracy.correct as f64 / accuracy.samples as f64;
        let _ = writeln!(
            text,
            "accuracy   {} of {} test samples, {share:.1} % ({})",
            accuracy.correct,
            accuracy.samples,
            words(accuracy.source)
        );
    }
    let _ = writeln!(
        text,
        "speed      a sample every {}, latency {} ({}); {:.2} million samples/s if {:?} MHz is met",
        count(timing.interval_cycles, "cycle"),
        count(timing.latency_cycles, "cycle"),
        words(timing.cycles_source),
        timing.samples_per_second / 1e6,
        timing.clock_mhz
    );
    let unknown = match report.area.unknown.len() {
        0 => String::new(),
        count => format!(", {count} blocks unknown"),
    };
    let _ = writeln!(
        text,
        "area       {:.0} um2 of {} cells ({}{unknown}); energy and delay unknown",
        report.area.square_microns,
        report.area.cells,
        words(report.area.source)
    );
    for result in &report.verification {
        let _ = writeln!(text, "verified   {}", verdict(result));
    }
    text
}

/// One comparison in a line.
pub(crate) fn verdict(result: &CosimResult) -> String {
    let cycles = if result.cycles_checked { "every cycle as predicted" } else { "paced at random" };
    let seed = result.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    match &result.mismatch {
        None if result.passed() => format!(
            "{}: {} and {} equal the golden model, {cycles}{seed}",
            result.simulator,
            count(result.beats as u64, "beat"),
            count(result.values as u64, "value")
        ),
        None => format!("{}: FAILED, nothing was compared", result.simulator),
        Some(found) => {
            let cycle = found.cycle.map_or(String::new(), |cycle| format!(", cycle {cycle}"));
            let lane = found.lane.map_or(String::new(), |lane| format!(", lane {lane}"));
            let bit = found.bit.map_or(String::new(), |bit| format!(", bit {bit}"));
            format!(
                "{}: FAILED at node `{}`, beat {}{cycle}{lane}{bit}: {}{seed}",
                result.simulator, found.node, found.beat, found.what
            )
        }
    }
}

/// A number of things.
pub(crate) fn count(number: u64, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn words(source: Source) -> &'static str {
    match source {
        Source::MeasuredInRtl => "measured in RTL",
        Source::Modelled => "modelled",
    }
}
