//! Memory-immersed collaborative digitization at 5 bits: searches on lines of 31 cells.

use crate::blocks::digitizer::{
    Activities, Activity, Asymmetric, Conversion, Digitizer, Flash, Form, Hybrid, RangeRule, Sar,
};
use crate::blocks::{Beat, Block};
use crate::diag::Bug;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, Netlist, validate};
use crate::tech::{COLLABORATIVE_DIGITIZATION, Mark};
use crate::tool::{YOSYS, find};

use super::gates::{Gates, synthesized};
use super::table::{Row, Table};

/// Cells of a line, on which codes of 5 bits lose nothing.
const CELLS: usize = 31;
const BITS: u32 = 5;

/// How likely a cell is driven where product-sums are a tree's.
const CHANCE: f64 = 0.125;

/// Lines that cycles are measured with, about.
const LINES: f64 = 1e4;

/// Published figures, then for each search ours.
pub(super) fn table() -> Result<Table, Bug> {
    let published = COLLABORATIVE_DIGITIZATION.iter().map(|figure| Row {
        what: figure.what.into(),
        value: figure.value,
        unit: figure.unit,
        mark: figure.mark,
    });
    let (mut rows, mut notes): (Vec<Row>, Vec<String>) = (published.collect(), vec![]);
    notes.push(format!(
        "ours: a line of {CELLS} cells, codes of {BITS} bits; product-sums are binomial, each cell driven with \
         the chance {CHANCE}"
    ));
    notes.push(format!(
        "cycles: measured in the embedded simulator, in the mean over some {LINES} conversions whose product-sums come as \
         often as their chances say; where they depend on data, another mix gives another mean"
    ));
    let mut gates_of_counting = None;
    match find(&YOSYS) {
        Some(tool) => gates_of_counting = synthesized(&line(Conversion::Exact), &tool)?,
        None => notes.push(format!("no synthesized figures: {}", YOSYS.without)),
    }
    for (name, conversion) in searches() {
        rows.extend(search(name, &conversion, gates_of_counting)?);
    }
    notes.push(
        "area and energy of ours in silicon: unknown, as nothing here is a layout of 65 nm".into(),
    );
    Ok(Table { rows, notes })
}

fn line(conversion: Conversion) -> Digitizer {
    Digitizer::new(CELLS, 1, conversion)
}

fn searches() -> Vec<(&'static str, Conversion)> {
    let full = RangeRule::Full;
    let histogram = chances().iter().map(|share| (share * 1e9).round() as u64).collect();
    vec![
        ("flash", Conversion::Flash(Flash::new(BITS, full))),
        ("hybrid of 2 bits", Conversion::Hybrid(Hybrid::new(BITS, 2, full))),
        ("sar", Conversion::Sar(Sar::new(BITS, full))),
        ("asymmetric", Conversion::Asymmetric(Asymmetric::new(BITS, histogram, full))),
    ]
}

/// The chance of each product-sum.
fn chances() -> Vec<f64> {
    let mut choose = 1.0;
    let share = |hits: usize| {
        let share = choose * CHANCE.powi(hits as i32) * (1.0 - CHANCE).powi((CELLS - hits) as i32);
        choose *= (CELLS - hits) as f64 / (hits + 1) as f64;
        share
    };
    (0..=CELLS).map(share).collect()
}

/// Figures of one search. Gates are those beyond a line that only counts.
fn search(name: &str, conversion: &Conversion, counting: Option<Gates>) -> Result<Vec<Row>, Bug> {
    let row = |what: &str, value: f64, unit, mark| Row {
        what: format!("{name}: {what}"),
        // More digits are noise of the summation.
        value: (value * 1e3).round() / 1e3,
        unit,
        mark,
    };
    let activities = Activities::new(conversion, CELLS);
    let mean = |of: &dyn Fn(Activity) -> u64| -> f64 {
        chances().iter().enumerate().map(|(sum, share)| share * of(activities.of(sum)) as f64).sum()
    };
    let mut rows = vec![
        row("references at once", conversion.references() as f64, "arrays", Mark::Modelled),
        row("cycles of a conversion", cycles(conversion)?, "cycles", Mark::MeasuredInRtl),
        row("comparisons", mean(&|activity| activity.comparisons), "a conversion", Mark::Modelled),
        row(
            "switched cells",
            mean(&|activity| activity.switchings),
            "a conversion",
            Mark::Modelled,
        ),
    ];
    let (Some(counting), Some(tool)) = (counting, find(&YOSYS)) else { return Ok(rows) };
    for (form, words) in [(Form::Optimized, "optimized"), (Form::Structural, "structural")] {
        let Some(gates) = synthesized(&line(conversion.in_form(form)), &tool)? else { continue };
        let more = |of: fn(&Gates) -> u64| of(&gates) as f64 - of(&counting) as f64;
        let (logic, flops) =
            (format!("{words}, gates a line"), format!("{words}, flip-flops a line"));
        rows.push(row(&logic, more(|gates| gates.logic), "gates", Mark::Synthesized));
        rows.push(row(&flops, more(|gates| gates.flops), "flip-flops", Mark::Synthesized));
    }
    Ok(rows)
}

/// Mean cycles between conversions of product-sums that come by their chances, in the embedded simulator.
fn cycles(conversion: &Conversion) -> Result<f64, Bug> {
    let lines = calibrating();
    let mut netlist = Netlist::new();
    let top = line(conversion.clone()).rtl(&mut netlist);
    let design = validate(&netlist, top).map_err(|_| Bug::new("a digitizer is no netlist"))?;
    let mut simulator = Simulator::new(design);
    let absent = || Bug::new("a digitizer lacks a port");
    let port = |name: &str| simulator.input(name).ok_or_else(absent);
    let (data, valid, taking) = (port("x_tdata")?, port("x_tvalid")?, port("y_tready")?);
    let ready = simulator.output("x_tready").ok_or_else(absent)?;
    let one = Bits::from_u64(1, 1);
    simulator.set(valid, &one);
    simulator.set(taking, &one);
    simulator.reset();
    let (mut taken, mut first, mut last) = (0, 0, 0);
    for cycle in 0u64.. {
        let Some(next) = lines.get(taken) else { break };
        simulator.set(data, &Bits::from_bools(next.iter().map(|cell| *cell == 1)));
        if simulator.get_u64(ready) == 1 {
            if taken == 0 {
                first = cycle;
            }
            (taken, last) = (taken + 1, cycle);
        }
        simulator.clock();
    }
    Ok((last - first) as f64 / (lines.len() - 1) as f64)
}

/// Lines whose product-sums come as often as their chances say, to a thousandth, and one more: the cycles of the
/// last one are not seen.
fn calibrating() -> Vec<Beat> {
    let line = |driven: usize| (0..CELLS).map(|cell| i64::from(cell < driven)).collect::<Beat>();
    let often = |share: &f64| (share * LINES).round() as usize;
    let each = chances().iter().map(often).enumerate().collect::<Vec<_>>();
    let mut lines: Vec<Beat> =
        each.into_iter().flat_map(|(driven, count)| vec![line(driven); count]).collect();
    fastrand::Rng::with_seed(1).shuffle(&mut lines);
    lines.push(line(0));
    lines
}
