//! Memory-immersed collaborative digitization at 5 bits: searches on lines of 31 cells.

use crate::blocks::digitizer::{
    Activities, Activity, Asymmetric, Conversion, Digitizer, Flash, Form, Hybrid, RangeRule, Sar,
};
use crate::blocks::{Beat, Block};
use crate::diag::Bug;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, Netlist, validate};
use crate::tech::{COLLABORATIVE_DIGITIZATION, Mark};
use crate::tool::{Found, YOSYS, find};

use super::gates::{Gates, synthesized};
use super::table::{Origin, Row, Table};

/// Cells of a line, on which codes of 5 bits lose nothing.
const CELLS: usize = 31;
const BITS: u32 = 5;

/// How likely a cell is driven where product-sums are a tree's.
const CHANCE: f64 = 0.125;

/// Seed of the order of lines that cycles are measured with.
const SEED: u64 = 1;

/// Lines that cycles are measured with, about.
const LINES: f64 = 1e4;

/// Published figures, then for each search ours.
pub(super) fn table() -> Result<Table, Bug> {
    let mut table = Table::of(COLLABORATIVE_DIGITIZATION);
    let tool = find(&YOSYS);
    table.rows.extend(gates(
        "counting",
        "a line that only counts",
        &Conversion::Exact,
        tool.as_ref(),
    )?);
    for (id, name, conversion) in searches() {
        table.rows.extend(search(id, name, &conversion)?);
        table.rows.extend(gates(id, name, &conversion, tool.as_ref())?);
    }
    let layout = "ours is logic and models of arrays: nothing here is a layout of 65 nm";
    for figure in ["area_of_sar", "area_of_flash", "area.collaborative"] {
        table.pair(figure, None, layout);
    }
    let apart =
        "the paper gives no energy of a comparison, nor of a reference's cell, so counts give none";
    for figure in ["energy_of_sar", "energy_of_flash", "energy.collaborative"] {
        table.pair(figure, None, apart);
    }
    let other = "a converter of others at 40 nm, which cimgen does not model";
    for figure in ["area.sar", "area.flash", "energy.sar", "energy.flash"] {
        table.pair(figure, None, other);
    }
    table.notes = notes(tool.is_some());
    Ok(table)
}

fn notes(synthesized: bool) -> Vec<String> {
    let mut notes = vec![
        format!(
            "ours: a line of {CELLS} cells, codes of {BITS} bits; product-sums are binomial, each cell driven with the \
             chance {CHANCE}; comparisons and switched cells are expected by these chances"
        ),
        format!(
            "cycles: measured in the embedded simulator over {} conversions whose product-sums come as often as their \
             chances say, in an order of seed {SEED}; where they depend on data, another mix gives another mean",
            calibrating().len() - 1
        ),
    ];
    notes.extend((!synthesized).then(|| format!("no synthesized figures: {}", YOSYS.without)));
    notes
}

fn line(conversion: Conversion) -> Digitizer {
    Digitizer::new(CELLS, 1, conversion)
}

/// Each with its name in the table, and in words.
fn searches() -> Vec<(&'static str, &'static str, Conversion)> {
    let full = RangeRule::Full;
    let histogram = chances().iter().map(|share| (share * 1e9).round() as u64).collect();
    vec![
        ("flash", "flash", Conversion::Flash(Flash::new(BITS, full))),
        ("hybrid", "hybrid of 2 bits", Conversion::Hybrid(Hybrid::new(BITS, 2, full))),
        ("sar", "sar", Conversion::Sar(Sar::new(BITS, full))),
        (
            "asymmetric",
            "asymmetric",
            Conversion::Asymmetric(Asymmetric::new(BITS, histogram, full)),
        ),
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

/// Figures of one search.
fn search(id: &str, name: &str, conversion: &Conversion) -> Result<Vec<Row>, Bug> {
    let row = |what: &str, words: &str, (value, unit): (f64, &'static str), origin: Origin| {
        // More digits are noise of the summation.
        let value = (value * 1e3).round() / 1e3;
        Row::ours(format!("{id}.{what}"), format!("{name}: {words}"), (value, unit), origin)
    };
    let activities = Activities::new(conversion, CELLS);
    let mean = |of: &dyn Fn(Activity) -> u64| -> f64 {
        chances().iter().enumerate().map(|(sum, share)| share * of(activities.of(sum)) as f64).sum()
    };
    let expected = |formula| {
        Origin::new(Mark::Expected, formula)
            .of("cells", CELLS as f64)
            .of("chance of a cell", CHANCE)
    };
    let lines = calibrating().len() - 1;
    let measured = Origin::new(
        Mark::MeasuredInRtl,
        "cycles between the first and the last conversion taken, over those between them",
    );
    Ok(vec![
        row(
            "references",
            "references at once",
            (conversion.references() as f64, "arrays"),
            Origin::new(Mark::Modelled, "2^bits - 1 of the bits that a step finds")
                .of("bits", BITS.into()),
        ),
        row(
            "cycles",
            "cycles of a conversion",
            (cycles(conversion)?, "cycles"),
            measured.of("samples", lines as f64).of("seed", SEED as f64),
        ),
        row(
            "comparisons",
            "comparisons",
            (mean(&|activity| activity.comparisons), "a conversion"),
            expected("sum over product-sums of their chance x comparators strobed for them"),
        ),
        row(
            "switched_cells",
            "switched cells",
            (mean(&|activity| activity.switchings), "a conversion"),
            expected(
                "sum over product-sums of their chance x cells of references that change for them",
            ),
        ),
    ])
}

/// Gates and flip-flops of a line with its digitizer, in both forms; none without Yosys.
fn gates(
    id: &str,
    name: &str,
    conversion: &Conversion,
    tool: Option<&Found>,
) -> Result<Vec<Row>, Bug> {
    let mut rows = vec![];
    let Some(tool) = tool else { return Ok(rows) };
    let forms: &[(Form, &str, &str)] = match conversion {
        Conversion::Exact => &[(Form::Optimized, "", "")],
        _ => &[
            (Form::Optimized, ".optimized", "optimized, "),
            (Form::Structural, ".structural", "structural, "),
        ],
    };
    for (form, suffix, words) in forms {
        let found = synthesized(&line(conversion.in_form(*form)), tool)?;
        let Some(Gates { logic, flops }) = found else { continue };
        for (what, count, unit) in [("gates", logic, "gates"), ("flip_flops", flops, "flip-flops")]
        {
            rows.push(Row::ours(
                format!("{id}{suffix}.{what}"),
                format!("{name}: {words}{unit} of a line"),
                (count as f64, unit),
                Origin::new(
                    Mark::Synthesized,
                    "Yosys: synth -flatten, abc -g AND,OR,XOR,MUX, stat",
                )
                .of("cells", CELLS as f64),
            ));
        }
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
    fastrand::Rng::with_seed(SEED).shuffle(&mut lines);
    lines.push(line(0));
    lines
}
