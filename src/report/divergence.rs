//! Where hardware first departs from its models, for people: a sentence and a table.

use std::fmt::Write;

use crate::cosim::{
    CosimResult, Divergence, Excerpt, ExcerptBeat, ExcerptCycle, ExcerptStream, Inside, Mismatch,
    Signal,
};

use super::text::{count, verdict};

/// A comparison: its verdict in a line; of one that failed, also where it begins.
pub(crate) fn account(result: &CosimResult) -> String {
    let mut text = verdict(result) + "\n";
    if let (Some(mismatch), Some(found)) = (&result.mismatch, &result.divergence) {
        text.push_str(&story(found, mismatch));
        text.push('\n');
        text.push_str(&table(found));
    }
    text
}

/// `node` ..., what differs and how.
pub(super) fn place(found: &Divergence) -> String {
    let Divergence { node, stream, cycle, .. } = found;
    let level = |level: Option<i64>| level.map_or("unknown".into(), |level| level.to_string());
    let differs = format!("is {}, must be {}", level(found.observed), level(found.expected));
    let lane = found.lane.map_or(String::new(), |lane| format!(", lane {lane}"));
    let bit = found.bit.map_or(String::new(), |bit| format!(", bit {bit}"));
    let signal = match found.signal {
        Signal::Tdata => String::new(),
        Signal::Tvalid => format!("`{stream}_tvalid` "),
        Signal::Tready => format!("`{stream}_tready` "),
        Signal::Tlast => format!("`{stream}_tlast` "),
    };
    format!("node `{node}`, cycle {cycle}{lane}{bit}: {signal}{differs}")
}

/// What the node is, how it departs, where that was seen, and what is known of its inside.
fn story(found: &Divergence, mismatch: &Mismatch) -> String {
    let Divergence { node, kind, origin, .. } = found;
    let origin = if origin.is_empty() { String::new() } else { format!(": {origin}") };
    let shared = found.hardware.iter().map(|name| format!(", shared as `{name}`"));
    let shared: String = shared.collect();
    let run = mismatch.run.map_or(String::new(), |run| format!(", run {run}"));
    let cycle = mismatch.cycle.map_or(String::new(), |cycle| format!(", cycle {cycle}"));
    let Mismatch { node: end, beat, what, .. } = mismatch;
    let mut text = format!("  node     {node} ({kind}){origin}{shared}\n");
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  departs  {}", departs(found));
    let _ = writeln!(text, "  seen     at `{end}`, beat {beat}{run}{cycle}: {what}");
    let inside = found.inside.as_ref().map(inside);
    text.extend(inside.map(|inside| format!("  inside   {inside}\n")));
    text
}

fn departs(found: &Divergence) -> String {
    let Divergence { beat, stream, .. } = found;
    let how = match (found.signal, found.expected) {
        (Signal::Tvalid, Some(1)) => "comes late or never",
        (Signal::Tvalid, _) => "comes too early, or is one too many",
        (Signal::Tready, Some(1)) => "is taken late or never",
        (Signal::Tready, _) => "is taken too early",
        (Signal::Tdata, _) => "is wrong",
        (Signal::Tlast, _) => "ends a sample wrongly, or does not",
    };
    let rest = match (found.kind.as_str(), found.signal) {
        ("wiring", Signal::Tready) => {
            "those who take it are right: the wiring behind the node is not"
        }
        ("wiring", _) => "those who give it are right: the wiring to the node is not",
        _ => "all that comes to the node is right",
    };
    format!("beat {beat} of `{stream}` {how}; {rest}")
}

fn inside(inside: &Inside) -> String {
    match inside {
        Inside::Same => {
            "the embedded simulator shows the same: the netlist is wrong, its Verilog equals it"
                .into()
        }
        Inside::Differs { signal, cycle, bit, expected, observed } => format!(
            "`{signal}` is the first signal unlike that of the embedded simulator:\n           \
             cycle {cycle}, bit {bit}: is {}, must be {}; the Verilog is not what the netlist says",
            hexadecimal(observed, *bit),
            hexadecimal(expected, *bit)
        ),
    }
}

/// Digits of a long number that are shown.
const DIGITS: usize = 12;

/// A number, or those of its digits around one of its bits.
fn hexadecimal(digits: &str, bit: u32) -> String {
    let end = digits.len() - (bit as usize / 4).saturating_sub(DIGITS / 2).min(digits.len());
    let begin = end.saturating_sub(DIGITS);
    let left_out = |some: bool| if some { ".." } else { "" };
    let (before, behind) = (left_out(begin > 0), left_out(end < digits.len()));
    format!("0x{before}{}{behind}", &digits[begin..end])
}

/// A column of the table: right-aligned cells.
struct Column {
    cells: Vec<String>,
    /// Begins a stream.
    title: Option<String>,
}

