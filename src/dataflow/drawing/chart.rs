//! Charts of bars over cycles, one row for each thing that is at work.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::label::escaped;

/// Height of a row, and of the axis, in pixels.
const ROW: f64 = 26.0;
/// Width that the cycles take, about.
const WIDTH: f64 = 1100.0;
/// And at most, where labels need it.
const WIDEST: f64 = 3000.0;
/// Least width of a bar: what is shorter is drawn as long as this, so that it is seen.
const NARROW: f64 = 1.5;
/// From this width on, bars have a border.
const BORDERED: f64 = 4.0;
/// Width of a character of the font, about.
const CHARACTER: f64 = 6.2;

/// A chart.
pub(super) struct Chart {
    /// Their names, from above.
    pub rows: Vec<String>,
    pub bars: Vec<Bar>,
    /// What colors mean.
    pub legend: Vec<(String, &'static str)>,
}

/// Something at work.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub row: usize,
    /// First cycle.
    pub start: u64,
    pub cycles: u64,
    pub color: &'static str,
    /// What is written on it, where it is wide enough and other bars of its row say something else.
    pub label: String,
    /// What is shown of it when it is pointed at, beside its cycles.
    pub title: String,
}

/// Where cycle 0 is, and pixels a cycle.
type Scale = (f64, f64);

impl Chart {
    /// The width of a cycle in pixels: so much that labels fit, as far as the chart does not become too wide.
    pub fn scale(bars: &[Bar]) -> f64 {
        let cycles = Self::cycles(bars) as f64;
        let rows = told_rows(bars);
        let told = bars.iter().filter(|bar| rows.contains(&bar.row));
        let fitting =
            told.map(|bar| label_width(bar) / bar.cycles.max(1) as f64).fold(0.0, f64::max);
        (WIDTH / cycles).min(40.0).max(fitting.min(WIDEST / cycles))
    }

    fn cycles(bars: &[Bar]) -> u64 {
        bars.iter().map(|bar| bar.start + bar.cycles).max().unwrap_or(1)
    }

    /// SVG text. Equal charts give equal bytes.
    pub fn svg(&self) -> String {
        let longest = self.rows.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64;
        let left = (longest * CHARACTER + 16.0).round().max(120.0);
        let (cycles, scale) = (Self::cycles(&self.bars), Self::scale(&self.bars));
        let (width, height) =
            (left + cycles as f64 * scale + 16.0, (self.rows.len() + 2) as f64 * ROW + 8.0);
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.1}\" height=\"{height:.1}\" \
             viewBox=\"0 0 {width:.1} {height:.1}\" font-family=\"sans-serif\" font-size=\"11\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        );
        axis(&mut text, (left, scale), height - ROW, cycles);
        self.legend(&mut text, left, height - ROW * 0.8);
        for (row, name) in self.rows.iter().enumerate() {
            let y = (row + 1) as f64 * ROW + ROW * 0.65;
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
                left - 8.0,
                escaped(name)
            );
        }
        let told = told_rows(&self.bars);
        for bar in &self.bars {
            draw(&mut text, (left, scale), bar, told.contains(&bar.row));
        }
        text.push_str("</svg>\n");
        text
    }

    /// What colors mean, below the rows.
    fn legend(&self, text: &mut String, left: f64, y: f64) {
        let side = ROW * 0.45;
        let mut x = left;
        for (name, color) in &self.legend {
            let _ = writeln!(
                text,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"{color}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + side * 1.3,
                y + side * 0.85,
                escaped(name)
            );
            x += side * 2.6 + name.chars().count() as f64 * CHARACTER;
        }
    }
}

/// Cycles in round steps.
fn axis(text: &mut String, (left, scale): Scale, height: f64, cycles: u64) {
    let steps = (0..19).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)));
    let step = steps.into_iter().find(|step| *step as f64 * scale >= 50.0).unwrap_or(u64::MAX);
    let _ = writeln!(
        text,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#666\">cycle</text>",
        left - 12.0,
        ROW * 0.6
    );
    for cycle in (0..=cycles).step_by(step as usize) {
        let x = left + cycle as f64 * scale;
        let _ = writeln!(
            text,
            "<path d=\"M{x:.1} {:.1} V{height:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#666\">{cycle}</text>",
            ROW * 0.8,
            ROW * 0.6
        );
    }
}

/// Rows whose bars have different labels: elsewhere the name of the row says it all.
fn told_rows(bars: &[Bar]) -> BTreeSet<usize> {
    let mut first: BTreeMap<usize, &str> = BTreeMap::new();
    let mut rows = BTreeSet::new();
    for bar in bars {
        if *first.entry(bar.row).or_insert(&bar.label) != bar.label {
            rows.insert(bar.row);
        }
    }
    rows
}

/// Width of a bar's label, about.
fn label_width(bar: &Bar) -> f64 {
    bar.label.chars().count() as f64 * CHARACTER * 0.8 + 4.0
}

fn draw(text: &mut String, (left, scale): Scale, bar: &Bar, is_told: bool) {
    let (x, y) = (left + bar.start as f64 * scale, (bar.row + 1) as f64 * ROW + 2.0);
    let (width, height) = ((bar.cycles as f64 * scale).max(NARROW), ROW - 4.0);
    let border = if width < BORDERED { "" } else { " stroke=\"white\"" };
    let (label, title) = (escaped(&bar.label), escaped(&bar.title));
    let (first, last) = (bar.start, bar.start + bar.cycles - 1);
    let _ = write!(
        text,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
         fill=\"{}\"{border}><title>{title}, cycles {first} to {last}</title></rect>",
        bar.color
    );
    if is_told && !label.is_empty() && label_width(bar) <= width + 1e-6 {
        let _ = write!(
            text,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\">{label}</text>",
            x + width / 2.0,
            y + height * 0.65
        );
    }
    text.push('\n');
}
