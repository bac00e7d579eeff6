//! The report for people.

use std::fmt::Write;

use crate::blocks::digitizer::Errors;
use crate::blocks::{Field, StreamType};
use crate::cosim::CosimResult;
use crate::profile;
use crate::text::paragraph;

use super::coverage;
use super::crossbars::CrossbarReport;
use super::digitizers::Questions;
use super::model::{NodeReport, Report, Timing};
use super::periphery::Periphery;

/// Width of the names that lines begin with.
const LABEL: usize = 11;

/// A few lines of 80 columns: what it does, how fast, how large, and what was checked.
pub fn text(report: &Report) -> String {
    let mut text = String::new();
    let timing = &report.timing;
    // Writing to a String cannot fail.
    if let Some(accuracy) = report.accuracy {
        let share = 100.0 * accuracy.correct as f64 / accuracy.samples as f64;
        let _ = writeln!(
            text,
            "accuracy   {} of {} test samples, {share:.1} % ({}{})",
            accuracy.correct,
            accuracy.samples,
            accuracy.source.words(),
            match accuracy.in_rtl {
                all if all == accuracy.samples => String::new(),
                some => format!("; {some} of them equal in RTL"),
            }
        );
    }
    text.push_str(&fields("input", &report.input.fields));
    text.push_str(&fields("output", &report.output.fields));
    if let Some(network) = &report.network {
        let _ = writeln!(text, "network    {}", profile::summary(network));
    }
    let most = count(timing.interval_cycles, "cycle");
    let every = match timing.mean_interval_cycles {
        Some(mean) if mean < timing.interval_cycles as f64 => {
            format!("{mean:.1} cycles, {most} at most")
        }
        _ => most,
    };
    let _ = writeln!(
        text,
        "throughput one sample every {every}, latency {} ({}); {:.2} million samples/s if {:?} MHz is met",
        latency(timing),
        timing.cycles_source.words(),
        timing.samples_per_second / 1e6,
        timing.clock_mhz
    );
    if let Some(beats) = timing.load_beats {
        let _ = writeln!(
            text,
            "weights    loaded by {}, one per cycle while no sample is in flight",
            count(beats as u64, "beat")
        );
    }
    text.push_str(&arrays(report));
    text.push_str(&digitizers(report));
    text.push_str(&crossbars(report));
    text.push_str(&macros(report));
    let _ = writeln!(
        text,
        "area       {:.0} um2 of {} cells ({}){}",
        report.area.square_microns,
        report.area.cells,
        report.area.source.words(),
        unknown(report)
    );
    if let Some(energy) = &report.energy {
        text.push_str(&super::energy::text(energy));
    }
    for result in &report.verification {
        let _ = writeln!(text, "verified   {}", verdict(result));
    }
    if let Some(coverage) = report.coverage {
        text.push_str(&coverage.text(&report.verification));
    }
    if let Some(tried) = report.alone {
        text.push_str(&coverage::alone(tried));
    }
    paragraph(&text, LABEL)
}

/// What the numbers of a beat are, where it has several fields.
pub fn fields(what: &str, fields: &[Field]) -> String {
    match fields {
        [] | [_] => String::new(),
        _ => format!("{what:<LABEL$}{}\n", StreamType { fields: fields.to_vec() }),
    }
}

/// Both latencies, by their names.
fn latency(timing: &Timing) -> String {
    let (alone, stream) = (timing.latency_cycles, timing.stream_latency_cycles);
    match alone == stream {
        true => format!("{} alone and in a stream", count(alone, "cycle")),
        false => format!("{} alone, {stream} in a stream", count(alone, "cycle")),
    }
}

/// For each entry of the hardware section that is shared, how busy its arrays are.
fn arrays(report: &Report) -> String {
    let mut text = String::new();
    let mut names: Vec<&str> = report.arrays.iter().map(|array| array.hardware.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let of = || report.arrays.iter().filter(|array| array.hardware == name);
        let arrays = of().count();
        let operations: usize = of().map(|array| array.operations.len()).sum();
        if arrays == operations {
            continue;
        }
        let busy: Vec<String> =
            of().map(|array| format!("{:.0} %", 100.0 * array.utilization)).collect();
        let _ = writeln!(
            text,
            "arrays     {} of `{name}` for {operations} products, busy {} of the time",
            count(arrays as u64, "array"),
            busy.join(", ")
        );
    }
    text
}

/// What the first array of an entry of the hardware section is made of.
fn first_array(report: &Report, hardware: &str) -> Option<Periphery> {
    report.arrays.iter().find(|array| array.hardware == hardware)?.periphery
}

/// What has to be designed elsewhere.
fn macros(report: &Report) -> String {
    match report.macros.len() as u64 {
        0 => String::new(),
        many => format!(
            "macros     {} of lines and comparators: models in integers, black boxes in synthesis\n",
            count(many, "module")
        ),
    }
}