/// The node's streams, cycle by cycle. What differs is starred; below it stands what must be.
fn table(found: &Divergence) -> String {
    let Excerpt { streams, left_out, cycles } = &found.excerpt;
    let mut columns = vec![cycles_column(cycles, found.cycle)];
    for (number, stream) in streams.iter().enumerate() {
        columns.extend(stream_columns(cycles, number, stream));
    }
    let mut text = printed(&columns);
    text.push_str(
        "  v, r, l: tvalid, tready, tlast; [n]: lane n; *: differs; must: what must be\n",
    );
    if *left_out > 0 {
        let _ =
            writeln!(text, "  {} of the node not shown", count(*left_out as u64, "more stream"));
    }
    text
}

/// Whether a cycle has a second row.
fn differs(cycle: &ExcerptCycle) -> bool {
    let mut pairs = cycle.expected.iter().zip(&cycle.observed);
    pairs.any(|(want, got)| cells(want, got).iter().any(|cell| cell.must.is_some()))
}

fn cycles_column(cycles: &[ExcerptCycle], at: u64) -> Column {
    let mut cells = vec!["cycle".to_string()];
    for cycle in cycles {
        let mark = if cycle.cycle == at { "> " } else { "" };
        cells.push(format!("{mark}{}", cycle.cycle));
        if differs(cycle) {
            cells.push("must".into());
        }
    }
    Column { cells, title: Some(String::new()) }
}

fn stream_columns(cycles: &[ExcerptCycle], number: usize, stream: &ExcerptStream) -> Vec<Column> {
    let from = match &stream.from[..] {
        [] => String::new(),
        [only] => format!(" <- {only}"),
        [first, others @ ..] => format!(" <- {first} and {} more", others.len()),
    };
    let lanes = stream.lanes.iter().map(|lane| format!("[{lane}]"));
    let heads = ["v", "r", "l"].map(String::from).into_iter().chain(lanes);
    let mut columns: Vec<Column> = heads
        .enumerate()
        .map(|(place, head)| {
            let title = (place == 0).then(|| format!("{}{from}", stream.name));
            Column { cells: vec![head], title }
        })
        .collect();
    for cycle in cycles {
        let cells = cells(&cycle.expected[number], &cycle.observed[number]);
        for (column, Cell { is, must }) in columns.iter_mut().zip(&cells) {
            column.cells.push(is.clone());
            if differs(cycle) {
                column.cells.push(must.clone().unwrap_or_default());
            }
        }
    }
    columns
}

struct Cell {
    is: String,
    must: Option<String>,
}

/// A stream in one cycle: `tvalid`, `tready`, `tlast`, lanes.
fn cells(want: &ExcerptBeat, got: &ExcerptBeat) -> Vec<Cell> {
    let (meant, there) = (want.valid == Some(true), got.valid == Some(true));
    let level = |level: Option<bool>| level.map(i64::from);
    let lanes = want.lanes.iter().zip(&got.lanes).map(|(want, got)| (*want, *got));
    let beat = std::iter::once((level(want.last), level(got.last))).chain(lanes);
    let valid = cell((level(want.valid), level(got.valid)), true, true);
    let ready = cell((level(want.ready), level(got.ready)), meant, true);
    let beat = beat.map(|pair| cell(pair, meant, there));
    [valid, ready].into_iter().chain(beat).collect()
}

/// `meant`: what must be means something. `there`: so does what is.
fn cell((want, got): (Option<i64>, Option<i64>), meant: bool, there: bool) -> Cell {
    let text = |value: Option<i64>| value.map_or("?".to_string(), |value| value.to_string());
    let differs = meant && want != got;
    let is = if there { text(got) } else { ".".into() };
    let is = if differs && there { format!("*{is}") } else { is };
    Cell { is, must: differs.then(|| text(want)) }
}

/// Columns side by side, each as wide as its widest cell, streams apart and under their titles.
fn printed(columns: &[Column]) -> String {
    let mut streams: Vec<(&str, Vec<&Column>)> = vec![];
    for column in columns {
        match (&column.title, streams.last_mut()) {
            (None, Some((_, columns))) => columns.push(column),
            (title, _) => streams.push((title.as_deref().unwrap_or(""), vec![column])),
        }
    }
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let mut lines = vec![String::from("  "); rows + 1];
    for (number, (title, columns)) in streams.iter().enumerate() {
        let row = |row: usize| {
            let cell = |column: &&Column| format!("{:>1$}", column.cells[row], column.width());
            columns.iter().map(cell).collect::<Vec<_>>().join(" ")
        };
        let texts: Vec<String> =
            std::iter::once(title.to_string()).chain((0..rows).map(row)).collect();
        let width = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let border = if number == 0 { "" } else { " | " };
        for (line, text) in lines.iter_mut().zip(&texts) {
            let _ = write!(line, "{border}{text:<width$}");
        }
    }
    lines.iter().map(|line| line.trim_end().to_string() + "\n").collect()
}

impl Column {
    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_shown_around_the_bit_that_differs() {
        let digits = "0123456789abcdef0123";
        assert_eq!(hexadecimal("7f", 3), "0x7f");
        assert_eq!(hexadecimal(digits, 0), "0x..89abcdef0123");
        assert_eq!(hexadecimal(digits, 40), "0x..456789abcdef..");
        assert_eq!(hexadecimal(digits, 79), "0x0123456..");
        assert_eq!(hexadecimal("", 0), "0x");
    }
}
