//! The Walsh-Hadamard crossbar of 16 points and 8 bits: planes, zeros and energy, and gates of the exact transform.

use crate::blocks::wht_crossbar::{Crossbar, Fast, RowDigitizer, Sign, WhtCrossbar};
use crate::blocks::{Beat, Block, Golden};
use crate::diag::Bug;
use crate::rtl::{Census, ModuleBuilder, ModuleId, Netlist};
use crate::tech::{Event, Events, Mark, Price, WALSH_HADAMARD, planes_of_published_gain, price};
use crate::tool::{Found, YOSYS, find};

use super::gates::{Gates, of_netlist};
use super::table::{Origin, Row, Table};

const POINTS: usize = 16;
const BITS: u32 = 8;

/// Inputs that planes are counted on, and their seed.
const INPUTS: usize = 20_000;
const SEED: u64 = 1;

/// Thresholds, of 255.
const THRESHOLDS: [i64; 5] = [0, 31, 127, 223, 255];

/// Published figures, then ours.
pub(super) fn table() -> Result<Table, Bug> {
    let mut table = Table::of(WALSH_HADAMARD);
    table.rows.push(row(
        "planes_of_published_gain",
        "planes of a row at the published gain, if energy is by planes",
        (planes_of_published_gain(), "of 8"),
        Origin::new(
            Mark::Modelled,
            "8 x paper.efficiency.all_planes / paper.efficiency.early_termination",
        ),
    ));
    let inputs = inputs();
    for threshold in THRESHOLDS {
        table.rows.extend(terminated(threshold, &inputs)?);
    }
    let tool = find(&YOSYS);
    table.rows.extend(transforms(tool.as_ref())?);
    table.pair(
        "efficiency.all_planes",
        Some("t_0.efficiency"),
        "equal by construction: it sets what a cell costs in a plane",
    );
    table.pair(
        "efficiency.early_termination",
        Some("t_223.efficiency"),
        "ours at T = 223, by planes of rows: the abstract tells neither thresholds nor inputs, and ours are drawn evenly",
    );
    table.notes = vec![
        format!(
            "ours: {POINTS} points, {BITS} bits and a sign, one threshold T for all rows; means over {INPUTS} inputs, drawn evenly \
             from -255 to 255 with seed {SEED}, to four digits"
        ),
        "energy: that of the first line under each reading of an op, by cells and planes; the paper names none".into(),
    ];
    table
        .notes
        .extend(tool.is_none().then(|| format!("no synthesized figures: {}", YOSYS.without)));
    Ok(table)
}

/// A figure of ours. More digits than four, or those before the point, are noise of the sample.
fn row(id: &str, what: &str, (value, unit): (f64, &'static str), origin: Origin) -> Row {
    let before = value.abs().max(1e-9).log10().floor() as i32;
    let unit_of_last = 10f64.powi((before - 3).min(0));
    let value = (value / unit_of_last).round() * unit_of_last;
    // As decimals are written, not as they are halved.
    let value = (value * 1e9).round() / 1e9;
    Row::ours(id, what, (value, unit), origin)
}

fn inputs() -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let most = (1 << BITS) - 1;
    (0..INPUTS).map(|_| (0..POINTS).map(|_| rng.i64(-most..=most)).collect()).collect()
}