/// How many of their planes transforms take.
fn crossbars(report: &Report) -> String {
    let mut text = String::new();
    for crossbar in &report.crossbars {
        let CrossbarReport { layer, block, points, planes, activity, .. } = crossbar;
        let Some(seen) = activity else { continue };
        let _ = writeln!(
            text,
            "crossbar   `{layer}` block {block}, {points} points: {:.2} of {planes} planes per row, {:.2} of the array, \
             {:.1} % zeros ({})",
            seen.per_row,
            seen.per_array,
            100.0 * seen.sparsity,
            seen.source.words()
        );
        let dead = match seen.dead_rows.len() {
            0 => None,
            1 => Some("1 row is".to_string()),
            dead => Some(format!("{dead} rows are")),
        };
        if let Some(dead) = dead {
            let live =
                seen.per_live_row.map(|live| format!("; {live:.2} planes per row without them"));
            let live = live.unwrap_or_default();
            let _ = writeln!(text, "           {dead} always zero{live}");
        }
        if let Some(efficiency) = seen.tops_per_watt {
            let _ = writeln!(
                text,
                "           there and back {efficiency:.0} TOPS/W, by the 1602 that are published for all planes"
            );
        }
    }
    text
}

/// How each entry of the hardware section digitizes, and how busy its groups are.
fn digitizers(report: &Report) -> String {
    let mut text = String::new();
    for digitizer in &report.digitizers {
        let range = digitizer.conversion.range().described();
        let _ = writeln!(
            text,
            "digitizer  `{}`: {range}, up to {} per conversion, {} at once",
            digitizer.hardware,
            count(digitizer.cycles.into(), "cycle"),
            count(digitizer.references as u64, "reference")
        );
        if let Some(figures) = digitizer.figures {
            let bits = match figures.effective_bits {
                Some(bits) => format!("{bits:.1} effective bits"),
                None => "ideal counts are kept".to_string(),
            };
            let _ = writeln!(
                text,
                "           {:.1} comparisons and {:.1} switched cells per conversion, {:.2} % clipped, {bits}",
                figures.comparisons,
                figures.switchings,
                100.0 * figures.clip_rate
            );
        }
        if let Some(errors) = &digitizer.errors {
            let Errors { seed, cell_sigma, offset, offset_sigma, noise_sigma, droop, .. } = errors;
            let _ = writeln!(
                text,
                "           errors of seed {seed}, in thousandths: cells {cell_sigma}, offsets {offset} with deviation {offset_sigma}, \
                 decisions {noise_sigma}, droop {droop} per step"
            );
        }
        if let Some(Periphery { array, sequencer }) = first_array(report, &digitizer.hardware) {
            let _ = writeln!(
                text,
                "           per array: {} in digitizers, {} in sequencer and accumulators, {} of numbers (counted in the netlist)",
                count(array.register_bits, "flip-flop"),
                count(sequencer.register_bits, "flip-flop"),
                count(array.comparators, "comparison"),
            );
        }
        if let Some(Questions { expected, slowest, entropy, sar, .. }) = digitizer.tree {
            let _ = writeln!(
                text,
                "           {expected:.2} comparisons per line expected, {slowest:.1} until the slowest line of an array is \
                 done; entropy {entropy:.2}, SAR {sar}"
            );
        }
    }
    for group in &report.groups {
        let _ = writeln!(
            text,
            "group      `{}`: {} ({} spare), {:.3} conversions per cycle, busy {:.0} % of the time",
            group.name,
            count(group.arrays as u64, "array"),
            group.spares,
            group.conversions_per_cycle,
            100.0 * group.utilization
        );
    }
    text
}

/// Which costs some block does not know.
fn unknown(report: &Report) -> String {
    let any = |is_known: fn(&NodeReport) -> bool| !report.nodes.iter().all(is_known);
    let kinds = [
        ("area of some blocks", any(|node| node.cost.area.value().is_some())),
        ("delay", any(|node| node.cost.delay.value().is_some())),
    ];
    let names: Vec<&str> =
        kinds.into_iter().filter(|(_, unknown)| *unknown).map(|(name, _)| name).collect();
    if names.is_empty() { String::new() } else { format!("; {} unknown", names.join(" and ")) }
}

/// One comparison in a line.
pub(super) fn verdict(result: &CosimResult) -> String {
    let paced = if result.paced { ", held back at random" } else { "" };
    let seed = result.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    let run = result.mismatch.as_ref().and_then(|found| found.run).zip(result.runs);
    let run = run.map_or(String::new(), |(run, runs)| format!(", run {run} (of {runs}, from 0)"));
    match &result.mismatch {
        None if result.passed() => format!(
            "{}: {} and {}{} equal the golden model, every cycle as predicted{paced}{seed}",
            result.simulator,
            count(result.beats as u64, "beat"),
            count(result.values as u64, "value"),
            result.runs.map_or(String::new(), |runs| format!(" in {runs} runs"))
        ),
        None => format!("{}: FAILED, nothing was compared", result.simulator),
        Some(_) if result.divergence.is_some() => {
            let place = result.divergence.as_deref().map(super::divergence::place);
            let place = place.unwrap_or_default();
            format!("{}: FAILED at {place}{run}{paced}{seed}", result.simulator)
        }
        Some(found) => {
            let cycle = found.cycle.map_or(String::new(), |cycle| format!(", cycle {cycle}"));
            let lane = found.lane.map_or(String::new(), |lane| format!(", lane {lane}"));
            let bit = found.bit.map_or(String::new(), |bit| format!(", bit {bit}"));
            format!(
                "{}: FAILED at `{}`, beat {}{run}{cycle}{lane}{bit}: {}{paced}{seed}",
                result.simulator, found.node, found.beat, found.what
            )
        }
    }
}

/// A number of things.
pub(crate) fn count(number: u64, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