fn terminated(threshold: i64, inputs: &[Beat]) -> Result<Vec<Row>, Bug> {
    let thresholds = vec![threshold; POINTS];
    let plain = WhtCrossbar::new(Crossbar::new(POINTS), BITS, Sign::SignedMagnitude);
    let fast = Fast::new(&WhtCrossbar { thresholds, ..plain });
    let mut fast = fast.ok_or_else(|| Bug::new("a crossbar without chance has no fast model"))?;
    let (mut planes, mut array, mut zeros) = (0u64, 0u64, 0u64);
    let mut events = Events::default();
    for x in inputs {
        events += fast.events(std::slice::from_ref(x));
        let (y, taken) = fast.transform(x, true);
        planes += taken.iter().map(|taken| u64::from(*taken)).sum::<u64>();
        array += u64::from(taken.into_iter().max().unwrap_or(0));
        zeros += y.into_iter().filter(|y| *y == 0).count() as u64;
    }
    let transforms = inputs.len() as f64;
    let per_row = planes as f64 / transforms / POINTS as f64;
    let named = |id: &str, what: &str, value: (f64, &'static str), origin: Origin| {
        row(&format!("t_{threshold}.{id}"), &format!("T = {threshold}: {what}"), value, origin)
    };
    let counted = |formula| {
        Origin::new(Mark::Counted, formula).of("samples", transforms).of("seed", SEED as f64)
    };
    let mut rows = vec![
        named(
            "planes_of_a_row",
            "planes of a row",
            (per_row, "of 8"),
            counted("planes until each row stopped / rows / transforms"),
        ),
        named(
            "planes_of_the_array",
            "planes of the array",
            (array as f64 / transforms, "of 8"),
            counted("planes until the last row stopped / transforms"),
        ),
        named(
            "zeros",
            "zeros",
            (100.0 * zeros as f64 / transforms / POINTS as f64, "%"),
            counted("results that are zero / rows / transforms"),
        ),
        named(
            "efficiency",
            "efficiency",
            (WALSH_HADAMARD[0].value * f64::from(BITS) / per_row, "TOPS/W"),
            Origin::new(Mark::Modelled, "paper.efficiency.all_planes x 8 / planes of a row")
                .of(format!("t_{threshold}.planes_of_a_row"), per_row),
        ),
    ];
    let cells = events[Event::SignCellPlanes] as f64 / transforms;
    let Price::Known(coefficients) = price(Event::SignCellPlanes, &events) else { return Ok(rows) };
    rows.extend(coefficients.iter().zip(["8_bit_ops", "1_bit_ops"]).map(|(one, id)| {
        let reading = one.reading.map_or(String::new(), |op| format!(", if an op is {op}"));
        let formula = "cell planes of a transform x energy of one in femtojoules";
        named(
            &format!("energy.{id}"),
            &format!("a transform{reading}"),
            (cells * one.femtojoules[0] / 1e3, "pJ"),
            Origin::new(Mark::Modelled, formula)
                .of("cell planes", cells)
                .of("femtojoules of a cell plane", one.femtojoules[0]),
        )
    }));
    Ok(rows)
}

/// Adders and gates of the transform of one plane, as a butterfly and as a sum for each row.
fn transforms(tool: Option<&Found>) -> Result<Vec<Row>, Bug> {
    let mut rows = vec![];
    for (id, name, netlist, top) in netlists() {
        let points = POINTS as f64;
        rows.push(row(
            &format!("{id}.adders"),
            &format!("{name}: adders of one plane"),
            (Census::of(&netlist, top).adders as f64, "adders"),
            Origin::new(Mark::CountedInNetlist, "additions and subtractions in the module")
                .of("points", points),
        ));
        let gates = tool.map(|tool| of_netlist(&netlist, top, tool)).transpose()?;
        let Some(Gates { logic, .. }) = gates.flatten() else { continue };
        rows.push(row(
            &format!("{id}.gates"),
            &format!("{name}: gates"),
            (logic as f64, "gates"),
            Origin::new(Mark::Synthesized, "Yosys: synth -flatten, abc -g AND,OR,XOR,MUX, stat")
                .of("points", points),
        ));
    }
    Ok(rows)
}

/// The transform of one plane as a butterfly, and as a sum for each row.
fn netlists() -> [(&'static str, &'static str, Netlist, ModuleId); 2] {
    let exact = Crossbar { digitizer: RowDigitizer::Exact, ..Crossbar::new(POINTS) };
    let mut butterfly = Netlist::new();
    WhtCrossbar::new(exact, BITS, Sign::SignedMagnitude).rtl(&mut butterfly);
    let name = format!("wht_butterfly_{POINTS}_m");
    let top = butterfly.modules().find(|(_, module)| module.name == name).map(|(id, _)| id);
    let mut naive = Netlist::new();
    let sums = naive_sums();
    let sums = naive.add(sums.finish());
    [
        ("butterfly", "butterfly", butterfly, top.unwrap_or(sums)),
        ("sums", "a sum a row", naive, sums),
    ]
}

/// Every row by itself: N - 1 adders each.
fn naive_sums() -> ModuleBuilder {
    let m = ModuleBuilder::new("wht_naive", ["Walsh-Hadamard transform of one plane, row by row."]);
    let width = POINTS.ilog2() + 2;
    {
        let x = m.input("x", 2 * POINTS as u32);
        let row = |row: usize| {
            let lane = |at: usize| x.slice(2 * at as u32, 2).sign_extend(width);
            (1..POINTS).fold(lane(0), |sum, at| match (row & at).count_ones() % 2 {
                0 => sum + lane(at),
                _ => sum - lane(at),
            })
        };
        let rows: Vec<_> = (0..POINTS).map(row).collect();
        m.output("ps", m.concat(rows));
    }
    m
}
